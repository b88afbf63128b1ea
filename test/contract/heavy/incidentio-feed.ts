import { documentOf } from '../case.ts'
import { feedOf, type Heavy, mailDate, many } from '../heavy.ts'

const feed = (items: readonly string[]) => documentOf('history', feedOf(items))
const item = (id: string, index: number, body: string) =>
	`<item><title>x</title><link>https://s.example/i/${id}</link><pubDate>${mailDate(index)}</pubDate><description><![CDATA[${body}]]></description></item>`
const entry = (id: string, body: string) =>
	`<entry><id>https://s.example/i/${id}</id><title>x</title><published>2026-05-04T10:00:00Z</published><content type="html"><![CDATA[${body}]]></content></entry>`
const atom = (entries: readonly string[]) =>
	documentOf(
		'history',
		`<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><updated>2026-05-04T10:00:00Z</updated>${entries.join('')}</feed>`,
	)

const status = '<b>Status: Identified</b>'
const listed = (rows: readonly string[]) =>
	`${status}<b>Affected components</b><ul>${rows.map((row) => `<li>${row}</li>`).join('')}</ul>`

export const heavy: readonly Heavy[] = [
	{
		name: 'entries, then others',
		looks: (n) => [
			feed(many(n, (i) => item(`i${i}`, i, status))),
			feed(many(n, (i) => item(`j${i}`, i + n, status))),
		],
	},
	{ name: 'entries of Atom', looks: (n) => [atom(many(n, (i) => entry(`i${i}`, status)))] },
	{
		name: 'links of one entry',
		looks: (n) => [atom([`<entry>${'<link rel="x" href="y"/>'.repeat(n)}</entry>`])],
	},
	{
		name: 'components of one entry, then others',
		looks: (n) => [
			feed([item('a', 0, listed(many(n, (i) => `c${i} (Full outage)`)))]),
			feed([item('a', 9, listed(many(n, (i) => `d${i} (Operational)`)))]),
		],
	},
	{
		name: 'brackets and spaces',
		looks: (n) => [
			feed([item('a', 0, listed([')'.repeat(n), `(${' '.repeat(n)}`, `) ${' )'.repeat(n)}`]))]),
		],
	},
	{
		name: 'list items that never close',
		looks: (n) => [
			feed([item('a', 0, `${status}<b>Affected components</b>${'<li>'.repeat(n)}`)]),
			feed([item('a', 0, '<b>'.repeat(n))]),
		],
	},
]
