import type { Provider } from '#core/model/provider.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { type Change, declarationsOf } from './declarations.ts'
import type { Ledger, ListedState } from './ledger.ts'
import { listLagSeconds } from './marks.ts'

/**
 * The last word on a component: a statement's, or that of a component list, which counts as the
 * later one of the same moment.
 */
export type Word = { readonly said: Change } | { readonly listed: ListedState }

/** CDN copies of a document without a mark lag by a minute or so. */
const copyLagSeconds = 120

/** The last word on each component as of a moment. */
export function wordsAt(
	{ incidents, rest }: Ledger,
	provider: Provider,
	now: string,
): (key: string) => Word | undefined {
	const said = lastSaid(incidents.values(), provider, now)
	return (key) => {
		const statement = said.get(key)
		const listed = rest.listed[key]?.at(-1)
		if (listed && (!statement || compareInstants(statement.at, listed.seen.by) <= 0))
			return { listed }
		return statement && { said: statement }
	}
}

/**
 * The last statement on each component as of a moment; of one with a time still to come nothing
 * follows yet.
 */
function lastSaid(
	incidents: Iterable<Parameters<typeof declarationsOf>[0]>,
	provider: Provider,
	now: string,
): ReadonlyMap<string, Change> {
	const last = new Map<string, Change>()
	for (const incident of incidents) {
		for (const change of declarationsOf(incident, provider)) {
			if (compareInstants(change.at, now) > 0) continue
			const known = last.get(change.key)
			if (!known || compareInstants(change.at, known.at) >= 0) last.set(change.key, change)
		}
	}
	return last
}

/**
 * From when on a look at a component list is one after the statement: at once where its mark says
 * so; without a mark, when its copy cannot be
 * behind any more; and where the mark is older, when nobody can take it for a copy that is still
 * behind.
 */
export function isAfter(
	statement: Change,
	look: { readonly at: string; readonly mark?: string | undefined },
): boolean {
	if (look.mark !== undefined && compareInstants(look.mark, statement.at) >= 0) return true
	return compareInstants(look.at, countsFrom(statement, look.mark !== undefined)) >= 0
}

/** The moment from which every look at a list counts as later than the statement. */
export function countsFrom(statement: Change, hasMarks: boolean): string {
	return hasMarks
		? addSeconds(statement.seen.by, listLagSeconds)
		: addSeconds(statement.at, copyLagSeconds)
}
