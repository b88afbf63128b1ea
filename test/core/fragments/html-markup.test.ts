import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { annotationMarkup } from '#core/fragments/annotation-markdown.ts'
import { bounded, html, joined, raw } from '#core/fragments/markup.ts'
import { paragraphs, plainText, textOfMarkdown } from '#core/fragments/provider-text.ts'
import { redline, wordDifference } from '#core/fragments/redline.ts'
import { textOfHtml } from '#core/text/html-text.ts'
import { growsWithLength, repeated } from '../../support/linear.ts'

const anyText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string(),
	fc.constantFrom('"><script>', "' onerror=x ", '<!--', ']]>', '&lt;', '\u202e\u2066', '\ud800'),
)

describe('markup', () => {
	test('escapes every text and lets only markup pass', () => {
		expect(
			html`<p title="${'a"b'}">${'<b>'} & ${raw('<i>ok</i>')} ${null}${false}${undefined}${3}</p>`
				.text,
		).toBe('<p title="a&quot;b">&lt;b&gt; & <i>ok</i> 3</p>')
		expect(joined(['<a>', '', html`<b>x</b>`], ' · ').text).toBe('&lt;a&gt; · <b>x</b>')
	})

	test('no text leaves its element or its attribute', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				expect(html`<p title="${text}">${[text, [text]]}</p>`.text).toMatch(
					/^<p title="[^"<>]*">[^<>]*<\/p>$/,
				)
			}),
		)
	})

	test('control characters, turned direction and half characters are gone', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				expect(html`${text}`.text).not.toMatch(
					// biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point.
					/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u,
				)
			}),
		)
	})

	test('a cut text never ends in half a character', () => {
		expect(bounded('ab😀cd', 4)).toBe('ab…')
		expect(bounded('abcd', 4)).toBe('abcd')
		expect(bounded('abcde', 4)).toBe('abc…')
	})
})

describe('texts of providers', () => {
	test('HTML becomes text with its paragraphs and lists', () => {
		expect(
			textOfHtml(
				'<p>One &amp; two<br />three</p><ul><li>a</li><li>b &lt;c&gt;</li></ul><script>x()</script><!-- y -->',
			),
		).toBe('One & two\nthree\n\n• a\n• b <c>')
		expect(textOfHtml('a&nbsp;b &#8211; &#x2014; &unknown; &#0;')).toBe('a b – — &unknown;')
		expect(textOfHtml('1 < 2 and 3 > 2')).toBe('1 < 2 and 3 > 2')
	})

	test('Markdown becomes text and keeps its addresses', () => {
		expect(
			textOfMarkdown(
				'## Summary\n\n* **One** and *two*\n- see [the page](https://a.example/x)\n\n> `code` \\*',
			),
		).toBe('Summary\n\n• One and two\n• see the page (https://a.example/x)\n\ncode *')
		expect(textOfMarkdown('snake_case_name and 2 * 3 * 4')).toBe('snake_case_name and 2 * 3 * 4')
	})

	test('whatever is written, only paragraphs and line breaks are markup', () => {
		fc.assert(
			fc.property(
				fc.array(anyText),
				fc.constantFrom('text' as const, 'html' as const, 'markdown' as const),
				(parts, format) => {
					const made = paragraphs(parts.join('\n\n'), format).text
					expect(
						made.replaceAll('<p dir="auto">', '').replaceAll('</p>', '').replaceAll('<br>', ''),
					).not.toMatch(/[<>]/)
				},
			),
		)
	})

	test('long and nested texts are bounded, and read in a time that grows with their length', () => {
		for (const piece of ['<', '<!--', '<a ', '[', '**', '_a', '[a](', '&#', '\n', '<script>']) {
			for (const format of ['text', 'html', 'markdown'] as const) {
				expect(plainText(piece.repeat(200_000), format).length).toBeLessThanOrEqual(20_000)
				const isLinear = growsWithLength((length) => plainText(repeated(piece, length), format))
				expect([piece, format, isLinear]).toEqual([piece, format, true])
			}
		}
	})
})

