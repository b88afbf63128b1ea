import type { Provider, Source } from '#core/model/provider.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import type { Gap } from '#core/model/timeline.ts'
import { touching } from '#core/ordered.ts'
import { platformOf } from '#core/platforms/index.ts'
import { compareInstants, millisecondsOf, secondsBetween } from '#core/time/time.ts'
import { withinDays } from './flapping.ts'

/**
 * Where we could not observe: per document, from the first failed or missed look to the next good
 * one, derived from the chained
 * looks alone. When more than half of a status platform's sources (and at least two) fail together,
 * that is one gap of the platform.
 * `snapshots` may be those of several documents, in any order. Sorted by beginning.
 */
export function gapsOf(snapshots: readonly Snapshot[], providers: readonly Provider[]): Gap[] {
	const sources = new Map(
		providers.flatMap((provider) =>
			provider.sources.map((source) => [`${provider.id}/${source.id}`, source] as const),
		),
	)
	// A fallback is read only while another document cannot be: that one's gap says it all.
	const expected = snapshots.filter(
		(row) => sources.get(`${row.provider}/${row.source}`)?.fallbackFor === undefined,
	)
	const gaps = [...chains(expected)].flatMap(([, rows]) =>
		withinDays(gapsOfDocument(rows, sources)),
	)
	return joinPlatforms(gaps, sources).sort(
		(a, b) => compareInstants(a.from, b.from) || (nameOf(a) < nameOf(b) ? -1 : 1),
	)
}

function chains(snapshots: readonly Snapshot[]): Map<string, Snapshot[]> {
	const byDocument = new Map<string, Snapshot[]>()
	for (const row of snapshots) {
		const key = `${row.provider}/${row.source}/${row.document}`
		const rows = byDocument.get(key)
		if (rows) rows.push(row)
		else byDocument.set(key, [row])
	}
	for (const rows of byDocument.values())
		rows.sort((a, b) => compareInstants(a.fetchedAt, b.fetchedAt))
	return byDocument
}

function gapsOfDocument(rows: readonly Snapshot[], sources: ReadonlyMap<string, Source>): Gap[] {
	const gaps: Gap[] = []
	let open: Gap | undefined
	for (const row of rows) {
		const good = row.outcome === 'stored' || row.outcome === 'unchanged'
		if (good && open) {
			open.to = row.fetchedAt
			open = undefined
		}
		if (good || open) continue
		const key = `${row.provider}/${row.source}`
		open = {
			sources: [key],
			document: row.document,
			from: row.fetchedAt,
			reason: reasonOf(row),
			bearsState: bearsState(sources.get(key), row.document),
		}
		gaps.push(open)
	}
	return gaps
}

function reasonOf(row: Snapshot): string {
	if (row.outcome === 'missed')
		return row.provenance === 'replay'
			? 'Between two captures: nobody checked.'
			: 'No look was made: the recorder did not run.'
	return row.failure ? `${row.failure.kind}: ${row.failure.message}` : 'The look failed.'
}

function bearsState(source: Source | undefined, document: string): boolean {
	if (!source) return false
	// A plan depends on the moment at most in what is due, never in which document bears the state.
	return platformOf(source.platform)
		.plan(source, '2026-01-01T00:00:00Z')
		.some((request) => request.name === document && request.bearsState)
}

/**
 * Replaces the gaps of sources that failed together by one gap of their platform, for as long as
 * most of them failed.
 */
