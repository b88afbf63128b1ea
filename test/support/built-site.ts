import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join, normalize } from 'node:path'

const root = join(import.meta.dirname, '../..')

/**
 * Builds the site from a bundle into a folder of its own. Rejects with what the build said. The
 * folder lies within the checkout:
 * elsewhere Astro keeps what it works with in one place for all builds, and two at a time would
 * spoil each other.
 */
export async function buildSite(bundle: string): Promise<string> {
	const workshop = join(root, '.astro')
	await mkdir(workshop, { recursive: true })
	const out = await mkdtemp(join(workshop, 'site-'))
	const child = spawn(
		process.execPath,
		[join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--outDir', out],
		{
			cwd: root,
			env: { ...process.env, TIDEMARK_EXPORT: bundle, ASTRO_TELEMETRY_DISABLED: '1' },
		},
	)
	let said = ''
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
	const code = await new Promise<number | null>((done) => child.on('close', done))
	if (code !== 0) throw new Error(said)
	return out
}

/** A built site that is read, and how to clear it away. */
export interface BuiltSite {
	readonly dist: string
	remove(): Promise<void>
}

/**
 * The site of the committed archive: the one that the tests were begun with, which is built before
 * them; else one of its own.
 */
export async function archivedSite(): Promise<BuiltSite> {
	const kept = join(root, 'dist')
	if (existsSync(join(kept, 'shell/page.html'))) return { dist: kept, remove: async () => {} }
	const dist = await buildSite('content/archive')
	return { dist, remove: () => rm(dist, { recursive: true, force: true }) }
}

/** What stands in the frame of a page. */
export function mainOf(page: string): string {
	const begin = '<main id="main">'
	return page.slice(page.indexOf(begin) + begin.length, page.indexOf('</main>'))
}

const types: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.json': 'application/json',
}

/** Answers in the Worker's place what is no file; undefined leaves it to the files. */
export type StandIn = (
	path: string,
	ifNoneMatch: string | undefined,
) => { readonly status: number; readonly body: string; readonly etag?: string } | undefined

/**
 * Serves a built site as the assets' host does: addresses without an ending, and the headers of
 * `_headers` for every page.
 */
export async function serveSite(
	folder: string,
	worker?: StandIn,
): Promise<{ readonly address: string; readonly server: Server }> {
	const headers = everywhere(await readFile(join(folder, '_headers'), 'utf8'))
	const server = createServer(async (request, response) => {
		const path = normalize(
			decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname),
		)
		const made = worker?.(path, request.headers['if-none-match'])
		if (made) {
			response.writeHead(made.status, {
				...headers,
				'cache-control': 'no-cache',
				'content-type': 'text/html; charset=utf-8',
				...(made.etag && { etag: made.etag }),
			})
			return response.end(made.body)
		}
		for (const candidate of path === '/' ? ['/index.html'] : [path, `${path}.html`]) {
			const body = await readFile(join(folder, candidate)).catch(() => undefined)
			if (body === undefined) continue
			response.writeHead(200, {
				...headers,
				'content-type': types[extname(candidate)] ?? 'application/octet-stream',
			})
			return response.end(body)
		}
		response.writeHead(404, { ...headers, 'content-type': 'text/html; charset=utf-8' })
		return response.end(await readFile(join(folder, '404.html')))
	})
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
	const address = server.address()
	if (address === null || typeof address === 'string') throw new Error('the server has no port')
	return { address: `http://127.0.0.1:${address.port}`, server }
}

/** The headers that `_headers` gives to every path. */
export function everywhere(text: string): Record<string, string> {
	const block = /^\/\*\n((?: {2}.+\n)+)/m.exec(text)?.[1] ?? ''
	return Object.fromEntries(
		block
			.split('\n')
			.flatMap((line) =>
				line.includes(': ')
					? [[line.slice(0, line.indexOf(': ')).trim(), line.slice(line.indexOf(': ') + 2)]]
					: [],
			),
	)
}
