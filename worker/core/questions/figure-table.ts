import type { Distribution, Share } from '#core/model/analysis.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted } from '#core/text/words.ts'
import type { Names } from './names.ts'
import {
	lengths,
	lineBreak,
	link,
	type Part,
	percent,
	percents,
	quoted,
	roughly,
	type Said,
	say,
	small,
	time,
} from './said.ts'

/**
 * A table that is shown on a page and written to a file from the same cells, so that the two cannot
 * differ.
 */
export interface FigureTable {
	/** Names the file. */
	readonly id: string
	readonly caption: string
	readonly heads: readonly Head[]
	readonly rows: readonly (readonly Cell[])[]
	/** How many there are where not all are shown. */
	readonly of?: number
	/** Shown with a column for each row; the file keeps the rows. */
	readonly transposed?: boolean
	/** Opened by whoever wants it, or open whatever its length; else by its length. */
	readonly isFolded?: boolean
}

/** A column: its words on the page and its names in the file, one for each value of its cells. */
export interface Head {
	readonly words: string
	readonly keys: readonly string[]
}

export interface Cell {
	readonly show: Said
	readonly values: readonly (string | number | null)[]
}

export function head(words: string, ...keys: readonly string[]): Head {
	return { words, keys }
}

export function textCell(text: string, show: Said = text): Cell {
	return { show, values: [text] }
}

/** A number to at most two places; the file has every digit. */
export function numberCell(
	value: number | null,
	show: Said = value === null ? 'not known' : say`${rounded(value, 2)}`,
): Cell {
	return { show, values: [value] }
}

/** Seconds. */
export function timeCell(seconds: number | null): Cell {
	return { show: roughly(seconds), values: [seconds] }
}

/** A share of 1. */
export function percentCell(share: number | null): Cell {
	return { show: percent(share), values: [share] }
}

export const shareKeys = (name: string): readonly string[] => [
	`${name}_part`,
	`${name}_of`,
	`${name}_share`,
	`${name}_low`,
	`${name}_high`,
	`${name}_left_out`,
	`${name}_pooled`,
]

/**
 * Of few the numbers come first, since a percentage of them says more than is known, and what the
 * pool makes of them stands behind.
 */
export function shareCell(
	{ part, of, share, low, high, leftOut, shrunk }: Share,
	href?: string,
): Cell {
	const few = of < fewest
	const counts = `${part} of ${of}`
	const main = few ? counts : percent(share)
	const range =
		shrunk === undefined
			? percents(low, high)
			: say`${percents(low, high)}; with the pool ${percent(shrunk.share)}`
	const left = Object.values(leftOut ?? {}).reduce((sum, count) => sum + count, 0)
	const without: Part =
		left > 0 && say`${lineBreak}${small(`${left.toLocaleString('en')} left out`)}`
	const show =
		share === null
			? say`not known${without}`
			: say`${href === undefined ? main : link(href, main)} ${small(
					few ? range : say`${counts}; ${range}`,
				)}${without}`
	return {
		show,
		values: [
			part,
			of,
			share,
			low,
			high,
			leftOut === undefined ? null : left,
			shrunk?.share ?? null,
		],
	}
}

/** Whom a share counts, and who was left out and why: one sentence, the same on every page. */
export function populationText({ of, population, leftOut }: Share): string {
	const reasons = Object.entries(leftOut ?? {}).filter(([, count]) => count > 0)
	const left =
		reasons.length === 0
			? ''
			: ` Left out: ${reasons
					.map(([reason, count]) => `${count.toLocaleString('en')} (${reason})`)
					.join('; ')}.`
	return `Counted among ${of.toLocaleString('en')} ${population ?? 'incidents'}.${left}`
}

/**
 * Count, median with its interval, 90th percentile, range, mean and how many were left out: never
 * the mean alone. The file has quartiles, sum and standard deviation too.
 */
export function distributionHeads(name: string): Head[] {
	const key = (part: string) => `${name}_${part}`
	return [
		head('Counted', key('count')),
		head('Median', key('median_seconds'), key('median_low_seconds'), key('median_high_seconds')),
		head('90 % within', key('p90_seconds')),
		head(
			'Shortest to longest',
			key('min_seconds'),
			key('p25_seconds'),
			key('p75_seconds'),
			key('max_seconds'),
		),
		head('Mean', key('mean_seconds'), key('standard_deviation_seconds'), key('sum_seconds')),
		head('Left out', key('excluded')),
	]
}

export function distributionCells(distribution: Distribution): Cell[] {
	const {
		count,
		min,
		p25,
		median,
		medianLow,
		medianHigh,
		p75,
		p90,
		max,
		sum,
		mean,
		standardDeviation,
		excluded,
	} = distribution
	const left = Object.values(excluded).reduce((total, number) => total + number, 0)
	const middle =
		medianLow === null || medianHigh === null
			? roughly(median)
			: say`${roughly(median)} ${small(lengths(medianLow, medianHigh))}`
	const range = min === null || max === null ? 'not known' : lengths(min, max)
	return [
		numberCell(count),
		{ show: middle, values: [median, medianLow, medianHigh] },
		timeCell(p90),
		{ show: range, values: [min, p25, p75, max] },
		{ show: roughly(mean), values: [mean, standardDeviation, sum] },
		numberCell(left),
	]
}

export function providerCell(id: string, names: Names, question?: string): Cell {
	const name = names.provider(id)
	return textCell(
		id,
		question === undefined
			? link(addresses.provider(id), name)
			: link(addresses.analysis(question, id), name),
	)
}

/** `provider/id` as its title, with the day on which it was filed. */
export function incidentCell(key: string, names: Names): Cell {
	return textCell(key, incidentLink(key, names))
}

export function incidentLink(key: string, names: Names): Said {
	const [provider = '', id = ''] = key.split('/')
	const known = names.incident(key)
	const to = addresses.incident(provider, id)
	return known
		? say`${link(to, quoted(short(known.title)))} ${small(time(known.createdAt, 'day', 'day'))}`
		: link(to, id)
}

export function instantCell(instant: string | null): Cell {
	return textCell(instant ?? '', instant === null ? 'not known' : time(instant, 'minute'))
}

/**
 * `57.4 % of 270 incidents`; of few, and of none or all, in numbers: `3 of 6 incidents`, `none of
 * 21 incidents`.
 */
export function shareOf(part: number, of: number, noun: string): Said {
	const whole = counted(of, noun)
	if (part === 0) return `none of ${whole}`
	return of < fewest || part === of ? `${part} of ${whole}` : say`${percent(part / of)} of ${whole}`
}

/** A percentage of fewer than these says more than is known. */
const fewest = 20

function short(title: string): string {
	return title.length <= 90 ? title : `${title.slice(0, 89).toWellFormed().trimEnd()}…`
}
