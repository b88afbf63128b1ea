import type { Env } from '../../env.ts'
import { Pseudonyms } from './pseudonyms.ts'

/**
 * Whether a client may report once more in this minute. Nearly everybody reports once, and whoever
 * is new to this isolate in this minute has
 * reached no limit: only who comes again is worth a question to the rate limiter. (Miniflare's goes
 * through all clients of the minute for
 * each new one: 20,000 people at once took it a minute and a half.)
 */
export async function mayReport(
	env: Pick<Env, 'REPORT_LIMIT' | 'REPORT_SALT'>,
	address: string,
	now: number,
): Promise<boolean> {
	const name = nameOf(env.REPORT_SALT, address)
	const minute = Math.floor(now / 60_000)
	if (met.minute !== minute) met = { minute, names: new Set() }
	if (met.names.size < mostNames && !met.names.has(name)) {
		met.names.add(name)
		return true
	}
	return (await env.REPORT_LIMIT.limit({ key: name })).success
}

/** About 5 MB; in a minute with more people everybody else is asked about. */
const mostNames = 50_000
let met = { minute: 0, names: new Set<string>() }
let named: { readonly secret: string | undefined; readonly pseudonyms: Pseudonyms } | undefined

/**
 * The name under which a client is counted. The rate limiter may write down what it is given, so it
 * is given no address. With a secret all
 * isolates agree on the name; without one each limits on its own.
 */
function nameOf(secret: string | undefined, address: string): string {
	if (named === undefined || named.secret !== secret) {
		const salt =
			secret === undefined
				? crypto.getRandomValues(new Uint8Array(32))
				: new TextEncoder().encode('rate limit')
		named = { secret, pseudonyms: new Pseudonyms(salt, secret) }
	}
	return btoa(String.fromCharCode(...new Uint8Array(named.pseudonyms.client(address))))
}
