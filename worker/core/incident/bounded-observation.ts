import { type BoundName, bounds, most } from '#core/bounds.ts'
import type {
	Component,
	ObservedIncident,
	ObservedState,
	ObservedUpdate,
	OfficialObservation,
	Problem,
} from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { compareInstants, dayOf } from '#core/time/time.ts'
import type { Ledger, Look } from './ledger.ts'
import { incidentIdOf } from './merge.ts'
import { resolveComponent } from './surfaces.ts'

/**
 * What of an observation is taken up, what is said of the rest, and how many new incidents it
 * brings.
 */
export interface Bounded {
	readonly observation: OfficialObservation
	readonly problems: readonly Problem[]
}

/**
 * An observation within the bounds of what one look may bring. What is left out was still on the
 * page: nothing that is known counts as gone
 * because it was not read. The very same object where everything is within them.
 */
export function boundedObservation(
	observation: OfficialObservation,
	ledger: Ledger,
	provider: Provider,
	source: Source,
	looks: readonly Look[],
): Bounded {
	const problems: Problem[] = []
	const say = (document: string, path: string, name: BoundName, read: number, of: number) =>
		problems.push(beyond(document, path, name, read, of))
	const incidents = takenUp(observation.incidents, ledger, source, looks, say).map((incident) =>
		boundedIncident(incident, provider, say),
	)
	const lists = boundedLists(observation, provider, looks, say)
	const published = (observation.published ?? []).slice(-most('publishedDays'))
	const document = observation.documents[0]?.document ?? looks[0]?.document ?? ''
	if (published.length < (observation.published?.length ?? 0))
		say(document, '', 'publishedDays', published.length, observation.published?.length ?? 0)
	if (problems.length === 0) return { observation, problems }
	return {
		observation: {
			...observation,
			...lists,
			incidents,
			...(observation.published && { published }),
		},
		problems,
	}
}

type Say = (document: string, path: string, name: BoundName, read: number, of: number) => void

function beyond(
	document: string,
	path: string,
	name: BoundName,
	read: number,
	of: number,
): Problem {
	const message = `${bounds[name].what}: ${of}, of which we read ${read}. The snapshot has the rest.`
	return { document, path: path.slice(0, 200), message }
}

/** All that is known, and the newest of what is new, as far as the bounds allow. */
function takenUp(
	observed: readonly ObservedIncident[],
	ledger: Ledger,
	source: Source,
	looks: readonly Look[],
	say: Say,
): readonly ObservedIncident[] {
	if (
		observed.length <= Math.min(most('incidentsAList'), most('newIncidentsADay')) &&
		ledger.incidents.size <= most('incidentsAProvider') - observed.length
	) {
		const day = looks[0] && dayOf(looks[0].snapshot.fetchedAt)
		if (day === undefined || broughtOn(ledger, day) + observed.length <= most('newIncidentsADay'))
			return observed
	}
	const aliases = new Set([...ledger.incidents.values()].flatMap((incident) => incident.aliases))
	const isKnown = ({ nativeId }: ObservedIncident) => {
		const id = incidentIdOf(source.id, nativeId)
		return ledger.incidents.has(id) || aliases.has(id)
	}
	let room = most('incidentsAProvider') - ledger.incidents.size
	const left = new Set<ObservedIncident>()
	const taken = new Set<string>()
	for (const look of looks) {
		const rows = observed.filter(({ document }) => document === look.document)
		const fresh = rows.filter((row) => !isKnown(row) && !taken.has(row.nativeId))
		const { name, most: allowed } = allowance(ledger, source, look, room, taken.size)
		const newest = [...fresh]
			.sort((a, b) => compareInstants(b.createdAt, a.createdAt))
			.slice(0, allowed)
		const kept = new Set(newest)
		for (const { nativeId } of newest) taken.add(nativeId)
		room -= newest.length
		if (kept.size === fresh.length) continue
		for (const row of fresh) if (!kept.has(row)) left.add(row)
		say(look.document, '/incidents', name, newest.length, fresh.length)
	}
	return observed.filter((row) => !left.has(row))
}

/**
 * How many new incidents a look may bring, and which bound says so. A first look at a list brings
 * its history.
 */
function allowance(
	ledger: Ledger,
	source: Source,
	{ document, snapshot }: Look,
	room: number,
	taken: number,
): { readonly name: BoundName; readonly most: number } {
	const isFirst =
		ledger.rest.documents[`${source.id}/${document}`] === undefined ||
		!isOurLook(snapshot.provenance)
	const today = isFirst
		? most('incidentsAList')
		: most('newIncidentsADay') - broughtOn(ledger, dayOf(snapshot.fetchedAt)) - taken
	if (room < Math.min(today, most('incidentsAList')))
		return { name: 'incidentsAProvider', most: Math.max(0, room) }
	if (today < most('incidentsAList')) return { name: 'newIncidentsADay', most: Math.max(0, today) }
	return { name: 'incidentsAList', most: most('incidentsAList') }
}

/** The new incidents that looks after the first one at their list have brought on a day. */
function broughtOn({ rest }: Ledger, day: string): number {
	return rest.brought?.day === day ? rest.brought.incidents : 0
}

