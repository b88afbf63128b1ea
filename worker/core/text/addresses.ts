/**
 * Where things are on the site, in the API and in the feeds: paths from the root, each part
 * encoded.
 */

export const addresses = {
	home: '/',
	now: '/now',
	nowOf: (provider: string) => `/now/${part(provider)}`,
	/** For terminals; of all providers, or of one. */
	nowText: (provider?: string) =>
		provider === undefined ? '/now.txt' : `/now/${part(provider)}.txt`,
	verdictJson: (provider: string, product: string) =>
		`/api/v1/verdict/${part(provider)}/${part(product)}`,
	report: (provider: string) => `/report/${part(provider)}`,
	at: '/at',
	providers: '/providers',
	provider: (provider: string) => `/providers/${part(provider)}`,
	/** The days behind the strips of the front page. */
	providerDays: (provider: string) => `/providers/${part(provider)}/days`,
	incident: (provider: string, id: string) => `/incidents/${part(provider)}/${part(id)}`,
	episode: (id: string) => `/episodes/${part(id)}`,
	archive: '/archive',
	/** `2026`. */
	archiveYear: (year: string) => `/archive/${part(year)}`,
	/** `2026-03`; with a provider, the part of the month's page that is about it. */
	archiveMonth: (month: string, provider?: string) =>
		`/archive/${month.split('-').map(part).join('/')}${provider === undefined ? '' : `#${part(provider)}`}`,
	claims: '/claims',
	corrections: '/corrections',
	postmortems: '/postmortems',
	postmortem: (slug: string) => `/postmortems/${part(slug)}`,
	/** Texts about the figures; no question is called `essays`. */
	essays: '/analysis/essays',
	essay: (slug: string) => `/analysis/essays/${part(slug)}`,
	/** What one vendor promises, to print. */
	promiseSheet: (vendor: string) => `/analysis/before-you-sign/${part(vendor)}`,
	methodology: '/methodology',
	compare: '/compare',
	analyses: '/analysis',
	/** A question, of all providers or one, of all years or one. */
	analysis: (question: string, provider?: string, year?: string) =>
		[
			'/analysis',
			...[question, provider, year].flatMap((name) => (name === undefined ? [] : part(name))),
		].join('/'),
	subscribe: '/subscribe',
	api: '/api',
	about: '/about',
	privacy: '/privacy',
	snapshot: (sha256: string) => `/snapshots/${part(sha256)}`,
	incidentJson: (provider: string, id: string) => `/api/v1/incidents/${part(provider)}/${part(id)}`,
	/** Older statements that one page has no room for; part 1 is the oldest. */
	incidentPart: (provider: string, id: string, number: number) =>
		`/incidents/${part(provider)}/${part(id)}/parts/${number}`,
	incidentPartJson: (provider: string, id: string, number: number) =>
		`/api/v1/incidents/${part(provider)}/${part(id)}/parts/${number}`,
	incidentTimelineJson: (provider: string, id: string) =>
		`/api/v1/incidents/${part(provider)}/${part(id)}/timeline`,
	episodeJson: (id: string) => `/api/v1/episodes/${part(id)}`,
	episodeTimelineJson: (id: string) => `/api/v1/episodes/${part(id)}/timeline`,
	providerJson: (provider: string) => `/api/v1/providers/${part(provider)}`,
	/** The counts between two instants. */
	reportsJson: (provider: string, from: string, to: string) =>
		`/api/v1/providers/${part(provider)}/reports?from=${part(from)}&to=${part(to)}`,
	statusJson: '/api/v1/status',
	claimsJson: '/api/v1/claims',
	/** With the query of a scope, or none. */
	analysisJson: (question: string, query = '') => `/api/v1/analysis/${part(question)}${query}`,
	openApi: '/api/v1/openapi.json',
	calendar: (provider: string) => `/calendar/${part(provider)}.ics`,
	badge: (provider: string) => `/badges/${part(provider)}.svg`,
	badgeJson: (provider: string) => `/badges/${part(provider)}.json`,
	statuspage: (provider: string) => `/statuspage/${part(provider)}/api/v2/summary.json`,
	/** `rss` or `atom`. */
	statuspageHistory: (provider: string, format: string) =>
		`/statuspage/${part(provider)}/history.${part(format)}`,
	feeds: {
		all: '/feeds/all',
		corrections: '/feeds/corrections',
		heads: '/feeds/heads',
		problems: '/feeds/problems',
		provider: (provider: string) => `/feeds/${part(provider)}`,
		surface: (provider: string, surface: string) => `/feeds/${part(provider)}/${part(surface)}`,
		incident: (provider: string, id: string) => `/feeds/incidents/${part(provider)}/${part(id)}`,
	},
} as const

/** The fragment of an event on its page; HTML ids may not hold white space. */
export function anchorOf(eventId: string): string {
	return eventId.replace(/[^A-Za-z0-9_.:/-]/g, '-')
}

/**
 * An address that somebody gave us, if it is one that a browser may follow as a link; undefined
 * otherwise.
 */
export function outsideAddress(text: string): string | undefined {
	return /^https?:\/\/[^\s<>"'`\\]+$/i.test(text) && text.length <= 2000 ? text : undefined
}

/** The host of an address, for people to read. */
export function hostOf(address: string): string {
	return /^https?:\/\/(?:[^/?#]*@)?([^/?#:]+)/i.exec(address)?.[1]?.toLowerCase() ?? ''
}

function part(text: string): string {
	return encodeURIComponent(text.toWellFormed())
}

/** A vendor's name in an address. */
export function vendorSlug(vendor: string): string {
	return vendor
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-|-$/g, '')
}
