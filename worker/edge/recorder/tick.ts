import { isAwaited } from '#core/incident/ledger.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import type { HeadsDocument } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { platformOf } from '#core/platforms/index.ts'
import { addSeconds, compareInstants, dayOf, millisecondsOf } from '#core/time/time.ts'
import { adoptPacks, noticeArchive } from './adopt.ts'
import { dueOf, type FetchTask, missedBetween, missedByDelay, setPace, tasksOf } from './agenda.ts'
import { spentAt } from './budget.ts'
import { checkAnswer, collect, readSources } from './collect.ts'
import { archiveBlobs, commit, publish } from './commit.ts'
import { confirmIntake, hearElsewhere, noteCrowd, takeIntake } from './crowd.ts'
import { offersOf } from './offers.ts'
import { mend, noteQuarantine, retryDocuments } from './quarantine.ts'
import {
	fetchesAtOnce,
	fetchesPerTick,
	missingOf,
	type RecorderDeps,
	type TickContext,
} from './recorder-deps.ts'
import type { TickReport } from './recorder-rpc.ts'
import { ChangeSet, marks, type RecorderState } from './state.ts'
import { take, takeMissed } from './take.ts'
import { checkClock, isAhead, rewind, WrongClockError } from './wrong-clock.ts'

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
	deps: RecorderDeps,
	recorder: RecorderState,
	context: TickContext,
	archiveSeen: boolean,
): Promise<TickReport & { readonly archiveSeen: boolean }> {
	const { slot } = context
	const changes = new ChangeSet(recorder)
	const providers = recorder.providersOf(deps.content, deps.mine)
	const { tasks } = tasksOf(providers, slot, platformOf, missingOf(deps), context.only)
	recorder.spent = spentAt(recorder.spent, slot)
	const before = recorder.spent
	const rowsBefore = deps.store.rowsWritten

	const rewinding = isAhead(recorder, slot)
	if (!rewinding)
		noteHeads(
			changes,
			slot,
			() => deps.store.readMarks().get(marks.heads) as HeadsDocument | undefined,
		) // as noteHeads left it
	// Where the store is ahead of now nothing is due, and what validators would confirm was seen at a
	// false time.
	const due = context.isCapture || rewinding ? tasks : dueOf(tasks, recorder.documents, slot)
	let fetches = 0
	const spend = () => fetches < fetchesPerTick && ++fetches > 0
	const { internet, now, remaining } = context
	const shown =
		context.provenance === 'live' && deps.credentials ? { credentials: deps.credentials } : {}
	const awaited = ({ provider, source, request }: FetchTask) =>
		isAwaited(recorder.ledgerOf(provider.id), `${source.id}/${request.name}`, slot)
	const asAwaited = rewinding ? () => true : awaited
	const answers = await collect(
		due,
		recorder.documents,
		{ internet, policy: deps.policy, now, remaining, spend, ...shown },
		fetchesAtOnce,
		asAwaited,
	)
	if (context.provenance === 'live') {
		const check = checkClock(answers)
		const trusted =
			check.verdict === 'right' ||
			check.silent === 'likely' ||
			(check.silent !== undefined && context.insists === true)
		if (check.verdict === 'wrong' || (rewinding && !trusted)) throw new WrongClockError(slot, check)
		if (rewinding) rewind(deps, recorder, slot)
	}
	if (!context.isCapture) noteMissed(changes, tasks, context)
	await mend(deps, changes, providers, context)
	await deps.afterStep?.('collect')

	const results = await Promise.all(
		answers.map((answer) =>
			checkAnswer(
				answer,
				recorder.documents.get(answer.task.key),
				slot,
				context.provenance,
				awaited(answer.task),
				context.words,
			),
		),
	)
	const inOrder = tasks.flatMap((task) => results.filter((result) => result.task === task))
	for (const { task } of inOrder)
		if (task.source.fallbackFor === undefined) noteDelay(changes, task, slot)
	const done = { stored: 0, failed: 0, changed: 0 }
	for (const reading of readSources(inOrder, (look) => recorder.stepOf(look).news)) {
		const taken = take(deps, changes, reading, providers, slot)
		done.stored += taken.stored
		done.failed += taken.failed
		done.changed += taken.changed
	}
	const taken = await takeIntake(changes, context.intake, providers, slot)
	await hearElsewhere(changes, context.elsewhere, slot)
	hold(context)
	await archiveBlobs(deps, changes, slot)
	await deps.afterStep?.('blobs')

	const seen = archiveSeen || (await noticeArchive(changes, deps.assets, deps.mine))
	recorder.archiveKnown = seen
	const adopted = await adoptPacks(changes, deps.assets)
	noteContent(deps, changes, providers, slot)
	noteCrowd(changes, providers, slot)
	// A recording is asked at every tick: nobody is spared by asking it less, and what it holds
	// between would be lost.
	if (context.provenance === 'live') setPace(deps, recorder, tasks, slot)
	retryDocuments(changes, providers, slot)
	const offers = await offersOf(deps, changes, providers, slot)
	noteQuarantine(changes)
	hold(context)
	recorder.slot = slot
	const rows = commit(deps, changes, offers, adopted, slot)
	await deps.afterStep?.('commit')

	await publish(deps, recorder, rows, context.holds, slot)
	await confirmIntake(deps, recorder, context.intake, taken)
	await deps.afterStep?.('settle')
	const kvWrites = recorder.spent.kvWrites - before.kvWrites
	return {
		slot,
		ran: true,
		fetches,
		...done,
		unreached: due.length - answers.length,
		kvWrites,
		rowsWritten: deps.store.rowsWritten - rowsBefore,
		archiveSeen: seen,
	}
}

