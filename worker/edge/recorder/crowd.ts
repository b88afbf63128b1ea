import { most } from '#core/bounds.ts'
import { restated } from '#core/crowd/restated.ts'
import { canonicalJson } from '#core/hash.ts'
import { lifespanOf } from '#core/incident/lifespan.ts'
import type { Provider } from '#core/model/provider.ts'
import {
	type PossibleRise,
	type ReportCount,
	type Rise,
	windowSeconds,
} from '#core/model/report.ts'
import { joinCounts, newestCounts, placeOf } from '#core/record/crowd-record.ts'
import { addSeconds, compareInstants, dayOf, floorTo, millisecondsOf } from '#core/time/time.ts'
import { crowdReachSeconds } from '#core/timeline/crowd.ts'
import { keys } from '../keys.ts'
import type { Elsewhere, Intake, RecorderDeps } from './recorder-deps.ts'
import { type ChangeSet, firstDayHeld, marks, noLook, type RecorderState } from './state.ts'

/**
 * The crowd in the recorder: counts are kept by series and day, and what follows from them is
 * derived when they change. They come from sources, from our own intake of reports, and what other
 * recorders found unusual is heard beside them.
 */

/** The key of a row: a series and a UTC day. */
function rowOf(count: ReportCount): string {
	return `${placeOf(count)} ${dayOf(count.at)}`
}

/**
 * Takes counts in; a window that was stated before is restated. `rows` is where the rows that
 * differ are noted.
 */
export function putCounts(
	changes: ChangeSet,
	counts: readonly ReportCount[],
	rows: Set<string> = changes.counts,
): void {
	const { recorder } = changes
	for (const [row, fresh] of Map.groupBy(counts, rowOf)) {
		const known = recorder.counts.get(row) ?? []
		const all = joinCounts(known, fresh)
		// A row of the store holds a day: what readings of one day have no room for stays in the
		// document that gave them.
		const joined = all.length <= most('countsADay') ? all : [...newestCounts(all)]
		if (canonicalJson(known) === canonicalJson(joined)) continue
		recorder.counts.set(row, joined)
		rows.add(row)
	}
}

/**
 * A crowd document that was looked at and brought nothing new: the window that was open at the look
 * before is whole as it was, and
 * the later ones that were over by now are zero.
 */
