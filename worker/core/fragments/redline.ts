import { type ChangeObject, diffArrays } from 'diff'
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
	return markupOf(
		grouped([
			{ kind: 'gone', text: was },
			{ kind: 'new', text: became },
		]),
	)
}

function markupOf(runs: readonly Run[]): Markup {
	return html`${runs.map(({ kind, text }) => {
		if (kind === 'kept') return text
		return kind === 'gone' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`
	})}`
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
 * far as it takes no more than 150 of them; where it takes more, the sentences that differ; and
 * where these are too many as well, both whole. So the work grows with the length of the texts and
 * never with its square.
 */
export function wordDifference(was: string, became: string): Run[] {
	const [before, after] = [words(was), words(became)]
	const most = Math.min(before.length, after.length)
	let head = 0
	while (head < most && before[head] === after[head]) head++
	let tail = 0
	while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
	const went = before.slice(head, before.length - tail)
	const brought = after.slice(head, after.length - tail)
	const [wentText, broughtText] = [went.join(''), brought.join('')]
	const changes =
		diffArrays(went, brought, { maxEditLength }) ??
		diffArrays(sentences(wentText), sentences(broughtText), { maxEditLength })
	const middle: readonly Run[] = changes?.map(runOf) ?? [
		{ kind: 'gone', text: wentText },
		{ kind: 'new', text: broughtText },
	]
	const kept = (tokens: readonly string[]): Run => ({ kind: 'kept', text: tokens.join('') })
	return grouped([kept(before.slice(0, head)), ...middle, kept(before.slice(before.length - tail))])
}

const maxEditLength = 150

/** The library's own words end at apostrophes and hyphens; a reader's do not. */
function words(text: string): string[] {
	return text.match(/\s+|[\p{L}\p{N}_’'-]+|[^\s\p{L}\p{N}_]/gu) ?? []
}

function sentences(text: string): string[] {
	return text.match(/[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+$/g) ?? []
}

function runOf({ added, removed, value }: ChangeObject<string[]>): Run {
	return { kind: added ? 'new' : removed ? 'gone' : 'kept', text: value.join('') }
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
