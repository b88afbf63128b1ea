import { canonicalJson, sha256Hex } from '#core/hash.ts'
import type { Look } from '#core/incident/ledger.ts'
import { type Failure, genesis, type Snapshot } from '#core/model/snapshot.ts'
import { latest } from '#core/time/time.ts'

/**
 * Looks at one document, run-length coded and chained: a run goes on while looks end alike, and
 * each run carries the hash of
 * the run before it, so that a rewritten past shows.
 */

/** The state of one document's chain: the run that is open, and what the last good look brought. */
export interface Chain {
	readonly current: Snapshot
	readonly good?: GoodLook
}

export interface GoodLook {
	/** Of the bytes that were stored. */
	readonly sha256: string
	readonly fingerprint: string
	readonly bytes: number
	readonly contentType: string
	/** The first look that brought this content, and the last one that found it. */
	readonly storedAt: string
	readonly lookAt: string
}

type Named = Pick<
	Snapshot,
	| 'provider'
	| 'source'
	| 'document'
	| 'url'
	| 'slot'
	| 'fetchedAt'
	| 'precision'
	| 'undated'
	| 'words'
	| 'provenance'
>

/** One look, or a stretch of slots that were missed. */
export type ChainLook =
	| (Named & {
			readonly outcome: 'good'
			readonly httpStatus?: number
			readonly contentType: string
			readonly bytes: number
			readonly sha256: string
			readonly fingerprint: string
			/** The record waits for this look: its content is stored and folded even if it is not new. */
			readonly awaited?: true
	  })
	| (Named & { readonly outcome: 'failed'; readonly failure: Failure })
	| (Named & { readonly outcome: 'missed'; readonly until: string })

/**
 * What a look did to the chain. `closed` is the run that it ended; `news` is true when its content
 * is new, or the record waited to see it again.
 */
export interface Extension {
	readonly chain: Chain
	readonly closed?: Snapshot
	readonly news: boolean
}

/** Adds a look to a document's chain (absent: its first). Pure; never changes what it is given. */
export function extend(chain: Chain | undefined, look: ChainLook): Extension {
	const news =
		look.outcome === 'good' &&
		(look.fingerprint !== chain?.good?.fingerprint || look.awaited === true)
	const good = look.outcome === 'good' ? goodAfter(chain, look, news) : chain?.good
	if (chain && !news && goesOn(chain.current, look)) {
		const until = latest(chain.current.until, endOf(look)) ?? endOf(look)
		// The second good look at new content: what that content lacks was absent twice.
		const confirms = chain.current.outcome === 'stored' && chain.current.confirmedAt === undefined
		return {
			chain: chainOf(
				{ ...chain.current, until, ...(confirms && { confirmedAt: look.fetchedAt }) },
				good,
			),
			news,
		}
	}
	const opened = open(look, chain, news)
	return chain
		? { chain: chainOf(opened, good), closed: chain.current, news }
		: { chain: chainOf(opened, good), news }
}

/**
 * What the fold needs to know of a look whose content is new. `before` is the chain as it was
 * without the look.
 */
export function lookOf(snapshot: Snapshot, before: Chain | undefined): Look {
	const { document } = snapshot
	return before?.good
		? { document, snapshot, previousGoodLookAt: before.good.lookAt }
		: { document, snapshot }
}

/** The hash that the following run carries as `previous`. */
export function linkOf(closed: Snapshot): string {
	return sha256Hex(canonicalJson(closed))
}

/**
 * Sentences on every break in one document's runs, given in order; empty when each run links to the
 * one before it.
 */
export function brokenLinks(runs: readonly Snapshot[]): string[] {
	const broken: string[] = []
	let expected = genesis
	for (const run of runs) {
		if (run.previous !== expected)
			broken.push(
				`the run of ${run.fetchedAt} does not link to the run before it: expected ${expected}, ` +
					`found ${run.previous}`,
			)
		expected = linkOf(run)
	}
	return broken
}

function goesOn(current: Snapshot, look: ChainLook): boolean {
	if (
		current.provenance !== look.provenance ||
		current.url !== look.url ||
		current.words !== look.words
	)
		return false
	if (look.outcome === 'good')
		return current.outcome === 'stored' || current.outcome === 'unchanged'
	if (look.outcome === 'missed') return current.outcome === 'missed'
	return (
		current.outcome === 'failed' &&
		current.failure?.kind === look.failure.kind &&
		current.failure.httpStatus === look.failure.httpStatus
	)
}

function open(look: ChainLook, before: Chain | undefined, news: boolean): Snapshot {
	const {
		provider,
		source,
		document,
		url,
		slot,
		fetchedAt,
		precision,
		undated,
		words,
		provenance,
	} = look
	const run = {
		provider,
		source,
		document,
		url,
		slot,
		fetchedAt,
		...(precision && { precision }),
		...(undated && { undated }),
		...(words && { words }),
		...(before && { previousLookAt: before.current.until }),
		until: endOf(look),
		provenance,
		previous: before ? linkOf(before.current) : genesis,
	}
	if (look.outcome === 'missed') return { ...run, outcome: 'missed' }
	if (look.outcome === 'failed') {
		const { failure } = look
		return {
			...run,
			outcome: 'failed',
			...(failure.httpStatus !== undefined && { httpStatus: failure.httpStatus }),
			failure,
		}
	}
	const stored = news ? look : (before?.good ?? look)
	const again = news && look.fingerprint === before?.good?.fingerprint
	const content = {
		contentType: stored.contentType,
		bytes: stored.bytes,
		sha256: stored.sha256,
		fingerprint: look.fingerprint,
	}
	return {
		...run,
		outcome: news ? 'stored' : 'unchanged',
		...(again && { awaited: true as const }),
		...(look.httpStatus !== undefined && { httpStatus: look.httpStatus }),
		...content,
	}
}

function goodAfter(
	before: Chain | undefined,
	look: Extract<ChainLook, { outcome: 'good' }>,
	news: boolean,
): GoodLook {
	if (!news && before?.good) return { ...before.good, lookAt: look.fetchedAt }
	return {
		sha256: look.sha256,
		fingerprint: look.fingerprint,
		bytes: look.bytes,
		contentType: look.contentType,
		storedAt: look.fetchedAt,
		lookAt: look.fetchedAt,
	}
}

function chainOf(current: Snapshot, good: GoodLook | undefined): Chain {
	return good ? { current, good } : { current }
}

function endOf(look: ChainLook): string {
	return look.outcome === 'missed' ? look.until : look.fetchedAt
}
