import { addSeconds } from '#core/time/time.ts'
import type { Adopted } from './adopt.ts'
import { type Blob, writeBlob } from './archive.ts'
import { isStrained, mayWrite } from './budget.ts'
import {
	bookWrites,
	dayBudgetOf,
	keptBytes,
	ownerOf,
	tellsOfCalm,
	writesLeftOf,
	writesOfLists,
} from './held.ts'
import type { Offer } from './offers.ts'
import { type RecorderDeps, writesAtOnce } from './recorder-deps.ts'
import { type ChangeSet, marks, type RecorderState } from './state.ts'
import type { OutboxRow } from './store.ts'
import { falseKeyOf } from './wrong-clock.ts'

/**
 * Gives KV the raw bytes of what is new. What it does not take is kept with the state and given
 * later: no bytes are lost to a budget.
 */
export async function archiveBlobs(
	deps: RecorderDeps,
	changes: ChangeSet,
	slot: string,
): Promise<void> {
	const { recorder } = changes
	const { kv } = deps
	for (let start = 0; start < changes.blobs.length; start += writesAtOnce) {
		const some = changes.blobs.slice(start, start + writesAtOnce)
		const { kvWrites, kvRefused } = recorder.spent
		const day = dayBudgetOf(deps, recorder, slot)
		const open = !kvRefused && mayWrite('blob', { ...day, spent: kvWrites + some.length - 1 })
		// Readers find bytes in the store as well: what is left tells the news first.
		const least = isStrained(day) ? writesOfLists + 1 : 1
		const mine = (provider: string) => writesLeftOf(deps, recorder, provider, slot) >= least
		const written = await Promise.all(
			some.map(async (blob) => open && mine(blob.provider) && (await tryBlob(kv, blob))),
		)
		changes.kept.push(...some.filter((_, index) => !written[index]))
		recorder.spent = { ...recorder.spent, kvWrites: kvWrites + written.filter(Boolean).length }
		const owners = some.flatMap(({ provider }, index) => (written[index] ? [provider] : []))
		bookWrites(deps, recorder, owners, slot)
	}
}

async function tryBlob(kv: RecorderDeps['kv'], blob: Blob): Promise<boolean> {
	try {
		await writeBlob(kv, blob)
		return true
	} catch {
		return false
	}
}

/** A value that KV would not take beside others is tried again after this time. */
const putOffSeconds = 300

/** KV writes in one tick at most. */
const writesPerTick = 100

/**
 * Writes everything that a tick changed in one transaction, and says what KV is to be given now.
 * The cost is booked before it is spent.
 */
export function commit(
	deps: RecorderDeps,
	changes: ChangeSet,
	offers: readonly Offer[],
	adopted: readonly Adopted[],
	slot: string,
): readonly OutboxRow[] {
	const { recorder } = changes
	const { store } = deps
	const { outbox } = recorder
	let due: readonly OutboxRow[] = []
	const rowsBefore = store.rowsWritten
	store.transaction(() => {
		for (const row of recorder.spoiltRows) store.setAside(row)
		recorder.spoiltRows = []
		for (const run of recorder.falseRuns) store.setRunAside(run, falseKeyOf(run))
		recorder.falseRuns = []
		for (const key of changes.dropped) store.dropAside(key)
		for (const run of changes.closed) store.writeSnapshot(run, recorder.gapRuns.includes(run))
		for (const incident of changes.adopted) store.writeIncident(incident)
		for (const provider of changes.replaced) store.writeLedger(recorder.ledgerOf(provider))
		for (const [provider, { incidents }] of changes.touched) {
			const before = store.rowsWritten
			writeIncidents(deps, recorder, provider, incidents)
			bookRows(recorder, provider, store.rowsWritten - before)
		}
		for (const provider of changes.rests)
			store.writeRest(provider, recorder.ledgerOf(provider).rest)
		for (const source of changes.problems)
			store.writeMark(marks.problems(source), recorder.problems.get(source) ?? [])
		for (const row of new Set([...changes.counts, ...changes.adoptedCounts]))
			store.writeCounts(row, recorder.counts.get(row) ?? [])
		for (const [mark, value] of changes.marks) store.writeMark(mark, value)
		for (const blob of changes.kept) outbox.keepBlob(blob, slot)
		for (const { key, hash } of adopted) outbox.adopt(key, 'incident', hash)
		for (const { key, kind, text, hash, after } of offers)
			outbox.offer(key, kind, text, hash, slot, after)
		const day = dayBudgetOf(deps, recorder, slot)
		const mostBlobs = isStrained(day) ? 0 : writesLeftOf(deps, recorder, keptBytes, slot)
		due = outbox.due(slot, day, mostNow(recorder, slot), mostBlobs, (row) =>
			tellsOfCalm(deps, recorder, row, slot),
		)
		const owners = due.map((row) => ownerOf(row, recorder, deps.content.providers))
		bookWrites(deps, recorder, owners, slot)
		for (const { key } of due) recorder.causes.delete(key)
		// The heartbeat's own row is one, and each written document's settling will be one.
		const rows = store.rowsWritten - rowsBefore + 1 + due.length
		recorder.spent = {
			...recorder.spent,
			kvWrites: recorder.spent.kvWrites + due.length,
			nowWrites: (recorder.spent.nowWrites ?? 0) + due.filter(isNow).length,
			rowsWritten: recorder.spent.rowsWritten + rows,
		}
		store.writeHeartbeat(recorder.heartbeat())
	})
	return due
}

/** Gives KV what the outbox chose, then marks it. What is refused stays and is tried again. */
export async function publish(
	deps: RecorderDeps,
	recorder: RecorderState,
	rows: readonly OutboxRow[],
	holds: () => boolean,
	slot: string,
): Promise<void> {
	const { written, refused, putOff } = await recorder.outbox.write(rows, deps.kv)
	await deps.afterStep?.('publish')
	// A tick that was given up knows an old outbox: what it wrote is written again.
	if (!holds()) return
	if (written.length + putOff.length > 0)
		deps.store.transaction(() =>
			recorder.outbox.settle(written, putOff, addSeconds(slot, putOffSeconds)),
		)
	if (rows.length > 0)
		recorder.spent = {
			...recorder.spent,
			kvWrites: recorder.spent.kvWrites - (rows.length - written.length),
			nowWrites:
				(recorder.spent.nowWrites ?? 0) - rows.filter(isNow).length + written.filter(isNow).length,
			kvRefused: refused,
		}
}

function isNow({ kind }: OutboxRow): boolean {
	return kind === 'now'
}

function bookRows(recorder: RecorderState, provider: string, rows: number): void {
	if (rows === 0) return
	const { rowsByProvider = {} } = recorder.spent
	recorder.spent = {
		...recorder.spent,
		rowsByProvider: { ...rowsByProvider, [provider]: (rowsByProvider[provider] ?? 0) + rows },
	}
}

function writeIncidents(
	{ store }: RecorderDeps,
	recorder: RecorderState,
	provider: string,
	ids: ReadonlySet<string>,
): void {
	const ledger = recorder.ledgerOf(provider)
	for (const id of ids) {
		const incident = ledger.incidents.get(id)
		if (incident) store.writeIncident(incident)
	}
}

/** While KV refuses, one write every five minutes asks whether it still does. */
function mostNow(recorder: RecorderState, slot: string): number {
	if (!recorder.spent.kvRefused) return writesPerTick
	return Date.parse(slot) % 300_000 === 0 ? 1 : 0
}
