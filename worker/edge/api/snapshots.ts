import { Hono } from 'hono'
import { Sha256 } from '#core/model/instant.ts'
import { NoQuery, SnapshotsQuery } from '#core/openapi/parameters.ts'
import { latest } from '#core/time/time.ts'
import { readModel } from '../reading/read-model.ts'
import { type ApiEnv, answerJson, hasIt, streamHeaders } from './answer.ts'
import { pageOf, readCursor } from './paging.ts'
import { notFound } from './problem.ts'
import { readQuery } from './query.ts'

/** `/api/v1/snapshots…`: the looks of a day, and the raw bytes. */
export function snapshots(): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()

	app.get('/', async (context) => {
		const { source, day, cursor, limit } = readQuery(context, SnapshotsQuery)
		const [provider = '', name = ''] = source.split('/')
		const runs = (await readModel(context.env).snapshots(provider, day)).filter(
			(snapshot) => snapshot.source === name,
		)
		const page = pageOf(
			runs,
			(snapshot) => ({ at: snapshot.fetchedAt, key: snapshot.document }),
			readCursor(cursor),
			limit,
		)
		return answerJson(context, { ...page, asOf: latest(...runs.map((run) => run.until)) ?? null })
	})

	app.get('/:sha256', async (context) => {
		readQuery(context, NoQuery)
		const sha256 = context.req.param('sha256')
		if (!Sha256.safeParse(sha256).success) throw notFound(`snapshot ${sha256}`)
		const etag = `"${sha256}"`
		// The address is the hash of the content: a copy of it can never be out of date.
		// Whoever has whatever there is says nothing of what they have, so it has to be looked for.
		const whatever = context.req.header('if-none-match')?.trim() === '*'
		const unchanged = () => new Response(null, { status: 304, headers: { etag } })
		if (!whatever && hasIt(context.req.raw, etag)) return unchanged()
		const blob = await readModel(context.env).blob(sha256)
		if (!blob) throw notFound(`snapshot ${sha256}`)
		if (whatever) return unchanged()
		const headers = streamHeaders({
			contentType: isText(blob.contentType)
				? 'text/plain; charset=utf-8'
				: 'application/octet-stream',
			cacheControl: 'public, max-age=31536000, immutable',
			headers: { etag, 'content-disposition': `attachment; filename="${sha256}"` },
		})
		return new Response(blob.body, { headers })
	})

	return app
}

/** What strangers wrote is never given their own type: text is plain text, all else is bytes. */
function isText(contentType: string | undefined): boolean {
	return (
		contentType !== undefined &&
		/^(text\/|application\/([a-z0-9.+-]*\+)?(json|xml)\b)/i.test(contentType)
	)
}
