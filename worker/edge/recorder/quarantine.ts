import { sentenceOf } from '#core/record/sound-record.ts'
import type { RecorderProblem } from '../recorder-rpc.ts'
import type { Draft } from './draft.ts'
import { type Memory, marks } from './memory.ts'

/**
 * The wall round each provider: what cannot be derived or rendered of one of them is set aside and said, its last good documents
 * stay as they were published, and the others go on. It is tried again with every change of the provider and once an hour.
 */
export interface Quarantine {
	/** The slot since which something is set aside. */
	readonly since: string
	/** What: `record`, or the document that could not be made. */
	readonly what: string
	readonly reason: string
}

/** Makes what belongs to one provider. When that throws, nothing is made, and it is said. */
export function walled<T>(memory: Memory, provider: string, what: string, slot: string, make: () => readonly T[]): readonly T[] {
	try {
		const made = make()
		release(memory, provider, what)
		return made
	} catch (error) {
		setAside(memory, provider, what, sentenceOf(error), slot)
		return []
	}
}

/** Notes that something of a provider is set aside; the first moment stays. */
export function setAside(memory: Memory, provider: string, what: string, reason: string, slot: string): void {
	const known = memory.quarantine.get(provider) ?? []
	const before = known.find((entry) => entry.what === what)
	if (before?.reason === reason) return
	const others = known.filter((entry) => entry.what !== what)
	// A page with thousands of such incidents is one trouble, not thousands of rows.
	memory.quarantine.set(provider, [...others, { since: before?.since ?? slot, what, reason }].slice(-mostKept))
}

export function release(memory: Memory, provider: string, what: string): void {
	const known = memory.quarantine.get(provider)
	if (!known?.some((entry) => entry.what === what)) return
	const left = known.filter((entry) => entry.what !== what)
	if (left.length > 0) memory.quarantine.set(provider, left)
	else memory.quarantine.delete(provider)
}

const mostKept = 20

/** Puts down what is set aside, where that differs from what the store has. */
export function noteQuarantine(memory: Memory, draft: Draft, before: ReadonlyMap<string, readonly Quarantine[]>): void {
	for (const provider of new Set([...before.keys(), ...memory.quarantine.keys()])) {
		const now = memory.quarantine.get(provider)
		if (now !== before.get(provider)) draft.marks.set(marks.quarantine(provider), now ?? [])
	}
}

/** As problems, for those who ask how things stand. */
export function quarantineProblems(memory: Memory): RecorderProblem[] {
	return [...memory.quarantine].flatMap(([provider, entries]) =>
		entries.map(({ since, what, reason }) => ({
			provider,
			source: '',
			document: what,
			path: '',
			message: `set aside, its last good state stands: ${reason}`.slice(0, 300),
			at: since,
		})),
	)
}
