import { type Blob, writeBlob } from './archive.ts'
import { isStrained, mayWrite } from './budget.ts'
import type { Draft } from './draft.ts'
import { bookWrites, dayBudgetOf, writesLeftOf, writesOfLists } from './held.ts'
import type { Memory } from './memory.ts'
import { type Parts, writesAtOnce } from './parts.ts'

/**
 * Gives KV the raw bytes of what is new. What it does not take is kept with the state and given
 * later: no bytes are lost to a budget.
 */
export async function archiveBlobs(
	parts: Parts,
	memory: Memory,
	draft: Draft,
	slot: string,
): Promise<void> {
	const { kv } = parts
	for (let start = 0; start < draft.blobs.length; start += writesAtOnce) {
		const some = draft.blobs.slice(start, start + writesAtOnce)
		const { kvWrites, kvRefused } = memory.spent
		const day = dayBudgetOf(parts, memory, slot)
		const open = !kvRefused && mayWrite('blob', { ...day, spent: kvWrites + some.length - 1 })
		// Readers find bytes in the store as well: what is left tells the news first.
		const least = isStrained(day) ? writesOfLists + 1 : 1
		const mine = (provider: string) => writesLeftOf(parts, memory, provider, slot) >= least
		const written = await Promise.all(
			some.map(async (blob) => open && mine(blob.provider) && (await tryBlob(kv, blob))),
		)
		draft.kept.push(...some.filter((_, index) => !written[index]))
		memory.spent = { ...memory.spent, kvWrites: kvWrites + written.filter(Boolean).length }
		const owners = some.flatMap(({ provider }, index) => (written[index] ? [provider] : []))
		bookWrites(parts, memory, owners, slot)
	}
}

async function tryBlob(kv: Parts['kv'], blob: Blob): Promise<boolean> {
	try {
		await writeBlob(kv, blob)
		return true
	} catch {
		return false
	}
}
