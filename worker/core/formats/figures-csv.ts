import type { FigureTable } from '#core/questions/figure-table.ts'

/** Where a table comes from, as every row of its file says. */
export interface FileSource {
	/** Site, question, scope, as of, version, hash and address in one line. */
	readonly source: string
	readonly licence: string
}

/**
 * A table as RFC 4180 CSV. Source and licence are two columns of every row: a comment line would be
 * read as a row by spreadsheets,
 * and a second file gets lost. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it.
 *
 * Most files are plain ASCII, which every program reads alike: our own citation is written so.
 * Where a name or another's word is not, the file
 * begins with the mark of UTF-8, since Excel takes it for a Windows code page otherwise. Files
 * without need have none, because some readers
 * (Python's `csv` unless told `utf-8-sig`) take it for part of the first column's name. Throws
 * where two columns would have one name: the
 * second would overwrite the first in most readers.
 */
export function figuresCsv({ heads, rows }: FigureTable, { source, licence }: FileSource): string {
	const line = (values: readonly (string | number | null)[]) => values.map(field).join(',')
	const names = [...heads.flatMap(({ keys }) => keys), 'source', 'licence']
	const twice = names.filter((name, index) => names.indexOf(name) !== index)
	if (twice.length > 0) throw new Error(`a table has two columns of one name: ${twice.join(', ')}`)
	const origin = [plain(source), plain(licence)]
	const text = [
		line(names),
		...rows.map((cells) => line([...cells.flatMap(({ values }) => values), ...origin])),
	]
		.map((row) => `${row}\r\n`)
		.join('')
	return isAscii(text) ? text : `\uFEFF${text}`
}

/** Words of our own with typewriter quotation marks and dashes. */
function plain(text: string): string {
	return text
		.replace(/[\u2018\u2019]/g, "'")
		.replace(/[\u201C\u201D]/g, '"')
		.replace(/[\u2013\u2014\u2212]/g, '-')
		.replace(/\u2026/g, '...')
		.replace(/[\u00A0\u202F]/g, ' ')
}

function isAscii(text: string): boolean {
	for (let index = 0; index < text.length; index += 1)
		if (text.charCodeAt(index) > 127) return false
	return true
}

function field(value: string | number | null): string {
	if (value === null) return ''
	if (typeof value === 'number') return String(value)
	const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
