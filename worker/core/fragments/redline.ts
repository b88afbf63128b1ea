import { changeIn, type TimelineEvent } from '#core/model/timeline.ts'
import { html, type Markup } from './markup.ts'

/**
 * What an edit took away and what it put in, word by word, with `<del>` and `<ins>`: readable
 * without colour and by a screen reader.
 */
export function redline(was: string, became: string): Markup {
	return markupOf(wordDifference(was, became))
}

/** Both versions whole, one after the other: as little work as showing them. */
export function wholeRedline(was: string, became: string): Markup {
	return markupOf(grouped([gone([was]), came([became])]))
}

function markupOf(runs: readonly Run[]): Markup {
	return html`${runs.map((run) => (run.kind === 'kept' ? run.text : run.kind === 'gone' ? html`<del>${run.text}</del>` : html`<ins>${run.text}</ins>`))}`
}

export interface Run {
	readonly kind: 'kept' | 'gone' | 'new'
	readonly text: string
}

/**
 * Characters of changed texts that one page compares word by word, in the order of its events: one
 * of the longest statements, or a hundred usual
 * ones. A page of which every line was edited would otherwise cost what a thousand others do, at
 * each view.
 */
const mostCompared = 60_000

/**
 * The ids of those events whose change is compared word by word on a page that shows all of them.
 */
export function comparedOn(events: readonly TimelineEvent[]): ReadonlySet<string> {
	const compared = new Set<string>()
	let left = mostCompared
	for (const event of events) {
		const { was = null, became = null } = changeIn(event) ?? {}
		if (was === null || became === null) continue
		left -= was.length + became.length
		if (left < 0) return compared
		compared.add(event.id)
	}
	return compared
}

/**
 * What lies between the words with which both begin and end: the shortest difference by words, as
 * far as it takes no more than 150 of them; where
 * it takes more, the sentences that differ; and where these are too many as well, both whole. So
 * the work grows with the length of the texts and
 * never with its square.
 */
export function wordDifference(was: string, became: string): Run[] {
	const [before, after] = [words(was), words(became)]
	const most = Math.min(before.length, after.length)
	let head = 0
	while (head < most && before[head] === after[head]) head++
	let tail = 0
	while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail])
		tail++
	const [went, brought] = [
		before.slice(head, before.length - tail),
		after.slice(head, after.length - tail),
	]
	const [wentText, broughtText] = [went.join(''), brought.join('')]
	const middle = difference(went, brought) ??
		difference(sentences(wentText), sentences(broughtText)) ?? [
			gone([wentText]),
			came([broughtText]),
		]
	return grouped([kept(before.slice(0, head)), ...middle, kept(before.slice(before.length - tail))])
}

const mostEdits = 150

function words(text: string): string[] {
	return text.match(/\s+|[\p{L}\p{N}_’'-]+|[^\s\p{L}\p{N}_]/gu) ?? []
}

function sentences(text: string): string[] {
	return text.match(/[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+$/g) ?? []
}

/**
 * The shortest way from one list to the other (Myers, "An O(ND) difference algorithm and its
 * variations", 1986): after `d` steps, `reached` holds by
 * diagonal how far into `before` one can have come. Undefined when it takes more than `mostEdits`
 * steps.
 */
function difference(before: readonly string[], after: readonly string[]): Run[] | undefined {
	const numbers = new Map<string, number>()
	const [a, b] = [numbered(before, numbers), numbered(after, numbers)]
	const reached = new Int32Array(2 * mostEdits + 3)
	const steps: Int32Array[] = []
	for (let edits = 0; edits <= mostEdits; edits++) {
		steps.push(reached.slice())
		for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
			let x = comesFromAbove(reached, diagonal, edits)
				? at(reached, diagonal + 1)
				: at(reached, diagonal - 1) + 1
			while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
			reached[place(diagonal)] = x
			if (x >= a.length && x - diagonal >= b.length) return wayOf(before, after, steps)
		}
	}
	return undefined
}

function place(diagonal: number): number {
	return diagonal + mostEdits + 1
}

function at(reached: Int32Array, diagonal: number): number {
	return reached[place(diagonal)] ?? 0
}

/** Whether the furthest way onto a diagonal is by something new rather than by something gone. */
function comesFromAbove(reached: Int32Array, diagonal: number, edits: number): boolean {
	return (
		diagonal === -edits ||
		(diagonal !== edits && at(reached, diagonal - 1) < at(reached, diagonal + 1))
	)
}

/** The way that was found, from its end to its beginning, turned round. */
function wayOf(
	before: readonly string[],
	after: readonly string[],
	steps: readonly Int32Array[],
): Run[] {
	const runs: Run[] = []
	let [x, y] = [before.length, after.length]
	for (let edits = steps.length - 1; edits >= 0; edits--) {
		const reached = steps[edits] as Int32Array // the loop's condition
		const isNew = comesFromAbove(reached, x - y, edits)
		const from = edits === 0 ? 0 : at(reached, x - y + (isNew ? 1 : -1)) + (isNew ? 0 : 1)
		runs.push(kept(before.slice(from, x)))
		y -= x - from
		x = from
		if (edits > 0) runs.push(isNew ? came(after.slice(--y, y + 1)) : gone(before.slice(--x, x + 1)))
	}
	return runs.reverse()
}

/** Equal texts as equal numbers, which are quicker to compare. */
function numbered(texts: readonly string[], numbers: Map<string, number>): Int32Array {
	const result = new Int32Array(texts.length)
	for (let index = 0; index < texts.length; index++) {
		const text = texts[index] as string // the loop's condition
		let number = numbers.get(text)
		if (number === undefined) {
			number = numbers.size
			numbers.set(text, number)
		}
		result[index] = number
	}
	return result
}

function kept(texts: readonly string[]): Run {
	return { kind: 'kept', text: texts.join('') }
}

function gone(texts: readonly string[]): Run {
	return { kind: 'gone', text: texts.join('') }
}

function came(texts: readonly string[]): Run {
	return { kind: 'new', text: texts.join('') }
}

/**
 * Neighbours of one kind as one; between two that are kept, all that went stands before all that
 * came.
 */
function grouped(runs: readonly Run[]): Run[] {
	const result: Run[] = []
	let [went, brought] = ['', '']
	const flush = () => {
		if (went !== '') result.push({ kind: 'gone', text: went })
		if (brought !== '') result.push({ kind: 'new', text: brought })
		went = ''
		brought = ''
	}
	for (const { kind, text } of runs) {
		if (text === '') continue
		if (kind === 'gone') went += text
		else if (kind === 'new') brought += text
		else {
			flush()
			const last = result.at(-1)
			if (last?.kind === 'kept') result[result.length - 1] = { kind, text: last.text + text }
			else result.push({ kind, text })
		}
	}
	flush()
	return result
}
