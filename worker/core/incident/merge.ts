import { sha256Hex } from '#core/hash.ts'
import type { Absence, Incident } from '#core/model/incident.ts'
import type { Component, ObservedIncident } from '#core/model/observation.ts'
import type { Provider } from '#core/model/provider.ts'
import { type Impact, type IncidentKind, isOver } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'
import { headRevisions } from './head-revisions.ts'
import { believable } from './marks.ts'
import { milestonesOf, noMilestones } from './milestones.ts'
import { afterEndedUnseen } from './relisted.ts'
import { inProviderOrder, resolveComponent } from './surfaces.ts'
import { foldTies, type TieChange, tieRevisions } from './tied.ts'
import { type CheckContext, foldUpdates, restored } from './updates.ts'

/** The id in addresses: the provider's own when it fits, else a hash of source and id. */
export function incidentIdOf(source: string, nativeId: string): string {
	return /^[A-Za-z0-9_-]{1,64}$/.test(nativeId)
		? nativeId
		: `x-${sha256Hex(`${source}\n${nativeId}`).slice(0, 16)}`
}

/** A first look at an incident. */
export function openIncident(
	id: string,
	copy: ObservedIncident,
	provider: Provider,
	check: CheckContext,
	page: string | undefined,
): Incident {
	const observed = withoutFalseMark(copy, check)
	const bare: Incident = {
		id,
		aliases: [],
		provider: provider.id,
		origin: observed.origin ?? 'official',
		kind: observed.kind,
		title: observed.title,
		...(observed.titleSummary && { titleSummary: true }),
		impact: observed.impact,
		status: observed.status,
		...(observed.url !== undefined && { url: observed.url }),
		createdAt: observed.createdAt,
		...(observed.filedBy !== undefined && { filedBy: observed.filedBy }),
		...times(observed),
		...(observed.precision && { precision: observed.precision }),
		surfaces: [],
		unattributed: [],
		...tiesOf(foldTies(undefined, observed, provider, check)),
		updates: foldUpdates(id, [], observed, provider, check),
		spans: spansOf(observed, provider),
		milestones: noMilestones,
		seen: check.seen,
		evidence: [...check.evidence],
		revisions: [],
		listedIn: [listing(check, page)],
	}
	return settled(
		observed.cancelled ? withCancellation(bare, undefined, check) : bare,
		observed.components,
		provider,
	)
}

/** A mark from the future is no mark: kept, it would make every later copy seem an older one. */
function withoutFalseMark(copy: ObservedIncident, { seen }: CheckContext): ObservedIncident {
	if (copy.updatedAt === undefined || believable(copy.updatedAt, seen.by) !== undefined) return copy
	const { updatedAt: _, ...rest } = copy
	return rest
}

/** A further look at a known incident. Returns the very same object when nothing was said anew. */
export function mergeIncident(
	known: Incident,
	copy: ObservedIncident,
	provider: Provider,
	check: CheckContext,
	page: string | undefined,
): Incident {
	const observed = withoutFalseMark(copy, check)
	const { absence, ...present } = known
	const own = known.evidence.some(
		(item) => item.kind === 'snapshot' && item.source === check.source,
	)
	const ties = own
		? foldTies(known.tied, observed, provider, check)
		: foldTies(known.tied, { ...observed, tiedBy: undefined }, provider, check)
	const merged: Incident = {
		...present,
		...headline(known, observed, own),
		status: observed.status === 'unknown' ? known.status : observed.status,
		...(own ? times(observed) : { ...times(observed), ...times(known) }),
		...(own && isFiledAlike(known, observed) && { createdAt: observed.createdAt }),
		...tiesOf(ties),
		updates: foldUpdates(known.id, known.updates, observed, provider, check, [
			...ties.added,
			...ties.gone,
		]),
		spans: mergeSpans(known.spans, spansOf(observed, provider)),
		listedIn: withListing(known.listedIn, listing(check, page)),
	}
	if (
		own &&
		observed.resolvedAt === undefined &&
		observed.status !== 'unknown' &&
		!isOver(observed.status)
	)
		delete merged.resolvedAt
	const revisions = own
		? [
				...headRevisions(known, merged, observed, check),
				...tieRevisions(known.tied, ties, merged.updates, check),
			]
		: []
	if (absence?.confirmed && !observed.cancelled) revisions.push(restored(absence.seen, check))
	const revised = { ...merged, revisions: [...known.revisions, ...revisions] }
	const told = settled(
		observed.cancelled ? withCancellation(revised, absence, check) : revised,
		observed.components,
		provider,
	)
	const isToldOver =
		isOver(told.status) ||
		(told.milestones.resolvedAt !== null && told.milestones.resolvedAt.untold === undefined)
	const next = afterEndedUnseen(known, told, isToldOver, check)
	return sameButForUpdatedAt(known, next) ? known : next
}

