import { most } from '#core/bounds.ts'
import { restated } from '#core/crowd/restated.ts'
import { canonicalJson } from '#core/hash.ts'
import { watchedSince } from '#core/incident/ledger.ts'
import { lifespanOf } from '#core/incident/lifespan.ts'
import type { Provider } from '#core/model/provider.ts'
import {
	type PossibleRise,
	type ReportCount,
	type Rise,
	windowSeconds,
} from '#core/model/report.ts'
import { crowdRecord, joinCounts, newestCounts, placeOf } from '#core/record/crowd-record.ts'
import { addSeconds, compareInstants, dayOf, floorTo } from '#core/time/time.ts'
import { crowdReachSeconds } from '#core/timeline/crowd.ts'
import { type Draft, noLook, putLedger, touch } from './draft.ts'
import { ledgerOf, type Memory, marks } from './memory.ts'

/**
 * The crowd's counts in the recorder: kept by series and day, and what follows from them derived
 * when they change.
 */

/**
 * Counts are held in memory this many days, and in the store for good: eight weeks of history
 * before each of the last two.
 */
const daysInMemory = 84
/**
 * A rise nearer than this to the first day that is held in memory lacks history there; it stays as
 * it was found when there was enough.
 */
const daysOfHistory = 70

/** The key of a row: a series and a UTC day. */
function rowOf(count: ReportCount): string {
	return `${placeOf(count)} ${dayOf(count.at)}`
}

/**
 * Takes counts in; a window that was stated before is restated. `rows` is where the rows that
 * differ are noted.
 */
export function putCounts(
	memory: Memory,
	draft: Draft,
	counts: readonly ReportCount[],
	rows: Set<string> = draft.counts,
): void {
	for (const [row, fresh] of Map.groupBy(counts, rowOf)) {
		const known = memory.counts.get(row) ?? []
		const all = joinCounts(known, fresh)
		// A row of the store holds a day: what readings of one day have no room for stays in the
		// document that gave them.
		const joined = all.length <= most('countsADay') ? all : [...newestCounts(all)]
		if (canonicalJson(known) === canonicalJson(joined)) continue
		memory.counts.set(row, joined)
		rows.add(row)
	}
}

/**
 * A crowd document that was looked at and brought nothing new: the window that was open at the look
 * before is whole as it was, and
 * the later ones that were over by now are zero.
 */
export function putSilence(
	memory: Memory,
	draft: Draft,
	provider: string,
	source: string,
	lookAt: string,
): void {
	const rows = [...memory.counts]
		.filter(([row]) => row.startsWith(`${provider}/${source}/`))
		.flatMap(([, counts]) => counts)
	for (const counts of Map.groupBy(rows, placeOf).values()) {
		const { partial, ...last } = counts.reduce((a, b) => (compareInstants(a.at, b.at) < 0 ? b : a))
		const { windowSeconds: length } = last
		if (length === undefined) continue
		const isOver = (at: string) => compareInstants(addSeconds(at, length), lookAt) <= 0
		const stated: ReportCount[] = partial && isOver(last.at) ? [last] : []
		for (let at = addSeconds(last.at, length); isOver(at); at = addSeconds(at, length))
			stated.push({ ...seriesOf(last), at, count: 0 })
		putCounts(memory, draft, stated)
	}
}

/** What all counts of a series say alike. */
function seriesOf({
	provider,
	source,
	windowSeconds: length,
	counted,
	surface,
	region,
}: ReportCount): Omit<ReportCount, 'at' | 'count'> {
	return {
		provider,
		source,
		...(length !== undefined && { windowSeconds: length }),
		...(counted && { counted }),
		...(surface !== undefined && { surface }),
		...(region !== undefined && { region }),
	}
}

/** After counts changed: finds the rises anew and notes which incidents show something else now. */
export function noteCrowd(
	memory: Memory,
	draft: Draft,
	providers: readonly Provider[],
	slot: string,
): void {
	if (
		draft.counts.size === 0 &&
		draft.adoptedCounts.size === 0 &&
		!draft.marks.has(marks.elsewhere) &&
		!mayHaveSettled(memory, slot)
	)
		return
	const before = memory.crowd
	memory.crowd = crowdIn(memory, slot)
	forgetOldDays(memory, draft, slot)
	for (const provider of providers) {
		const { id } = provider
		const counted = [...draft.counts].some((row) => row.startsWith(`${id}/`))
		const [rises, known] = [ofProvider(memory.crowd.rises, id), ofProvider(before.rises, id)]
		const [possible, thought] = [
			ofProvider(memory.crowd.possible, id),
			ofProvider(before.possible, id),
		]
		const changed = differing(known, rises)
		const unsure = differing(thought, possible)
		if (unsure.length > 0) draft.marks.set(marks.possible(id), possible)
		if (changed.length > 0) draft.marks.set(marks.rises(id), rises)
		if (changed.length + unsure.length > 0)
			touch(memory, draft, id, reached(memory, id, [...changed, ...unsure]), noLook, true)
		else if (counted) touch(memory, draft, id, [], noLook, false)
		if (changed.length > 0) keepRestated(memory, draft, provider, known, rises, slot)
	}
}

