import { extend } from '#core/archive/chain.ts'
import { isAwaited } from '#core/incident/ledger.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import type { HeadsDocument } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { platformOf } from '#core/platforms/index.ts'
import {
	addSeconds,
	compareInstants,
	dayOf,
	millisecondsOf,
	secondsBetween,
} from '#core/time/time.ts'
import { adoptPacks, noticeArchive } from './adopt.ts'
import { type Asking, askingsOf, dueOf, missedBetween, missedByDelay } from './agenda.ts'
import { archiveBlobs } from './archive-blobs.ts'
import { spentAt } from './budget.ts'
import { type ClockCheck, checkClock } from './clock-check.ts'
import { collect } from './collect.ts'
import { commit, publish } from './commit.ts'
import { noteCrowd } from './counts.ts'
import { type Draft, emptyDraft, touch } from './draft.ts'
import { hearElsewhere } from './elsewhere.ts'
import { noteHeads } from './heads.ts'
import { confirmIntake, takeIntake } from './intake.ts'
import { judge } from './judge.ts'
import { ledgerOf, type Memory, marks, providersOf } from './memory.ts'
import { mend } from './mend.ts'
import { offersOf } from './offers.ts'
import { setPace } from './pace.ts'
import { fetchesAtOnce, fetchesPerTick, missingOf, type Occasion, type Parts } from './parts.ts'
import { noteQuarantine, retryDocuments } from './quarantine.ts'
import { readSources } from './read-sources.ts'
import type { TickReport } from './recorder-rpc.ts'
import { rewind } from './rewind.ts'
import { take, takeMissed } from './take.ts'

/**
 * Our clock is wrong, or the store is ahead of it and nobody says which of them is right: the tick
 * was given up before anything was written.
 */
export class WrongClockError extends Error {
	override readonly name = 'WrongClockError'
	readonly check: ClockCheck
	constructor(slot: string, check: ClockCheck) {
		super(check.reason ?? `the store is ahead of ${slot}`)
		this.check = check
	}
}

/**
 * Whether the last tick was so far after this one that a clock was wrong: a slot that was merely
 * ticked before is not.
 */
export function isAhead({ slot: last }: Pick<Memory, 'slot'>, slot: string): boolean {
	return last !== null && secondsBetween(slot, last) > repeatedSeconds
}

/** The host may poke slots twice and out of order, within minutes. */
const repeatedSeconds = 600

/** The lease was lost to another tick while this one waited. */
export class SupersededError extends Error {
	override readonly name = 'SupersededError'
}

/**
 * One tick: ask what is due, fetch politely, archive what changed, fold, publish what differs,
 * settle. Raw bytes go to KV first
 * (an orphan is harmless), then everything that is known goes into the store at once, then KV is
 * given what differs.
 */
