/** History feeds as Statuspage writes them, from texts of our own. */

/** A whole RSS feed of entries. */
export function rssFeed(...items: readonly string[]): string {
	const head =
		'<title>Acme Status</title><link>https://status.acme.example</link><description>History</description>'
	return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>${head}${items.join('')}</channel></rss>`
}

/** An entry whose updates are lines such as `Sep 20, 12:30 CEST Resolved Over.`, newest first. */
export function feedEntry(
	title: string,
	id: string,
	lines: readonly string[],
	published: string,
): string {
	const address = `https://status.acme.example/incidents/${id}`
	const html = lines.map((line) => {
		const [, date = '', time = '', zone = '', word = '', words = ''] =
			/^(\w+ \d+), (\d+:\d+) (\S+) (\w+) (.*)$/.exec(line) ?? []
		return `<p><small>${date}, <var data-var='time'>${time}</var> ${zone}</small><br><strong>${word}</strong> - ${words}</p>`
	})
	const escaped = html
		.join('')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
	return `<item><title>${title}</title><description>${escaped}</description><pubDate>${published}</pubDate><link>${address}</link><guid>${address}</guid></item>`
}
