import { Chance, Distribution, Share } from '#core/model/analysis.ts'
import { spokenDuration } from '#core/time/time.ts'
import { table } from './table.ts'
import { cellText } from './terminal.ts'

/**
 * Figures of any question as tables: single values, durations, shares with the share that chance
 * would give, and every list under its own
 * heading. What is too long for a terminal is in `--json`, and the text says how much that is.
 */
export function figureTables(figures: unknown): string {
	const found: Found = { durations: [], shares: [], lists: new Map() }
	const values: string[][] = []
	collect(found, figures, {
		path: '',
		local: '',
		of: '',
		tell: (name, text) => values.push([name, text]),
	})
	const parts = [
		values.length > 0 &&
			table(
				['figure', 'value'],
				values.map((row) => row.map((text) => cellText(text, 48))),
			),
		found.durations.length > 0 &&
			table(
				['of', 'figure', 'count', 'min', 'median', 'p90', 'max', 'mean', 'left out'],
				firstOf(found.durations),
			),
		found.shares.length > 0 &&
			table(
				['of', 'share', 'part', 'whole', '%', '95 % interval', 'by chance', '95 % of draws'],
				firstOf(found.shares),
			),
		...[...found.lists].map(([path, rows]) => listText(path, rows)),
	]
	return parts.filter((part) => part !== false).join('\n\n')
}

interface Found {
	readonly durations: string[][]
	readonly shares: string[][]
	/** By path without positions; each row with whose it is. */
	readonly lists: Map<string, ReadonlyMap<string, string>[]>
}

interface Place {
	/** From the figures, and from the list that it is in. */
	readonly path: string
	readonly local: string
	/** Whose it is, in the words of the lists on the way. */
	readonly of: string
	/** Takes a plain value: of the figures themselves, or of a row. */
	readonly tell: (name: string, text: string) => void
}

function collect(found: Found, value: unknown, place: Place): void {
	const { path, local, of, tell } = place
	if (Array.isArray(value)) {
		if (value.some(isObject)) collectRows(found, value, path, of)
		else if (value.length > 0)
			tell(local, value.length > mostInCell ? String(value.length) : value.join(', '))
		return
	}
	if (!isObject(value)) {
		if (value !== undefined) tell(local, cell(local, value))
		return
	}
	const [distribution, share, chance] = [
		Distribution.safeParse(value),
		Share.safeParse(value),
		Chance.safeParse(value),
	]
	if (distribution.success) {
		// Of nothing there is nothing to tell; what was left out is listed by reason.
		if (distribution.data.count > 0)
			found.durations.push([of, path, ...distributionCells(path, distribution.data)])
	}
	if (distribution.success) return
	if (share.success)
		found.shares.push([of, path, ...shareCells(share.data), ...chanceCells(undefined)])
	else if (chance.success)
		found.shares.push([of, path, '', '', '', '', ...chanceCells(chance.data)])
	else
		for (const [key, inner] of Object.entries(value)) collectField(found, value, key, inner, place)
}

/** A share whose neighbour is what chance would give stands in one row with it. */
function collectField(
	found: Found,
	whole: Readonly<Record<string, unknown>>,
	key: string,
	inner: unknown,
	place: Place,
): void {
	const below = (text: string) => (text === '' ? key : `${text}.${key}`)
	const [share, chance] = [Share.safeParse(whole.share), Chance.safeParse(whole.chance)]
	if (!share.success || !chance.success || (key !== 'share' && key !== 'chance'))
		collect(found, inner, { ...place, path: below(place.path), local: below(place.local) })
	else if (key === 'share')
		found.shares.push([
			place.of,
			below(place.path),
			...shareCells(share.data),
			...chanceCells(chance.data),
		])
}

