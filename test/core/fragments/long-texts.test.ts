import { expect, test } from 'vitest'
import { paragraphsOf } from '#core/formats/feeds/feed-words.ts'
import { escaped } from '#core/formats/markdown.ts'
import { paragraphs, plainText } from '#core/fragments/provider-text.ts'
import { comparedOn, redline, wordDifference } from '#core/fragments/redline.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { growsWithLength, repeated } from '../../support/linear.ts'

/**
 * What strangers write is read by patterns, and a pattern that reads on past where it could begin
 * anew takes the square of a text's length. Each is
 * tried on a text and on one eight times as long: what grows with the square takes 64 times as
 * long.
 */
const pieces = [
	'\n',
	' ',
	'\n ',
	'- ',
	'1.',
	'<',
	'<a ',
	'href=',
	'href="',
	'<a href=',
	'<!--',
	'<br ',
	'[',
	'](',
	'[a](',
	'(',
	'*',
	'**a',
	'_a',
	'`',
	'&#',
	'@',
	'http://',
	'. ',
	'a b ',
	'\u2028',
]
const readers: Readonly<Record<string, (text: string) => unknown>> = {
	'text for Markdown': escaped,
	'plain text of HTML': (text) => plainText(text, 'html'),
	'plain text of Markdown': (text) => plainText(text, 'markdown'),
	paragraphs: (text) => paragraphs(text),
	'paragraphs of a feed, from HTML': (text) =>
		paragraphsOf(text, 'html', 'https://status.example.com/'),
	'paragraphs of a feed, from Markdown': (text) =>
		paragraphsOf(text, 'markdown', 'https://status.example.com/'),
	'a redline': (text) => redline(text, `${text.slice(1)} and ${text.toUpperCase()}`),
	'a redline of other words': (text) =>
		redline(
			text,
			text.replace(/./g, (letter, index: number) => (index % 3 === 0 ? 'x' : letter)),
		),
}

test.each(Object.entries(readers))('%s takes a time that grows with the length', (_, read) => {
	for (const start of ['', '<a ']) {
		for (const piece of pieces) {
			const isLinear = growsWithLength((length) => read(repeated(start + piece, length)))
			expect([start + piece, isLinear]).toEqual([start + piece, true])
		}
	}
})

test('text for Markdown is escaped at the start of each line, and nothing of it is lost', () => {
	expect(escaped('\n\n  - a\n+ b\n\t1. c\n= d')).toBe('\n\n  \\- a\n\\+ b\n\t1\\. c\n\\= d')
})

test('of texts that differ in too many words, the sentences that differ are shown', () => {
	const sentence = (index: number, word: string) => `Number ${index} ${`${word} `.repeat(9)}ends. `
	const was = Array.from({ length: 40 }, (_, index) => sentence(index, 'one')).join('')
	const became = Array.from({ length: 40 }, (_, index) =>
		sentence(index, index % 2 === 0 ? 'one' : 'two'),
	).join('')
	const runs = wordDifference(was, became)
	expect(runs.filter(({ kind }) => kind === 'gone').length).toBe(20)
	const without = (kind: string) =>
		runs.flatMap((run) => (run.kind === kind ? [] : [run.text])).join('')
	expect([without('new'), without('gone')]).toEqual([was, became])
})

test('a page compares as many edits word by word as one of the longest statements takes', () => {
	const edit = (id: string, length: number): TimelineEvent => ({
		id,
		at: '2026-03-02T12:00:00Z',
		origin: 'derived',
		kind: 'edited',
		title: 'Text of a statement changed',
		value: { field: 'body', was: 'a'.repeat(length), became: 'b'.repeat(length) },
		evidence: [],
	})
	expect([
		...comparedOn([edit('one', 10_000), edit('two', 20_000), edit('three', 1), edit('four', 1)]),
	]).toEqual(['one', 'two'])
	expect(comparedOn(Array.from({ length: 100 }, (_, index) => edit(`e${index}`, 300))).size).toBe(
		100,
	)
})
