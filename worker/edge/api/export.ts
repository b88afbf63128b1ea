import { Hono } from 'hono'
import * as z from 'zod/mini'
import { Claim, type Content } from '#core/model/content.ts'
import { IncidentDocument, instantOrNull, listed } from '#core/model/documents.ts'
import { schemaVersion } from '#core/model/export.ts'
import { Episode } from '#core/model/incident.ts'
import { Site } from '#core/model/provider.ts'
import type { Env } from '../../env.ts'
import { Copy, keptMonth } from '../reading/kept-month.ts'
import { type IndexRead, readModel } from '../reading/read-model.ts'
import { unnoted } from '../reading/trace.ts'
import { StoreFailure } from '../store-failure.ts'
import { type ApiEnv, answerJson, streamHeaders } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { Pieces } from './pieces.ts'
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

/** Incidents that are read at once: each may take a megabyte, and each reading waits. */
const atOnce = 6

/**
 * `/api/v1/export`: everything, month by month, streamed so that no month is too large.
 *
 * A month of the archive is copied out of its packs, unread. A month that the recorders have
 * written lies in a document for each incident: whoever asks first has them put together, and the
 * data centre keeps that. No document of KV holds a month, since a recorder would have to write it
 * again with each of its news, and its thousand writes a day are for the news.
 */
export function exporting(content: Content): Hono<ApiEnv> {
	return new Hono<ApiEnv>().get('/', async (context) => {
		const { month } = readQuery(context, ExportQuery)
		const model = readModel(unnoted(context.env))
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
		const written = write(writable, context.env, index, content)
		// The reader may go away in the middle; that is its own affair.
		context.executionCtx.waitUntil(written.catch(() => undefined))
		return new Response(readable, {
			headers: streamHeaders({ contentType: 'application/json; charset=utf-8' }),
		})
	})
}

async function write(
	writable: WritableStream,
	env: Env,
	index: IndexRead,
	content: Content,
): Promise<void> {
	const out = new Pieces(writable.getWriter())
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
		await out.put(`${JSON.stringify(head).slice(0, -1)},"incidents":[`)
		const missing = [...index.unread, ...(await putIncidents(out, env, index))]
		await out.put(`],"missing":${JSON.stringify(missing)}}`)
		await out.close()
	} catch (error) {
		// An answer that ends in the middle must not look like one that is whole.
		await out.abort(error)
	}
}

/** Writes the month's incidents, with commas between them; returns those that could not be read. */
async function putIncidents(out: Pieces, env: Env, index: IndexRead): Promise<string[]> {
	const model = readModel(unnoted(env))
	const part = (await model.isArchived(index.month)) ? undefined : await keptMonth(env, index)
	const known = await part?.get()
	if (known) {
		await out.put(known)
		return []
	}
	const copy = part && new Copy()
	const put = async (piece: string | Uint8Array<ArrayBuffer>) => {
		copy?.add(piece)
		await out.put(piece)
	}
	const missing: string[] = []
	let given = 0
	for (let from = 0; from < index.incidents.length; from += atOnce) {
		const few = index.incidents.slice(from, from + atOnce)
		const read = await Promise.allSettled(
			few.map(({ provider, id }) => model.exported(index.month, provider, id)),
		)
		for (const [position, one] of read.entries()) {
			const bytes = one.status === 'fulfilled' ? one.value : undefined
			const { provider = '', id = '' } = few[position] ?? {}
			if (!bytes) missing.push(`${provider}/${id}`)
			else {
				if (given > 0) await put(',')
				await put(bytes)
				given += 1
			}
		}
	}
	const whole = copy?.whole()
	if (whole && missing.length === 0 && index.unread.size === 0) await part?.keep(whole)
	return missing
}
