import { Hono } from 'hono'
import * as z from 'zod/mini'
import { Claim, type Content } from '#core/model/content.ts'
import { IncidentDocument, instantOrNull, listed } from '#core/model/documents.ts'
import { schemaVersion } from '#core/model/export.ts'
import { Episode } from '#core/model/incident.ts'
import { Site } from '#core/model/provider.ts'
import { type IndexRead, type ReadModel, readModel } from '../reading/read-model.ts'
import { StoreFailure } from '../store-failure.ts'
import { type ApiEnv, answerJson, streamHeaders } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { notFound } from './problem.ts'
import { readQuery } from './query.ts'
import { agesOf, sightedListOf, sightsOf } from './sights.ts'

const Month = z
	.string()
	.check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'expected a month such as 2026-03' }))
const ExportQuery = z.strictObject({ month: z.optional(Month) })

const ExportIndexAnswer = sightedListOf(z.object({ month: z.string(), url: z.string() }))

/** What is written before the incidents. */
const ExportHead = z.object({
	schemaVersion: z.string(),
	month: z.string(),
	licence: Site.shape.licence,
	asOf: instantOrNull,
	episodes: listed(Episode),
	claims: listed(Claim),
})
const ExportMonthAnswer = z.extend(ExportHead, {
	/** Each with all its parts; `older` only where those could not be found. */
	incidents: listed(IncidentDocument),
	/** Incidents that the index names and that could not be read; empty when the month is whole. */
	missing: listed(z.string()),
})

export const ExportAnswer = z.union([ExportIndexAnswer, ExportMonthAnswer])

export const exportRoute: RouteDescription = {
	path: '/export',
	tag: 'Record',
	summary: 'Everything, month by month',
	description:
		'Without `month`, the months there are. With one, every incident filed in it. `missing` ' +
		'names what the month lists and could not be read.',
	query: ExportQuery,
	parameters: { month: 'A UTC month, `2026-03`.' },
	answer: { name: 'Export', schema: ExportAnswer },
}

/** `/api/v1/export`: everything, month by month, streamed so that no month is too large. */
export function exporting(content: Content): Hono<ApiEnv> {
	return new Hono<ApiEnv>().get('/', async (context) => {
		const { month } = readQuery(context, ExportQuery)
		const model = readModel(context.env)
		const now = await model.now()
		if (month === undefined) {
			const items = now.months.map((known) => ({
				month: known,
				url: `/api/v1/export?month=${known}`,
			}))
			return answerJson(context, {
				items,
				next: null,
				...agesOf(await sightsOf(context.env, content.providers, now)),
			} satisfies z.infer<typeof ExportIndexAnswer>)
		}
		if (!now.months.includes(month))
			throw notFound(`export of ${month}: no incident is recorded in that month`)
		const index = await model.wholeIndex(month)
		// A month that lacks entries nobody knows of would pass for the whole of it.
		if (!index.whole) throw new StoreFailure(`the index of ${month}`)
		const { readable, writable } = new IdentityTransformStream()
		const written = write(writable, model, index, content)
		// The reader may go away in the middle; that is its own affair.
		context.executionCtx.waitUntil(written.catch(() => undefined))
		return new Response(readable, {
			headers: streamHeaders({ contentType: 'application/json; charset=utf-8' }),
		})
	})
}

async function write(
	writable: WritableStream,
	model: ReadModel,
	index: IndexRead,
	content: Content,
): Promise<void> {
	const writer = writable.getWriter()
	const encoder = new TextEncoder()
	const put = (text: string) => writer.write(encoder.encode(text))
	const subjects = new Set([
		...index.incidents.map(({ provider, id }) => `incidents/${provider}/${id}`),
		...index.episodes.map(({ id }) => `episodes/${id}`),
	])
	const head: z.infer<typeof ExportHead> = {
		schemaVersion,
		month: index.month,
		licence: content.site.licence,
		asOf: index.asOf,
		episodes: index.episodes,
		claims: content.claims.filter((claim) => subjects.has(claim.subject)),
	}
	try {
		await put(`${JSON.stringify(head).slice(0, -1)},"incidents":[`)
		await put(`],"missing":${JSON.stringify(await putIncidents(put, model, index))}}`)
		await writer.close()
	} catch (error) {
		// An answer that ends in the middle must not look like one that is whole.
		await writer.abort(error)
	}
}

/**
 * Writes the month's incidents; returns those that could not be read, and the providers whose
 * entries in the list could not.
 */
async function putIncidents(
	put: (text: string) => Promise<void>,
	model: ReadModel,
	index: IndexRead,
): Promise<string[]> {
	const missing: string[] = [...index.unread]
	let given = 0
	for (const { provider, id } of index.incidents) {
		const document = await wholeOf(model, provider, id).catch(() => undefined)
		if (document) await put(`${given++ > 0 ? ',' : ''}${JSON.stringify(document)}`)
		else missing.push(`${provider}/${id}`)
	}
	return missing
}

async function wholeOf(
	model: ReadModel,
	provider: string,
	id: string,
): Promise<IncidentDocument | undefined> {
	const found = await model.listedIncident(provider, id)
	return found && 'incident' in found ? await model.wholeIncident(found) : undefined
}
