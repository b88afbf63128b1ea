import { existsSync } from 'node:fs'
import { extend } from '#core/archive/chain.ts'
import { sha256Hex } from '#core/hash.ts'
import { emptyLedger } from '#core/incident/ledger.ts'
import { foldTick } from '#core/incident/tick.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import type { ReportCount } from '#core/model/report.ts'
import type { Document } from '#core/model/snapshot.ts'
import { observe } from '#core/platforms/observe.ts'
import type { Platform } from '#core/platforms/platform.ts'
import { countsOf, crowdRecord, joinCounts } from '#core/record/crowd-record.ts'
import { soundRecord } from '#core/record/sound-record.ts'
import { addSeconds } from '#core/time/time.ts'
import { acme, smallContent } from '../support/small-content.ts'

/**
 * Documents that grow: each is made of as many rows as are asked for, of a kind that costs much for
 * its bytes. What reading, folding and deriving
 * cost must grow with the rows and not with their square, at the first look and at every later one.
 */
export interface Heavy {
	readonly name: string
	readonly options?: Source['options']
	/** One document a look, one look a minute. */
	looks(rows: number): readonly Document[]
}

/** The moment of the first look. */
export const firstLookAt = '2026-05-04T12:00:00Z'

export function many<Item>(rows: number, make: (index: number) => Item): Item[] {
	return Array.from({ length: rows }, (_, index) => make(index))
}

/** An RSS feed of items that are written already. */
export function feedOf(items: readonly string[]): string {
	return `<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>${items.join('')}</channel></rss>`
}

/** A time as feeds print it, so many minutes before an hour ahead of the first look. */
export function mailDate(minutes: number): string {
	return new Date(Date.parse('2026-05-04T11:00:00Z') - 60_000 * minutes).toUTCString()
}

/** What one look cost, in milliseconds, by step. */
export interface Cost {
	readonly canonical: number
	readonly read: number
	readonly fold: number
	readonly derive: number
}

/**
 * Takes one look after another as the recorder does, into one ledger, and measures each step of
 * each.
 */
export function costsOf(
	platform: Platform,
	{ options }: Heavy,
	looks: readonly Document[],
): Cost[] {
	const source: Source = {
		id: 'status',
		platform: platform.id,
		url: 'https://status.example.com',
		kind: platform.kind,
		everySeconds: 60,
		enabled: true,
		...(options && { options }),
	}
	const provider: Provider = { ...acme, sources: [source] }
	const content = { ...smallContent, providers: [provider] }
	let ledger = emptyLedger(provider.id)
	let reports: readonly ReportCount[] = []
	let chain: Parameters<typeof extend>[0]
	return looks.map((document, turn): Cost => {
		const at = addSeconds(firstLookAt, turn * 60)
		const lookAt = chain?.good?.lookAt
		const sha256 = sha256Hex(`${turn}`)
		const named = {
			provider: provider.id,
			source: source.id,
			document: document.name,
			url: document.url,
			slot: at,
			fetchedAt: at,
			provenance: 'live' as const,
		}
		const good = {
			outcome: 'good' as const,
			contentType: document.contentType,
			bytes: document.body.length,
			sha256,
			fingerprint: sha256,
		}
		chain = extend(chain, { ...named, ...good }).chain
		const clock = stopwatch()
		platform.canonical({ ...document, fetchedAt: at }, options)
		const canonical = clock()
		const observation = observe(platform, [{ ...document, fetchedAt: at }], options, at)
		const read = clock()
		let rises: ReturnType<typeof crowdRecord>['rises'] = []
		if (observation.kind === 'official') {
			const look = {
				document: document.name,
				snapshot: chain.current,
				...(lookAt !== undefined && { previousGoodLookAt: lookAt }),
			}
			ledger = foldTick(ledger, provider, source, {
				slot: at,
				observation,
				looks: [look],
				unchanged: [],
			}).ledger
		} else {
			const crowd = crowdRecord(joinCounts(reports, countsOf(observation, provider, source)))
			reports = crowd.reports
			rises = crowd.rises
		}
		const fold = clock()
		const { reason } = soundRecord({
			content,
			provider,
			ledger,
			gaps: [],
			problems: [],
			asOf: at,
			reports,
			rises,
		})
		if (reason !== undefined) throw new Error(reason)
		return { canonical, read, fold, derive: clock() }
	})
}

/** Milliseconds since the last question. */
function stopwatch(): () => number {
	const start = process.cpuUsage()
	let last = (start.user + start.system) / 1000
	return () => {
		const usage = process.cpuUsage()
		const [before, now] = [last, (usage.user + usage.system) / 1000]
		last = now
		return now - before
	}
}

export function totalOf({ canonical, read, fold, derive }: Cost): number {
	return canonical + read + fold + derive
}

/** The platforms that have a file in `heavy/`, with what it holds. */
export async function heaviesOf(
	platforms: readonly Platform[],
): Promise<{ platform: Platform; heavy: readonly Heavy[] }[]> {
	const written = platforms.filter(({ id }) =>
		existsSync(new URL(`heavy/${id}.ts`, import.meta.url)),
	)
	return Promise.all(
		written.map(async (platform) => {
			// The export's shape is the compiler's to check, in that file.
			const module = (await import(new URL(`heavy/${platform.id}.ts`, import.meta.url).href)) as {
				heavy: readonly Heavy[]
			}
			return { platform, heavy: module.heavy }
		}),
	)
}
