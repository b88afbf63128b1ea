import { type ChainLook, extend } from '#core/archive/chain.ts'
import { crowdOrigin } from '#core/crowd/origin.ts'
import type { Provider } from '#core/model/provider.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { platformOf } from '#core/platforms/index.ts'
import { floorTo } from '#core/time/time.ts'
import { type Asking, slotSeconds } from './agenda.ts'
import { digestOf } from './archive.ts'
import { archiveBlobs } from './archive-blobs.ts'
import { spentAt } from './budget.ts'
import { commit, publish } from './commit.ts'
import { noteCrowd } from './counts.ts'
import { type Draft, emptyDraft } from './draft.ts'
import { judge } from './judge.ts'
import { ledgerOf, type Memory, marks, providersOf } from './memory.ts'
import { offersOf } from './offers.ts'
import type { Parts } from './parts.ts'
import { readSources } from './read-sources.ts'
import type { ImportReport, ImportRequest } from './recorder-rpc.ts'
import { take } from './take.ts'

/**
 * Files that somebody read take the way of fetched documents: archived, chained, folded, published.
 * The file itself is the evidence.
 */
export async function importDocuments(
	parts: Parts,
	memory: Memory,
	request: ImportRequest,
	holds: () => boolean,
): Promise<ImportReport> {
	const { provider, files, readAt, precision, undated, provenance } = request
	const slot = floorTo(readAt, slotSeconds)
	if (!parts.mine(provider.id)) throw new RangeError(`${provider.id} belongs to another recorder`)
	const draft = emptyDraft()
	const listed = parts.content.providers.find((candidate) => candidate.id === provider.id)
	const added = provider.surfaces.filter(
		(surface) => !listed?.surfaces.some((own) => own.id === surface.id),
	)
	if (added.length > 0) {
		memory.added.set(provider.id, added)
		draft.marks.set(marks.surfaces(provider.id), added)
	}
	noteSources(memory, draft, request)
	const report = { snapshots: [], incidents: 0, problems: [], refused: [] } as Mutable<ImportReport>
	const looks: ChainLook[] = []
	const changed = new Set<string>()
	for (const file of files) {
		const asking: Asking = {
			key: `${provider.id}/${file.source.id}/${file.name}`,
			provider,
			source: file.source,
			platform: platformOf(file.source.platform),
			request: { name: file.name, url: file.url, bearsState: false },
		}
		const bytes = new TextEncoder().encode(file.body)
		const answer = {
			asking,
			fetched: { kind: 'document' as const, bytes, contentType: file.contentType, httpStatus: 200 },
			at: readAt,
		}
		const judged = await judge(answer, memory.documents.get(asking.key), slot, provenance)
		const look = withoutStatus({
			...judged.look,
			...(precision && { precision }),
			...(undated && { undated }),
		})
		const isNews = (candidate: ChainLook) =>
			extend(memory.documents.get(documentKey(candidate))?.chain, candidate).news
		for (const reading of readSources(
			[{ ...judged, look, rawSha256: await digestOf(bytes) }],
			isNews,
		)) {
			const [only] = reading.judgements
			if (only?.look.outcome === 'failed') {
				report.refused.push({ name: file.name, message: only.look.failure.message })
				continue
			}
			const before = ledgerOf(memory, provider.id)
			take(parts, memory, draft, reading, providersOf(memory, parts.content, parts.mine), slot)
			const after = ledgerOf(memory, provider.id)
			for (const [id, incident] of after.incidents)
				if (before.incidents.get(id) !== incident) changed.add(id)
			report.problems.push(...(reading.observation?.problems ?? []))
			looks.push(look)
			const state = memory.documents.get(asking.key)
			if (state) memory.documents.set(asking.key, { ...state, dueAt: null })
		}
	}
	if (looks.length === 0) return report
	report.snapshots = looks.flatMap(
		(look) => memory.documents.get(documentKey(look))?.chain.current ?? [],
	)
	memory.spent = spentAt(memory.spent, memory.slot ?? slot)
	await archiveBlobs(parts, memory, draft, slot)
	const at = memory.slot ?? slot
	const providers = providersOf(memory, parts.content, parts.mine)
	const known = new Set(crowdIncidents(memory, provider))
	noteCrowd(memory, draft, providers, at)
	for (const id of crowdIncidents(memory, provider)) if (!known.has(id)) changed.add(id)
	report.incidents = changed.size
	const offers = await offersOf(parts, memory, draft, providers, at)
	const rows = commit(parts, memory, draft, offers, [], at)
	await publish(parts, memory, rows, holds, at)
	return report
}

/**
 * A source with options cannot be told from its id: the store keeps it, so that what it is exported
 * as can be recomputed.
 */
function noteSources(memory: Memory, draft: Draft, { provider, files }: ImportRequest): void {
	const known = memory.imported.get(provider.id) ?? []
	const more = files
		.map(({ source }) => source)
		.filter(({ id, options }) => options !== undefined && !known.some((source) => source.id === id))
	if (more.length === 0) return
	memory.imported.set(provider.id, [...known, ...more])
	draft.marks.set(marks.imported(provider.id), [...known, ...more])
}

/** The ids of what its users alone reported: counts open incidents as pages do. */
function crowdIncidents(memory: Memory, provider: Provider): string[] {
	const posted = [...ledgerOf(memory, provider.id).incidents.values()]
	return crowdOrigin(provider, posted, memory.crowd.rises)
		.slice(posted.length)
		.map(({ id }) => id)
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Nothing was requested, so that there is no status to report. */
function withoutStatus(look: ChainLook): ChainLook {
	if (look.outcome !== 'good') return look
	const { httpStatus: _, ...rest } = look
	return rest
}
