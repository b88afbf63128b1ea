import { Content } from '#core/model/content.ts'
import { Export } from '#core/model/export.ts'
import { buildDocuments, type Documents } from '#core/publish/build-documents.ts'
import { placesOf } from '#core/publish/places.ts'
import archiveContent from '../../content/archive/content.json' with { type: 'json' }
import archiveExport from '../../content/archive/export.json' with { type: 'json' }

/** The committed archive as the Worker finds it: its content, its documents, and a service that answers like the built site's assets. */

export const content: Content = Content.parse(archiveContent)
const record: Export = Export.parse(archiveExport)
export const documents: Documents = buildDocuments(record, content, 'published')

/** The archive's files by path, as the build writes them; `more` adds or replaces some. */
export function archiveFiles(more: Readonly<Record<string, unknown>> = {}): Map<string, string> {
	const providers = [...new Set([...documents.packs.keys()].map((key) => key.split('/')[0] ?? ''))]
	const files: [string, unknown][] = [
		['/data/archive.json', documents.archive],
		['/data/now.json', documents.now],
		...[...documents.months].map(([month, document]): [string, unknown] => [`/data/index/${month}.json`, document]),
		...[...documents.feeds].map(([provider, document]): [string, unknown] => [`/data/feed/${provider}.json`, document]),
		...[...documents.packs].map(([key, pack]): [string, unknown] => [`/data/pack/${key}.json`, pack]),
		...[...documents.episodes].map(([id, document]): [string, unknown] => [`/data/episode/${id}.json`, document]),
		...providers.map((provider): [string, unknown] => [
			`/data/places/${provider}.json`,
			placesOf([...documents.packs].filter(([key]) => key.startsWith(`${provider}/`)).flatMap(([, pack]) => pack.incidents)),
		]),
		...Object.entries(more),
	]
	return new Map(files.map(([path, value]) => [path, typeof value === 'string' ? value : JSON.stringify(value)]))
}

/** Answers from files held in memory; 404 for the rest. Counts what was asked. */
export function assetsOf(files: ReadonlyMap<string, string>): { fetch(request: Request): Promise<Response>; asked: string[] } {
	const asked: string[] = []
	return {
		asked,
		async fetch(request) {
			const { pathname } = new URL(request.url)
			asked.push(pathname)
			const body = files.get(pathname)
			return body === undefined ? new Response('not found', { status: 404 }) : new Response(body)
		},
	}
}