export async function tick(
	parts: Parts,
	memory: Memory,
	occasion: Occasion,
	archiveSeen: boolean,
): Promise<TickReport & { readonly archiveSeen: boolean }> {
	const { slot } = occasion
	const draft = emptyDraft()
	const providers = providersOf(memory, parts.content, parts.mine)
	const { askings } = askingsOf(providers, slot, platformOf, missingOf(parts), occasion.only)
	memory.spent = spentAt(memory.spent, slot)
	const before = memory.spent
	const rowsBefore = parts.store.rowsWritten

	const rewinding = isAhead(memory, slot)
	if (!rewinding)
		noteHeads(
			memory,
			draft,
			slot,
			() => parts.store.readMarks().get(marks.heads) as HeadsDocument | undefined,
		) // as noteHeads left it
	// Where the store is ahead of now nothing is due, and what validators would confirm was seen at a
	// false time.
	const due = occasion.isCapture || rewinding ? askings : dueOf(askings, memory.documents, slot)
	let fetches = 0
	const spend = () => fetches < fetchesPerTick && ++fetches > 0
	const { internet, now, remaining } = occasion
	const shown =
		occasion.provenance === 'live' && parts.credentials ? { credentials: parts.credentials } : {}
	const awaited = ({ provider, source, request }: Asking) =>
		isAwaited(ledgerOf(memory, provider.id), `${source.id}/${request.name}`, slot)
	const asAwaited = rewinding ? () => true : awaited
	const answers = await collect(
		due,
		memory.documents,
		{ internet, manners: parts.manners, now, remaining, spend, ...shown },
		fetchesAtOnce,
		asAwaited,
	)
	if (occasion.provenance === 'live') {
		const check = checkClock(answers)
		const trusted =
			check.verdict === 'right' ||
			check.silent === 'likely' ||
			(check.silent !== undefined && occasion.insists === true)
		if (check.verdict === 'wrong' || (rewinding && !trusted)) throw new WrongClockError(slot, check)
		if (rewinding) rewind(parts, memory, slot)
	}
	if (!occasion.isCapture) noteMissed(memory, draft, askings, occasion)
	await mend(parts, memory, draft, providers, occasion)
	await parts.afterStep?.('collect')

	const judgements = await Promise.all(
		answers.map((answer) =>
			judge(
				answer,
				memory.documents.get(answer.asking.key),
				slot,
				occasion.provenance,
				awaited(answer.asking),
				occasion.words,
			),
		),
	)
	const isNews = (look: Parameters<typeof extend>[1]) =>
		extend(memory.documents.get(documentKey(look))?.chain, look).news
	const inOrder = askings.flatMap((asking) =>
		judgements.filter((judgement) => judgement.asking === asking),
	)
	const done = { stored: 0, failed: 0, changed: 0 }
	for (const reading of readSources(inOrder, isNews)) {
		for (const { asking } of reading.judgements)
			if (asking.source.fallbackFor === undefined) noteDelay(memory, draft, asking, slot)
		const taken = take(parts, memory, draft, reading, providers, slot)
		done.stored += taken.stored
		done.failed += taken.failed
		done.changed += taken.changed
	}
	const taken = await takeIntake(memory, draft, occasion.intake, providers, slot)
	await hearElsewhere(memory, draft, occasion.elsewhere, slot)
	hold(occasion)
	await archiveBlobs(parts, memory, draft, slot)
	await parts.afterStep?.('blobs')

	const seen = archiveSeen || (await noticeArchive(memory, draft, parts.assets, parts.mine))
	memory.archiveKnown = seen
	const adopted = await adoptPacks(memory, draft, parts.assets)
	noteContent(parts, memory, draft, providers, slot)
	noteCrowd(memory, draft, providers, slot)
	// A recording is asked at every tick: nobody is spared by asking it less, and what it holds
	// between would be lost.
	if (occasion.provenance === 'live') setPace(parts, memory, askings, slot)
	retryDocuments(memory, draft, providers, slot)
	const offers = await offersOf(parts, memory, draft, providers, slot)
	noteQuarantine(memory, draft)
	hold(occasion)
	memory.slot = slot
	const rows = commit(parts, memory, draft, offers, adopted, slot)
	await parts.afterStep?.('commit')

	await publish(parts, memory, rows, occasion.holds, slot)
	await confirmIntake(parts, memory, occasion.intake, taken)
	await parts.afterStep?.('settle')
	const kvWrites = memory.spent.kvWrites - before.kvWrites
	return {
		slot,
		ran: true,
		fetches,
		...done,
		unreached: due.length - answers.length,
		kvWrites,
		rowsWritten: parts.store.rowsWritten - rowsBefore,
		archiveSeen: seen,
	}
}

function hold(occasion: Occasion): void {
	if (!occasion.holds())
		throw new SupersededError(`the tick of ${occasion.slot} took too long and was given up`)
}

function noteMissed(
	memory: Memory,
	draft: Draft,
	askings: readonly Asking[],
	{ slot, step }: Occasion,
): void {
	const last = memory.slot
	if (last === null || millisecondsOf(slot) - millisecondsOf(last) <= step * 1000) return
	for (const asking of askings) {
		const state = memory.documents.get(asking.key)
		// Of a fallback nobody expects a look: it is no gap when there is none.
		if (state && asking.source.fallbackFor === undefined)
			takeMissed(memory, draft, asking, missedBetween(asking, state, last, slot, step))
	}
}

function noteDelay(memory: Memory, draft: Draft, asking: Asking, slot: string): void {
	const state = memory.documents.get(asking.key)
	if (state) takeMissed(memory, draft, asking, missedByDelay(asking, state, slot))
}

/**
 * After new content was deployed: what is open or recent is rendered anew, the rest with its next
 * change.
 */
function noteContent(
	parts: Parts,
	memory: Memory,
	draft: Draft,
	providers: readonly Provider[],
	slot: string,
): void {
	if (memory.contentHash === parts.contentHash) return
	const first = memory.contentHash === null
	memory.contentHash = parts.contentHash
	draft.marks.set(marks.content, parts.contentHash)
	memory.gaps = undefined
	memory.records.clear()
	if (first) return
	const since = addSeconds(`${dayOf(slot)}T00:00:00Z`, -30 * 86_400)
	for (const { id } of providers) {
		const at = memory.changedAt.get(id)
		const recent = [...ledgerOf(memory, id).incidents.values()].filter(
			(incident) => isOpen(incident) || compareInstants(incident.createdAt, since) >= 0,
		)
		if (at !== undefined)
			touch(
				memory,
				draft,
				id,
				recent.map((incident) => incident.id),
				at,
				true,
			)
	}
}