describe('our own Markdown', () => {
	test('keeps emphasis and links and nothing that runs', () => {
		const made = annotationMarkup(
			'# Head\n\n**Bold** [ok](https://a.example) [bad](javascript:alert(1)) <img src=x onerror=alert(2)><script>alert(3)</script>',
		).text
		expect(made).toContain('<strong>Bold</strong>')
		expect(made).toContain('href="https://a.example"')
		expect(made).toContain('<h4>Head</h4>')
		expect(made).not.toMatch(/javascript:|onerror|<script|<img/)
	})

	test.each([
		['[x](java&#115;cript:alert(1))', '<p>x</p>'],
		['[x](javascript&colon;alert(1))', '<p>x</p>'],
		['[x](//elsewhere.example)', '<p>x</p>'],
		[
			'[x](/\\elsewhere.example)',
			'<p><a href="/%5Celsewhere.example" rel="noopener nofollow">x</a></p>',
		],
		['![x](https://a.example/x.png) y', '<p> y</p>'],
		['a <em onclick="x">b</em> c', '<p>a b c</p>'],
		['<div onclick="x">a <b>b</b></div>', '<p>a b</p>'],
		['a &lt;b&gt; &#x202e;c &amp;lt;', '<p>a &lt;b&gt; c &amp;lt;</p>'],
		[
			'[x](/now "a &quot; b")',
			'<p><a href="/now" title="a &quot; b" rel="noopener nofollow">x</a></p>',
		],
		['`<b>` ~~c~~', '<p><code>&lt;b&gt;</code> <del>c</del></p>'],
		['7. a\n8. [x] b', '<ol>\n<li>a</li>\n<li>b</li>\n</ol>'],
	])('%s', (markdown, expected) => {
		expect(annotationMarkup(markdown).text.trim()).toBe(expected)
	})

	test('no text makes an element or attribute beyond the short list', () => {
		fc.assert(
			fc.property(anyText, anyText, (a, b) => {
				const tags =
					annotationMarkup(`${a}\n\n<div onclick="x">${b}`).text.match(/<[a-z][^>]*>/gi) ?? []
				for (const tag of tags) {
					expect(tag).toMatch(
						/^<(p|br|em|strong|code|pre|ul|ol|li|a|blockquote|del|table|thead|tbody|tr|th|td|h4|h5)(?=[\s/>])/,
					)
					expect(tag).not.toMatch(/\son\w+=/i)
				}
			}),
		)
	})
})

describe('a redline', () => {
	test('shows what went and what came, by words', () => {
		expect(redline('A fix is in place.', 'A second fix is in place now.').text).toBe(
			'A <ins>second </ins>fix is in place<ins> now</ins>.',
		)
		expect(redline('<b>', '<i>').text).toBe('&lt;<del>b</del><ins>i</ins>&gt;')
	})

	test('both versions can be read from it', () => {
		const words = fc
			.array(fc.constantFrom('the', 'API', 'is', 'down', 'up', 'again', '.', '<x>'), {
				maxLength: 60,
			})
			.map((list) => list.join(' '))
		fc.assert(
			fc.property(words, words, (was, became) => {
				const runs = wordDifference(was, became)
				const without = (kind: string) =>
					runs
						.filter((run) => run.kind !== kind)
						.map((run) => run.text)
						.join('')
				expect(without('new')).toBe(was)
				expect(without('gone')).toBe(became)
			}),
		)
	})

	test('texts too long to compare are shown as replaced', () => {
		const runs = wordDifference(`a ${'b '.repeat(4000)}z`, `a ${'c '.repeat(4000)}z`)
		expect(runs.map((run) => run.kind)).toEqual(['kept', 'gone', 'new', 'kept'])
	})
})
