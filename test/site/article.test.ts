import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Essay, readEssay } from '#core/content/essay.ts'
import { figureOf } from '#core/essays/figure.ts'
import type { Analysis } from '#core/model/analysis.ts'
import { articleParts } from '../../site/articles/article.ts'
import { below, elementsOf, textOf } from '../support/elements.ts'

/** The editors' Markdown in a page, with the figures and lists of essays in their places. */

const analysis: Analysis = {
	name: 'relapse',
	title: 'Down again',
	asks: '?',
	method: 'By hand.',
	version: '1',
	scope: {},
	sampleSize: 10,
	exclusions: {},
	coverage: [],
	inputHash: 'ab'.repeat(32),
	figures: { share: { part: 3, of: 10, share: 0.3 }, small: 11, why: 'nobody <b>looked</b>' },
}

const head =
	'---\ntitle: T\nsummary: S.\nsubjects: providers/acme\nauthor: the editors\nwrittenAt: 2026-11-23\n---\n'

function essayOf(body: string): Essay {
	const { value, complaints } = readEssay('t', `${head}${body}\n`)
	if (!value) throw new Error(JSON.stringify(complaints))
	return value
}

/** With every question answered by the same figures, and a list as what it is about. */
function bodyOf(body: string, answer: Analysis = analysis): string {
	const essay = essayOf(body)
	const figures = essay.figures.flatMap((placeholder) => {
		const figure = figureOf(placeholder, answer)
		return 'text' in figure ? [figure] : []
	})
	return articleParts(essay.body, { essay, figures })
		.map((part) => ('markup' in part ? part.markup.text : `<ol>${part.list.about}</ol>`))
		.join('')
}

function markupOf(markdown: string): string {
	return articleParts(markdown)
		.map((part) => ('markup' in part ? part.markup.text : ''))
		.join('')
}