function ofProvider<Stretch extends Rise | PossibleRise>(
	list: readonly Stretch[],
	provider: string,
): Stretch[] {
	return list.filter((one) => one.provider === provider)
}

/**
 * What was published of the crowd and no longer follows from its counts stays in the record,
 * withdrawn, or leads to what follows from them now.
 */
function keepRestated(
	memory: Memory,
	draft: Draft,
	provider: Provider,
	before: readonly Rise[],
	after: readonly Rise[],
	slot: string,
): void {
	const ledger = ledgerOf(memory, provider.id)
	const { withdrawn, moved } = restated(
		provider,
		[...ledger.incidents.values()],
		before,
		after,
		slot,
	)
	for (const [id, successor] of moved) draft.moved.set(`${provider.id}/${id}`, successor)
	if (withdrawn.length === 0) return
	const incidents = new Map([
		...ledger.incidents,
		...withdrawn.map((incident) => [incident.id, incident] as const),
	])
	putLedger(
		memory,
		draft,
		{ ...ledger, incidents },
		withdrawn.map(({ id }) => id),
		noLook,
	)
}

/** The crowd as memory has it: rises of long ago as they were found, the others from the counts. */
export function crowdIn(memory: Memory, until: string): Memory['crowd'] {
	const counting = { since: (provider: string) => watchedSince(ledgerOf(memory, provider)), until }
	const { reports, rises, possibleRises } = crowdRecord(
		[...memory.counts.values()].flat(),
		counting,
		memory.elsewhere,
	)
	return {
		reports: Map.groupBy(reports, (count) => count.provider),
		rises: stillKnown(memory, memory.archiveRises, memory.crowd.rises, rises),
		possible: stillKnown(memory, memory.archivePossible, memory.crowd.possible, possibleRises),
	}
}

/** What the archive has, what was found when there were counts enough, and what is found now. */
function stillKnown<Stretch extends Rise | PossibleRise>(
	memory: Memory,
	archived: readonly Stretch[],
	before: readonly Stretch[],
	found: readonly Stretch[],
): Stretch[] {
	const keyOf = ({ provider, id }: Stretch) => `${provider}/${id}`
	const known = new Map(archived.map((one) => [keyOf(one), one]))
	for (const one of before) if (isBeyond(memory, one)) known.set(keyOf(one), one)
	for (const one of found) if (!isBeyond(memory, one)) known.set(keyOf(one), one)
	return [...known.values()].sort(
		(a, b) => compareInstants(a.roseAt, b.roseAt) || (a.id < b.id ? -1 : 1),
	)
}

/**
 * Where nobody reports any more no counts come that would say so; time itself does, with each
 * window.
 */
function mayHaveSettled({ crowd }: Memory, slot: string): boolean {
	return (
		floorTo(slot, windowSeconds) === slot &&
		[...crowd.rises, ...crowd.possible].some(({ settledAt }) => settledAt === null)
	)
}

/** Whether the days before a rise are no longer held, so that it cannot be found anew. */
function isBeyond({ countsFrom }: Memory, rise: Rise | PossibleRise): boolean {
	const from = countsFrom.get(placeOf(rise))
	return (
		from !== undefined &&
		compareInstants(rise.roseAt, addSeconds(`${from}T00:00:00Z`, daysOfHistory * 86_400)) < 0
	)
}

/** The first day whose counts are held in memory, as of `slot`. */
export function firstDayHeld(slot: string): string {
	return dayOf(addSeconds(slot, -daysInMemory * 86_400))
}

/**
 * Lets go of days that are too old, once what was to be found in them was found. What is still to
 * be written stays for this tick.
 */
function forgetOldDays(memory: Memory, draft: Draft, slot: string): void {
	const first = firstDayHeld(slot)
	for (const row of memory.counts.keys()) {
		if (row.slice(-10) >= first || draft.counts.has(row) || draft.adoptedCounts.has(row)) continue
		memory.counts.delete(row)
		memory.countsFrom.set(row.slice(0, -11), first)
	}
}

function differing<Stretch extends Rise | PossibleRise>(
	before: readonly Stretch[],
	after: readonly Stretch[],
): Stretch[] {
	const known = new Map(before.map((rise) => [rise.id, canonicalJson(rise)]))
	const there = new Set(after.map((rise) => rise.id))
	return [
		...after.filter((rise) => known.get(rise.id) !== canonicalJson(rise)),
		...before.filter((rise) => !there.has(rise.id)),
	]
}

/** The provider's incidents whose timeline one of the rises joins. */
function reached(
	memory: Memory,
	provider: string,
	rises: readonly (Rise | PossibleRise)[],
): string[] {
	const incidents = [...(memory.ledgers.get(provider)?.incidents.values() ?? [])]
	return incidents
		.filter((incident) => {
			const { from, to } = lifespanOf(incident)
			return rises.some(
				(rise) =>
					(to === null || compareInstants(rise.roseAt, addSeconds(to, crowdReachSeconds)) <= 0) &&
					(rise.settledAt === null ||
						compareInstants(addSeconds(from, -crowdReachSeconds), rise.settledAt) <= 0),
			)
		})
		.map((incident) => incident.id)
}
