import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	absoluteAddress,
	absoluteMarkdown,
	type Block,
	blocksMarkup,
	blocksText,
	paragraphsOf,
} from '#core/formats/feeds/feed-words.ts'
import { words } from '../../../support/arbitrary-record.ts'

/** Other people's text as words and links, and nothing else. */

const base = 'https://status.acme.example/incidents/one?x=1#y'
const page = 'https://tidemark.example/incidents/acme/abc#abc:u1'
const quote = (body: string, format: 'text' | 'html' | 'markdown'): Block[] => [
	{ kind: 'quote', paragraphs: paragraphsOf(body, format, base) },
]

test.each([
	['https://other.example/a', 'https://other.example/a'],
	['//other.example/a', 'https://other.example/a'],
	['/incidents/two', 'https://status.acme.example/incidents/two'],
	['two', 'https://status.acme.example/incidents/two'],
	['./two/', 'https://status.acme.example/incidents/two/'],
	['../history?page=2', 'https://status.acme.example/history?page=2'],
	['../../../up', 'https://status.acme.example/up'],
	['#part', 'https://status.acme.example/incidents/one#part'],
	['?page=2', 'https://status.acme.example/incidents/one?page=2'],
	['javascript:alert(1)', undefined],
	['mailto:help@acme.example', undefined],
	['data:text/html,x', undefined],
	['/a"onload="x', undefined],
	['', undefined],
])('%s on a page leads to %s', (href, address) => {
	expect(absoluteAddress(href, base)).toBe(address)
})

describe('a provider’s words', () => {
	test('keep the links of its HTML, absolute, and no other markup', () => {
		const html =
			'<p>See <a class="x" href="/incidents/two">the <b>page</b></a>.<br>Or <a href=\'mailto:a@b.example\'>write</a>.</p><p>More at https://acme.example/x.</p><script>alert(1)</script>'
		expect(blocksMarkup(quote(html, 'html'), page).text).toBe(
			'<blockquote><p>See <a href="https://status.acme.example/incidents/two">the page</a>.<br>Or write.</p><p>More at <a href="https://acme.example/x">https://acme.example/x</a>.</p></blockquote>',
		)
		expect(blocksText(quote(html, 'html'), page)).toBe(
			'See the page (https://status.acme.example/incidents/two).\nOr write.\n\nMore at https://acme.example/x.',
		)
	})

	test('keep the links of its Markdown', () => {
		expect(
			blocksMarkup(
				quote('**See** [the page](/two) or [that](https://acme.example/a_(b)).', 'markdown'),
				page,
			).text,
		).toBe(
			'<blockquote><p>See <a href="https://status.acme.example/two">the page</a> or <a href="https://acme.example/a_(b)">that</a>.</p></blockquote>',
		)
	})

	test('never become markup, whatever they are', () => {
		fc.assert(
			fc.property(
				fc.array(words, { maxLength: 4 }),
				fc.constantFrom('text' as const, 'html' as const, 'markdown' as const),
				(parts, format) => {
					const { text } = blocksMarkup(quote(parts.join(''), format), page)
					expect(
						text.replace(/<\/?(?:blockquote|p)>|<br>|<a href="https?:\/\/[^"<>]*">|<\/a>/g, ''),
					).not.toMatch(/[<>\ue000-\ue002]/)
					expect((text.match(/<a /g) ?? []).length).toBe((text.match(/<\/a>/g) ?? []).length)
				},
			),
			{ numRuns: 300 },
		)
	})
})

describe('our own Markdown', () => {
	const note = (body: string): Block[] => [{ kind: 'note', body }]

	test('is rendered, with links that work in any reader', () => {
		const { text } = blocksMarkup(
			note(
				'Said [at noon](/incidents/acme/abc#abc:u1), *again* [here](#abc:u2) and [there](https://acme.example/a?b=1&c=2).',
			),
			page,
		)
		expect(text).toContain('href="https://tidemark.example/incidents/acme/abc#abc:u1"')
		expect(text).toContain('href="https://tidemark.example/incidents/acme/abc#abc:u2"')
		expect(text).toContain('href="https://acme.example/a?b=1&amp;c=2"')
		expect(text).toContain('<em>again</em>')
	})

	test('as text and as Markdown has absolute links too, and none that a reader should not follow', () => {
		const body =
			'Said [at noon](/incidents/acme/abc), not [so](javascript:alert(1)) but [as][one].\n\n[one]: /one'
		expect(blocksText(note('Said [at noon](/incidents/acme/abc).'), page)).toBe(
			'Said at noon (https://tidemark.example/incidents/acme/abc).',
		)
		expect(absoluteMarkdown(body, page)).toBe(
			'Said [at noon](https://tidemark.example/incidents/acme/abc), not so but [as][one].\n\n[one]: https://tidemark.example/one',
		)
	})
})
