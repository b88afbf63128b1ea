import { canonicalJson } from '#core/hash.ts'
import { type Rise, windowSeconds } from '#core/model/report.ts'
import { addSeconds, compareInstants, millisecondsOf } from '#core/time/time.ts'
import type { Draft } from './draft.ts'
import { type Memory, marks } from './memory.ts'

/**
 * What other recorders found unusual: services fail together whichever recorder holds them, and
 * then excuse each other.
 */

/**
 * The rises of all other recorders that began at or after an instant. Throws when one of them does
 * not answer.
 */
export type Elsewhere = (since: string) => Promise<readonly Rise[]>

/** Counts that are older are hardly restated. */
const askedSeconds = 2 * 86_400
/**
 * Asks when a window has just ended, and once more a minute later, since all recorders tick at once
 * and one that was asked may not have
 * counted yet. Where somebody does not answer, what was heard before stands. What excused a rise of
 * ours is kept for good.
 */
export async function hearElsewhere(
	memory: Memory,
	draft: Draft,
	elsewhere: Elsewhere | undefined,
	slot: string,
): Promise<void> {
	if (!elsewhere || millisecondsOf(slot) % (windowSeconds * 1000) > 60_000) return
	const since = addSeconds(slot, -askedSeconds)
	const heard = await elsewhere(since).catch(() => undefined)
	if (!heard) return
	const excuses = new Set(memory.crowd.rises.flatMap(({ neighbours }) => neighbours.map(nameOf)))
	const older = memory.elsewhere.filter(
		(rise) => compareInstants(rise.roseAt, since) < 0 && excuses.has(nameOf(rise)),
	)
	const known = [...older, ...heard].sort(
		(a, b) => compareInstants(a.roseAt, b.roseAt) || (nameOf(a) < nameOf(b) ? -1 : 1),
	)
	if (canonicalJson(known) === canonicalJson(memory.elsewhere)) return
	memory.elsewhere = known
	draft.marks.set(marks.elsewhere, known)
}

function nameOf({
	provider,
	source,
	roseAt,
}: Pick<Rise, 'provider' | 'source' | 'roseAt'>): string {
	return `${provider} ${source} ${roseAt}`
}
