import { Hono } from 'hono'
import * as z from 'zod/mini'
import { Sha256 } from '#core/model/instant.ts'
import { Snapshot } from '#core/model/snapshot.ts'
import { latest, readInstant } from '#core/time/time.ts'
import { readModel } from '../reading/read-model.ts'
import { type ApiEnv, answerJson, hasIt, streamHeaders } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { listOf, pageOf, readCursor } from './paging.ts'
import { NoQuery, paging } from './parameters.ts'
import { notFound } from './problem.ts'
import { readQuery } from './query.ts'

/** `provider/source`, or a source's id alone. */
const Source = z.string().check(
	z.regex(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/, {
		error: 'expected <provider>/<source> such as claude/claude-status',
	}),
)

const Day = z
	.string()
	.check(
		z.refine(
			(text) =>
				/^\d{4}-\d{2}-\d{2}$/.test(text) &&
				readInstant(`${text}T00:00:00Z`)?.startsWith(text) === true,
			{ error: 'expected a day such as 2026-03-02' },
		),
	)

const SnapshotsQuery = z.strictObject({ source: Source, day: Day, ...paging })

export const SnapshotsAnswer = listOf(Snapshot)

export const snapshotRoutes: readonly RouteDescription[] = [
	{
		path: '/snapshots',
		tag: 'Evidence',
		summary: 'Our checks of one source on one day',
		description:
			'Each item is a run of checks with one outcome, chained to the run before it. Failed and ' +
			'missed checks are among them.',
		query: SnapshotsQuery,
		parameters: { source: '`<provider>/<source>`.', day: 'A UTC day, `2026-03-02`.' },
		answer: { name: 'Snapshots', schema: SnapshotsAnswer },
	},
	{
		path: '/snapshots/{sha256}',
		tag: 'Evidence',
		summary: 'The raw bytes of a snapshot',
		description: 'Exactly what we received, as a download and never as a page.',
		query: NoQuery,
		parameters: { sha256: 'The SHA-256 of the raw bytes, in lower-case hex.' },
		answer: { bytes: 'The bytes as we received them.' },
	},
]

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
		return answerJson(context, {
			...page,
			asOf: latest(...runs.map((run) => run.until)) ?? null,
		} satisfies z.infer<typeof SnapshotsAnswer>)
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
