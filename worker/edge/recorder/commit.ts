import { addSeconds } from '#core/time/time.ts'
import type { Adopted } from './adopt.ts'
import { isStrained } from './budget.ts'
import type { Draft } from './draft.ts'
import { bookWrites, dayBudgetOf, keptBytes, ownerOf, tellsOfCalm, writesLeftOf } from './held.ts'
import { heartbeatOf, ledgerOf, type Memory, marks } from './memory.ts'
import type { Offer } from './offers.ts'
import type { Parts } from './parts.ts'
import { falseKeyOf } from './rewind.ts'
import type { OutboxRow } from './store.ts'

/** A value that KV would not take beside others is tried again after this time. */
const putOffSeconds = 300

/** KV writes in one tick at most. */
const writesPerTick = 100

/**
 * Writes everything that a tick changed in one transaction, and says what KV is to be given now.
 * The cost is booked before it is spent.
 */
export function commit(
	parts: Parts,
	memory: Memory,
	draft: Draft,
	offers: readonly Offer[],
	adopted: readonly Adopted[],
	slot: string,
): readonly OutboxRow[] {
	const { store } = parts
	const { outbox } = memory
	let due: readonly OutboxRow[] = []
	const rowsBefore = store.rowsWritten
	store.transaction(() => {
		for (const row of memory.spoiltRows) store.setAside(row)
		memory.spoiltRows = []
		for (const run of memory.falseRuns) store.setRunAside(run, falseKeyOf(run))
		memory.falseRuns = []
		for (const key of draft.dropped) store.dropAside(key)
		for (const run of draft.closed) store.writeSnapshot(run, memory.gapRuns.includes(run))
		for (const incident of draft.adopted) store.writeIncident(incident)
		for (const provider of draft.replaced) store.writeLedger(ledgerOf(memory, provider))
		for (const [provider, { incidents }] of draft.touched) {
			const before = store.rowsWritten
			writeIncidents(parts, memory, provider, incidents)
			bookRows(memory, provider, store.rowsWritten - before)
		}
		for (const provider of draft.rests) store.writeRest(provider, ledgerOf(memory, provider).rest)
		for (const source of draft.problems)
			store.writeMark(marks.problems(source), memory.problems.get(source) ?? [])
		for (const row of new Set([...draft.counts, ...draft.adoptedCounts]))
			store.writeCounts(row, memory.counts.get(row) ?? [])
		for (const [mark, value] of draft.marks) store.writeMark(mark, value)
		for (const blob of draft.kept) outbox.keepBlob(blob, slot)
		for (const { key, hash } of adopted) outbox.adopt(key, 'incident', hash)
		for (const { key, kind, text, hash, after } of offers)
			outbox.offer(key, kind, text, hash, slot, after)
		const day = dayBudgetOf(parts, memory, slot)
		const mostBlobs = isStrained(day) ? 0 : writesLeftOf(parts, memory, keptBytes, slot)
		due = outbox.due(slot, day, mostNow(memory, slot), mostBlobs, (row) =>
			tellsOfCalm(parts, memory, row, slot),
		)
		const owners = due.map((row) => ownerOf(row, memory, parts.content.providers))
		bookWrites(parts, memory, owners, slot)
		for (const { key } of due) memory.causes.delete(key)
		// The heartbeat's own row is one, and each written document's settling will be one.
		const rows = store.rowsWritten - rowsBefore + 1 + due.length
		memory.spent = {
			...memory.spent,
			kvWrites: memory.spent.kvWrites + due.length,
			nowWrites: (memory.spent.nowWrites ?? 0) + due.filter(isNow).length,
			rowsWritten: memory.spent.rowsWritten + rows,
		}
		store.writeHeartbeat(heartbeatOf(memory))
	})
	return due
}

/** Gives KV what the outbox chose, then marks it. What is refused stays and is tried again. */
export async function publish(
	parts: Parts,
	memory: Memory,
	rows: readonly OutboxRow[],
	holds: () => boolean,
	slot: string,
): Promise<void> {
	const { written, refused, putOff } = await memory.outbox.write(rows, parts.kv)
	await parts.afterStep?.('publish')
	// A tick that was given up knows an old outbox: what it wrote is written again.
	if (!holds()) return
	if (written.length + putOff.length > 0)
		parts.store.transaction(() =>
			memory.outbox.settle(written, putOff, addSeconds(slot, putOffSeconds)),
		)
	if (rows.length > 0)
		memory.spent = {
			...memory.spent,
			kvWrites: memory.spent.kvWrites - (rows.length - written.length),
			nowWrites:
				(memory.spent.nowWrites ?? 0) - rows.filter(isNow).length + written.filter(isNow).length,
			kvRefused: refused,
		}
}

function isNow({ kind }: OutboxRow): boolean {
	return kind === 'now'
}

function bookRows(memory: Memory, provider: string, rows: number): void {
	if (rows === 0) return
	const { rowsByProvider = {} } = memory.spent
	memory.spent = {
		...memory.spent,
		rowsByProvider: { ...rowsByProvider, [provider]: (rowsByProvider[provider] ?? 0) + rows },
	}
}

function writeIncidents(
	{ store }: Parts,
	memory: Memory,
	provider: string,
	ids: ReadonlySet<string>,
): void {
	const ledger = ledgerOf(memory, provider)
	for (const id of ids) {
		const incident = ledger.incidents.get(id)
		if (incident) store.writeIncident(incident)
	}
}

/** While KV refuses, one write every five minutes asks whether it still does. */
function mostNow(memory: Memory, slot: string): number {
	if (!memory.spent.kvRefused) return writesPerTick
	return Date.parse(slot) % 300_000 === 0 ? 1 : 0
}
