import type { Provider } from '#core/model/provider.ts'
import { type ReportCount, windowSeconds } from '#core/model/report.ts'
import { dayOf, millisecondsOf } from '#core/time/time.ts'
import { keys } from '../keys.ts'
import { putCounts } from './counts.ts'
import type { Draft } from './draft.ts'
import type { Memory } from './memory.ts'
import type { Parts } from './parts.ts'

/**
 * Moves the windows that our own form has counted into the record: they leave the intake only once
 * KV has them.
 */

/**
 * What receives reports, one for each provider. Asking twice gives the same windows until they are
 * confirmed.
 */
export interface Intake {
	/** Windows that ended by then and are not confirmed. */
	closed(provider: string, before: string): Promise<readonly ReportCount[]>
	/** Starts of windows that are in KV. */
	confirm(provider: string, windows: readonly string[]): Promise<void>
}

/** Counted windows by provider, as they were asked for in this tick. */
export type Taken = ReadonlyMap<string, readonly ReportCount[]>

/**
 * Asks for closed windows when one has just ended, and again each minute while an intake does not
 * answer.
 */
export async function takeIntake(
	memory: Memory,
	draft: Draft,
	intake: Intake | undefined,
	providers: readonly Provider[],
	slot: string,
): Promise<Taken> {
	if (!intake || (millisecondsOf(slot) % (windowSeconds * 1000) !== 0 && !memory.intakeLate))
		return new Map()
	const answers = await Promise.allSettled(providers.map(({ id }) => intake.closed(id, slot)))
	memory.intakeLate = answers.some(({ status }) => status === 'rejected')
	const taken = new Map<string, readonly ReportCount[]>()
	for (const [index, answer] of answers.entries()) {
		const provider = providers[index]
		if (answer.status === 'fulfilled' && provider && answer.value.length > 0)
			taken.set(provider.id, answer.value)
	}
	putCounts(memory, draft, [...taken.values()].flat())
	return taken
}

/**
 * Lets the intake forget what KV was given. What KV refused stays there, and is asked for again
 * with the next window.
 */
export async function confirmIntake(
	parts: Parts,
	memory: Memory,
	intake: Intake | undefined,
	taken: Taken,
): Promise<void> {
	if (!intake) return
	const settled = (count: ReportCount) =>
		memory.outbox.isWritten(keys.reports(parts.shard, dayOf(count.at)))
	// A confirmation that is lost costs nothing: the windows come again, and say the same.
	await Promise.allSettled(
		[...taken].map(([provider, counts]) => {
			const windows = counts.filter(settled).map((count) => count.at)
			return windows.length > 0 ? intake.confirm(provider, windows) : undefined
		}),
	)
}
