import { Hono } from 'hono'
import { isCovered } from '#core/incident/surfaces.ts'
import type { Content } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'
import { isOver, type SurfaceStateName } from '#core/model/vocabulary.ts'
import type { IncidentDocument } from '#core/publish/documents.ts'
import { addresses } from '#core/publish/html/addresses.ts'
import { plainText } from '#core/publish/html/provider-text.ts'
import type { AtAnswer } from '#core/publish/openapi/answers.ts'
import { AtQuery } from '#core/publish/openapi/parameters.ts'
import { compareInstants, instantOf } from '#core/time.ts'
import { incidentAsOf } from '#core/timeline/as-of.ts'
import { type ReadModel, readModel } from '../read-model.ts'
import { incidentsAround, listedStates, looksAround } from '../time-machine.ts'
import { type ApiEnv, answerJson } from './answer.ts'
import { badParameter } from './problem.ts'
import { providerNowOf, providerOf } from './providers.ts'
import { readQuery } from './query.ts'

/** `/api/v1/at`: the time machine. */
export function at(content: Content): Hono<ApiEnv> {
	return new Hono<ApiEnv>().get('/', async (context) => {
		const { provider, t } = readQuery(context, AtQuery)
		if (compareInstants(t, instantOf(Date.now())) > 0) throw badParameter('t', 'expected a moment that has been')
		return answerJson(context, await whatWasSaid(readModel(context.env), providerOf(content, provider), t))
	})
}

/** What a provider's page said at a moment, how we know, and the looks around it. */
export async function whatWasSaid(model: ReadModel, provider: Provider, t: string): Promise<AtAnswer> {
	const { id } = provider
	const [now, looks, documents] = await Promise.all([model.now(), looksAround(model, id, t), incidentsAround(model, id, t)])
	const known = providerNowOf(provider, now)
	const surfaces = statesAt(provider, documents, t)
	const listed = surfaces.some((surface) => surface.state === 'unknown') ? await listedStates(model, provider, looks, t) : new Map<string, SurfaceStateName>()
	return {
		provider: id,
		t,
		asOf: now.asOf,
		documents: looks,
		surfaces: surfaces.map((surface) => {
			const state = surface.state === 'unknown' ? listed.get(surface.id) : undefined
			return state === undefined ? surface : { ...surface, state, basis: 'snapshot' as const }
		}),
		incidents: documents.flatMap((document) => openThen(document, t)),
		coverage: known.coverage.filter((entry) => compareInstants(entry.from, t) <= 0 && (entry.to === undefined || compareInstants(t, entry.to) < 0)),
		notes: notesOn(looks.some((look) => look.observed)),
	}
}

interface SurfaceThen {
	readonly id: string
	readonly name: string
	readonly state: IncidentDocument['states'][number]['state']
	readonly since: string | null
	readonly basis: 'declared' | 'seen' | null
	readonly incident: string | null
}

function statesAt(provider: Provider, documents: readonly IncidentDocument[], t: string): SurfaceThen[] {
	const states = documents.flatMap((document) => document.states)
	return provider.surfaces.map(({ id, name }): SurfaceThen => {
		const state = states.find(
			(entry) => entry.surface === id && compareInstants(entry.from, t) <= 0 && (entry.to === undefined || compareInstants(t, entry.to) < 0),
		)
		if (!state) return { id, name, state: isCovered(provider, id) ? 'unknown' : 'not_covered', since: null, basis: null, incident: null }
		return { id, name, state: state.state, since: state.from, basis: state.basis, incident: state.incident ?? null }
	})
}

/** The incident with the words of then, when it was open and on the page. */
function openThen(document: IncidentDocument, t: string): AtAnswer['incidents'] {
	const { basis, incident } = incidentAsOf(document.incident, t, document.timeline.events)
	if (!incident || isOver(incident.status) || incident.absence?.confirmed || incident.endedUnseen?.confirmed) return []
	if (compareInstants(incident.createdAt, t) > 0) return []
	const last = incident.updates.findLast((update) => !update.absence?.confirmed)
	const { id, title, kind, impact, status, createdAt } = incident
	const lastUpdate = last ? { at: last.at, body: plainText(last.body, last.format) } : null
	return [{ id, title, kind, impact, status, createdAt, lastUpdate, basis, page: addresses.incident(incident.provider, id) }]
}

function notesOn(observed: boolean): string[] {
	const unknown = 'A surface whose state is unknown has no statement in the record for this moment; that is not the same as operational.'
	return observed ? [unknown] : ['No look of ours covers this moment: what stands here is dated by the provider’s own claims.', unknown]
}
