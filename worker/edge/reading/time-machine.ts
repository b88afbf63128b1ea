import { type NearestLooks, nearestLooks } from '#core/archive/nearest-looks.ts'
import { incidentDocument } from '#core/documents/build-documents.ts'
import { endIsUnrecorded, summaryOf } from '#core/documents/summary.ts'
import { resolveComponent } from '#core/incident/surfaces.ts'
import { worstOf } from '#core/incident/worst.ts'
import type { IncidentDocument, IncidentSummary } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { platformOf } from '#core/platforms/index.ts'
import { observe } from '#core/platforms/observe.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { addSeconds, compareInstants, dayOf, monthOf } from '#core/time/time.ts'
import type { ReadModel } from './read-model.ts'

/**
 * What lies around a moment of the past: the looks, the incidents, and what the page's own list
 * said. Bounded reads, no listing.
 */

/**
 * Days read beyond the nearest three, in each direction; the heads say which days hold anything.
 */
const mostDays = 8
const mostIncidents = 20
/** Incidents whose older parts are read too. */
const mostInParts = 2
/** An incident that was filed longer ago than this is found only while it is still open. */
const mostMonths = 3

/**
 * The good looks around a moment, first on its own day and those beside it, then on the nearest
 * days that hold any.
 */
export async function looksAround(
	model: ReadModel,
	provider: string,
	moment: string,
): Promise<NearestLooks[]> {
	const known = await model.lookBack(provider, moment)
	// Where the recorder tells, or none has written anything, the archive has the rest; where both
	// know nothing, KV is searched.
	const found =
		known || (await model.isSilent())
			? await gathered(model.archived, provider, moment, known?.snapshots ?? [])
			: []
	if (found.length > 0) return found
	return await gathered(model, provider, moment, [])
}

async function gathered(
	model: Pick<ReadModel, 'heads' | 'snapshots'>,
	provider: string,
	moment: string,
	known: readonly Snapshot[],
): Promise<NearestLooks[]> {
	const beside = [-86_400, 0, 86_400].map((seconds) => dayOf(addSeconds(moment, seconds)))
	const [days, heads] = await Promise.all([readDays(model, provider, beside), model.heads()])
	const near = [...known, ...days]
	const found = nearestLooks(near, moment)
	const documents = new Set(
		heads.days
			.flatMap((day) => day.heads.map((head) => head.document))
			.filter((document) => document.startsWith(`${provider}/`)),
	)
	const complete =
		found.length >= documents.size &&
		found.every((look) => look.before !== null && look.after !== null)
	if (complete) return found
	const others = heads.days
		.filter((day) => day.heads.some((head) => documents.has(head.document)))
		.map(({ day }) => day)
		.filter((day) => !beside.includes(day))
		.sort()
	const today = dayOf(moment)
	const further = [
		...others.filter((day) => day < today).slice(-mostDays),
		...others.filter((day) => day > today).slice(0, mostDays),
	]
	return nearestLooks([...near, ...(await readDays(model, provider, further))], moment)
}

async function readDays(
	model: Pick<ReadModel, 'snapshots'>,
	provider: string,
	days: readonly string[],
): Promise<Snapshot[]> {
	return (await Promise.all(days.map((day) => model.snapshots(provider, day)))).flat()
}

/**
 * The incidents whose page picture shows the moment, those open then among them; at most twenty,
 * newest first.
 */
export async function incidentsAround(
	model: ReadModel,
	provider: string,
	moment: string,
): Promise<IncidentDocument[]> {
	const known = await model.lookBack(provider, moment)
	if (known) return [...known.incidents]
	const now = await model.now()
	const months = now.months
		.filter((month) => month <= monthOf(addSeconds(moment, 3600)))
		.slice(0, mostMonths)
	const listed = (await Promise.all(months.map((month) => model.index(month)))).flatMap(
		(index) => index.incidents,
	)
	const open = now.providers
		.filter((entry) => entry.provider.id === provider)
		.flatMap((entry) => entry.open)
	const near = [...listed, ...open].filter(
		(incident) => incident.provider === provider && isAround(incident, moment),
	)
	const ids = [...new Set(near.map((incident) => incident.id))].slice(0, mostIncidents)
	const found = await Promise.all(ids.map((id) => model.listedIncident(provider, id)))
	const documents = found.filter(
		(document): document is IncidentDocument => document !== undefined && 'incident' in document,
	)
	const long = documents.filter(({ older }) => older !== undefined).slice(0, mostInParts)
	return await Promise.all(
		documents.map((document) =>
			long.includes(document) ? model.wholeIncident(document) : document,
		),
	)
}

/** The same from a whole record. */
export function incidentsAt(record: ProviderRecord, moment: string): IncidentDocument[] {
	const near = record.incidents.filter((incident) => isAround(summaryOf(incident, record), moment))
	near.sort((a, b) => compareInstants(b.createdAt, a.createdAt) || (a.id < b.id ? -1 : 1))
	return near.slice(0, mostIncidents).flatMap(({ id }) => incidentDocument(record, id) ?? [])
}

function isAround(incident: IncidentSummary, moment: string): boolean {
	return (
		compareInstants(addSeconds(incident.createdAt, -3600), moment) <= 0 &&
		stoodAround(incident, moment)
	)
}

/**
 * Whether it had not ended an hour before the moment; of one that ended unseen the latest end
 * counts.
 */
function stoodAround(incident: IncidentSummary, moment: string): boolean {
	const end = incident.resolvedAt ?? incident.endedUnseen?.by
	return end === undefined
		? !endIsUnrecorded(incident)
		: compareInstants(moment, addSeconds(end, 3600)) <= 0
}

/**
 * What the component lists that stood at the moment said of each surface, read again from the raw
 * bytes.
 */
export async function listedStates(
	model: ReadModel,
	provider: Provider,
	looks: readonly NearestLooks[],
	moment: string,
): Promise<Map<string, SurfaceStateName>> {
	const states = new Map<string, SurfaceStateName>()
	for (const look of looks) {
		const source = provider.sources.find((candidate) => candidate.id === look.source)
		const sha256 = look.before?.snapshot.sha256
		if (!source || !look.observed || sha256 === undefined || look.before === null) continue
		const platform = platformOf(source.platform)
		if (
			!platform
				.plan(source, moment)
				.some((request) => request.name === look.document && request.bearsState)
		)
			continue
		const blob = await model.blob(sha256)
		if (!blob) continue
		const body = await new Response(blob.body).text()
		const { url, contentType = '' } = look.before.snapshot
		for (const { surface, state } of readList(
			platform,
			{ source: source.id, name: look.document, url, contentType, body },
			source,
			provider,
			moment,
		)) {
			states.set(surface, worstOf([state, states.get(surface) ?? state]) ?? state)
		}
	}
	return states
}

function readList(
	platform: ReturnType<typeof platformOf>,
	document: Parameters<ReturnType<typeof platformOf>['parse']>[0][number],
	source: Provider['sources'][number],
	provider: Provider,
	moment: string,
): { surface: string; state: SurfaceStateName }[] {
	try {
		const observation = observe(platform, [document], source.options, moment)
		if (observation.kind !== 'official') return []
		return observation.states.flatMap(({ component, state }) => {
			const { surface } = resolveComponent(provider, component, moment)
			return surface ? [{ surface, state }] : []
		})
	} catch {
		// Bytes that no longer parse say nothing; they stay in the archive for whoever wants to look.
		return []
	}
}
