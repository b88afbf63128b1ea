import { getDomain } from 'tldts'

/**
 * Where a redirect may lead: to the same registrable domain, on the port that was asked or the
 * usual one, and never from https to http. Anything else is another party
 * speaking (a login, a parked domain), and what it says is not the provider's word.
 */
export function redirectTarget(
	from: string,
	location: string | null,
): { readonly url: string } | { readonly refused: string } {
	if (location === null) return { refused: 'a redirect without a destination' }
	const target = URL.parse(location, from)
	if (!target || (target.protocol !== 'https:' && target.protocol !== 'http:'))
		return { refused: `a redirect to something that is no web address` }
	const origin = new URL(from)
	if (origin.protocol === 'https:' && target.protocol !== 'https:')
		return { refused: `a redirect from https to http, at ${target.hostname}` }
	if (target.username || target.password)
		return { refused: 'a redirect to an address with a password in it' }
	// A port of its own is a program of its own. The usual ones are the site's.
	if (target.port !== '' && target.port !== origin.port)
		return { refused: `a redirect to another port: ${target.host}` }
	if (!sameSite(origin.hostname, target.hostname))
		return { refused: `a redirect to another domain: ${target.hostname}` }
	target.hash = ''
	return { url: target.href }
}

function sameSite(a: string, b: string): boolean {
	if (a === b) return true
	const domain = getDomain(a, { allowPrivateDomains: true })
	return domain !== null && domain === getDomain(b, { allowPrivateDomains: true })
}
