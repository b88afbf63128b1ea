/**
 * Where a redirect may lead: to the host that was asked, to one below it, without `www.` before
 * it, or to one that the provider's file names; on the port that was asked or the usual one, and
 * never from https to http. Anything else is another party speaking (a login, a parked domain), and
 * what it says is not the provider's word. Which hosts one party has beside each other no address
 * can tell: `one.github.io` and `two.github.io` are strangers.
 */
export function redirectTarget(
	from: string,
	location: string | null,
	{ url, redirectsTo = [] }: Redirected = { url: from },
): { readonly url: string } | { readonly refused: string } {
	if (location === null) return { refused: 'a redirect without a destination' }
	const target = URL.parse(location, from)
	if (!target || (target.protocol !== 'https:' && target.protocol !== 'http:'))
		return { refused: 'a redirect to something that is no web address' }
	const origin = new URL(from)
	if (origin.protocol === 'https:' && target.protocol !== 'https:')
		return { refused: `a redirect from https to http, at ${target.hostname}` }
	if (target.username || target.password)
		return { refused: 'a redirect to an address with a password in it' }
	// A port of its own is a program of its own. The usual ones are the site's.
	if (target.port !== '' && target.port !== origin.port)
		return { refused: `a redirect to another port: ${target.host}` }
	const { hostname } = target
	if (!isOwn(hostname, new URL(url).hostname) && !redirectsTo.includes(hostname))
		return { refused: `a redirect to a host that the provider’s file does not name: ${hostname}` }
	target.hash = ''
	return { url: target.href }
}

/** What was asked for at first, and where else its host may send us. */
export interface Redirected {
	readonly url: string
	/** Host names, as the provider's file has them. */
	readonly redirectsTo?: readonly string[]
}

/** Whoever has a host has those below it; of those above it nobody knows. */
function isOwn(hostname: string, asked: string): boolean {
	return hostname === asked || hostname.endsWith(`.${asked}`) || `www.${hostname}` === asked
}
