import { type Context, Hono } from 'hono'
import { content } from '#content'
import type { Provider } from '#core/model/provider.ts'
import type { Env } from '../../env.ts'
import type { ImportRequest } from '../recorder/recorder-rpc.ts'
import { recorderOf, shardNames, shardOf } from '../shards.ts'

/**
 * What local commands ask a running server. Without ADMIN_TOKEN, or with another one in the
 * request, these paths do not exist:
 * `npm start` makes a token for its own lifetime, a deployment has none unless its owner sets it.
 */
export const admin = new Hono<{ Bindings: Env }>()

admin.use('*', async (context, next) => {
	const token = context.env.ADMIN_TOKEN
	if (!token || !sameText(context.req.header('authorization') ?? '', `Bearer ${token}`))
		return missing(context)
	await next()
	context.header('cache-control', 'no-store')
	return
})

/** Whoever holds the token may read what went wrong. */
admin.onError((error, context) => {
	const busy = error.message.includes('a tick is under way')
	return context.json(
		{
			type: 'about:blank',
			title: busy ? 'Busy' : 'Failed',
			status: busy ? 409 : 500,
			detail: error.message,
		},
		busy ? 409 : 500,
	)
})

/**
 * The content that this Worker was built with, with the surfaces and sources that imports added.
 */
admin.get('/content', async (context) => {
	const held = await Promise.all(
		shardNames(context.env).map((shard) => recorderOf(context.env, shard).surfaces()),
	)
	const known = new Map(held.flat().map((provider) => [provider.provider, provider]))
	const providers = content.providers.map((provider) => {
		const { surfaces = provider.surfaces, imported = '[]' } = known.get(provider.id) ?? {}
		// As the shard wrote it.
		return {
			...provider,
			surfaces,
			sources: [...provider.sources, ...(JSON.parse(imported) as Provider['sources'])],
		}
	})
	return context.json({ ...content, providers })
})

/** A page of the Snapshots of all shards; `cursor` is `<shard>:<the shard's own>`. */
admin.get('/snapshots', (context) =>
	pageOf(context, (recorder, cursor) => recorder.snapshots(cursor)),
)

/** A page of the crowd's counts of all shards; `cursor` as for snapshots. */
admin.get('/counts', (context) => pageOf(context, (recorder, cursor) => recorder.counts(cursor)))

/** The raw bytes of a snapshot. */
admin.get('/blob/:sha256{[0-9a-f]{64}}', async (context) => {
	for (const shard of shardNames(context.env)) {
		const bytes = await recorderOf(context.env, shard).blob(context.req.param('sha256'))
		if (bytes)
			return new Response(bytes.slice(), {
				headers: {
					'content-type': 'application/octet-stream',
					'x-content-type-options': 'nosniff',
				},
			})
	}
	return missing(context)
})

/** Loads history files through the recorder of the provider's shard. */
admin.post('/import', async (context) => {
	// Comes from a local command that holds the token; the recorder checks what the files hold.
	const request = (await context.req.json()) as ImportRequest
	return context.json(
		await recorderOf(
			context.env,
			shardOf(request.provider.id, shardNames(context.env)),
		).importDocuments(request),
	)
})

/** What each shard says of itself. */
admin.get('/status', async (context) =>
	context.json(
		await Promise.all(
			shardNames(context.env).map((shard) => recorderOf(context.env, shard).status()),
		),
	),
)

/** When each document was last seen. */
admin.get('/looks', async (context) =>
	context.json(
		(
			await Promise.all(
				shardNames(context.env).map((shard) => recorderOf(context.env, shard).looks()),
			)
		).flat(),
	),
)

async function pageOf<Page extends { readonly next: string | null }>(
	context: Context<{ Bindings: Env }>,
	read: (recorder: ReturnType<typeof recorderOf>, cursor: string | undefined) => Promise<Page>,
): Promise<Response> {
	const shards = shardNames(context.env)
	const [place = '0', ...rest] = (context.req.query('cursor') ?? '0').split(':')
	const index = Number(place)
	const shard = shards[index]
	if (shard === undefined) return missing(context)
	const page = await read(recorderOf(context.env, shard), rest.join(':') || undefined)
	const following = index + 1 < shards.length ? `${index + 1}` : null
	return context.json({
		...page,
		next: page.next === null ? following : `${index}:${page.next}`,
	} as object)
}

function missing(context: Context): Response {
	return context.json({ type: 'about:blank', title: 'Not found', status: 404 }, 404, {
		'content-type': 'application/problem+json',
	})
}

/** Compares in a time that does not depend on where the texts part. */
function sameText(a: string, b: string): boolean {
	let difference = a.length ^ b.length
	for (let index = 0; index < b.length; index += 1)
		difference |= a.charCodeAt(index % Math.max(1, a.length)) ^ b.charCodeAt(index)
	return difference === 0
}