function hold(context: TickContext): void {
	if (!context.holds())
		throw new SupersededError(`the tick of ${context.slot} took too long and was given up`)
}

function noteMissed(
	changes: ChangeSet,
	tasks: readonly FetchTask[],
	{ slot, step }: TickContext,
): void {
	const { recorder } = changes
	const last = recorder.slot
	if (last === null || millisecondsOf(slot) - millisecondsOf(last) <= step * 1000) return
	for (const task of tasks) {
		const state = recorder.documents.get(task.key)
		// Of a fallback nobody expects a look: it is no gap when there is none.
		if (state && task.source.fallbackFor === undefined)
			takeMissed(changes, task, missedBetween(task, state, last, slot, step))
	}
}

function noteDelay(changes: ChangeSet, task: FetchTask, slot: string): void {
	const { recorder } = changes
	const state = recorder.documents.get(task.key)
	if (state) takeMissed(changes, task, missedByDelay(task, state, slot))
}

/**
 * After new content was deployed: what is open or recent is rendered anew, the rest with its next
 * change.
 */
function noteContent(
	deps: RecorderDeps,
	changes: ChangeSet,
	providers: readonly Provider[],
	slot: string,
): void {
	const { recorder } = changes
	if (recorder.contentHash === deps.contentHash) return
	const first = recorder.contentHash === null
	recorder.contentHash = deps.contentHash
	changes.marks.set(marks.content, deps.contentHash)
	recorder.gaps = undefined
	recorder.records.clear()
	if (first) return
	const since = addSeconds(`${dayOf(slot)}T00:00:00Z`, -30 * 86_400)
	for (const { id } of providers) {
		const at = recorder.changedAt.get(id)
		const recent = [...recorder.ledgerOf(id).incidents.values()].filter(
			(incident) => isOpen(incident) || compareInstants(incident.createdAt, since) >= 0,
		)
		if (at !== undefined)
			changes.touch(
				id,
				recent.map((incident) => incident.id),
				at,
				true,
			)
	}
}

/** The days of chain heads that are published. */
const headDays = 30

/**
 * When a UTC day has ended, that is noted: the last closed run of every document, so that our own
 * rewriting would show. Before the new day's looks.
 */
export function noteHeads(
	changes: ChangeSet,
	slot: string,
	before: () => HeadsDocument | undefined,
): void {
	const { recorder } = changes
	if (recorder.slot === null || dayOf(recorder.slot) === dayOf(slot)) return
	changes.dayOver = dayOf(recorder.slot)
	const heads = [...recorder.documents]
		.flatMap(([document, { chain }]) => headOf(document, chain.current))
		.sort((a, b) => (a.document < b.document ? -1 : 1))
	const days = [
		{ day: dayOf(recorder.slot), heads },
		...(before()?.days ?? []).filter(({ day }) => day < dayOf(slot)),
	].slice(0, headDays)
	changes.marks.set(marks.heads, { days } satisfies HeadsDocument)
}

function headOf(document: string, { previous, previousLookAt }: Snapshot) {
	return previousLookAt === undefined ? [] : [{ document, hash: previous, until: previousLookAt }]
}
