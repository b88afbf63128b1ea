import type { ChainLook } from '#core/archive/chain.ts'
import { crowdOrigin } from '#core/crowd/origin.ts'
import type { Provider } from '#core/model/provider.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { platformOf } from '#core/platforms/index.ts'
import { floorTo } from '#core/time/time.ts'
import { type FetchTask, slotSeconds } from './agenda.ts'
import { digestOf } from './archive.ts'
import { spentAt } from './budget.ts'
import { checkAnswer, readSources } from './collect.ts'
import { archiveBlobs, commit, publish } from './commit.ts'
import { noteCrowd } from './crowd.ts'
import { offersOf } from './offers.ts'
import type { RecorderDeps } from './recorder-deps.ts'
import type { ImportReport, ImportRequest } from './recorder-rpc.ts'
import { ChangeSet, marks, type RecorderState } from './state.ts'
import { take } from './take.ts'

/**
 * Files that somebody read take the way of fetched documents: archived, chained, folded, published.
 * The file itself is the evidence.
 */
export async function importDocuments(
	deps: RecorderDeps,
	recorder: RecorderState,
	request: ImportRequest,
	holds: () => boolean,
): Promise<ImportReport> {
	const { provider, files, readAt, precision, undated, provenance } = request
	const slot = floorTo(readAt, slotSeconds)
	if (!deps.mine(provider.id)) throw new RangeError(`${provider.id} belongs to another recorder`)
	const changes = new ChangeSet(recorder)
	const listed = deps.content.providers.find((candidate) => candidate.id === provider.id)
	const added = provider.surfaces.filter(
		(surface) => !listed?.surfaces.some((own) => own.id === surface.id),
	)
	if (added.length > 0) {
		recorder.added.set(provider.id, added)
		changes.marks.set(marks.surfaces(provider.id), added)
	}
	noteSources(changes, request)
	const report = { snapshots: [], incidents: 0, problems: [], refused: [] } as Mutable<ImportReport>
	const looks: ChainLook[] = []
	const changed = new Set<string>()
	for (const file of files) {
		const task: FetchTask = {
			key: `${provider.id}/${file.source.id}/${file.name}`,
			provider,
			source: file.source,
			platform: platformOf(file.source.platform),
			request: { name: file.name, url: file.url, bearsState: false },
		}
		const bytes = new TextEncoder().encode(file.body)
		const answer = {
			task,
			fetched: { kind: 'document' as const, bytes, contentType: file.contentType, httpStatus: 200 },
			at: readAt,
		}
		const checked = await checkAnswer(answer, recorder.documents.get(task.key), slot, provenance)
		const look = withoutStatus({
			...checked.look,
			...(precision && { precision }),
			...(undated && { undated }),
		})
		const result = { ...checked, look, rawSha256: await digestOf(bytes) }
		for (const reading of readSources([result], (own) => recorder.stepOf(own).news)) {
			const [only] = reading.results
			if (only?.look.outcome === 'failed') {
				report.refused.push({ name: file.name, message: only.look.failure.message })
				continue
			}
			const before = recorder.ledgerOf(provider.id)
			take(deps, changes, reading, recorder.providersOf(deps.content, deps.mine), slot)
			const after = recorder.ledgerOf(provider.id)
			for (const [id, incident] of after.incidents)
				if (before.incidents.get(id) !== incident) changed.add(id)
			report.problems.push(...(reading.observation?.problems ?? []))
			looks.push(look)
			const state = recorder.documents.get(task.key)
			if (state) recorder.documents.set(task.key, { ...state, dueAt: null })
		}
	}
	if (looks.length === 0) return report
	report.snapshots = looks.flatMap(
		(look) => recorder.documents.get(documentKey(look))?.chain.current ?? [],
	)
	recorder.spent = spentAt(recorder.spent, recorder.slot ?? slot)
	await archiveBlobs(deps, changes, slot)
	const at = recorder.slot ?? slot
	const providers = recorder.providersOf(deps.content, deps.mine)
	const known = new Set(crowdIncidents(recorder, provider))
	noteCrowd(changes, providers, at)
	for (const id of crowdIncidents(recorder, provider)) if (!known.has(id)) changed.add(id)
	report.incidents = changed.size
	const offers = await offersOf(deps, changes, providers, at)
	const rows = commit(deps, changes, offers, [], at)
	await publish(deps, recorder, rows, holds, at)
	return report
}

/**
 * A source with options cannot be told from its id: the store keeps it, so that what it is exported
 * as can be recomputed.
 */
function noteSources(changes: ChangeSet, { provider, files }: ImportRequest): void {
	const { recorder } = changes
	const known = recorder.imported.get(provider.id) ?? []
	const more = files
		.map(({ source }) => source)
		.filter(({ id, options }) => options !== undefined && !known.some((source) => source.id === id))
	if (more.length === 0) return
	recorder.imported.set(provider.id, [...known, ...more])
	changes.marks.set(marks.imported(provider.id), [...known, ...more])
}

/** The ids of what its users alone reported: counts open incidents as pages do. */
function crowdIncidents(recorder: RecorderState, provider: Provider): string[] {
	const posted = [...recorder.ledgerOf(provider.id).incidents.values()]
	return crowdOrigin(provider, posted, recorder.crowd.rises)
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
