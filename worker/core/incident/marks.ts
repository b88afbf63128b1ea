import type { ObservedIncident } from '#core/model/observation.ts'
import { compareInstants, secondsBetween } from '#core/time/time.ts'

/**
 * Marks of version: a page's own word on when a document, or an incident in it, last changed. They
 * tell an older copy, which some cache
 * still hands out, from a newer one. They are the page's to set, so that they may be wrong: never
 * does one from the future order
 * anything, and what is left aside for its mark is believed when nothing newer came for a while.
 */

/**
 * Caches hold a status page for seconds to a few minutes; what is still all that comes after a
 * quarter of an hour is what the page says now.
 */
export const patienceSeconds = 900

/**
 * One cache may be behind the other by so many seconds: only then does a list speak of what it
 * never held.
 */
export const listLagSeconds = 300

/** A mark as far as it can order copies: not when it is ahead of the look that brought it. */
export function believable(mark: string | undefined, lookedAt: string): string | undefined {
	return mark !== undefined && compareInstants(mark, lookedAt) <= 0 ? mark : undefined
}

/** Whether a copy is older than what is known, as far as marks tell at the moment of the look. */
export function isOlder(
	mark: string | undefined,
	known: string | undefined,
	lookedAt: string,
): boolean {
	const [own, other] = [believable(mark, lookedAt), believable(known, lookedAt)]
	return own !== undefined && other !== undefined && compareInstants(own, other) < 0
}

/** Whether older copies have been all that came for so long that they are believed. */
export function isPatienceOver(since: string, lookedAt: string): boolean {
	return secondsBetween(since, lookedAt) >= patienceSeconds
}

/**
 * Whether of two copies of one incident in one tick the first is to be preferred: the newer mark,
 * then the one with more updates.
 */
export function isNewerCopy(
	copy: ObservedIncident,
	other: ObservedIncident,
	lookedAt: string,
): boolean {
	const [own, known] = [believable(copy.updatedAt, lookedAt), believable(other.updatedAt, lookedAt)]
	if (own !== undefined && known !== undefined) {
		const difference = compareInstants(own, known)
		if (difference !== 0) return difference > 0
	} else if (own !== known) return own !== undefined
	return copy.updates.length > other.updates.length
}
