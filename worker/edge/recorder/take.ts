import { type ChainLook, lookOf } from '#core/archive/chain.ts'
import type { Look } from '#core/incident/ledger.ts'
import { foldTick } from '#core/incident/tick.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { countsOf } from '#core/record/crowd-record.ts'
import { publishedDaysOf } from '#core/record/published-days.ts'
import { latest } from '#core/time.ts'
import { type Asking, nextDue, refusedUntil } from './agenda.ts'
import { putCounts, putSilence } from './counts.ts'
import { addLook, type Draft, noLook, putLedger, putProblems, putPublishedDays } from './draft.ts'
import type { DocumentState } from './heartbeat.ts'
import type { Judgement } from './judge.ts'
import { ledgerOf, type Memory } from './memory.ts'
import type { Reading } from './read-sources.ts'

/** Takes what one source said into the chains and the ledger: what is new first, then confirmations, as anyone recomputes it later. */
export function take(
	memory: Memory,
	draft: Draft,
	reading: Reading,
	slot: string,
): { readonly stored: number; readonly failed: number; readonly changed: number } {
	const { provider, source } = reading.source
	const looks: Look[] = []
	const unchanged: string[] = []
	let failed = 0
	for (const judgement of reading.judgements) {
		const { look, bytes } = judgement
		const before = memory.documents.get(documentKey(look))
		const step = addLook(memory, draft, look, (state, news) => stateAfter(state, judgement, news, slot))
		if (look.outcome === 'failed') failed += 1
		if (look.outcome !== 'good') continue
		if (!step.news) unchanged.push(`${source.id}/${look.document}`)
		else {
			looks.push(lookOf(step.chain.current, before?.chain))
			if (bytes && !before?.stored.includes(look.sha256)) draft.blobs.push({ sha256: look.sha256, contentType: look.contentType, bytes })
		}
	}
	// What a failed look at one document came back with is no later than what the others saw.
	const at = latest(...reading.judgements.map(({ look }) => (look.outcome === 'good' ? look.fetchedAt : undefined))) ?? noLook
	const { observation } = reading
	const official = observation?.kind === 'official' ? { observation } : {}
	const folded = foldTick(ledgerOf(memory, provider.id), provider, source, { slot, ...official, looks, unchanged })
	if (observation) {
		if (observation.kind === 'official') putPublishedDays(memory, draft, provider.id, publishedDaysOf(observation, provider, source.id, at))
		else putCounts(memory, draft, countsOf(observation, provider, source))
		const problems = [...observation.problems, ...folded.problems]
		putProblems(
			memory,
			draft,
			`${provider.id}/${source.id}`,
			looks.map((look) => look.document),
			problems.map((problem) => ({ ...problem, provider: provider.id, source: source.id, at: slot })),
		)
	}
	const silent = reading.source.platform.kind === 'crowd' && reading.judgements.every(({ look, document }) => look.outcome === 'good' && !document)
	if (silent) putSilence(memory, draft, provider.id, source.id, at)
	putLedger(memory, draft, folded.ledger, folded.changed, at)
	return { stored: looks.length, failed, changed: folded.changed.length }
}

/** Notes a stretch of slots in which nothing was asked. It changes neither validators nor what is due. */
export function takeMissed(memory: Memory, draft: Draft, asking: Asking, look: ChainLook | undefined): void {
	const state = memory.documents.get(asking.key)
	if (look && state) addLook(memory, draft, look, () => state)
}

const storedContents = 8

function stateAfter(
	before: DocumentState | undefined,
	{ asking, look, rawSha256, etag, lastModified }: Judgement,
	news: boolean,
	slot: string,
): Omit<DocumentState, 'chain'> {
	const { everySeconds } = asking.source
	if (look.outcome !== 'good') {
		const failures = (before?.failures ?? 0) + 1
		const retryAt = look.outcome === 'failed' ? look.failure.retryAt : undefined
		const { chain: _, ...kept } = before ?? { stored: [] }
		if (look.outcome === 'failed' && look.failure.kind === 'refused') {
			const refusals = (before?.refusals ?? 0) + 1
			return { ...kept, failures, refusals, dueAt: nextDue(everySeconds, slot, failures, latest(retryAt, refusedUntil(slot, refusals))) }
		}
		return { ...kept, failures, dueAt: nextDue(everySeconds, slot, failures, retryAt) }
	}
	const unmodified = rawSha256 === undefined
	const raw = rawSha256 ?? before?.rawSha256
	const tag = etag ?? (unmodified ? before?.etag : undefined)
	const modified = lastModified ?? (unmodified ? before?.lastModified : undefined)
	const stored = before?.stored ?? []
	return {
		dueAt: nextDue(everySeconds, slot, 0),
		failures: 0,
		stored: !news || stored.at(-1) === look.sha256 ? stored : [...stored.filter((sha256) => sha256 !== look.sha256), look.sha256].slice(-storedContents),
		...(raw !== undefined && { rawSha256: raw }),
		...(tag !== undefined && { etag: tag }),
		...(modified !== undefined && { lastModified: modified }),
	}
}
