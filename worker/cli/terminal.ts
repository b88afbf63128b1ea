/**
 * What strangers wrote (names of files, titles, addresses) on a terminal: nothing in it may move
 * the cursor, change colours or begin a line.
 */

/** A text as one line, with what cannot be seen written as JSON would: `\u001b`. */
export function printable(text: string): string {
	return text.replace(
		/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
		(character) =>
			shortForms[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	)
}

const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * A text in a cell of a table: one line of at most so many characters, without what cannot be seen.
 */
export function cellText(text: string, most: number): string {
	const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ').trim()
	return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean
}

/** Prints one line, whatever it holds. */
export function say(line: string): void {
	console.log(printable(line))
}

/** The same on standard error. */
export function sayError(line: string): void {
	console.error(printable(line))
}
