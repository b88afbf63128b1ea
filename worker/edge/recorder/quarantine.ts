import type { Trouble } from '#core/model/trouble.ts'
import { rebuiltSentence } from '#core/model/trouble.ts'
import { sentenceOf } from '#core/record/sound-record.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { type Draft, noLook, touch } from './draft.ts'
import { ledgerOf, type Memory, marks } from './memory.ts'
import type { RecorderProblem } from './recorder-rpc.ts'

/**
 * The wall round each provider: what cannot be read, derived or rendered of one of them is set
 * aside and said, its last good documents stay as
 * they were published, and the others go on. It is tried again with every change of the provider,
 * and by itself after ever longer waits.
 */

/** Makes what belongs to one provider. When that throws, nothing is made, and it is said. */
export function walled<T>(
	memory: Memory,
	provider: string,
	what: string,
	slot: string,
	make: () => readonly T[],
	more: Partial<Trouble> = {},
): readonly T[] {
	try {
		const made = make()
		release(memory, provider, what, slot)
		return made
	} catch (error) {
		setAside(memory, provider, what, sentenceOf(error), slot, more)
		return []
	}
}

/**
 * Notes that something of a provider is set aside; the first moment stays. What is shown meanwhile
 * is as of the provider's last change, unless `more` says otherwise.
 */
export function setAside(
	memory: Memory,
	provider: string,
	what: string,
	reason: string,
	slot: string,
	more: Partial<Trouble> = {},
): void {
	const known = memory.quarantine.get(provider) ?? []
	const before = known.find((entry) => entry.what === what)
	if (before?.reason === reason && before.present === more.present) return
	const goodAt = before?.goodAt ?? memory.changedAt.get(provider)
	const { since, tries, nextTryAt } = before ?? {
		since: takenUp(memory, provider, what, slot),
		tries: 0,
		nextTryAt: addSeconds(slot, 60),
	}
	const entry: Trouble = {
		provider,
		what,
		since,
		reason,
		...(goodAt !== undefined && { goodAt }),
		...more,
		...(tries !== undefined && { tries }),
		...(nextTryAt && { nextTryAt }),
	}
	const others = known.filter((other) => other.what !== what)
	// A page with thousands of such incidents is one trouble, not thousands of rows.
	memory.quarantine.set(provider, [...others.slice(-(mostKept - 1)), entry])
	memory.asideChanged.add(provider)
}

/**
 * Since when a trouble lasts that begins now: what came back within an hour is the same one, so
 * that what comes and goes is told once.
 */
function takenUp(memory: Memory, provider: string, what: string, slot: string): string {
	const since = addSeconds(slot, -3600)
	const same = memory.troubles.find(
		(old) =>
			old.provider === provider &&
			old.what === what &&
			!old.rebuilt &&
			old.endedAt !== undefined &&
			compareInstants(old.endedAt, since) >= 0,
	)
	if (!same) return slot
	memory.troubles = memory.troubles.filter((old) => old !== same)
	memory.troublesChanged = true
	return same.since
}

/** Ends a trouble. It stays in the list of those that were. */
export function release(
	memory: Memory,
	provider: string,
	what: string,
	slot: string,
	rebuilt?: Trouble['rebuilt'],
): void {
	const known = memory.quarantine.get(provider)
	const ended = known?.find((entry) => entry.what === what)
	if (!known || !ended) return
	const left = known.filter((entry) => entry !== ended)
	if (left.length > 0) memory.quarantine.set(provider, left)
	else memory.quarantine.delete(provider)
	const { nextTryAt: _, present: __, ...told } = ended
	noteEnded(memory, { ...told, endedAt: slot, ...(rebuilt && { rebuilt }) })
	memory.asideChanged.add(provider)
}

/** Adds a trouble that is over to the list. */
export function noteEnded(memory: Memory, trouble: Trouble): void {
	memory.troubles = [trouble, ...memory.troubles].slice(0, mostEnded)
	memory.troublesChanged = true
}

const mostKept = 20
const mostEnded = 50

