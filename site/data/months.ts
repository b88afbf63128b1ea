import { coveredWithin } from '#core/documents/covered.ts'
import type { IncidentSummary, IndexDocument, NowDocument } from '#core/model/documents.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { addSeconds, earliest, latest } from '#core/time/time.ts'

/** The archive by year and month, and of which months the record can speak at all. */

/** A stretch of time, without its last moment. */
interface Window {
	readonly from: string
	readonly to: string
}

/** The years that hold an entry, newest first. */
export function yearsOf(indexes: readonly IndexDocument[]): string[] {
	return [...new Set(indexes.map(({ month }) => month.slice(0, 4)))].sort().reverse()
}

/** What a provider filed in a month. */
export function entriesOf(
	index: IndexDocument | undefined,
	provider: string,
): readonly IncidentSummary[] {
	return index?.incidents.filter((incident) => incident.provider === provider) ?? []
}

/** How many entries these months hold. */
export function entryCount(indexes: readonly IndexDocument[]): number {
	return indexes.reduce((sum, { incidents }) => sum + incidents.length, 0)
}

/** The whole of a month such as `2026-03`. */
export function monthWindow(month: string): Window {
	const from = `${month}-01T00:00:00Z`
	// 31 days on always lies in the next month.
	return { from, to: `${addSeconds(from, 31 * 86_400).slice(0, 7)}-01T00:00:00Z` }
}

/** Before any look nothing of a month is known, not even its first moment. */
export function asOfOf({ asOf }: Pick<NowDocument, 'asOf'>, month: string): string {
	return asOf ?? monthWindow(month).from
}

/** Whether a month is covered as a whole. */
export function isWhole(coverage: readonly Coverage[], month: string, asOf: string): boolean {
	return coveredWithin(coverage, monthWindow(month), asOf) === 'whole'
}

/** What the record of a provider is in one month: in a clause, or the stretches that it covers. */
export function reachOf(
	coverage: readonly Coverage[],
	month: string,
	asOf: string,
): string | readonly Window[] {
	const window = monthWindow(month)
	const touching = coverage.filter(({ from, to = asOf }) => from < window.to && to > window.from)
	const has = (kind: Coverage['kind']) => touching.some((stretch) => stretch.kind === kind)
	const reach = coveredWithin(coverage, window, asOf)
	if (reach === 'whole')
		return has('live') ? 'the page was watched' : 'everything that the page listed was read'
	if (reach === 'none')
		return has('sample')
			? 'chosen incidents only, the month is not covered'
			: 'this month is not covered'
	return touching
		.filter(({ kind }) => kind !== 'sample')
		.map(({ from, to = asOf }) => ({
			from: latest(from, window.from) ?? from,
			to: earliest(to, window.to) ?? to,
		}))
}
