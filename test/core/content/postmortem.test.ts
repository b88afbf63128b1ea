import { expect, test } from 'vitest'
import { readPostmortem } from '#core/content/postmortem.ts'

/** Postmortems: a few named lines, then Markdown. */

const file = (head: string, body = '## What was seen\n\nA page.') =>
	`---\n${head}\n---\n\n${body}\n`
const head =
	'title: Down: and up\nsubject: episodes/acme-2026-05-04\nauthor: "the editors"\nwrittenAt: 2026-05-09'

test('a file is read, with or without quotation marks and carriage returns', () => {
	const { value, complaints } = readPostmortem('acme', file(head).replaceAll('\n', '\r\n'))
	expect(complaints).toEqual([])
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
	const { value, complaints } = readPostmortem(
		'acme',
		file('title: x\nsubject: nonsense\nwrittenAt: yesterday\ncolour: red'),
	)
	expect(value).toBeUndefined()
	expect(complaints.map(({ path }) => `${path}: `).join('\n')).toMatch(
		/subject: [\s\S]*author: [\s\S]*writtenAt: /,
	)
	expect(readPostmortem('acme', 'no head at all').complaints).toHaveLength(1)
	expect(readPostmortem('acme', file(`${head}\ncolour: red`)).complaints).toMatchObject([
		{ path: 'colour' },
	])
})
