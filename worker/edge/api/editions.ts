import type { Context, MiddlewareHandler } from 'hono'
import type { Env } from '../../env.ts'
import { BoundedMap } from '../bounded-map.ts'
import { millisecondsNow } from '../clock.ts'
import { type DataCentre, dataCentreOf } from '../http/data-centre.ts'
import { lastLooks } from '../reading/last-looks.ts'
import { readStored } from '../reading/stored-text.ts'
import { bareEnv, type Made, Trace, traced, traceOf, unnoted } from '../reading/trace.ts'
import { shardStatuses } from '../recorder/shard-status.ts'
import { openWindowText } from '../reports/open-window.ts'
import { type ApiEnv, hasIt } from './answer.ts'

/**
 * Answers that were made are kept with all that they were made from, in this isolate and in its
 * data centre. Whoever asks again costs the reads
 * that show that nothing changed, and no rendering; whoever has the answer already is told so
 * before anything is made. What was kept is never
 * given on trust: a change at the source is a change here at once.
 */

/** An answer with what it rests on. */
interface Edition extends Made {
	readonly headers: readonly (readonly [string, string])[]
	readonly rests: readonly (readonly [string, string])[]
	/** Epoch milliseconds; null where time makes no other answer. */
	readonly until: number | null
}

/**
 * What is noted as a whole, by what comes out of it: the name's first word leads to a function of
 * the rest. Its text is the digest.
 */
export type Summaries = Readonly<Record<string, (env: Env, about: string) => Promise<string>>>

/** Bytes of answers that an isolate keeps. */
const room = 12_000_000
/** In the data centre it is looked at again whenever it is used, and forgotten when it is not. */
const sharedSeconds = 86_400

export function editions(summaries: Summaries): MiddlewareHandler<ApiEnv> {
	const kept = new WeakMap<object, BoundedMap<Edition>>()
	return async (context, next) => {
		const { method } = context.req
		if ((method !== 'GET' && method !== 'HEAD') || context.req.path.startsWith('/admin/'))
			return next()
		const bare = context.env
		const own = kept.get(bare.KV) ?? new BoundedMap<Edition>(room)
		kept.set(bare.KV, own)
		const name = nameOf(context)
		const trace = new Trace()
		const env = traced(bare, trace)
		const here = own.get(name)
		if (here && (await holds(here, env, summaries))) return answer(context.req.raw, here)
		const centre = dataCentreOf(bare)
		const there = here ? undefined : await sharedEdition(centre, name)
		if (there && (await holds(there, env, summaries))) {
			own.set(name, there, there.bytes.byteLength)
			return answer(context.req.raw, there)
		}
		// What was looked at for an older answer is no part of this one; what was read is not read
		// again.
		const making = new Trace(trace.reads)
		context.env = traced(bare, making)
		await next()
		const edition = editionOf(context.res, making)
		if (!edition) return
		// Only what was made from what can be compared is kept, and in the data centre only what says
		// how things stand.
		if (!making.lost) own.set(name, edition, edition.bytes.byteLength)
		if (!making.lost && centre && !making.blind)
			context.executionCtx.waitUntil(share(centre, name, edition))
		context.res = answer(context.req.raw, edition)
	}
}

/** What comes out of a summary, noted; what it reads is noted as no more than that. */
export async function summary(
	env: Env,
	summaries: Summaries,
	kind: string,
	about: string,
): Promise<string> {
	const quiet = unnoted(env)
	const text = (await summaries[kind]?.(quiet, about)) ?? ''
	const [trace, aside] = [traceOf(env), traceOf(quiet)]
	if (!trace || !aside) return text
	trace.rests.set(`${kind} ${about}`, text)
	trace.lost ||= aside.lost
	trace.blind ||= aside.blind
	return text
}

/**
 * Host, path and the parameters that the address knows, in one order. Where nobody reads the
 * parameters they are left out: they make no other answer.
 */
function nameOf(context: Context<ApiEnv>): string {
	const { origin, pathname, searchParams } = new URL(context.req.url)
	const known = pathname.startsWith('/api/')
		? [...searchParams]
		: [...searchParams].filter(([name]) => readOf(pathname).includes(name))
	known.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
	// The one address that answers in a format that its reader names.
	const format = pathname === '/metrics' ? (context.req.header('accept') ?? '') : ''
	return `${origin}${pathname}?${new URLSearchParams(known)} ${format}`
}

/** The parameters that an address outside of the API reads. */
function readOf(pathname: string): readonly string[] {
	if (pathname === '/at') return ['t', 'provider']
	return pathname.endsWith('.txt') ? ['color', 'colour'] : []
}

/** Whether all that an answer rests on is as it was. Where it cannot be read, it is not. */
async function holds({ rests, until }: Edition, env: Env, summaries: Summaries): Promise<boolean> {
	if (until !== null && millisecondsNow(bareEnv(env)) >= until) return false
	try {
		const now = await Promise.all(rests.map(([name]) => resolve(env, name, summaries)))
		return rests.every(([, digest], index) => digest === now[index])
	} catch {
		return false
	}
}

async function resolve(env: Env, name: string, summaries: Summaries): Promise<string> {
	const [kind = '', about = ''] = /^(\S+) ?(.*)$/s.exec(name)?.slice(1) ?? []
	if (kind === 'kv') return await (await readStored(env, about)).digest()
	if (kind === 'words') return (await shardStatuses(env)).digest
	if (kind === 'looks') {
		await lastLooks(env)
		return traceOf(env)?.rests.get('looks') ?? ''
	}
	if (kind === 'open') return await openWindowText(bareEnv(env), about)
	const summarise = summaries[kind]
	if (!summarise) throw new Error(`nobody knows what ${kind} is`)
	return await summarise(unnoted(env), about)
}

/** A whole answer; refusals and what is streamed are none. */
function editionOf(response: Response, { made, rests, until }: Trace): Edition | undefined {
	if (!made || response.status !== 200) return undefined
	return {
		...made,
		headers: [...response.headers],
		rests: [...rests],
		until: Number.isFinite(until) ? until : null,
	}
}

function answer(request: Request, { bytes, etag, lastModified, headers: said }: Edition): Response {
	const headers = new Headers(said as [string, string][]) // pairs, as they were taken from a response
	if (!hasIt(request, etag, lastModified)) return new Response(bytes, { headers })
	headers.delete('content-type')
	return new Response(null, { status: 304, headers })
}

const aboutHeader = 'tidemark-edition'

async function share(
	centre: DataCentre,
	name: string,
	{ bytes, ...about }: Edition,
): Promise<void> {
	await centre.put(name, bytes, sharedSeconds, {
		[aboutHeader]: encodeURIComponent(JSON.stringify(about)),
	})
}

async function sharedEdition(
	centre: DataCentre | undefined,
	name: string,
): Promise<Edition | undefined> {
	const response = await centre?.get(name)
	const about = response?.headers.get(aboutHeader)
	if (!response || about == null) return undefined
	// As `share` wrote it, under this deployment's name.
	return {
		...(JSON.parse(decodeURIComponent(about)) as Omit<Edition, 'bytes'>),
		bytes: new Uint8Array(await response.arrayBuffer()),
	}
}
