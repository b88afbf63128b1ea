import { lifespanOf } from '#core/incident/lifespan.ts'
import { milestonesOf, noMilestones } from '#core/incident/milestones.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Rise } from '#core/model/report.ts'
import { addSeconds, compareInstants, millisecondsOf } from '#core/time/time.ts'
import { onsetEventId } from './events.ts'
import { crowdThresholds as limits } from './thresholds.ts'
import { type Trouble, troublesOf } from './troubles.ts'

/**
 * The incidents of a provider and those that only its users reported: what the thresholds open, and
 * no posted incident or maintenance explains, is
 * an incident of crowd origin, never acknowledged. One that had been opened before the provider
 * posted is merged: the posted incident that we saw
 * first gets its id as an alias. What was posted before leaves no trace, for nothing had been
 * opened. Posted incidents without a new alias stay the
 * very same objects; those of the crowd follow, oldest first.
 */
export function crowdOrigin(
	provider: Provider,
	incidents: readonly Incident[],
	rises: readonly Rise[],
): Incident[] {
	const troubles = troublesOf(rises.filter((rise) => rise.provider === provider.id))
	if (troubles.length === 0) return [...incidents]
	const posted = incidents
		.filter(({ origin, kind }) => origin === 'official' && kind !== 'notice')
		.map(postedOf)
	const aliases = new Map<string, string[]>()
	const unacknowledged: Incident[] = []
	for (const trouble of troubles) {
		const [first] = posted.filter((candidate) => explains(candidate, trouble)).sort(byFirstLook)
		if (!first) unacknowledged.push(crowdIncident(provider, trouble))
		else if (compareInstants(trouble.openedAt, first.incident.seen.by) < 0) {
			aliases.set(first.incident.id, [...(aliases.get(first.incident.id) ?? []), ...trouble.ids])
		}
	}
	return [
		...incidents.map((incident) => withAliases(incident, aliases.get(incident.id) ?? [])),
		...unacknowledged,
	]
}

/** An incident with the stretches in which it explains reports, in epoch milliseconds. */
interface Posted {
	readonly incident: Incident
	readonly stretches: readonly { readonly from: number; readonly to: number }[]
}

/**
 * From its beginning to its end; one that stays open for long explains its first hours and what
 * comes about its statements.
 */
function postedOf(incident: Incident): Posted {
	const span = lifespanOf(incident)
	const from = millisecondsOf(span.from)
	const to = span.to === null ? Number.POSITIVE_INFINITY : millisecondsOf(span.to)
	const limit = from + limits.longestHoldSeconds.value * 1000
	if (to <= limit) return { incident, stretches: [{ from, to }] }
	const statements = incident.updates.map(({ at }) => ({
		from: millisecondsOf(at),
		to: millisecondsOf(at),
	}))
	return { incident, stretches: [{ from, to: limit }, ...statements] }
}

/**
 * By time, with the reach of `joinSeconds` before and after, and by surface where both name any.
 */
function explains({ incident, stretches }: Posted, { onset, to, surfaces }: Trouble): boolean {
	if (
		surfaces.length > 0 &&
		incident.surfaces.length > 0 &&
		!incident.surfaces.some((surface) => surfaces.includes(surface))
	)
		return false
	const reach = limits.joinSeconds.value * 1000
	const begin = millisecondsOf(onset.roseAt) - reach
	const end = to === null ? Number.POSITIVE_INFINITY : millisecondsOf(to) + reach
	return stretches.some((stretch) => stretch.from <= end && begin <= stretch.to)
}

function byFirstLook({ incident: a }: Posted, { incident: b }: Posted): number {
	return (
		compareInstants(a.seen.by, b.seen.by) ||
		compareInstants(a.createdAt, b.createdAt) ||
		(a.id < b.id ? -1 : 1)
	)
}

function withAliases(incident: Incident, ids: readonly string[]): Incident {
	const added = ids.filter((id) => !incident.aliases.includes(id))
	return added.length === 0 ? incident : { ...incident, aliases: [...incident.aliases, ...added] }
}

/**
 * Its status is `unknown` while it lasts, for nobody is known to investigate, and `resolved`
 * afterwards; an end is given only where counts were
 * seen to settle.
 */
function crowdIncident(
	provider: Provider,
	{ ids, first, onset, openedAt, to, overBy, surfaces }: Trouble,
): Incident {
	const [id = '', ...aliases] = ids // a trouble has at least one
	const names = surfaces.map(
		(surface) => provider.surfaces.find((candidate) => candidate.id === surface)?.name ?? surface,
	)
	const until = to === null ? '' : `&to=${to}`
	const counts = `/api/v1/providers/${provider.id}/reports?from=${onset.roseAt}${until}`
	const incident: Incident = {
		id,
		aliases,
		provider: provider.id,
		origin: 'crowd',
		kind: 'incident',
		title: `Users reported trouble with ${[provider.name, names.join(', ')].filter(Boolean).join(': ')}`,
		titleSummary: true,
		impact: 'unknown',
		status: to === null ? 'unknown' : 'resolved',
		createdAt: first.roseAt,
		startedAt: onset.roseAt,
		...(to !== null && overBy === undefined && { resolvedAt: to }),
		surfaces: [...surfaces],
		unattributed: [],
		updates: [],
		spans: [],
		milestones: noMilestones,
		seen: { after: addSeconds(openedAt, -first.windowSeconds), by: openedAt },
		evidence: [{ kind: 'link', url: counts, title: 'the counts' }],
		revisions: [],
		listedIn: [],
		...(to !== null && overBy !== undefined && { closed: { at: to, by: overBy } }),
	}
	return {
		...incident,
		milestones: {
			...milestonesOf(incident),
			signalAt: { at: onset.roseAt, event: onsetEventId(onset) },
		},
	}
}