export function putSilence(
	changes: ChangeSet,
	provider: string,
	source: string,
	lookAt: string,
): void {
	const { recorder } = changes
	const rows = [...recorder.counts]
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
		putCounts(changes, stated)
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
export function noteCrowd(changes: ChangeSet, providers: readonly Provider[], slot: string): void {
	const { recorder } = changes
	if (
		changes.counts.size === 0 &&
		changes.adoptedCounts.size === 0 &&
		!changes.marks.has(marks.elsewhere) &&
		!mayHaveSettled(recorder, slot)
	)
		return
	const before = recorder.crowd
	recorder.crowd = recorder.crowdUntil(slot)
	forgetOldDays(changes, slot)
	for (const provider of providers) {
		const { id } = provider
		const counted = [...changes.counts].some((row) => row.startsWith(`${id}/`))
		const [rises, known] = [ofProvider(recorder.crowd.rises, id), ofProvider(before.rises, id)]
		const [possible, thought] = [
			ofProvider(recorder.crowd.possible, id),
			ofProvider(before.possible, id),
		]
		const changed = differing(known, rises)
		const unsure = differing(thought, possible)
		if (unsure.length > 0) changes.marks.set(marks.possible(id), possible)
		if (changed.length > 0) changes.marks.set(marks.rises(id), rises)
		if (changed.length + unsure.length > 0)
			changes.touch(id, reached(recorder, id, [...changed, ...unsure]), noLook, true)
		else if (counted) changes.touch(id, [], noLook, false)
		if (changed.length > 0) keepRestated(changes, provider, known, rises, slot)
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
	changes: ChangeSet,
	provider: Provider,
	before: readonly Rise[],
	after: readonly Rise[],
	slot: string,
): void {
	const ledger = changes.recorder.ledgerOf(provider.id)
	const { withdrawn, moved } = restated(
		provider,
		[...ledger.incidents.values()],
		before,
		after,
		slot,
	)
	for (const [id, successor] of moved) changes.moved.set(`${provider.id}/${id}`, successor)
	if (withdrawn.length === 0) return
	const incidents = new Map([
		...ledger.incidents,
		...withdrawn.map((incident) => [incident.id, incident] as const),
	])
	changes.putLedger(
		{ ...ledger, incidents },
		withdrawn.map(({ id }) => id),
		noLook,
	)
}

/**
 * Where nobody reports any more no counts come that would say so; time itself does, with each
 * window.
 */
function mayHaveSettled({ crowd }: RecorderState, slot: string): boolean {
	return (
		floorTo(slot, windowSeconds) === slot &&
		[...crowd.rises, ...crowd.possible].some(({ settledAt }) => settledAt === null)
	)
}

/**
 * Lets go of days that are too old, once what was to be found in them was found. What is still to
 * be written stays for this tick.
 */
function forgetOldDays(changes: ChangeSet, slot: string): void {
	const { recorder } = changes
	const first = firstDayHeld(slot)
	for (const row of recorder.counts.keys()) {
		if (row.slice(-10) >= first || changes.counts.has(row) || changes.adoptedCounts.has(row))
			continue
		recorder.counts.delete(row)
		recorder.countsFrom.set(row.slice(0, -11), first)
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
	recorder: RecorderState,
	provider: string,
	rises: readonly (Rise | PossibleRise)[],
): string[] {
	const incidents = [...(recorder.ledgers.get(provider)?.incidents.values() ?? [])]
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

/**
 * Windows of our own form, by provider, as they were asked for in this tick: they leave the intake
 * only once KV has them.
 */
export type Taken = ReadonlyMap<string, readonly ReportCount[]>

/**
 * Asks for closed windows when one has just ended, and again each minute while an intake does not
 * answer.
 */
export async function takeIntake(
	changes: ChangeSet,
	intake: Intake | undefined,
	providers: readonly Provider[],
	slot: string,
): Promise<Taken> {
	const { recorder } = changes
	if (!intake || (millisecondsOf(slot) % (windowSeconds * 1000) !== 0 && !recorder.intakeLate))
		return new Map()
	const answers = await Promise.allSettled(providers.map(({ id }) => intake.closed(id, slot)))
	recorder.intakeLate = answers.some(({ status }) => status === 'rejected')
	const taken = new Map<string, readonly ReportCount[]>()
	for (const [index, answer] of answers.entries()) {
		const provider = providers[index]
		if (answer.status === 'fulfilled' && provider && answer.value.length > 0)
			taken.set(provider.id, answer.value)
	}
	putCounts(changes, [...taken.values()].flat())
	return taken
}

/**
 * Lets the intake forget what KV was given. What KV refused stays there, and is asked for again
 * with the next window.
 */
export async function confirmIntake(
	deps: RecorderDeps,
	recorder: RecorderState,
	intake: Intake | undefined,
	taken: Taken,
): Promise<void> {
	if (!intake) return
	const settled = (count: ReportCount) =>
		recorder.outbox.isWritten(keys.reports(deps.shard, dayOf(count.at)))
	// A confirmation that is lost costs nothing: the windows come again, and say the same.
	await Promise.allSettled(
		[...taken].map(([provider, counts]) => {
			const windows = counts.filter(settled).map((count) => count.at)
			return windows.length > 0 ? intake.confirm(provider, windows) : undefined
		}),
	)
}

/** Counts that are older are hardly restated. */
const askedSeconds = 2 * 86_400

/**
 * Hears what other recorders found unusual: services fail together whichever recorder holds them,
 * and then excuse each other. It asks when a window has just ended, and once more a minute later,
 * since all recorders tick at once and one that was asked may not have counted yet. Where somebody
 * does not answer, what was heard before stands. What excused a rise of ours is kept for good.
 */
export async function hearElsewhere(
	changes: ChangeSet,
	elsewhere: Elsewhere | undefined,
	slot: string,
): Promise<void> {
	const { recorder } = changes
	if (!elsewhere || millisecondsOf(slot) % (windowSeconds * 1000) > 60_000) return
	const since = addSeconds(slot, -askedSeconds)
	const heard = await elsewhere(since).catch(() => undefined)
	if (!heard) return
	const excuses = new Set(recorder.crowd.rises.flatMap(({ neighbours }) => neighbours.map(nameOf)))
	const older = recorder.elsewhere.filter(
		(rise) => compareInstants(rise.roseAt, since) < 0 && excuses.has(nameOf(rise)),
	)
	const known = [...older, ...heard].sort(
		(a, b) => compareInstants(a.roseAt, b.roseAt) || (nameOf(a) < nameOf(b) ? -1 : 1),
	)
	if (canonicalJson(known) === canonicalJson(recorder.elsewhere)) return
	recorder.elsewhere = known
	changes.marks.set(marks.elsewhere, known)
}

function nameOf({
	provider,
	source,
	roseAt,
}: Pick<Rise, 'provider' | 'source' | 'roseAt'>): string {
	return `${provider} ${source} ${roseAt}`
}
