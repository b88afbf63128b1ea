/** The part of `csv-parse/sync` that the core uses. */

interface CsvOptions {
	readonly delimiter: string
	readonly record_delimiter: string
	readonly bom: boolean
	/** Each record comes with where it ends. */
	readonly info: boolean
	readonly ltrim: boolean
	readonly relax_column_count: boolean
	readonly relax_quotes: boolean
	readonly skip_empty_lines: boolean
	/** Stops after this many records. */
	readonly to?: number
}

/** Reads CSV into records. Throws CsvError. */
export function parse(
	text: string,
	options: CsvOptions,
): { readonly record: string[]; readonly info: { readonly lines: number } }[]

export class CsvError extends Error {
	readonly code: string
}
