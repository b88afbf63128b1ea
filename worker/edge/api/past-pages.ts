import { Hono } from 'hono'
import { atPage } from '#core/fragments/at-page.ts'
import { shownBytes, snapshotPage } from '#core/fragments/snapshot-page.ts'
import type { Content } from '#core/model/content.ts'
import { Sha256 } from '#core/model/instant.ts'
import { compareInstants, instantOf, readInstant } from '#core/time/time.ts'
import { momentOf } from '../clock.ts'
import { answerPage } from '../page.ts'
import { looksThatFound } from '../reading/found-by.ts'
import { readModel } from '../reading/read-model.ts'
import type { ApiEnv } from './answer.ts'
import { whatWasSaid } from './at.ts'
import { notFound } from './problem.ts'

/**
 * Pages that look back: `/at`, the time machine, and `/snapshots/{sha256}`, evidence that can be
 * read.
 */
export function pastPages(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()
	const { site, providers } = content
	const ids = providers.map((provider) => provider.id)

	app.get('/at', async (context) => {
		const { provider: id, t } = context.req.query()
		const answer = (parts: Parameters<typeof answerPage>[2], status?: 400) =>
			answerPage(context.env, context.req.raw, parts, status)
		if (t === undefined)
			return answer(
				atPage(providers, id === undefined ? undefined : { provider: id, t: '' }, undefined, site),
			)
		const asked = { provider: id ?? '', t }
		// The form sends a moment without a zone and says that it is UTC.
		const moment = readInstant(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(t) ? `${t}Z` : t)
		const provider = providers.find((candidate) => candidate.id === id)
		const complaint = complaintAbout(provider !== undefined, moment)
		if (!provider || moment === undefined || complaint !== undefined)
			return answer(
				atPage(providers, { ...asked, complaint: complaint ?? '' }, undefined, site),
				400,
			)
		const said = await whatWasSaid(readModel(context.env), provider, moment)
		return answer(atPage(providers, { provider: provider.id, t: moment }, said, site))
	})

	app.get('/snapshots/:sha256', async (context) => {
		const sha256 = context.req.param('sha256')
		if (!Sha256.safeParse(sha256).success) throw notFound(`snapshot ${sha256}`)
		const model = readModel(context.env)
		const blob = await model.blob(sha256)
		if (!blob) throw notFound(`snapshot ${sha256}`)
		const [bytes, looks] = await Promise.all([
			new Response(blob.body).arrayBuffer(),
			looksThatFound(model, sha256, blob.foundIn, ids, () => momentOf(context.env, 86_400)),
		])
		const view = { sha256, bytes: bytes.byteLength, text: textOf(bytes), looks }
		return answerPage(context.env, context.req.raw, snapshotPage(view, site))
	})

	return app
}

function complaintAbout(known: boolean, moment: string | undefined): string | undefined {
	if (!known) return 'There is no such provider in this record: choose one of the list.'
	if (moment === undefined)
		return 'The moment has to be a date and a time in UTC, such as 2026-03-02T13:30.'
	return compareInstants(moment, instantOf(Date.now())) > 0
		? 'The moment has to be one that has been.'
		: undefined
}

/** Their beginning as text: what is not shown is not read. */
function textOf(bytes: ArrayBuffer): string | undefined {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
	try {
		// What is cut may end in the middle of a character.
		return decoder.decode(bytes.slice(0, shownBytes), { stream: bytes.byteLength > shownBytes })
	} catch {
		// Not UTF-8: it is kept and served as bytes.
		return undefined
	}
}
