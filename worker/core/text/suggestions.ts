import type { ProviderHeader } from '#core/model/documents.ts'
import { addresses } from './addresses.ts'

/** A page that a mistyped address may have meant. */
export interface Suggestion {
	readonly path: string
	readonly title: string
}

const places: readonly (readonly [string, string, readonly string[]])[] = [
	[addresses.now, 'Now: what is down', ['now', 'status', 'outage', 'outages', 'down', 'live']],
	[
		addresses.archive,
		'The archive, by year and month',
		['archive', 'history', 'incidents', 'incident', 'episodes', 'episode'],
	],
	[addresses.providers, 'Providers', ['providers', 'provider', 'services', 'vendors']],
	[addresses.claims, 'Claims', ['claims', 'claim']],
	[addresses.corrections, 'Corrections', ['corrections', 'edits', 'changes']],
	[addresses.postmortems, 'Postmortems', ['postmortems', 'postmortem', 'articles', 'blog']],
	[addresses.at, 'The time machine', ['at', 'snapshots', 'snapshot']],
	[
		addresses.analyses,
		'Analysis: questions answered from the record',
		['analysis', 'analyses', 'figures', 'statistics', 'stats', 'uptime', 'availability'],
	],
	[addresses.compare, 'The providers side by side', ['compare', 'comparison', 'versus']],
	[addresses.methodology, 'Methodology', ['methodology', 'methods', 'method', 'faq']],
	[
		addresses.subscribe,
		'Subscribe: feeds, calendars, badges',
		['subscribe', 'rss', 'feed', 'feeds', 'atom', 'badge', 'calendar'],
	],
	[addresses.api, 'API', ['api', 'docs', 'developers']],
	[addresses.about, 'About and right of reply', ['about', 'contact', 'imprint', 'impressum']],
	[addresses.privacy, 'Privacy', ['privacy', 'cookies']],
]

/**
 * Pages for the words of an address that names nothing: the providers that it names, and the places
 * that it nearly spells. At most five.
 */
export function suggestionsFor(
	path: string,
	providers: readonly Pick<ProviderHeader, 'id' | 'name'>[],
): Suggestion[] {
	const words = path
		.toLowerCase()
		.slice(0, 200)
		.split(/[^a-z0-9]+/)
		.filter(Boolean)
		.slice(0, 6)
	const named = providers.filter(({ id, name }) =>
		words.some((word) => isNearly(word, id) || isNearly(word, name.toLowerCase())),
	)
	const found = places.filter(([, , spellings]) =>
		words.some((word) => spellings.some((spelling) => isNearly(word, spelling))),
	)
	return [
		...named.flatMap(({ id, name }) => [
			{ path: addresses.nowOf(id), title: `${name} at this moment` },
			{ path: addresses.provider(id), title: `${name}: surfaces and incidents` },
		]),
		...found.map(([place, title]) => ({ path: place, title })),
	].slice(0, 5)
}

/**
 * One letter more, less, other or swapped with its neighbour; of words under four letters only the
 * word itself.
 */
function isNearly(word: string, known: string): boolean {
	if (word === known) return true
	if (known.length < 4 || Math.abs(word.length - known.length) > 1) return false
	let head = 0
	while (head < word.length && word[head] === known[head]) head++
	const [rest, other] = [word.slice(head), known.slice(head)]
	if (rest.length !== other.length)
		return rest.length > other.length ? rest.slice(1) === other : rest === other.slice(1)
	return (
		rest.slice(1) === other.slice(1) ||
		(rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2))
	)
}
