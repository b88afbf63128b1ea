import { leftOutAlso, most } from '#core/bounds.ts'
import type { OfficialObservation } from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import { compareInstants, dayOf } from '#core/time/time.ts'
import { boundedIncident, saysTheSame } from './bounded-incident.ts'
import { withBrought } from './bounded-observation.ts'
import type { Folded } from './fold.ts'
import type { Ledger, LedgerRest, ListedState, Look } from './ledger.ts'
import { incidentIdOf } from './merge.ts'
import { resolveComponent } from './surfaces.ts'
import { worstOf } from './worst.ts'

/**
 * What a fold made, within the bounds of what is kept: each incident that differs, the component
 * list's changes, and the components that are
 * remembered at all. The snapshots keep the rest.
 */
export function boundedLedger(
	before: Ledger,
	folded: Folded,
	observation: OfficialObservation,
	provider: Provider,
	source: Source,
	looks: readonly Look[],
): Folded {
	const { ledger, changed, problems } = folded
	const unread = new Map(
		observation.incidents.flatMap(({ nativeId, unreadUpdates = 0 }) =>
			unreadUpdates > 0 ? [[incidentIdOf(source.id, nativeId), unreadUpdates]] : [],
		),
	)
	const incidents = new Map(ledger.incidents)
	const still = changed.filter((id) => {
		const [known, told] = [before.incidents.get(id), ledger.incidents.get(id)]
		if (!told) return true
		const ids = [id, ...told.aliases]
		const next = boundedIncident(
			known,
			told,
			Math.max(0, ...ids.map((own) => unread.get(own) ?? 0)),
		)
		if (next === told) return true
		const isSame = saysTheSame(known, next)
		incidents.set(id, isSame && known ? known : next)
		return !isSame
	})
	const calm = boundedChanges(before.rest, ledger.rest)
	const rest = boundedComponents(
		withoutStrangers(before.rest, calm, observation, provider, source, looks),
	)
	const after = { ...ledger, incidents, rest }
	const day = looks[0] && dayOf(looks[0].snapshot.fetchedAt)
	return {
		ledger: day === undefined ? after : withBrought(before, after, day),
		changed: still,
		problems,
	}
}

/**
 * Of a component that flaps, a day keeps so many changes and one stretch for all the others; and so
 * many days keep theirs.
 */
function boundedChanges(before: LedgerRest, rest: LedgerRest): LedgerRest {
	if (rest.listed === before.listed) return rest
	let { leftOut } = rest
	let listed: Record<string, readonly ListedState[]> | undefined
	for (const [key, entries] of Object.entries(rest.listed)) {
		if (entries === before.listed[key]) continue
		const calm = withinLife(withinDay(entries))
		if (calm === entries) continue
		listed ??= { ...rest.listed }
		listed[key] = calm
		leftOut = leftOutAlso(
			leftOut,
			entries.length - calm.length > 0 ? nameOfCut(entries, calm) : 'changesAComponentADay',
			entries.length - calm.length,
		)
	}
	return listed ? { ...rest, listed, ...(leftOut && { leftOut }) } : rest
}

function nameOfCut(entries: readonly ListedState[], calm: readonly ListedState[]) {
	return calm[0] === entries[0]
		? ('changesAComponentADay' as const)
		: ('changesAComponent' as const)
}

/**
 * The last change of the day stays what it is; the one before it stands for all that were left out.
 */
function withinDay(entries: readonly ListedState[]): readonly ListedState[] {
	const last = entries.at(-1)
	if (!last) return entries
	const day = dayOf(last.seen.by)
	const first = entries.findIndex(({ seen }) => dayOf(seen.by) === day)
	if (entries.length - first <= most('changesAComponentADay')) return entries
	const place = first + most('changesAComponentADay') - 2
	const between = entries.slice(place, -1)
	const [opening] = between
	if (!opening) return entries
	const summed = {
		...opening,
		state: worstOf(between.map(({ state }) => state)) ?? opening.state,
		changes: changesIn(between),
	}
	return [...entries.slice(0, place), summed, last]
}

/** What is older than the newest changes is one stretch of which nothing is said. */
function withinLife(entries: readonly ListedState[]): readonly ListedState[] {
	const limit = most('changesAComponent')
	if (entries.length <= limit) return entries
	const old = entries.slice(0, entries.length - limit + 1)
	const [oldest] = old
	if (!oldest) return entries
	return [{ ...oldest, state: 'unknown', changes: changesIn(old) }, ...entries.slice(old.length)]
}

