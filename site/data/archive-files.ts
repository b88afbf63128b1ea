import { createHash } from 'node:crypto'
import type { PostmortemHeader } from '#core/content/postmortem.ts'
import { placesOf } from '#core/documents/places.ts'
import { historyDocument, recentDocument } from '#core/documents/recent.ts'
import { canonicalJson, sha256Hex } from '#core/hash.ts'
import type { AnalysisDocument } from '#core/model/analysis.ts'
import type { HeadsDocument, ReportsDocument, SnapshotsDocument } from '#core/model/documents.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import { analysableOf } from '#core/questions/toolkit/scoped-record.ts'
import { crowdRecord } from '#core/record/crowd-record.ts'
import { recordsOf } from '#core/record/records-of-export.ts'
import { compareInstants, dayOf } from '#core/time/time.ts'
import { analyses } from './analyses.ts'
import { apiDescription } from './api-routes.ts'
import { postmortems } from './articles.ts'
import { type Bundle, bundle } from './bundle.ts'
import { documents } from './record.ts'

/** A file under `/data/`; its body is made when it is written. */
export interface ArchiveFile {
	readonly path: string
	body(): string | Promise<Uint8Array<ArrayBuffer>>
}

/** All files of the archive and the API's description, in the places that the Worker knows. */
export async function archiveFiles(): Promise<ArchiveFile[]> {
	const source = await bundle()
	const { archive, now, months, feeds, packs, episodes } = await documents()
	const records = recordsOf(source.record, source.content)
	const json = (path: string, value: unknown): ArchiveFile => ({
		path: `${path}.json`,
		body: () => JSON.stringify(value),
	})
	return [
		json('archive', archive),
		json('now', now),
		json('heads', headsOf(source.snapshots)),
		json(
			'recent',
			recentDocument(records, [], (month) => months.get(month)),
		),
		...records.map((own) => json(`history/${own.provider.id}`, historyDocument(own))),
		json(
			'postmortems',
			(await postmortems()).map(
				({ slug, title, subject }): PostmortemHeader => ({ slug, title, subject }),
			),
		),
		...[...months].map(([month, document]) => json(`index/${month}`, document)),
		...[...feeds].map(([provider, document]) => json(`feed/${provider}`, document)),
		...[...packs].map(([key, document]) => json(`pack/${key}`, document)),
		...[...Map.groupBy([...packs], ([key]) => key.split('/')[0] ?? '')].map(([provider, own]) =>
			json(`places/${provider}`, placesOf(own.map(([, pack]) => pack))),
		),
		...[...episodes].map(([id, document]) => json(`episode/${id}`, document)),
		...snapshotDays(source.snapshots).map((document) =>
			json(`snap/${document.provider}/${document.day}`, document),
		),
		json('found', foundIn(source.snapshots)),
		{ path: 'openapi.json', body: apiDescription },
		json('analysable', analysableOf(source.record)),
		...(await analyses()).map(
			(analysis): ArchiveFile => ({
				path: `analysis/${analysis.name}.json`,
				body: () =>
					canonicalJson({
						asOf: source.record.generatedAt,
						...analysis,
					} satisfies AnalysisDocument),
			}),
		),
		...countDays(source).map((document) => json(`reports/${document.day}`, document)),
		...blobs(source),
	]
}

/** Snapshots by provider and the UTC day in which their run began, each by slot. */
function snapshotDays(snapshots: readonly Snapshot[]): SnapshotsDocument[] {
	const groups = Map.groupBy(
		snapshots,
		(snapshot) => `${snapshot.provider} ${dayOf(snapshot.slot)}`,
	)
	return [...groups].map(([key, own]) => {
		const [provider = '', day = ''] = key.split(' ')
		return {
			provider,
			day,
			snapshots: own.sort(
				(a, b) => compareInstants(a.slot, b.slot) || compareInstants(a.fetchedAt, b.fetchedAt),
			),
		}
	})
}

/** Where the first look stands that found each of the raw bytes: `<provider>/<day>`. */
function foundIn(snapshots: readonly Snapshot[]): Record<string, string> {
	const stored = snapshots
		.filter(({ outcome }) => outcome === 'stored')
		.sort((a, b) => compareInstants(b.fetchedAt, a.fetchedAt))
	return Object.fromEntries(
		stored.flatMap(({ sha256, provider, slot }) =>
			sha256 === undefined ? [] : [[sha256, `${provider}/${dayOf(slot)}`]],
		),
	)
}

/** The crowd's counts by UTC day, with the usual volume beside them. */
function countDays({ reports }: Bundle): ReportsDocument[] {
	const days = Map.groupBy(crowdRecord(reports).reports, (count) => dayOf(count.at))
	return [...days].map(([day, counts]) => ({ day, reports: counts }))
}

/** For each day, the last run of every document that was closed by its end. */
function headsOf(snapshots: readonly Snapshot[]): HeadsDocument {
	const days = [...new Set(snapshots.map((snapshot) => dayOf(snapshot.until)))].sort()
	const ordered = [...snapshots].sort(
		(a, b) => compareInstants(a.until, b.until) || compareInstants(a.fetchedAt, b.fetchedAt),
	)
	const heads = new Map<string, { document: string; hash: string; until: string }>()
	let position = 0
	return {
		days: days
			.map((day) => {
				for (
					let run = ordered[position];
					run !== undefined && dayOf(run.until) <= day;
					run = ordered[++position]
				) {
					const document = documentKey(run)
					heads.set(document, { document, hash: sha256Hex(canonicalJson(run)), until: run.until })
				}
				return {
					day,
					heads: [...heads.values()].sort((a, b) => (a.document < b.document ? -1 : 1)),
				}
			})
			.reverse(),
	}
}

/** The raw bytes of every stored snapshot, checked against their name on the way. */
function blobs(source: Bundle): ArchiveFile[] {
	const hashes = new Set(
		source.snapshots.flatMap((snapshot) =>
			snapshot.outcome === 'stored' && snapshot.sha256 !== undefined ? [snapshot.sha256] : [],
		),
	)
	return [...hashes].map((sha256) => ({
		path: `blob/${sha256}`,
		body: async () => {
			const bytes = await source.bytes(sha256)
			const found = createHash('sha256').update(bytes).digest('hex')
			if (found !== sha256)
				throw new Error(
					`snapshots/${sha256} has other bytes than its name says: their SHA-256 is ${found}`,
				)
			return bytes
		},
	}))
}
