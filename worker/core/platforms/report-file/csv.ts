import type { Document } from '#core/model/snapshot.ts'
import { ParseError } from '../platform.ts'
import { instantAt, type Problems, quote } from '../read.ts'
import { refuseTooManyLines } from '../work.ts'
import { CsvError, parse } from './csv-records.js'
import type { StatedPoint } from './points.ts'

const columns = ['date', 'value', 'baseline'] as const

/**
 * The points of CSV (RFC 4180) whose first line names the columns `date,value` and perhaps
 * `baseline`, in any order, beside others that are
 * not read; separated by commas, semicolons or tabs. A cell in double quotes may hold separators,
 * line breaks and doubled quotes. Throws
 * ParseError when the columns are not there or a quoted cell never ends.
 */
export function readCsv(document: Document, problems: Problems): StatedPoint[] {
	refuseTooManyLines(document)
	const body = withoutHint(document.body.replace(/\r\n?/g, '\n'))
	const separator = separatorOf(body)
	if (separator === undefined) {
		const [header = ''] = body.trimStart().split('\n', 1)
		throw new ParseError(
			document.name,
			'',
			`expected JSON, or CSV with the columns date and value, got ${quote(header)}`,
		)
	}
	const [header, ...rows] = recordsOf(document, body, separator)
	const [date, value, baseline] = columns.map((column) =>
		header === undefined ? -1 : namesOf(header.record).indexOf(column),
	) as [number, number, number]
	return rows.flatMap(({ record, path }) => {
		const [day = '', amount = '', usual = ''] = [
			record[date],
			record[value],
			baseline < 0 ? undefined : record[baseline],
		]
		const at = instantAt(day, path, problems)
		const count = amountOf(amount)
		const expected = amountOf(usual)
		if (day === '') problems.add(path, 'no date')
		if (count === undefined)
			problems.add(path, `expected a number that is not negative, got ${quote(amount)}`)
		if (expected === undefined && usual !== '')
			problems.add(path, `a baseline that is no number is left out: ${quote(usual)}`)
		return at === undefined || count === undefined
			? []
			: [{ at, count, path, ...(expected !== undefined && { baseline: expected }) }]
	})
}

/**
 * Spreadsheets may write the separator into a line before the names, `sep=;`. The line stays,
 * empty, so that the others keep their numbers.
 */
function withoutHint(body: string): string {
	return body.replace(/^(\uFEFF?)sep=[^\n]{0,2}(?=\n)/i, '$1')
}

/** The separator with which the first record names the columns; undefined when none does. */
function separatorOf(body: string): string | undefined {
	const start = body.slice(0, 20_000)
	return [',', ';', '\t'].find((delimiter) => {
		try {
			const names = namesOf(parse(start, { ...options, delimiter, to: 1 })[0]?.record ?? [])
			return names.includes('date') && names.includes('value')
		} catch {
			return false
		}
	})
}

const options = {
	bom: true,
	info: true,
	record_delimiter: '\n',
	relax_column_count: true,
	relax_quotes: true,
	skip_empty_lines: true,
	ltrim: true,
}

interface CsvRow {
	readonly record: readonly string[]
	readonly path: string
}

/** A quote that never ends swallows what follows: then no row can be told from another. */
function recordsOf(document: Document, body: string, delimiter: string): CsvRow[] {
	try {
		return parse(body, { ...options, delimiter }).map(({ record, info }) => ({
			record: record.map(cellOf),
			// `lines` is where the record ends; its cells may have line breaks.
			path: `line ${info.lines - breaksIn(record)}`,
		}))
	} catch (error) {
		if (error instanceof CsvError)
			throw new ParseError(document.name, '', `not readable as CSV: ${error.message}`)
		throw error
	}
}

function breaksIn(record: readonly string[]): number {
	return record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
}

/** Without the quotes that stand where space follows them. */
function cellOf(cell: string): string {
	return cell
		.trim()
		.replace(/^"([^"]*)"$/, '$1')
		.trim()
}

function namesOf(record: readonly string[]): string[] {
	return record.map((name) => cellOf(name).toLowerCase())
}

function amountOf(cell: string): number | undefined {
	return /^\d{1,12}(\.\d{1,6})?$/.test(cell) ? Number(cell) : undefined
}
