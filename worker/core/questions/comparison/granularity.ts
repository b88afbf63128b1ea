import { median, rounded } from '#core/statistics/statistics.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { intersection, length, merged, type Span } from '../toolkit/span.ts'
import { statementFactsOf } from '../toolkit/statement-facts.ts'
import type { Granularity } from './figures.ts'

/**
 * A row that stays open for months says more about how it was kept than about what broke; the rule
 * for episodes has the same limit.
 */
const longestRow = 48 * 3_600_000

/**
 * How finely one provider filed within its windows; an incident counts as open for its first 48
 * hours at most.
 */
export function granularityOf({
	incidents,
	carried,
	observed,
}: Pick<ProviderScope, 'incidents' | 'carried' | 'observed'>): Granularity {
	// One without a length is open for no hour that could be counted: it is no more in the number of
	// incidents than in that of hours.
	const hasLength = ({ from, to }: ScopedIncident) => to > from
	const spans = [...incidents, ...carried]
		.filter(hasLength)
		.map(({ from, to }) => ({ from, to: Math.min(to, from + longestRow) }))
	const open = length(intersection(merged(spans), observed)) / 3_600_000
	const twice = length(intersection(overlaps(spans), observed)) / 3_600_000
	const told = incidents.filter(
		(entry) => entry.incident.updates.length > 0 && !statementFactsOf(entry).onlyStages,
	)
	return {
		incidentsPerOutageHour: open === 0 ? null : incidents.filter(hasLength).length / open,
		surfacesPerIncident: median(
			incidents.map(({ incident }) => incident.surfaces.length + incident.unattributed.length),
		),
		updatesPerIncident: median(told.map((entry) => statementFactsOf(entry).standing)),
		overlapShare: open === 0 ? null : twice / open,
	}
}

/** Where two or more are open at once. */
function overlaps(entries: readonly Span[]): Span[] {
	const sorted = entries.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from)
	const twice: Span[] = []
	let end = Number.NEGATIVE_INFINITY
	for (const { from, to } of sorted) {
		if (from < end) twice.push({ from, to: Math.min(to, end) })
		end = Math.max(end, to)
	}
	return merged(twice)
}

/** What comes first over every comparison. */
export const noRanking = 'Don’t rank providers by their number of incidents: they post differently.'

/** The warning over a table, filled with its own numbers; `rows` by name. */
export function warningOf(
	rows: readonly { readonly name: string; readonly granularity: Granularity }[],
): string {
	const parts = [
		extremes(
			rows,
			'incidentsPerOutageHour',
			(most, least) =>
				`For each hour with an incident open, ${most.name} filed ${said(most.value)} and ` +
				`${least.name} ${said(least.value)}.`,
		),
		extremes(
			rows,
			'surfacesPerIncident',
			(most, least) =>
				`The median incident names ${products(most.value)} at ${most.name} and ` +
				`${products(least.value)} at ${least.name}.`,
		),
		extremes(
			rows,
			'updatesPerIncident',
			(most, least) =>
				`The median incident has ${said(most.value)} updates at ${most.name} and ` +
				`${said(least.value)} at ${least.name}.`,
		),
		extremes(
			rows,
			'overlapShare',
			(most, least) =>
				`While one was open, a second was too for ${percent(most.value)} of the time at ` +
				`${most.name} and ${percent(least.value)} at ${least.name}.`,
		),
	].filter((part) => part !== undefined)
	return [noRanking, ...parts].join(' ')
}

interface Extreme {
	readonly name: string
	readonly value: number
}

function extremes(
	rows: readonly { readonly name: string; readonly granularity: Granularity }[],
	key: keyof Granularity,
	sentence: (most: Extreme, least: Extreme) => string,
): string | undefined {
	const known = rows
		.flatMap(({ name, granularity }) =>
			granularity[key] === null ? [] : [{ name, value: granularity[key] }],
		)
		.sort((a, b) => b.value - a.value)
	const [most, least] = [known[0], known.at(-1)]
	return most && least && most.value !== least.value ? sentence(most, least) : undefined
}

function said(value: number): string {
	return String(rounded(value, 2))
}

function products(value: number): string {
	return `${said(value)} ${value === 1 ? 'product' : 'products'}`
}

function percent(value: number): string {
	return `${rounded(value * 100, 0)}%`
}