function joinPlatforms(gaps: readonly Gap[], sources: ReadonlyMap<string, Source>): Gap[] {
	const joined: Gap[] = []
	const absorbed = new Set<Gap>()
	for (const [platform, members] of platforms(sources)) {
		const own = gaps.filter(({ sources: [source = ''] }) => members.has(source))
		const bearing = own.filter((gap) => gap.bearsState)
		const stretches = crowded(bearing, members.size / 2)
		const togetherIn = overlapping(bearing, stretches)
		const allIn = overlapping(own, stretches)
		for (const stretch of stretches) {
			const together = togetherIn.get(stretch) ?? []
			const failed = new Set(together.flatMap((gap) => gap.sources))
			const names = [...failed].sort()
			const reason =
				`${names.length} of ${members.size} sources on this platform failed together ` +
				`(${together[0]?.reason ?? 'no reason recorded'})`
			joined.push({
				sources: names,
				platform,
				from: stretch.from,
				...(stretch.to !== undefined && { to: stretch.to }),
				reason,
				bearsState: true,
			})
			for (const gap of allIn.get(stretch) ?? [])
				if (failed.has(gap.sources[0] ?? '') && isWithin(gap, stretch)) absorbed.add(gap)
		}
	}
	return [...gaps.filter((gap) => !absorbed.has(gap)), ...joined]
}

function platforms(sources: ReadonlyMap<string, Source>): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>()
	for (const [key, source] of sources) {
		if (!source.enabled) continue
		found.set(source.platform, (found.get(source.platform) ?? new Set()).add(key))
	}
	return new Map([...found].filter(([, members]) => members.size >= 2))
}

type CrowdedSpan = Pick<Gap, 'from' | 'to'>

/**
 * The stretches in which more than `limit` sources are in a gap, in one sweep: a page that flaps
 * all day has 720 gaps of it.
 */
function crowded(gaps: readonly Gap[], limit: number): CrowdedSpan[] {
	const steps = gaps.flatMap(({ sources: [source = ''], from, to }) => [
		{ at: from, source, step: 1 },
		...(to === undefined ? [] : [{ at: to, source, step: -1 }]),
	])
	const byMoment = Map.groupBy(steps, ({ at }) => at)
	const failing = new Map<string, number>()
	const found: { from: string; to?: string }[] = []
	let open: { from: string; to?: string } | undefined
	for (const at of [...byMoment.keys()].sort(compareInstants)) {
		for (const { source, step } of byMoment.get(at) ?? []) {
			const gapsOfSource = (failing.get(source) ?? 0) + step
			if (gapsOfSource === 0) failing.delete(source)
			else failing.set(source, gapsOfSource)
		}
		const most = failing.size > limit && failing.size >= 2
		if (most && !open) {
			open = { from: at }
			found.push(open)
		} else if (!most && open) {
			open.to = at
			open = undefined
		}
	}
	return found
}

/** The gaps that overlap each of some stretches, which stand in order and do not touch. */
function overlapping(
	gaps: readonly Gap[],
	stretches: readonly CrowdedSpan[],
): ReadonlyMap<CrowdedSpan, readonly Gap[]> {
	const timed = stretches.map((stretch) => ({ ...momentsOf(stretch), stretch }))
	const found = new Map<CrowdedSpan, Gap[]>()
	for (const gap of gaps) {
		for (const { stretch } of touching(timed, momentsOf(gap))) {
			const known = found.get(stretch)
			if (known) known.push(gap)
			else found.set(stretch, [gap])
		}
	}
	return found
}

function momentsOf({ from, to }: { readonly from: string; readonly to?: string | undefined }): {
	readonly from: number
	readonly to: number
} {
	return {
		from: millisecondsOf(from),
		to: to === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(to),
	}
}

function overlaps(gap: Gap, stretch: CrowdedSpan): boolean {
	const startsBefore = stretch.to === undefined || compareInstants(gap.from, stretch.to) < 0
	return startsBefore && (gap.to === undefined || compareInstants(stretch.from, gap.to) < 0)
}

/**
 * Whether a gap lies in the stretch but for two minutes at either end: looks of one tick do not end
 * at one moment.
 */
function isWithin(gap: Gap, stretch: CrowdedSpan): boolean {
	const slack = 120
	const begins = secondsBetween(gap.from, stretch.from) <= slack
	const ends =
		stretch.to === undefined ||
		(gap.to !== undefined && secondsBetween(stretch.to, gap.to) <= slack)
	return begins && ends && overlaps(gap, stretch)
}

function nameOf(gap: Gap): string {
	return `${gap.platform ?? ''} ${gap.sources.join(' ')} ${gap.document ?? ''}`
}
