import type { Trouble } from '#core/model/trouble.ts'
import type { ClockCheck } from './clock-check.ts'
import { marks } from './memory.ts'
import type { Store } from './store.ts'

/**
 * Puts down that a tick was given up because our clock is wrong, and nothing else: what such a tick
 * found is not known. It is told by the clocks
 * of others, once for each time that ours was wrong.
 */
export function noteWrongClock(store: Store, { at, reason }: ClockCheck): void {
	if (at === undefined || reason === undefined) return
	const known = (store.readMarks().get(marks.troubles) as Trouble[] | undefined) ?? [] // as noteQuarantine left it
	const [last] = known
	const lasting =
		last?.what === 'clock' &&
		last.endedAt !== undefined &&
		Math.abs(Date.parse(at) - Date.parse(last.endedAt)) <= 3_600_000
	const trouble: Trouble = lasting
		? { ...last, endedAt: at }
		: { what: 'clock', since: at, endedAt: at, reason }
	// It is over when it was last noticed; a tick with the right time need not know of it.
	store.transaction(() =>
		store.writeMark(marks.troubles, [trouble, ...(lasting ? known.slice(1) : known)].slice(0, 50)),
	)
}
