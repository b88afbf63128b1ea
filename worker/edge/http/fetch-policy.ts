/** How the collector behaves towards the sites that it reads. Seconds, bytes. */
export interface FetchPolicy {
	readonly userAgent: string
	readonly connectSeconds: number
	readonly bodySeconds: number
	/** For a source that names no limit of its own. */
	readonly maxBytes: number
	readonly maxRedirects: number
	/** The longest that a server's `Retry-After` is honoured. */
	readonly maxRetryAfterSeconds: number
}

/** The manners of a publication: its name and an address to complain to go with every request. */
export function fetchPolicyOf(
	site: { readonly name: string; readonly contact: string },
	version: string,
): FetchPolicy {
	return {
		userAgent: `${site.name.replace(/[^\w.-]+/g, '-')}/${version} (+${site.contact.replace(/[^\x21-\x7e]+/g, '')})`,
		connectSeconds: 10,
		bodySeconds: 15,
		maxBytes: 2 * 1024 * 1024,
		maxRedirects: 3,
		maxRetryAfterSeconds: 24 * 3600,
	}
}
