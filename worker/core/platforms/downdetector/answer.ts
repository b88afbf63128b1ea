import type { Document } from '#core/model/snapshot.ts'
import { ParseError } from '../platform.ts'
import { isRow, nameOfType, parseJson, quote, type Row } from '../read.ts'

/**
 * An answer of the API: a list or an object. Throws ParseError, also for the API's own shape of an
 * error: `{ "error": true, "message": "…", "statusCode": 400 }`.
 */
export function readAnswer(document: Document): Row | readonly unknown[] {
	const answer = parseJson(document)
	if (Array.isArray(answer)) return answer
	if (!isRow(answer))
		throw new ParseError(
			document.name,
			'',
			`expected a list or an object, got ${nameOfType(answer)}`,
		)
	if (answer.error === true) {
		const status = typeof answer.statusCode === 'number' ? ` (status ${answer.statusCode})` : ''
		throw new ParseError(
			document.name,
			'',
			`the API answered with an error: ${quote(answer.message)}${status}`,
		)
	}
	return answer
}

/** A count or an average: a finite number that is not negative. */
export function amountOf(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
