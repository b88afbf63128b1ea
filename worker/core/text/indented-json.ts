/** The beginning of a text as it is shown, and how many characters of the text that is. */
export interface Shown {
	readonly text: string
	readonly read: number
}

/**
 * JSON with a line for each value, two spaces deeper for each list and object, as long as that
 * stays within `most` characters: then it stops, in the
 * middle of a value if need be. Nothing but the space between values differs from the text. It
 * reads on only as far as it shows, so that neither a
 * long text nor a deep one takes memory: whole, 200 kB of nested lists would be 400 MB. Undefined
 * for what is no JSON as far as it was read.
 */
export function indentedJson(text: string, most: number): Shown | undefined {
	const open: string[] = []
	let out = ''
	let read = 0
	let wanted: Wanted = 'value'
	const put = (piece: string) => {
		out += piece.length > most - out.length ? piece.slice(0, most - out.length) : piece
	}
	const newLine = () => put(`\n${' '.repeat(Math.min(2 * open.length, most))}`)
	while (out.length < most) {
		read = skipSpace(text, read)
		const start = text[read]
		if (start === undefined) return wanted === 'end' ? { text: out, read } : undefined
		const isClosing = start === closing(open.at(-1))
		if (isClosing && (wanted === 'next' || wanted === 'first')) {
			open.pop()
			if (wanted === 'next') newLine()
			if (out.length < most) read += 1
			put(start)
			wanted = open.length > 0 ? 'next' : 'end'
		} else if (wanted === 'next' && start === ',') {
			put(start)
			read += 1
			wanted = open.at(-1) === '{' ? 'key' : 'value'
			newLine()
		} else if (wanted === 'colon' && start === ':') {
			put(': ')
			read += 1
			wanted = 'value'
		} else if (wanted === 'first') {
			newLine()
			wanted = open.at(-1) === '{' ? 'key' : 'value'
		} else if (wanted === 'value' && (start === '[' || start === '{')) {
			put(start)
			read += 1
			open.push(start)
			wanted = 'first'
		} else if (wanted === 'value' || (wanted === 'key' && start === '"')) {
			const left = most - out.length
			const end = start === '"' ? endOfString(text, read, left) : endOfWord(text, read, left)
			if (end === undefined) return undefined
			put(text.slice(read, end))
			read = end
			wanted = wanted === 'key' ? 'colon' : open.length > 0 ? 'next' : 'end'
		} else return undefined
	}
	return { text: out, read }
}

/** What may come next: `first` after an opening bracket, `next` after a value in brackets. */
type Wanted = 'value' | 'key' | 'colon' | 'first' | 'next' | 'end'

function closing(bracket: string | undefined): string | undefined {
	return bracket === '[' ? ']' : bracket === '{' ? '}' : undefined
}

function skipSpace(text: string, from: number): number {
	let at = from
	while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1
	return at
}

/** Behind the closing quote, or after `most` characters of it. */
function endOfString(text: string, from: number, most: number): number | undefined {
	for (let at = from + 1; at < text.length; at++) {
		if (at - from >= most) return at
		if (text[at] === '\\') at += 1
		else if (text[at] === '"') return at + 1
	}
	return undefined
}

const longestNumber = 400

/** Behind a number or a literal. */
function endOfWord(text: string, from: number, most: number): number | undefined {
	const word = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w.+-])/i.exec(
		text.slice(from, from + longestNumber),
	)?.[0]
	return word === undefined ? undefined : from + Math.min(word.length, most)
}
