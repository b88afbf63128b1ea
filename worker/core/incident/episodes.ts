import type { EpisodeContent } from '#core/model/content.ts'
import type { Episode, Incident, Wave } from '#core/model/incident.ts'
import { addSeconds, compareInstants, dayOf, latest, secondsBetween } from '#core/time/time.ts'
import { lifespanOf, union } from './lifespan.ts'

/** The rule, as pages print it. */
export const episodeRule =
	'Incidents of one provider that overlap, or of which one begins within 12 hours after ' +
	'another ended on a surface that both name. One that is open for longer than 48 hours ' +
	'holds others to it only through its first 48 hours.'
export const waveRule =
	'A wave is a stretch with at least one of the incidents open; stretches less than 5 minutes apart are one.'

const followSeconds = 12 * 3600
/**
 * Without a limit a row that stayed open for 109 days drew in 32 others. Outages that fail and come
 * back do so within two days; a longer row
 * says more about how it was kept than about what broke. Any limit from 36 to 72 hours groups the
 * committed archive nearly alike.
 */
const reachSeconds = 48 * 3600
const handoverSeconds = 5 * 60

/**
 * Groups a provider's incidents into episodes: the editors' groupings first, the rest by the rule.
 * Maintenance, notices and
 * withdrawn incidents belong to none, and a single incident is no episode unless an editor says so.
 * Oldest first.
 */
export function episodesOf(
	provider: string,
	incidents: readonly Incident[],
	editors: readonly EpisodeContent[],
): Episode[] {
	const byId = new Map(incidents.map((incident) => [incident.id, incident]))
	const edited = editors
		.filter((editor) => editor.provider === provider && editor.providers === undefined)
		.flatMap((editor) => {
			const members = editor.incidents.flatMap((id) => byId.get(id) ?? [])
			return members.length > 0
				? [
						episode(
							editor.id,
							provider,
							editor.title,
							{ by: 'editor', reason: editor.reason },
							members,
						),
					]
				: []
		})
	const taken = new Set(edited.flatMap((entry) => entry.incidents))
	const free = incidents.filter(
		(incident) =>
			incident.kind === 'incident' &&
			incident.origin === 'official' &&
			!incident.absence?.confirmed &&
			!taken.has(incident.id),
	)
	const used = new Set([...editors.map((editor) => editor.id)])
	const ruled = groups(free).map((members) => {
		const first = members[0] as Incident // groups() yields no empty group
		const id = freeId(`${provider}-${dayOf(lifespanOf(first).from)}`, used)
		return episode(
			id,
			provider,
			`Incidents from ${dayOf(lifespanOf(first).from)}`,
			{ by: 'rule', reason: episodeRule },
			members,
		)
	})
	return [...edited, ...ruled].sort(
		(a, b) => compareInstants(a.from, b.from) || (a.id < b.id ? -1 : 1),
	)
}

/** The waves of incidents: see `waveRule`. */
export function wavesOf(incidents: readonly Incident[]): Wave[] {
	const spans = incidents
		.map((incident) => ({ ...lifespanOf(incident), id: incident.id }))
		.sort((a, b) => compareInstants(a.from, b.from))
	let next = 0
	// Waves lie apart and in order, so that each takes the spans that are left and begin before it
	// ends.
	return union(spans, handoverSeconds).map(({ from, to }) => {
		const first = next
		while (
			next < spans.length &&
			(to === null || compareInstants(spans[next]?.from ?? to, to) <= 0)
		)
			next++
		return { from, to, incidents: spans.slice(first, next).map(({ id }) => id) }
	})
}

interface Span {
	readonly incident: Incident
	readonly from: string
	/** Until when it holds others to it by being open: its end, or the end of its first 48 hours. */
	readonly reach: string
	/** Whether it ended by then, so that something may follow it. */
	readonly ended: boolean
}

function spanOf(incident: Incident): Span {
	const { from, to } = lifespanOf(incident)
	const limit = addSeconds(from, reachSeconds)
	const ended = to !== null && compareInstants(to, limit) <= 0
	return { incident, from, reach: ended ? to : limit, ended }
}

/**
 * Incidents that belong together: until when each surface that they name can still be followed, and
 * the group that this one has become part of.
 */
interface Group {
	/** Of the incidents that ended, the latest end by surface. */
	readonly endedOn: Map<string, string>
	partOf?: Group
}

/**
 * The incidents that belong together, oldest first, in one sweep by beginning. What the next one
 * joins is known without a look at every member: what
 * reaches beyond the beginning of an incident was joined by it, so that only the group of the one
 * before it can reach further; and of the groups that
 * ended on a surface only the last can be followed there, since whatever could follow two has
 * joined them.
 */
function groups(incidents: readonly Incident[]): Incident[][] {
	const spans = incidents.map(spanOf)
	spans.sort((a, b) => compareInstants(a.from, b.from) || (a.incident.id < b.incident.id ? -1 : 1))
	const lastOn = new Map<string, Group>()
	let before: { readonly group: Group; readonly reach: string } | undefined
	const placed = spans.map(({ incident, from, reach, ended }) => {
		const overlaps = before !== undefined && compareInstants(from, before.reach) < 0
		let group: Group = before && overlaps ? whole(before.group) : { endedOn: new Map() }
		for (const surface of incident.surfaces) {
			const last = lastOn.get(surface)
			const end = last && whole(last).endedOn.get(surface)
			if (last && end !== undefined && secondsBetween(end, from) <= followSeconds)
				group = joined(whole(last), group)
		}
		for (const surface of ended ? incident.surfaces : []) {
			group.endedOn.set(surface, latest(group.endedOn.get(surface), reach) ?? reach)
			lastOn.set(surface, group)
		}
		before = { group, reach: (overlaps ? latest(before?.reach, reach) : reach) ?? reach }
		return { incident, group }
	})
	const together = Map.groupBy(placed, ({ group }) => whole(group))
	return [...together.values()]
		.filter((group) => group.length > 1)
		.map((group) => group.map(({ incident }) => incident))
}

/** The group that a group is part of by now. */
function whole(group: Group): Group {
	let last = group
	while (last.partOf) last = last.partOf
	for (let step = group; step.partOf && step.partOf !== last; ) {
		const next: Group = step.partOf
		step.partOf = last
		step = next
	}
	return last
}

/** Both as one. A group knows no more than the provider's own surfaces. */
function joined(group: Group, other: Group): Group {
	if (group === other) return group
	for (const [surface, end] of other.endedOn)
		group.endedOn.set(surface, latest(group.endedOn.get(surface), end) ?? end)
	other.partOf = group
	return group
}

function episode(
	id: string,
	provider: string,
	title: string,
	basis: Episode['basis'],
	members: readonly Incident[],
): Episode {
	const sorted = [...members].sort(
		(a, b) => compareInstants(lifespanOf(a).from, lifespanOf(b).from) || (a.id < b.id ? -1 : 1),
	)
	const waves = wavesOf(sorted)
	const from = waves[0]?.from ?? lifespanOf(sorted[0] as Incident).from // an episode has at least one member
	return {
		id,
		provider,
		title,
		basis,
		incidents: sorted.map((incident) => incident.id),
		waves,
		from,
		to: waves.at(-1)?.to ?? null,
	}
}

function freeId(wanted: string, used: Set<string>): string {
	let id = wanted
	for (let twin = 2; used.has(id); twin++) id = `${wanted}-${twin}`
	used.add(id)
	return id
}