describe('the text of an essay', () => {
	test('a figure is a link to its question; within a link it is text alone', () => {
		expect(
			bodyOf(
				'It is {{relapse.share | percent}}, [see {{relapse.share | parts}}](/analysis/relapse).',
			),
		).toBe(
			'<p>It is <a class="computed" href="/analysis/relapse" title="Down again: relapse.share | percent · method 1, 10 incidents">30\u00a0%</a>, ' +
				'<a href="/analysis/relapse">see 3 of 10</a>.</p>',
		)
	})

	test('a figure of a part of the record leads to the answer of the API', () => {
		const scoped = { ...analysis, scope: { provider: 'acme', from: '2026-05-04T00:00:00Z' } }
		expect(bodyOf('{{relapse(provider=acme, from=2026-05-04).small}}', scoped)).toContain(
			'href="/api/v1/analysis/relapse?provider=acme&amp;from=2026-05-04T00%3A00%3A00Z"',
		)
	})

	test('what is computed is never read as Markdown or as markup', () => {
		expect(bodyOf('He said: {{relapse.why | text}}')).toContain('>nobody &lt;b>looked&lt;/b></a>')
	})

	test('a list stands in its own place, also between lines of text', () => {
		expect(bodyOf('Before.\n{{claims: Was it over?}}\nAfter.')).toMatch(
			/<p>Before\.<\/p>\s*<ol>Was it over\?<\/ol>\s*<p>After\.<\/p>/,
		)
	})

	test('a format’s bar does not end the cell of a table, nor does a choice make a link', () => {
		const made = bodyOf(
			'| a | b |\n| - | - |\n| {{relapse.share | parts}} | [x](/y) {{relapse.small}} |',
		)
		const cells = [...below(elementsOf(made))].filter(({ name }) => name === 'td')
		expect(cells.map((cell) => textOf(cell).replaceAll(' ¦ ', ''))).toEqual(['3 of 10', 'x 11'])
	})

	test('a figure is no part of a heading’s name, and in code it is its text', () => {
		expect(bodyOf('## Of all, {{relapse.share | percent}} again')).toBe(
			'<h2 id="of-all-again"><a href="#of-all-again">Of all, 30\u00a0% again</a></h2>',
		)
		expect(bodyOf('`a {{relapse.small}}`')).toBe('<p><code>a 11</code></p>')
	})

	test('lists that the page makes divide the text, in their order', () => {
		const essay = essayOf('One.\n\n{{sheets}}\n\n{{claims: Over?}}\n\n- two\n\n  {{sheets}}\n')
		const parts = articleParts(essay.body, { essay, figures: [] })
		expect(
			parts.map((part) => ('list' in part ? part.list.text.trim() : part.markup.text)),
		).toEqual([
			'<p>One.</p>\n',
			'sheets',
			'claims: Over?',
			'\n<ul>\n<li>two</li>\n</ul>\n',
			'sheets',
		])
	})

	test('an address can hold no figure', () => {
		expect(bodyOf('[x](/y?z={{relapse.small}})')).not.toMatch(/href="[^"]*(computed|11|\ue000)/)
	})

	test('hostile Markdown leaves nothing behind that could run, wherever the figures stand', () => {
		const parts = fc.constantFrom(
			'<script>alert(a)</script>',
			'<img src=x onerror=alert(a)>',
			'[a](javascript:alert)',
			'[b](//evil.example)',
			'<a href="data:text/html,x" onclick="y">c</a>',
			'{{relapse.why | text}}',
			'{{relapse.share | percent}}',
			'\n\n{{sheets}}\n\n',
			'<iframe>',
			'`code`',
			'<style>',
			'# head ',
			'> ',
			'"',
			"'",
			'&lt;',
		)
		fc.assert(
			fc.property(fc.array(parts, { minLength: 1, maxLength: 8 }), (texts) => {
				const made = bodyOf(`x ${texts.join(' ')}`)
				expect(made).not.toMatch(/[\ue000\ue001]/)
				for (const element of below(elementsOf(made))) {
					expect(['script', 'img', 'iframe', 'style', 'b']).not.toContain(element.name)
					for (const [name, value] of element.attributes) {
						expect(name).not.toMatch(/^on/)
						if (name === 'href') expect(value).toMatch(/^(\/(?!\/)|#|https?:|$)/)
					}
				}
			}),
		)
	})
})

test('headings stand below the page’s own, can be linked to and never share an id', () => {
	const text = markupOf(
		'# One\n\n## Two <b>x</b>\n\n## Two x\n\n### [A link](https://a.example)\n\n| a |\n| - |\n| b |',
	)
	expect(
		[...text.matchAll(/<h(\d) id="([^"]+)"/g)].map(([, level, id]) => `${level} ${id}`),
	).toEqual(['2 one', '2 two-x', '2 two-x-2', '3 a-link'])
	expect(text).toContain('<div class="scroll" tabindex="0" role="region"')
	expect(text).not.toContain('<a href="#a-link"><a')
})

test('nothing passes but what is on the list', () => {
	expect(
		markupOf(
			'<div onclick="x">a <b>b</b></div>\n\nc <i>d</i> ![e](https://a.example/e.png) [f](mailto:f) ' +
				'[g](https://a.example "h") [i](/j)\n\n3. k\n\n- [ ] l\n\n| m |\n| -: |\n| n |',
		).replace(/\s*\n\s*/g, ''),
	).toBe(
		'<p>a b</p><p>c d  f <a href="https://a.example" title="h" rel="external noopener nofollow">g</a> ' +
			'<a href="/j">i</a></p><ol><li>k</li></ol><ul><li> l</li></ul>' +
			'<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th>m</th></tr></thead>' +
			'<tbody><tr><td>n</td></tr></tbody></table></div>',
	)
})

test('nothing in a text becomes a script, whatever it is', () => {
	const pieces = fc.constantFrom(
		'<script>',
		'</script>',
		'<img src=x onerror=alert(1)>',
		'[a](javascript:alert(1))',
		'## ',
		'\n\n',
		'`',
		'<a href="//x">',
		'|',
		'&lt;',
		'"',
		'x',
	)
	fc.assert(
		fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
			const text = markupOf(parts.join(''))
			for (const tag of text.match(/<[a-z][^>]*>/gi) ?? [])
				expect(tag).not.toMatch(/^<(script|img)|\son[a-z]+=|href="(javascript:|\/\/)/i)
		}),
	)
})
