import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textOf, textOfHtml, tokensOf } from '#core/text/html-text.ts'
import { growsWithLength, repeated } from '../../support/linear.ts'

const text = (html: string) => textOf(tokensOf(html))

describe('an HTML fragment as text', () => {
	test.each([
		['<p>One<br />two</p><p>three</p>', 'One\ntwo\n\nthree'],
		['<ul>\n<li>a</li>\n<li>b</li></ul>', '- a\n\n- b'],
		['a <a href="https://x.example/y">word</a> b', 'a word (https://x.example/y) b'],
		['<a href="https://x.example/y">https://x.example/y</a>', 'https://x.example/y'],
		["<a class=b href='https://x.example/y'>word</a>", 'word (https://x.example/y)'],
		['<a href=https://x.example/y>word</a>', 'word (https://x.example/y)'],
		[
			'<a href="https://x.example/y">one <a href="https://x.example/z">two</a>',
			'one two (https://x.example/z)',
		],
		['<a href="https://x.example/y">never closed', 'never closed'],
		['<a href="javascript:alert(1)">word</a>', 'word'],
		['<a href="/path">word</a>', 'word'],
		['1 &lt; 2 &amp;amp; &#8212; &#x2014; &mdash; &unheard;', '1 < 2 &amp; — — — &unheard;'],
		['&#0;&#8;&#xD800;&#x85;ok', 'ok'],
		['a<script>alert("<b>")</script>b<style>p{}</style>c<!-- d -->e', 'abce'],
		['a<script>never closed', 'a'],
		['3 < 4 and <b', '3 < 4 and <b'],
		['<!-- never closed', '<!-- never closed'],
		['a\n   b\t c', 'a b c'],
	])('%j', (html, expected) => expect(text(html)).toBe(expected))

	test.each([
		['<p>One<br />two</p><p>three</p>', 'One\ntwo\n\nthree'],
		['<ul>\n<li>a</li>\n<li>b</li></ul>', '• a\n• b'],
		['a <a href="https://x.example/y">word</a> b', 'a word b'],
		['a<template><b>no</b></template>b<noscript>no</noscript>c', 'abc'],
		['cut off in a tag <a href="https://x', 'cut off in a tag'],
		['cut off <!-- a --> in a <b>comment</b> <!-- <p>never', 'cut off in a comment'],
		['3 < 4 and 5 > 4', '3 < 4 and 5 > 4'],
	])('as it is shown: %j', (html, expected) => expect(textOfHtml(html)).toBe(expected))

	test('as it is shown, a link becomes what its reader makes of it', () => {
		expect(
			textOfHtml(
				'a <a href="/x?a=1&amp;b=2"><b>word</b></a> b',
				(words, href) => `[${words}](${href})`,
			),
		).toBe('a [word](/x?a=1&b=2) b')
	})

	test('keeps every character that is no markup, whatever it is', () => {
		fc.assert(
			fc.property(
				fc.string({
					unit: fc.constantFrom(
						'a',
						'ß',
						'<',
						'>',
						'&',
						'/',
						'!',
						'-',
						'"',
						' ',
						'b',
						'p',
						';',
						'#',
						'1',
					),
					maxLength: 60,
				}),
				(html) => {
					const letters = html.replace(/[^ß]/g, '')
					// What stands inside of a tag or a comment is markup.
					expect(text(html).replace(/[^ß]/g, '').length).toBeLessThanOrEqual(letters.length)
					if (!html.includes('<')) expect(text(html).replace(/[^ß]/g, '')).toBe(letters)
				},
			),
		)
	})

	test('takes time in proportion to the length, also of what is never closed', () => {
		for (const piece of ['<', '<a', '<!--', '<script>', '<a href="', '</', '&#', '<p>']) {
			const isLinear = growsWithLength((length) => text(repeated(piece, length)), 100_000)
			expect([piece, isLinear]).toEqual([piece, true])
		}
	})
})