function collectRows(found: Found, list: readonly unknown[], path: string, of: string): void {
	const rows = found.lists.get(path) ?? []
	found.lists.set(path, rows)
	for (const row of list) {
		if (!isObject(row)) continue
		const own = [of, ...names.flatMap((name) => (typeof row[name] === 'string' ? row[name] : []))]
			.filter(Boolean)
			.join(' ')
		const cells = new Map([['of', of]])
		const place = {
			path,
			local: '',
			of: own,
			tell: (name: string, text: string) => cells.set(name, text),
		}
		for (const [key, inner] of Object.entries(row)) collectField(found, row, key, inner, place)
		rows.push(cells)
	}
}

const mostInCell = 3
const mostRows = 40
const mostWidth = 170

/** Of the many rows of all providers and surfaces, those that come first. */
function firstOf(rows: readonly string[][]): string[][] {
	return rows.length > mostOfAKind
		? [...rows.slice(0, mostOfAKind), ['', `… ${rows.length - mostOfAKind} more in --json`]]
		: [...rows]
}

const mostOfAKind = 150

/** Whose a row is: what names it in the lists of all questions. */
const names = [
	'provider',
	'surface',
	'door',
	'kind',
	'a',
	'b',
	'impact',
	'month',
	'incident',
	'subject',
	'service',
	'basis',
	'id',
]

function listText(path: string, rows: readonly ReadonlyMap<string, string>[]): string {
	const heading = (note: string) => `${path} (${rows.length.toLocaleString('en')}${note})`
	const filled = [...new Set(rows.flatMap((row) => [...row.keys()]))].filter((key) =>
		rows.some((row) => (row.get(key) ?? '') !== ''),
	)
	const shown = rows.slice(0, mostRows)
	const columns = fitting(filled, shown)
	const narrower =
		columns.length < filled.length && `${filled.length - columns.length} columns more in --json`
	// Steps of a curve mean nothing one by one.
	if (columns.length === 0 || path.endsWith('.steps')) return heading(' rows, in --json')
	const note = [rows.length > mostRows && `the first ${mostRows}`, narrower]
		.filter(Boolean)
		.join('; ')
	return `${heading(note === '' ? '' : `: ${note}`)}\n${table(
		columns,
		shown.map((row) => columns.map((key) => cellText(row.get(key) ?? '', 48))),
	)}`
}

/** As many columns as a wide terminal holds. */
function fitting(keys: readonly string[], rows: readonly ReadonlyMap<string, string>[]): string[] {
	const columns: string[] = []
	let width = 0
	for (const key of keys) {
		width += 2 + Math.max(key.length, ...rows.map((row) => cellText(row.get(key) ?? '', 48).length))
		if (width > mostWidth) break
		columns.push(key)
	}
	return columns
}

function distributionCells(
	path: string,
	{ count, min, median, p90, max, mean, excluded }: Distribution,
): string[] {
	// The one distribution that is not of durations.
	const text = (value: number | null) =>
		value === null ? '–' : path.endsWith('statements') ? String(value) : spokenDuration(value)
	const leftOut = Object.values(excluded).reduce((sum, number) => sum + number, 0)
	return [String(count), text(min), text(median), text(p90), text(max), text(mean), String(leftOut)]
}

function shareCells({ part, of, share, low, high }: Share): string[] {
	return [
		String(part),
		String(of),
		percent(share),
		low === null || high === null ? '–' : `${percent(low)}–${percent(high)}`,
	]
}

function chanceCells(chance: Chance | undefined): string[] {
	if (!chance) return ['', '']
	const { expected, low, high, draws } = chance
	return [
		expected === null ? '–' : String(expected),
		low === null || high === null ? 'no draws' : `${low}–${high} of ${draws}`,
	]
}

function percent(share: number | null): string {
	return share === null ? '–' : (share * 100).toFixed(2)
}

function cell(key: string, value: unknown): string {
	if (value === null || value === undefined) return '–'
	return typeof value === 'number' && /[sS]econds$/.test(key)
		? spokenDuration(value)
		: String(value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}
