import { rebuildExport } from '#core/bundle/rebuild.ts'
import { buildDocuments, type Documents } from '#core/documents/build-documents.ts'
import { placesOf } from '#core/documents/places.ts'
import { historyDocument, recentDocument } from '#core/documents/recent.ts'
import { sha256Hex } from '#core/hash.ts'
import { importedLooks, planImport } from '#core/import/plan.ts'
import { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { durations } from '#core/questions/durations/count.ts'
import { analysisDocument } from '#core/questions/report.ts'
import { recordsOf } from '#core/record/records-of-export.ts'
import archiveContent from '../../content/archive/content.json' with { type: 'json' }
import days from '../../content/records/claude/2026-03-02.json' with { type: 'json' }
import { describeApi } from '../../worker/edge/api/describe-api.ts'

/**
 * Two days of the committed archive as the Worker finds it: its content, its documents, and a
 * service that answers like the built site's assets.
 * What people wrote about them is left out, and so is the rest of the history: in a Worker beside a
 * test runner it is more than fits.
 */

const archived = Content.parse(archiveContent)
export const record: Export = marchRecord()
export const content: Content = {
	...archived,
	providers: record.providers,
	coverage: record.coverage,
	annotations: [],
	claims: [],
	readings: [],
}
export const documents: Documents = buildDocuments(record, content, 'published')
const records = recordsOf(record, content)

function marchRecord(): Export {
	const providers = archived.providers.map((provider) => ({
		...provider,
		sources: provider.sources.filter((source) => !source.id.startsWith('import-')),
	}))
	const claude = providers.find((provider) => provider.id === 'claude')
	if (!claude) throw new Error('the archive has no provider claude')
	const body = JSON.stringify(days)
	const plan = planImport(claude, [{ name: 'days.json', body }], { knownSurfaces: true })
	const snapshots = importedLooks(
		plan,
		{ at: '2026-09-27T00:00:00Z', precision: 'day' },
		() => body.length,
		() => sha256Hex(body),
	)
	// Every incident of these two days is in the file, whatever else the archive holds.
	const coverage: Coverage[] = [
		{
			provider: 'claude',
			from: '2026-03-02T00:00:00Z',
			to: '2026-03-04T00:00:00Z',
			kind: 'census',
			readAt: '2026-09-27',
			source: 'https://status.claude.com',
		},
	]
	const own = {
		...archived,
		providers: providers.map((provider) => (provider.id === 'claude' ? plan.provider : provider)),
		coverage,
		annotations: [],
		claims: [],
		readings: [],
		rises: [],
	}
	return rebuildExport({ content: own, snapshots, readBlob: () => body, reports: [] })
}

const openApi = JSON.stringify(describeApi(content.site))

/** The archive's files by path, as the build writes them; `more` adds or replaces some. */
export function archiveFiles(more: Readonly<Record<string, unknown>> = {}): Map<string, string> {
	const providers = [...new Set([...documents.packs.keys()].map((key) => key.split('/')[0] ?? ''))]
	const files: [string, unknown][] = [
		['/data/archive.json', documents.archive],
		['/data/now.json', documents.now],
		['/data/recent.json', recentDocument(records, [], (month) => documents.months.get(month))],
		...records.map((own): [string, unknown] => [
			`/data/history/${own.provider.id}.json`,
			historyDocument(own),
		]),
		...[...documents.months].map(([month, document]): [string, unknown] => [
			`/data/index/${month}.json`,
			document,
		]),
		...[...documents.feeds].map(([provider, document]): [string, unknown] => [
			`/data/feed/${provider}.json`,
			document,
		]),
		...[...documents.packs].map(([key, pack]): [string, unknown] => [
			`/data/pack/${key}.json`,
			pack,
		]),
		...[...documents.episodes].map(([id, document]): [string, unknown] => [
			`/data/episode/${id}.json`,
			document,
		]),
		...providers.map((provider): [string, unknown] => [
			`/data/places/${provider}.json`,
			placesOf(
				[...documents.packs]
					.filter(([key]) => key.startsWith(`${provider}/`))
					.map(([, pack]) => pack),
			),
		]),
		['/data/openapi.json', openApi],
		['/data/analysis/durations.json', analysisDocument(record, {}, durations)],
		...Object.entries(more),
	]
	return new Map(
		files.map(([path, value]) => [path, typeof value === 'string' ? value : JSON.stringify(value)]),
	)
}

/** Answers from files held in memory; 404 for the rest. Counts what was asked. */
export function assetsOf(files: ReadonlyMap<string, string>): {
	fetch(request: Request): Promise<Response>
	asked: string[]
} {
	const asked: string[] = []
	return {
		asked,
		async fetch(request) {
			const { pathname } = new URL(request.url)
			asked.push(pathname)
			const body = files.get(pathname)
			if (body === undefined) return new Response('not found', { status: 404 })
			const type = body.startsWith('<!doctype html>') ? 'text/html' : 'text/plain'
			return new Response(body, { headers: { 'content-type': `${type}; charset=utf-8` } })
		},
	}
}