/** The ledger with the count of what looks after the first one have brought on a day. */
export function withBrought(before: Ledger, after: Ledger, day: string): Ledger {
	if (after.incidents.size <= before.incidents.size) return after
	let fresh = 0
	for (const { id, listedIn } of after.incidents.values())
		if (
			!before.incidents.has(id) &&
			listedIn.some(({ document }) => before.rest.documents[document] !== undefined)
		)
			fresh += 1
	if (fresh === 0) return after
	return {
		...after,
		rest: { ...after.rest, brought: { day, incidents: broughtOn(before, day) + fresh } },
	}
}

function boundedIncident(
	observed: ObservedIncident,
	provider: Provider,
	say: Say,
): ObservedIncident {
	const { document, nativeId, updates, components, spans } = observed
	const isLong = updates.length > most('updatesAnIncident')
	const isWide = components.length > most('componentsAnIncident')
	const isStretched = spans.length > most('spansAnIncident')
	const isStated = updates.some(({ states }) => states.length > most('statesAnUpdate'))
	if (!isLong && !isWide && !isStretched && !isStated) return observed
	const place = (name: BoundName, read: number, of: number) =>
		say(document, nativeId, name, read, of)
	let read: readonly ObservedUpdate[] = updates
	if (isLong) {
		read = firstAndNewest(updates, most('updatesAnIncident'))
		place('updatesAnIncident', read.length, updates.length)
	}
	const named = isWide
		? oursFirst(
				components,
				(component) => component,
				provider,
				observed.createdAt,
				most('componentsAnIncident'),
			)
		: components
	if (isWide) place('componentsAnIncident', named.length, components.length)
	const newest = isStretched
		? [...spans].sort((a, b) => compareInstants(a.from, b.from)).slice(-most('spansAnIncident'))
		: spans
	if (isStretched) place('spansAnIncident', newest.length, spans.length)
	// A list that was not read to its end proves nothing by what it lacks.
	const { tiedBy, ...rest } = observed
	return {
		...rest,
		...(tiedBy !== undefined && !isWide && { tiedBy }),
		updates: read.map((update) => boundedUpdate(update, provider, place)),
		...(isLong && { allUpdates: false, unreadUpdates: updates.length - read.length }),
		components: [...named],
		spans: newest,
	}
}

function boundedUpdate(
	update: ObservedUpdate,
	provider: Provider,
	place: (name: BoundName, read: number, of: number) => void,
): ObservedUpdate {
	const { states, at } = update
	if (states.length <= most('statesAnUpdate')) return update
	const kept = oursFirst(
		states,
		({ component }: ObservedState) => component,
		provider,
		at,
		most('statesAnUpdate'),
	)
	place('statesAnUpdate', kept.length, states.length)
	return { ...update, states: [...kept] }
}

/** Oldest first: the one with which it began, and the newest. */
export function firstAndNewest<Item>(items: readonly Item[], length: number): Item[] {
	return items.length <= length
		? [...items]
		: [...items.slice(0, 1), ...items.slice(items.length - length + 1)]
}

/** Those that are part of a surface before the others, each in the order of the page. */
function oursFirst<Item>(
	items: readonly Item[],
	of: (item: Item) => Component,
	provider: Provider,
	at: string,
	length: number,
): readonly Item[] {
	const isOurs = (item: Item) => resolveComponent(provider, of(item), at).surface !== undefined
	const ours = new Set(items.filter(isOurs))
	const chosen = new Set([...ours, ...items.filter((item) => !ours.has(item))].slice(0, length))
	return items.filter((item) => chosen.has(item))
}

/**
 * The component lists: what is part of a surface, what is in trouble, and the rest as far as the
 * bound goes.
 */
function boundedLists(
	observation: OfficialObservation,
	provider: Provider,
	looks: readonly Look[],
	say: Say,
): Pick<OfficialObservation, 'states' | 'documents'> {
	const { states, documents } = observation
	const limit = most('componentsAList')
	if (states.length <= limit) return { states, documents }
	const lookAt = looks[0]?.snapshot.fetchedAt
	const isOurs = (component: Component) =>
		lookAt !== undefined && resolveComponent(provider, component, lookAt).surface !== undefined
	const rank = ({ component, state }: (typeof states)[number]) =>
		isOurs(component) ? 0 : state === 'operational' ? 2 : 1
	const cut = new Set<string>()
	const chosen = new Set<(typeof states)[number]>()
	for (const [document, rows] of Map.groupBy(states, (row) => row.document)) {
		const byRank = Map.groupBy(rows, rank)
		const kept = ([0, 1, 2] as const).flatMap((place) => byRank.get(place) ?? []).slice(0, limit)
		for (const row of kept) chosen.add(row)
		if (kept.length === rows.length) continue
		say(document, '/components', 'componentsAList', kept.length, rows.length)
		// What the bound took away may be one that is remembered: then its absence proves nothing.
		if (rows.length - (byRank.get(2)?.length ?? 0) > limit) cut.add(document)
	}
	return {
		states: states.filter((row) => chosen.has(row)),
		documents: documents.map((self) =>
			self.components === 'whole' && cut.has(self.document)
				? { ...self, components: 'part' as const }
				: self,
		),
	}
}
