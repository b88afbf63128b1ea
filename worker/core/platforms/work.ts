import type { Document } from '#core/model/snapshot.ts'
import { ParseError } from './platform.ts'

/**
 * How much work a document may make for its bytes. Reading, folding and deriving take a time that
 * grows with the rows of a document, about 15
 * microseconds each: what has more of them than half a second can take is refused as a whole before
 * any of it is read, and costs its own look.
 *
 * It is counted and not timed. Within a tick of the Worker the clock stands still, since it moves
 * only with what is read from outside; and a count
 * comes out alike on every machine, so that a record computed again is the same.
 */

/**
 * A document of two megabytes or less; a source that may be longer has as much more. The densest
 * list that we know has 12,000 rows in so much.
 */
const usualLength = 2_000_000
const rowsAllowed = 20_000
/**
 * Elements and attributes of a feed. The densest that we know has 80,000 in so much, at a tenth of
 * a row's cost.
 */
const marksAllowed = 120_000
/** Values that an adapter makes of one row for each of several others. */
const valuesAllowed = 200_000

function allowed(usual: number, { body }: Document): number {
	return Math.ceil(usual * Math.max(1, body.length / usualLength))
}

/**
 * Throws ParseError for JSON with more objects than a document of its length may have. Braces
 * within texts count too: they are few.
 */
export function refuseTooManyRows(document: Document): void {
	refuseOver(document, allowed(rowsAllowed, document), ['{'], 'rows')
}

/** Throws ParseError for a table with more lines than a document of its length may have. */
export function refuseTooManyLines(document: Document): void {
	refuseOver(document, allowed(marksAllowed, document), ['\n'], 'lines')
}

/**
 * Throws ParseError for markup with more elements and attributes than a document of its length may
 * have.
 */
export function refuseTooManyMarks(document: Document): void {
	refuseOver(
		document,
		allowed(marksAllowed, document),
		['<', '="', "='"],
		'elements and attributes',
	)
}

function refuseOver(
	document: Document,
	most: number,
	marks: readonly string[],
	what: string,
): void {
	let count = 0
	for (const mark of marks) {
		for (
			let at = document.body.indexOf(mark);
			at >= 0;
			at = document.body.indexOf(mark, at + mark.length)
		) {
			if (++count > most)
				throw new ParseError(
					document.name,
					'',
					`more than ${most} ${what}: too much work for a document of its length`,
				)
		}
	}
}

/**
 * The values that an adapter makes by multiplying: each update of an incident by each of its
 * products.
 */
export class Multiplied {
	readonly #document: string
	readonly #most: number
	#count = 0

	constructor(document: Document) {
		this.#document = document.name
		this.#most = allowed(valuesAllowed, document)
	}

	/** To be called before the values are made. Throws ParseError when they are too many. */
	add(count: number): void {
		this.#count += count
		if (this.#count > this.#most)
			throw new ParseError(
				this.#document,
				'',
				`more than ${this.#most} values from so few rows: too much work for a document of its length`,
			)
	}
}
