import { html, type Markup } from './markup.ts'

/** What an edit took away and what it put in, word by word, with `<del>` and `<ins>`: readable without colour and by a screen reader. */
export function redline(was: string, became: string): Markup {
	const runs = wordDifference(was, became)
	return html`${runs.map((run) => (run.kind === 'kept' ? run.text : run.kind === 'gone' ? html`<del>${run.text}</del>` : html`<ins>${run.text}</ins>`))}`
}

export interface Run {
	readonly kind: 'kept' | 'gone' | 'new'
	readonly text: string
}

/** The shortest difference by words; texts whose changed middles are too long to compare (over 1,500 words) are shown as replaced as a whole. */
export function wordDifference(was: string, became: string): Run[] {
	const before = words(was)
	const after = words(became)
	let head = 0
	while (head < before.length && head < after.length && before[head] === after[head]) head++
	let tail = 0
	while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
	const runs: Run[] = [
		{ kind: 'kept', text: before.slice(0, head).join('') },
		...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
		{ kind: 'kept', text: before.slice(before.length - tail).join('') },
	]
	return grouped(runs)
}

const mostWords = 3000

function words(text: string): string[] {
	return text.match(/\s+|[\p{L}\p{N}_’'-]+|[^\s\p{L}\p{N}_]/gu) ?? []
}

function middle(before: readonly string[], after: readonly string[]): Run[] {
	if (before.length === 0 || after.length === 0 || before.length > mostWords || after.length > mostWords) {
		return [
			{ kind: 'gone', text: before.join('') },
			{ kind: 'new', text: after.join('') },
		]
	}
	const width = after.length + 1
	// lengths[i * width + j] is the longest common subsequence of before[i..] and after[j..].
	const lengths = new Uint16Array((before.length + 1) * width)
	for (let i = before.length - 1; i >= 0; i--) {
		for (let j = after.length - 1; j >= 0; j--) {
			lengths[i * width + j] =
				before[i] === after[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
		}
	}
	const runs: Run[] = []
	let i = 0
	let j = 0
	while (i < before.length || j < after.length) {
		if (i < before.length && j < after.length && before[i] === after[j]) {
			runs.push({ kind: 'kept', text: before[i] ?? '' })
			i++
			j++
		} else if (i < before.length && (j === after.length || (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))) {
			runs.push({ kind: 'gone', text: before[i] ?? '' })
			i++
		} else {
			runs.push({ kind: 'new', text: after[j] ?? '' })
			j++
		}
	}
	return runs
}

function grouped(runs: readonly Run[]): Run[] {
	const result: Run[] = []
	for (const run of runs) {
		const last = result.at(-1)
		if (run.text === '') continue
		if (last?.kind === run.kind) result[result.length - 1] = { kind: run.kind, text: last.text + run.text }
		else result.push(run)
	}
	return result
}