/** Called off in so many words: withdrawn at once, for the page itself says so. */
function withCancellation(
	incident: Incident,
	known: Absence | undefined,
	check: CheckContext,
): Incident {
	const said = {
		document: `${check.source}/${check.document}`,
		seen: check.seen,
		evidence: [...check.evidence],
		confirmed: true,
		stated: true as const,
	}
	return { ...incident, absence: known?.confirmed ? known : said }
}

function tiesOf({ tied }: TieChange): Pick<Incident, 'tied'> {
	return tied ? { tied } : {}
}

/** Whether both look at one field of the page for the time of filing. */
function isFiledAlike(known: Incident, observed: ObservedIncident): boolean {
	return known.filedBy !== undefined && known.filedBy === observed.filedBy
}

/**
 * Title, impact, kind and address: the source that first showed the incident decides, another only
 * fills what is unknown.
 */
function headline(known: Incident, observed: ObservedIncident, own: boolean): Partial<Incident> {
	const betterWords = known.titleSummary === true && !observed.titleSummary
	const mayReplace = own && !(observed.titleSummary && !known.titleSummary)
	const impact: Impact =
		observed.impact === 'unknown' || (!own && known.impact !== 'unknown')
			? known.impact
			: observed.impact
	const kind: IncidentKind = own ? observed.kind : known.kind
	const title = betterWords || mayReplace ? observed.title : known.title
	return {
		title,
		impact,
		kind,
		...(observed.url !== undefined && (own || known.url === undefined) && { url: observed.url }),
		...(betterWords && { titleSummary: false }),
	}
}

/**
 * What is said of the incident's times; another source than the first only fills what is not known.
 */
function times(said: ObservedIncident | Incident): Partial<Incident> {
	const { startedAt, resolvedAt, scheduledFor, scheduledUntil, updatedAt } = said
	return {
		...(startedAt !== undefined && { startedAt }),
		...(resolvedAt !== undefined && { resolvedAt }),
		...(scheduledFor !== undefined && { scheduledFor }),
		...(scheduledUntil !== undefined && { scheduledUntil }),
		...(updatedAt !== undefined && { updatedAt }),
	}
}

function spansOf(observed: ObservedIncident, provider: Provider): Incident['spans'] {
	return observed.spans.map(({ component, state, from, to }) => {
		const { surface, label } = resolveComponent(provider, component, from)
		return {
			...(surface && { surface }),
			component: label,
			...(component.id !== undefined && { componentId: component.id }),
			state,
			from,
			...(to !== undefined && { to }),
		}
	})
}

/**
 * What the page says now of a component's stretches replaces what it said; of a component that it
 * no longer names, that stays as it was.
 */
function mergeSpans(known: Incident['spans'], said: Incident['spans']): Incident['spans'] {
	if (said.length === 0 || known.length === 0) return said.length === 0 ? known : said
	const keyOf = ({ component, componentId }: Incident['spans'][number]) => componentId ?? component
	const named = new Set(said.map(keyOf))
	const kept = known.filter((span) => !named.has(keyOf(span)))
	return kept.length === 0
		? said
		: [...kept, ...said].sort((a, b) => compareInstants(a.from, b.from))
}

/** Derives what follows from the rest: surfaces, what no alias knows, milestones. */
function settled(
	incident: Incident,
	components: readonly Component[],
	provider: Provider,
): Incident {
	const tied = components.map((component) =>
		resolveComponent(provider, component, incident.createdAt),
	)
	const stated = [...incident.updates.flatMap((update) => update.states), ...incident.spans]
	const surfaces = inProviderOrder(provider, [
		...incident.surfaces,
		...tied.flatMap(({ surface }) => surface ?? []),
		...stated.flatMap(({ surface }) => surface ?? []),
	])
	const strangers = [
		...incident.unattributed,
		...tied.flatMap(({ surface, label }) => (surface ? [] : [label])),
		...stated.flatMap(({ surface, component }) => (surface ? [] : [component])),
	]
	return {
		...incident,
		surfaces,
		unattributed: [...new Set(strangers)].sort(),
		milestones: milestonesOf(incident),
	}
}

function listing(check: CheckContext, page: string | undefined): Incident['listedIn'][number] {
	return { document: `${check.source}/${check.document}`, ...(page !== undefined && { page }) }
}

function withListing(
	known: Incident['listedIn'],
	added: Incident['listedIn'][number],
): Incident['listedIn'] {
	return known.some((entry) => entry.document === added.document && entry.page === added.page)
		? known
		: [...known, added]
}

/** A page-wide re-save touches every `updated_at` and says nothing. */
function sameButForUpdatedAt(a: Incident, b: Incident): boolean {
	return JSON.stringify({ ...a, updatedAt: null }) === JSON.stringify({ ...b, updatedAt: null })
}
