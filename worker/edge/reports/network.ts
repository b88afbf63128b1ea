/**
 * Who counts as one client, and which network it belongs to. The host names a client by its
 * address; one address has many spellings, and
 * one household or rented server has a whole block of IPv6 addresses, each of which would otherwise
 * be somebody else.
 */
export interface Origin {
	/**
	 * An IPv4 address, or the first 64 bits of an IPv6 one, in one spelling. Anything else stays as
	 * it is.
	 */
	readonly client: string
	/**
	 * The first 48 bits of an IPv6 address, which a customer of a provider may have whole; absent for
	 * IPv4.
	 */
	readonly site?: string
	/**
	 * As far as poisoning is concerned: the operator's number where the host tells it, else the first
	 * 24 bits of IPv4 or 48 of IPv6.
	 */
	readonly network: string
}

export function originOf(address: string, operator?: number): Origin {
	const groups = groupsOf(address)
	const four = groups === undefined ? versionFour(address) : mappedFour(groups)
	const as = operator === undefined ? undefined : `AS${operator}`
	if (four !== undefined) return { client: four, network: as ?? four.replace(/\.\d+$/, '') }
	if (groups === undefined) return { client: address, network: as ?? address }
	const first = (count: number) => `${groups.slice(0, count).join(':')}::`
	return { client: first(4), site: first(3), network: as ?? first(3) }
}

/**
 * The eight groups of an IPv6 address as the URL standard spells them; undefined for anything else.
 */
function groupsOf(address: string): string[] | undefined {
	const bare = address.replace(/%.*$/, '')
	if (!bare.includes(':')) return undefined
	const host = URL.parse(`http://[${bare}]/`)?.hostname.slice(1, -1)
	if (host === undefined) return undefined
	const [head = '', tail] = host.split('::')
	const split = (text: string) => (text === '' ? [] : text.split(':'))
	const [before, after] = [split(head), split(tail ?? '')]
	return tail === undefined
		? before
		: [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after]
}

/** The IPv4 address that an IPv6 one stands for: mapped, or translated by NAT64's own prefix. */
function mappedFour(groups: readonly string[]): string | undefined {
	const prefix = groups.slice(0, 6).join(':')
	if (prefix !== '0:0:0:0:0:ffff' && prefix !== '64:ff9b:0:0:0:0') return undefined
	const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16))
	return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

function versionFour(address: string): string | undefined {
	const host = URL.parse(`http://${address}/`)?.hostname
	return host !== undefined && /^\d{1,3}(\.\d{1,3}){3}$/.test(host) ? host : undefined
}
