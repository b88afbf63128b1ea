import type { EpisodeContent } from '#core/model/content.ts'
import type { Episode, Incident, Wave } from '#core/model/incident.ts'
import { addSeconds, compareInstants, dayOf, secondsBetween } from '#core/time.ts'
import { lifespanOf, union } from './lifespan.ts'

/** The rule, as pages print it. */
export const episodeRule =
	'Incidents of one provider that overlap, or of which one begins within 12 hours after another ended on a surface that both name. One that is open for longer than 48 hours holds others to it only through its first 48 hours.'
export const waveRule = 'A wave is a stretch with at least one of the incidents open; stretches less than 5 minutes apart are one.'

const followSeconds = 12 * 3600
/**
 * Without a limit a row that stayed open for 109 days drew in 32 others. Outages that fail and come back do so within two days; a longer row
 * says more about how it was kept than about what broke. Any limit from 36 to 72 hours groups the committed archive nearly alike.
 */
const reachSeconds = 48 * 3600
const handoverSeconds = 5 * 60

/**
 * Groups a provider's incidents into episodes: the editors' groupings first, the rest by the rule. Maintenance, notices and
 * withdrawn incidents belong to none, and a single incident is no episode unless an editor says so. Oldest first.
 */
export function episodesOf(provider: string, incidents: readonly Incident[], editors: readonly EpisodeContent[]): Episode[] {
	const byId = new Map(incidents.map((incident) => [incident.id, incident]))
	const edited = editors
		.filter((editor) => editor.provider === provider && editor.providers === undefined)
		.flatMap((editor) => {
			const members = editor.incidents.flatMap((id) => byId.get(id) ?? [])
			return members.length > 0 ? [episode(editor.id, provider, editor.title, { by: 'editor', reason: editor.reason }, members)] : []
		})
	const taken = new Set(edited.flatMap((entry) => entry.incidents))
	const free = incidents.filter(
		(incident) => incident.kind === 'incident' && incident.origin === 'official' && !incident.absence?.confirmed && !taken.has(incident.id),
	)
	const used = new Set([...editors.map((editor) => editor.id)])
	const ruled = groups(free).map((members) => {
		const first = members[0] as Incident // groups() yields no empty group
		const id = freeId(`${provider}-${dayOf(lifespanOf(first).from)}`, used)
		return episode(id, provider, `Incidents from ${dayOf(lifespanOf(first).from)}`, { by: 'rule', reason: episodeRule }, members)
	})
	return [...edited, ...ruled].sort((a, b) => compareInstants(a.from, b.from) || (a.id < b.id ? -1 : 1))
}

/** The waves of incidents: see `waveRule`. */
export function wavesOf(incidents: readonly Incident[]): Wave[] {
	const spans = incidents.map((incident) => ({ ...lifespanOf(incident), id: incident.id }))
	return union(spans, handoverSeconds).map(({ from, to }) => ({
		from,
		to,
		incidents: spans
			.filter((span) => compareInstants(span.from, from) >= 0 && (to === null || compareInstants(span.from, to) <= 0))
			.sort((a, b) => compareInstants(a.from, b.from))
			.map((span) => span.id),
	}))
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

/** One sweep by beginning: a group stays open for new members until nothing that begins could belong to any of it. */
function groups(incidents: readonly Incident[]): Incident[][] {
	const spans = incidents.map(spanOf)
	spans.sort((a, b) => compareInstants(a.from, b.from) || (a.incident.id < b.incident.id ? -1 : 1))
	const closed: Span[][] = []
	let open: Span[][] = []
	for (const span of spans) {
		const [stillOpen, over] = partition(open, (group) => group.some((member) => within(member, span)))
		closed.push(...over)
		const [touching, apart] = partition(stillOpen, (group) => group.some((member) => belongs(member, span)))
		open = [...apart, [...touching.flat(), span]]
	}
	return [...closed, ...open].filter((group) => group.length > 1).map((group) => group.map(({ incident }) => incident))
}

/** `later` begins no earlier than `earlier`. */
function belongs(earlier: Span, later: Span): boolean {
	if (compareInstants(later.from, earlier.reach) < 0) return true
	return earlier.ended && within(earlier, later) && later.incident.surfaces.some((surface) => earlier.incident.surfaces.includes(surface))
}

function within(earlier: Span, later: Span): boolean {
	return secondsBetween(earlier.reach, later.from) <= followSeconds
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
	const yes: Item[] = []
	const no: Item[] = []
	for (const item of items) (test(item) ? yes : no).push(item)
	return [yes, no]
}

function episode(id: string, provider: string, title: string, basis: Episode['basis'], members: readonly Incident[]): Episode {
	const sorted = [...members].sort((a, b) => compareInstants(lifespanOf(a).from, lifespanOf(b).from) || (a.id < b.id ? -1 : 1))
	const waves = wavesOf(sorted)
	const from = waves[0]?.from ?? lifespanOf(sorted[0] as Incident).from // an episode has at least one member
	return { id, provider, title, basis, incidents: sorted.map((incident) => incident.id), waves, from, to: waves.at(-1)?.to ?? null }
}

function freeId(wanted: string, used: Set<string>): string {
	let id = wanted
	for (let twin = 2; used.has(id); twin++) id = `${wanted}-${twin}`
	used.add(id)
	return id
}
