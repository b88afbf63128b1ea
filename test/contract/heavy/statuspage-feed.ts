import { addSeconds, millisecondsOf } from '#core/time/time.ts'
import { documentOf } from '../case.ts'
import { feedOf, type Heavy, mailDate, many } from '../heavy.ts'

const feed = (items: readonly string[]) => documentOf('history', feedOf(items))
const item = (id: string, index: number, body: string) =>
	`<item><title>x</title><link>https://s.example/i/${id}</link><pubDate>${mailDate(index)}</pubDate><description><![CDATA[${body}]]></description></item>`

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const zones = ['UTC', 'PST', 'PDT', 'CET', 'CEST', 'AEST', 'AEDT', '+0530', 'XYZ', 'EST']

/** An update as the feed writes it, so many minutes before the newest. */
function update(index: number, text: string, zone = 'UTC'): string {
	const time = new Date(millisecondsOf(addSeconds('2026-05-04T11:00:00Z', -60 * index)))
	const pad = (value: number) => String(value).padStart(2, '0')
	const written = `${months[time.getUTCMonth()]} ${time.getUTCDate()}, ${pad(time.getUTCHours())}:${pad(time.getUTCMinutes())} ${zone}`
	return `<p><small>${written}</small><br><strong>Identified</strong> - ${text}</p>`
}

export const heavy: readonly Heavy[] = [
	{
		name: 'entries, then others',
		looks: (n) => [
			feed(many(n, (i) => item(`i${i}`, i, update(i, '')))),
			feed(many(n, (i) => item(`j${i}`, i + n, update(i, '')))),
		],
	},
	{
		name: 'updates of one entry, all anew',
		looks: (n) =>
			many(3, (turn) =>
				feed([item('a', turn * n, many(n, (i) => update(i + turn * n, `w${i + turn}`)).join(''))]),
			),
	},
	{
		name: 'updates of one minute',
		looks: (n) =>
			many(2, (turn) => feed([item('a', 0, many(n, (i) => update(0, `w${i + turn}`)).join(''))])),
	},
	{
		name: 'updates in many zones',
		looks: (n) => [
			feed([item('a', 0, many(n, (i) => update(i, '', zones[i % zones.length])).join(''))]),
			feed([
				item('a', 0, many(n, (i) => update(n - i, '', zones[(i * 7) % zones.length])).join('')),
			]),
		],
	},
	{
		name: 'times that are none',
		looks: (n) => [
			feed([item('a', 0, '<small>Feb 29, 10:00 UTC</small>'.repeat(n))]),
			feed([item('a', 0, '<small>'.repeat(n))]),
		],
	},
]