function changesIn(entries: readonly ListedState[]): number {
	return entries.reduce((sum, { changes = 1 }) => sum + changes, 0)
}

/**
 * Components that no surface stands for say nothing about the past once they are gone. Those that
 * never were in trouble are forgotten when
 * two looks in a row at the whole list that had them did not find them.
 */
function withoutStrangers(
	before: LedgerRest,
	rest: LedgerRest,
	observation: OfficialObservation,
	provider: Provider,
	source: Source,
	looks: readonly Look[],
): LedgerRest {
	const whole = new Set(
		observation.documents.flatMap(({ document, components }) =>
			components === 'whole' ? [document] : [],
		),
	)
	let after = rest
	for (const look of looks.filter(({ document }) => whole.has(document))) {
		const known = after.documents[`${source.id}/${look.document}`]
		if (!known) continue
		const present = new Set(
			observation.states.map(
				({ component }) => resolveComponent(provider, component, look.snapshot.fetchedAt).key,
			),
		)
		const lacking = Object.entries(after.listed).flatMap(([key, entries]) =>
			!present.has(key) && isQuietStranger(entries, source, look) ? [key] : [],
		)
		const wasLacking = new Set(before.documents[`${source.id}/${look.document}`]?.lacks)
		const gone = lacking.filter((key) => wasLacking.has(key))
		const once = lacking.filter((key) => !wasLacking.has(key))
		if (lacking.length === 0) continue
		const documents = {
			...after.documents,
			[`${source.id}/${look.document}`]: { ...known, ...(once.length > 0 && { lacks: once }) },
		}
		after = forgotten({ ...after, documents }, gone)
	}
	return after
}

/** Part of no surface, never in trouble, and last seen on this very list. */
function isQuietStranger(
	entries: readonly ListedState[],
	source: Source,
	{ document }: Look,
): boolean {
	const proof = entries.at(-1)?.evidence.find((item) => item.kind === 'snapshot')
	return (
		entries.every(isQuiet) &&
		proof?.kind === 'snapshot' &&
		proof.source === source.id &&
		proof.document === document
	)
}

function isQuiet({ surface, state, gone }: ListedState): boolean {
	return (
		surface === undefined && (state === 'operational' || (state === 'unknown' && gone === true))
	)
}

/**
 * The bound on how many are remembered: those longest gone go first, and whatever never was in
 * trouble before what was.
 */
function boundedComponents(rest: LedgerRest): LedgerRest {
	const keys = Object.keys(rest.listed)
	const over = keys.length - most('componentsAProvider')
	if (over <= 0) return rest
	const listedNow = new Set(
		Object.values(rest.documents).flatMap(({ rows = {} }) => Object.keys(rows)),
	)
	const rank = (key: string) => {
		const entries = rest.listed[key] ?? []
		return (
			(listedNow.has(key) ? 4 : 0) +
			(entries.every(isQuiet) ? 0 : 2) +
			(entries.at(-1)?.gone ? 0 : 1)
		)
	}
	const last = (key: string) => rest.listed[key]?.at(-1)?.seen.by ?? ''
	const inOrder = keys
		.map((key) => ({ key, rank: rank(key), at: last(key) }))
		.sort((a, b) => a.rank - b.rank || compareInstants(a.at, b.at) || (a.key < b.key ? -1 : 1))
	const dropped = inOrder.slice(0, over).map(({ key }) => key)
	const leftOut = leftOutAlso(rest.leftOut, 'componentsAProvider', dropped.length)
	return { ...forgotten(rest, dropped), ...(leftOut && { leftOut }) }
}

function forgotten(rest: LedgerRest, keys: readonly string[]): LedgerRest {
	if (keys.length === 0) return rest
	const listed: Record<string, readonly ListedState[]> = { ...rest.listed }
	const names = new Set<string>()
	for (const key of keys) {
		for (const { label } of listed[key] ?? []) if (label !== undefined) names.add(label)
		delete listed[key]
	}
	for (const entries of Object.values(listed))
		for (const { label } of entries) if (label !== undefined) names.delete(label)
	return { ...rest, listed, unattributed: rest.unattributed.filter((name) => !names.has(name)) }
}
