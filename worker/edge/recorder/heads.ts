import type { HeadsDocument } from '#core/model/documents.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { dayOf } from '#core/time/time.ts'
import type { Draft } from './draft.ts'
import { type Memory, marks } from './memory.ts'

/** The days of chain heads that are published. */
const headDays = 30

/**
 * When a UTC day has ended, that is noted: the last closed run of every document, so that our own
 * rewriting would show. Before the new day's looks.
 */
export function noteHeads(
	memory: Memory,
	draft: Draft,
	slot: string,
	before: () => HeadsDocument | undefined,
): void {
	if (memory.slot === null || dayOf(memory.slot) === dayOf(slot)) return
	draft.dayOver = dayOf(memory.slot)
	const heads = [...memory.documents]
		.flatMap(([document, { chain }]) => headOf(document, chain.current))
		.sort((a, b) => (a.document < b.document ? -1 : 1))
	const days = [
		{ day: dayOf(memory.slot), heads },
		...(before()?.days ?? []).filter(({ day }) => day < dayOf(slot)),
	].slice(0, headDays)
	draft.marks.set(marks.heads, { days } satisfies HeadsDocument)
}

function headOf(document: string, { previous, previousLookAt }: Snapshot) {
	return previousLookAt === undefined ? [] : [{ document, hash: previous, until: previousLookAt }]
}
