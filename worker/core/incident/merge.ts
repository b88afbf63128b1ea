import { sha256Hex } from '#core/hash.ts'
import type { Incident, Revision } from '#core/model/incident.ts'
import type { Component, ObservedIncident } from '#core/model/observation.ts'
import type { Provider } from '#core/model/provider.ts'
import { type Impact, type IncidentKind, isOver } from '#core/model/vocabulary.ts'
import { compareInstants, secondsBetween } from '#core/time.ts'
import { believable } from './marks.ts'
import { milestonesOf, noMilestones } from './milestones.ts'
import { afterEndedUnseen } from './relisted.ts'
import { inProviderOrder, resolveComponent } from './surfaces.ts'
import { foldUpdates, restored, revision, sameText, type Witness } from './updates.ts'

/** The id in addresses: the provider's own when it fits, else a hash of source and id. */
export function incidentIdOf(source: string, nativeId: string): string {
	return /^[A-Za-z0-9_-]{1,64}$/.test(nativeId) ? nativeId : `x-${sha256Hex(`${source}\n${nativeId}`).slice(0, 16)}`
}

/** A first look at an incident. */
export function openIncident(id: string, copy: ObservedIncident, provider: Provider, witness: Witness, page: string | undefined): Incident {
	const observed = withoutFalseMark(copy, witness)
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
		...times(observed),
		...(observed.precision && { precision: observed.precision }),
		surfaces: [],
		unattributed: [],
		updates: foldUpdates(id, [], observed, provider, witness),
		spans: spansOf(observed, provider),
		milestones: noMilestones,
		seen: witness.seen,
		evidence: [...witness.evidence],
		revisions: [],
		listedIn: [listing(witness, page)],
	}
	return settled(bare, observed.components, provider)
}

/** A mark from the future is no mark: kept, it would make every later copy seem an older one. */
function withoutFalseMark(copy: ObservedIncident, { seen }: Witness): ObservedIncident {
	if (copy.updatedAt === undefined || believable(copy.updatedAt, seen.by) !== undefined) return copy
	const { updatedAt: _, ...rest } = copy
	return rest
}

/** A further look at a known incident. Returns the very same object when nothing was said anew. */
export function mergeIncident(known: Incident, copy: ObservedIncident, provider: Provider, witness: Witness, page: string | undefined): Incident {
	const observed = withoutFalseMark(copy, witness)
	const { absence, ...present } = known
	const own = known.evidence.some((item) => item.kind === 'snapshot' && item.source === witness.source)
	const revisions = own ? revisionsOf(known, observed, witness) : []
	if (absence?.confirmed) revisions.push(restored(absence.seen, witness))
	const merged: Incident = {
		...present,
		...headline(known, observed, own),
		status: observed.status === 'unknown' ? known.status : observed.status,
		...(own ? times(observed) : { ...times(observed), ...times(known) }),
		updates: foldUpdates(known.id, known.updates, observed, provider, witness),
		spans: mergeSpans(known.spans, spansOf(observed, provider)),
		revisions: [...known.revisions, ...revisions],
		listedIn: withListing(known.listedIn, listing(witness, page)),
	}
	if (own && observed.resolvedAt === undefined && observed.status !== 'unknown' && !isOver(observed.status)) delete merged.resolvedAt
	const told = settled(merged, observed.components, provider)
	const isToldOver = isOver(told.status) || (told.milestones.resolvedAt !== null && told.milestones.resolvedAt.untold === undefined)
	const next = afterEndedUnseen(known, told, isToldOver, witness)
	return sameButForUpdatedAt(known, next) ? known : next
}

/** Title, impact, kind and address: the source that first showed the incident decides, another only fills what is unknown. */
function headline(known: Incident, observed: ObservedIncident, own: boolean): Partial<Incident> {
	const betterWords = known.titleSummary === true && !observed.titleSummary
	const mayReplace = own && !(observed.titleSummary && !known.titleSummary)
	const impact: Impact = observed.impact === 'unknown' || (!own && known.impact !== 'unknown') ? known.impact : observed.impact
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

function revisionsOf(known: Incident, observed: ObservedIncident, witness: Witness): Revision[] {
	const found: Revision[] = []
	if (!known.titleSummary && !observed.titleSummary && !sameText(known.title, observed.title))
		found.push(revision('title', known.title, observed.title, witness))
	if (known.impact !== observed.impact && known.impact !== 'unknown' && observed.impact !== 'unknown')
		found.push(revision('impact', known.impact, observed.impact, witness))
	if (known.kind !== observed.kind) found.push(revision('kind', known.kind, observed.kind, witness))
	for (const field of ['startedAt', 'resolvedAt'] as const) {
		const was = known[field]
		const became = observed[field]
		if (was !== undefined && became !== undefined && Math.abs(secondsBetween(was, became)) >= 60) found.push(revision(field, was, became, witness))
	}
	return found
}

/** What is said of the incident's times; another source than the first only fills what is not known. */
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

/** What the page says now of a component's stretches replaces what it said; of a component that it no longer names, that stays as it was. */
function mergeSpans(known: Incident['spans'], said: Incident['spans']): Incident['spans'] {
	if (said.length === 0 || known.length === 0) return said.length === 0 ? known : said
	const keyOf = ({ component, componentId }: Incident['spans'][number]) => componentId ?? component
	const named = new Set(said.map(keyOf))
	const kept = known.filter((span) => !named.has(keyOf(span)))
	return kept.length === 0 ? said : [...kept, ...said].sort((a, b) => compareInstants(a.from, b.from))
}

/** Derives what follows from the rest: surfaces, what no alias knows, milestones. */
function settled(incident: Incident, components: readonly Component[], provider: Provider): Incident {
	const tied = components.map((component) => resolveComponent(provider, component, incident.createdAt))
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
	return { ...incident, surfaces, unattributed: [...new Set(strangers)].sort(), milestones: milestonesOf(incident) }
}

function listing(witness: Witness, page: string | undefined): Incident['listedIn'][number] {
	return { document: `${witness.source}/${witness.document}`, ...(page !== undefined && { page }) }
}

function withListing(known: Incident['listedIn'], added: Incident['listedIn'][number]): Incident['listedIn'] {
	return known.some((entry) => entry.document === added.document && entry.page === added.page) ? known : [...known, added]
}

/** A page-wide re-save touches every `updated_at` and says nothing. */
function sameButForUpdatedAt(a: Incident, b: Incident): boolean {
	return JSON.stringify({ ...a, updatedAt: null }) === JSON.stringify({ ...b, updatedAt: null })
}
