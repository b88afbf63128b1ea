import type { Site } from '#core/model/provider.ts'

/**
 * How whoever is written about reaches the publisher: an address for mail, or a page that says how.
 */
export interface Reachable {
	readonly kind: 'mail' | 'page'
	readonly address: string
}

/**
 * Where a reply can be sent; undefined where `contact` names no place that anybody could write to,
 * such as this site's own About page.
 */
export function reachable({
	contact,
	address,
}: Pick<Site, 'contact' | 'address'>): Reachable | undefined {
	const mail = /^[^\s:@<>]+@([^\s:@<>]+\.[^\s:@<>]+)$/.exec(contact)
	if (mail) return isReserved(mail[1] ?? '') ? undefined : { kind: 'mail', address: contact }
	const host = hostIn(contact)
	if (host === undefined || isReserved(host)) return undefined
	return `${address.replace(/\/+$/, '')}/about` === contact.replace(/\/+$/, '')
		? undefined
		: { kind: 'page', address: contact }
}

/**
 * What a publisher has not yet said, as sentences; none where all is said. A copy that only its
 * owner reads needs none of it.
 */
export function unsaidByPublisher(site: Pick<Site, 'contact' | 'address'>): string[] {
	const sentences: string[] = []
	const host = hostIn(site.address)
	if (host === undefined || isReserved(host))
		sentences.push(
			`address: ${site.address} is no public address; feeds, badges and citations name it, so ` +
				'set the one under which this site is published',
		)
	if (reachable(site) === undefined)
		sentences.push(
			`contact: ${site.contact} leads to nobody; the right of reply needs a mail address, or the ` +
				'address of a page that says how to write to the publisher',
		)
	return sentences
}

function hostIn(address: string): string | undefined {
	return /^https?:\/\/([^\s/?#:@<>"]+)(?::\d+)?(?:[/?#][^\s<>"]*)?$/i
		.exec(address)?.[1]
		?.toLowerCase()
}

/** Names that nobody can own (RFC 2606 and 6761). */
function isReserved(host: string): boolean {
	return /(^|\.)(example|invalid|test|localhost|local)$|(^|\.)example\.(com|net|org)$/i.test(host)
}
