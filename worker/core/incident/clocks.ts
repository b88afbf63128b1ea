import type { Incident, Update } from '#core/model/incident.ts'
import type { Precision } from '#core/model/instant.ts'
import { isClearlyBefore } from '#core/model/moments.ts'
import { compareInstants, latest } from '#core/time/time.ts'

/**
 * The clocks of a statement: the time that the page shows for it (`at`, which the provider can
 * set), when it was written (`publishedAt`, where the page
 * says so), and the looks of ours that bound when it appeared (`seen`).
 */

/**
 * When a statement can have been told at the earliest: not before the time that it carries or,
 * before that was moved, carried; not before it was
 * written; and not before our last look that did not find it.
 */
export function toldAtOf({ at, publishedAt, seen, revisions }: Update): string {
	// A first claim that lies after our first look was a slip: the statement was there already.
	const claims = revisions.flatMap(({ field, was }) =>
		field === 'at' && was !== null && compareInstants(was, seen.by) <= 0 ? [was] : [],
	)
	return latest(at, publishedAt, seen.after, claims[0]) ?? at
}

/**
 * The statement that was told first: usually the one with the earliest time, but a later one where
 * that was dated back.
 */
export function firstToldOf(updates: readonly Update[]): Update | undefined {
	let first: Update | undefined
	for (const update of updates)
		if (first === undefined || compareInstants(toldAtOf(update), toldAtOf(first)) < 0)
			first = update
	return first
}

/**
 * A time before `start` at which, by the page's own account, something was wrong: that of a
 * statement, or the beginning of a span of trouble. Pages that
 * file in hindsight state the hour of filing as the start and date their statements back. `updates`
 * are those that stand.
 */
export function earlierStatedStart(
	{ spans, kind }: Pick<Incident, 'spans' | 'kind'>,
	updates: readonly Update[],
	start: string,
): { readonly at: string; readonly precision?: Precision } | undefined {
	let earliest: { readonly at: string; readonly precision?: Precision } | undefined
	const offer = (at: string, precision: Precision | undefined) => {
		if (isClearlyBefore({ at, precision }, { at: earliest?.at ?? start }))
			earliest = { at, ...(precision && { precision }) }
	}
	for (const { at, precision } of updates) offer(at, precision)
	if (kind === 'incident')
		for (const { state, from } of spans) if (state !== 'operational') offer(from, undefined)
	return earliest
}
