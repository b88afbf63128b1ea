import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPostmortem } from '#core/content/postmortem.ts'
import { articleMarkup } from '#core/publish/html/article-markdown.ts'

/** Postmortems: a few named lines, then Markdown. */

const file = (head: string, body = '## What was seen\n\nA page.') =>
	`---\n${head}\n---\n\n${body}\n`
const head =
	'title: Down: and up\nsubject: episodes/acme-2026-05-04\nauthor: "the editors"\nwrittenAt: 2026-05-09'

test('a file is read, with or without quotation marks and carriage returns', () => {
	const { value, issues } = readPostmortem('acme', file(head).replaceAll('\n', '\r\n'))
	expect(issues).toEqual([])
	expect(value).toEqual({
		slug: 'acme',
		title: 'Down: and up',
		subject: 'episodes/acme-2026-05-04',
		author: 'the editors',
		writtenAt: '2026-05-09',
		body: '## What was seen\n\nA page.',
	})
})

test('everything that is wrong is said at once', () => {
	const { value, issues } = readPostmortem(
		'acme',
		file('title: x\nsubject: nonsense\nwrittenAt: yesterday\ncolour: red'),
	)
	expect(value).toBeUndefined()
	expect(issues.map(({ path }) => `${path}: `).join('\n')).toMatch(
		/subject: [\s\S]*author: [\s\S]*writtenAt: /,
	)
	expect(readPostmortem('acme', 'no head at all').issues).toHaveLength(1)
	expect(readPostmortem('acme', file(`${head}\ncolour: red`)).issues).toMatchObject([
		{ path: 'colour' },
	])
})

test('headings stand below the page’s own, can be linked to and never share an id', () => {
	const { text } = articleMarkup(
		'# One\n\n## Two <b>x</b>\n\n## Two x\n\n### [A link](https://a.example)\n\n| a |\n| - |\n| b |',
	)
	expect(
		[...text.matchAll(/<h(\d) id="([^"]+)"/g)].map(([, level, id]) => `${level} ${id}`),
	).toEqual(['2 one', '2 two-x', '2 two-x-2', '3 a-link'])
	expect(text).toContain('<div class="scroll" tabindex="0" role="region"')
	expect(text).not.toContain('<a href="#a-link"><a')
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
			const { text } = articleMarkup(parts.join(''))
			for (const tag of text.match(/<[a-z][^>]*>/gi) ?? [])
				expect(tag).not.toMatch(/^<(script|img)|\son[a-z]+=|href="(javascript:|\/\/)/i)
		}),
	)
})
