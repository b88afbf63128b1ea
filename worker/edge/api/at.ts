import { Hono } from 'hono'
import * as z from 'zod/mini'
import { openThen, surfacesThen } from '#core/documents/surfaces-then.ts'
import { plainText } from '#core/fragments/provider-text.ts'
import type { Content } from '#core/model/content.ts'
import type { IncidentDocument } from '#core/model/documents.ts'
import { Slug } from '#core/model/instant.ts'
import { Moment } from '#core/model/parameters.ts'
import { AtAnswer } from '#core/model/past.ts'
import type { Provider } from '#core/model/provider.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { addresses } from '#core/text/addresses.ts'
import { authorOfBody } from '#core/text/authorship.ts'
import { compareInstants, instantOf } from '#core/time/time.ts'
import { isCurrent, type ReadModel, readModel } from '../reading/read-model.ts'
import { incidentsAround, listedStates, looksAround } from '../reading/time-machine.ts'
import { StoreFailure } from '../store-failure.ts'
import { type ApiEnv, answerJson } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { badParameter } from './problem.ts'
import { providerNowOf } from './provider-now.ts'
import { providerOf } from './providers.ts'
import { readQuery } from './query.ts'

const AtQuery = z.strictObject({ provider: Slug, t: Moment })

export const atRoute: RouteDescription = {
	path: '/at',
	tag: 'Evidence',
	summary: 'What a page said at a moment',
	description:
		'The state of each product at `t`, the incidents open then in the words of then, and our ' +
		'checks before and after with their distance in seconds.',
	query: AtQuery,
	parameters: { t: 'The moment in question, an instant.' },
	answer: { name: 'At', schema: AtAnswer },
}

/** `/api/v1/at`: the time machine. */
export function at(content: Content): Hono<ApiEnv> {
	return new Hono<ApiEnv>().get('/', async (context) => {
		const { provider, t } = readQuery(context, AtQuery)
		if (compareInstants(t, instantOf(Date.now())) > 0)
			throw badParameter('t', 'expected a moment that has been')
		return answerJson(
			context,
			await whatWasSaid(readModel(context.env), providerOf(content, provider), t),
		)
	})
}

/** What a provider's page said at a moment, how we know, and the looks around it. */
export async function whatWasSaid(
	model: ReadModel,
	provider: Provider,
	t: string,
): Promise<AtAnswer> {
	const { id } = provider
	const [now, looks, documents] = await Promise.all([
		model.now(),
		looksAround(model, id, t),
		incidentsAround(model, id, t),
	])
	const known = providerNowOf(provider, now)
	if (!isCurrent(now, id)) throw new StoreFailure(`the state of ${id}`)
	const surfaces = surfacesThen(provider, documents, t)
	const listed = surfaces.some((surface) => surface.state === 'unknown')
		? await listedStates(model, provider, looks, t)
		: new Map<string, SurfaceStateName>()
	return {
		provider: id,
		t,
		asOf: known.asOf,
		documents: looks,
		surfaces: surfaces.map((surface) => {
			const state = surface.state === 'unknown' ? listed.get(surface.id) : undefined
			return state === undefined || state === 'unknown'
				? surface
				: { ...surface, state, since: null, basis: 'snapshot' as const, incident: null }
		}),
		incidents: documents.flatMap((document) => toldThen(document, t)),
		coverage: known.coverage.filter(
			(entry) =>
				compareInstants(entry.from, t) <= 0 &&
				(entry.to === undefined || compareInstants(t, entry.to) < 0),
		),
		notes: notesOn(looks.some((look) => look.observed)),
	}
}

/** The incident with the words of then, when it was open and on the page. */
function toldThen(document: IncidentDocument, t: string): AtAnswer['incidents'] {
	const then = openThen(document, t)
	if (!then) return []
	const { basis, incident } = then
	const last = incident.updates.findLast((update) => !update.absence?.confirmed)
	const { id, title, titleSummary, kind, impact, status, createdAt } = incident
	const lastUpdate = last
		? {
				at: last.at,
				body: plainText(last.body, last.format),
				...(authorOfBody(last) === 'us' && { summary: true }),
			}
		: null
	const head = { id, title, ...(titleSummary && { titleSummary }), kind, impact, status, createdAt }
	return [{ ...head, lastUpdate, basis, page: addresses.incident(incident.provider, id) }]
}

function notesOn(observed: boolean): string[] {
	const unknown =
		'A surface whose state is unknown has no statement in the record for this moment; that is not ' +
		'the same as operational. With basis “named”, an incident that was open names it, and the ' +
		'page gave no level.'
	return observed
		? [unknown]
		: [
				'No look of ours covers this moment: what stands here is dated by the provider’s own claims.',
				unknown,
			]
}
