import { documentOf } from '../case.ts'
import { feedOf, type Heavy, mailDate, many } from '../heavy.ts'

const feed = (items: readonly string[]) => documentOf('feed', feedOf(items))
const item = (id: string, index: number, body: string) =>
	`<item><guid>${id}</guid><title>x</title><link>https://s.example/api/${id}</link><pubDate>${mailDate(index)}</pubDate><description><![CDATA[${body}]]></description></item>`
const block = (index: number, text: string) =>
	`<div><p><strong>${mailDate(index)}</strong></p><h3>${text}</h3></div>`

export const heavy: readonly Heavy[] = [
	{
		name: 'entries, then others',
		looks: (n) => [
			feed(many(n, (i) => item(`i${i}`, i, ''))),
			feed(many(n, (i) => item(`j${i}`, i + n, ''))),
		],
	},
	{ name: 'entries of one id', looks: (n) => [feed(many(n, (i) => item('a', i, '')))] },
	{
		name: 'blocks of one entry, all anew',
		looks: (n) =>
			many(3, (turn) =>
				feed([item('a', 0, many(n, (i) => block(i + turn * n, `w${i + turn}`)).join(''))]),
			),
	},
	{
		name: 'blocks in blocks',
		looks: (n) => [
			feed([item('a', 0, '<div>'.repeat(n))]),
			feed([item('a', 0, '<div><strong>'.repeat(n))]),
		],
	},
	{
		name: 'elements that are empty',
		looks: (n) => [
			feed(many(n, () => '<a/>')),
			feed(many(n, () => '<item/>')),
			feed(many(n, () => '<category/>')),
		],
	},
	{
		name: 'elements in elements',
		looks: (n) => [
			feed(['<a>'.repeat(Math.min(n, 50)) + '</a>'.repeat(Math.min(n, 50)) + '<b></b>'.repeat(n)]),
		],
	},
	{
		name: 'attributes',
		looks: (n) => [feed([`<item ${many(n, (i) => `a${i}="b"`).join(' ')}></item>`])],
	},
	{
		name: 'references',
		looks: (n) => [
			feed([`<item><title>${'&amp;'.repeat(n)}</title></item>`]),
			feed([item('a', 0, '&amp;'.repeat(n))]),
		],
	},
	{
		name: 'tags that never close',
		looks: (n) => [
			feed([item('a', 0, '<a '.repeat(n))]),
			feed([item('a', 0, '<!--'.repeat(n))]),
			feed([item('a', 0, '<script>'.repeat(n))]),
		],
	},
	{
		name: 'a link whose text is long',
		looks: (n) => [
			feed([item('a', 0, `<a href="http://${'a'.repeat(1900)}">${'a'.repeat(n)}</a>`)]),
		],
	},
	{
		name: 'spaces and line breaks',
		looks: (n) => [
			feed([item('a', 0, ' '.repeat(n))]),
			feed([item('a', 0, `a${'\n'.repeat(n)}b`)]),
			feed([' '.repeat(n)]),
		],
	},
	{
		name: 'a text in pieces',
		looks: (n) => [
			feed([`<item><description>${'<![CDATA[a]]>'.repeat(n)}</description></item>`]),
			feed(['<!--a-->'.repeat(n)]),
		],
	},
]