/**
 * Whether what is known of a provider is being made anew: until then nothing is folded into it, and
 * every look is kept.
 */
export function isBeingMended(memory: Memory, provider: string): boolean {
	return memory.quarantine.get(provider)?.some(({ what }) => what === 'state') === true
}

/** Minutes between two tries at most. */
const longestWait = 60

/**
 * The troubles of a provider that are to be tried again at a slot, with the next try after a longer
 * wait.
 */
export function takeDue(
	memory: Memory,
	provider: string,
	slot: string,
	isMeant: (trouble: Trouble) => boolean,
): Trouble[] {
	const known = memory.quarantine.get(provider) ?? []
	const due = known.filter(
		(entry) => isMeant(entry) && compareInstants(entry.nextTryAt ?? slot, slot) <= 0,
	)
	if (due.length === 0) return []
	const later = known.map((entry) => {
		if (!due.includes(entry)) return entry
		const tries = (entry.tries ?? 0) + 1
		return {
			...entry,
			tries,
			nextTryAt: addSeconds(slot, 60 * Math.min(longestWait, 2 ** Math.min(tries, 10))),
		}
	})
	memory.quarantine.set(provider, later)
	memory.asideChanged.add(provider)
	return due
}

/**
 * Documents that could not be made are made again when it is their time, although nothing changed.
 */
export function retryDocuments(
	memory: Memory,
	draft: Draft,
	providers: readonly { readonly id: string }[],
	slot: string,
): void {
	for (const { id } of providers) {
		const due = takeDue(memory, id, slot, ({ what, reading }) => !isOfState(what) && !reading).map(
			({ what }) => what,
		)
		if (due.length === 0) continue
		// A month's list is made with any incident of that month.
		const filed = [...ledgerOf(memory, id).incidents.values()].filter(({ createdAt }) =>
			due.includes(`index ${createdAt.slice(0, 7)}`),
		)
		touch(memory, draft, id, [...due, ...filed.map((incident) => incident.id)], noLook, true)
	}
}

/**
 * Whether a trouble is one of what is known of a provider, which snapshots can mend, and not of a
 * document made from it.
 */
export function isOfState(what: string): boolean {
	return what === 'record' || what === 'state'
}

/** Puts down what is set aside, where that differs from what the store has. */
export function noteQuarantine(memory: Memory, draft: Draft): void {
	for (const provider of memory.asideChanged)
		draft.marks.set(marks.quarantine(provider), memory.quarantine.get(provider) ?? [])
	if (memory.troublesChanged) draft.marks.set(marks.troubles, memory.troubles)
	memory.asideChanged.clear()
	memory.troublesChanged = false
}

/** All that is set aside, and what was, newest first. */
export function troublesIn(memory: Memory): Trouble[] {
	return [...[...memory.quarantine.values()].flat(), ...memory.troubles].sort((a, b) =>
		compareInstants(b.since, a.since),
	)
}

/**
 * As problems, for those who ask how things stand: what is set aside, and what was rebuilt within a
 * day.
 */
export function quarantineProblems(memory: Memory): RecorderProblem[] {
	const { slot } = memory
	const rebuilt = memory.troubles.filter(
		({ endedAt, rebuilt }) =>
			rebuilt && endedAt && slot && compareInstants(endedAt, addSeconds(slot, -86_400)) >= 0,
	)
	const problem = ({ provider = '', what, since }: Trouble, message: string): RecorderProblem => ({
		provider,
		source: '',
		document: what,
		path: '',
		message: message.slice(0, 300),
		at: since,
	})
	return [
		...[...memory.quarantine.values()]
			.flat()
			.filter(({ reading }) => !reading)
			.map((trouble) =>
				problem(trouble, `set aside, its last good state stands: ${trouble.reason}`),
			),
		...rebuilt.map((trouble) =>
			problem(
				{ ...trouble, since: trouble.endedAt ?? trouble.since },
				rebuiltSentence(trouble) ?? '',
			),
		),
	]
}
