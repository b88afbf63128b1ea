import { latest } from '#core/time.ts'
import type { FeedDocument, FeedEntry, HeadsDocument, IncidentDocument, SiteHeader } from './documents.ts'
import { type FeedItem, feedItems, newestFirst, urn } from './feed-items.ts'
import { addresses } from './html/addresses.ts'
import { dayText } from './html/time-text.ts'

/** The feeds as values, before any format: what is in each, and in which order. */

export interface Feed {
	/** A URN, independent of the host. */
	readonly id: string
	readonly title: string
	readonly description: string
	/** The page it goes with, and its own address without the ending; paths. */
	readonly page: string
	readonly path: string
	readonly language: string
	readonly licence: string
	readonly author: string
	/** When anything in it last changed; null where nothing was ever said or seen. */
	readonly updatedAt: string | null
	/** Why it is not known whether something newer was said; absent while it is. A feed without news would pass for an all-clear. */
	readonly notKnown?: string
	/** Newest first, at most 100. */
	readonly items: readonly FeedItem[]
}

const mostItems = 100

export function allFeed(documents: readonly FeedDocument[], site: SiteHeader): Feed {
	const items = documents.flatMap((document) => feedItems(document.provider, document.entries, document.corrections))
	return feed(site, documents, items, {
		id: urn('all'),
		title: site.name,
		description: `Every statement about ${site.subject}, with when it was said and when it was seen.`,
		page: addresses.home,
		path: addresses.feeds.all,
	})
}

export function providerFeed(document: FeedDocument, site: SiteHeader): Feed {
	const { id, name } = document.provider
	return feed(site, [document], feedItems(document.provider, document.entries, document.corrections), {
		id: urn(id),
		title: `${name} · ${site.name}`,
		description: `What is said about the service of ${name}.`,
		page: addresses.provider(id),
		path: addresses.feeds.provider(id),
	})
}

/** The entries of incidents that concern a surface; undefined for a surface that the provider does not have. */
export function surfaceFeed(document: FeedDocument, surface: string, site: SiteHeader): Feed | undefined {
	const named = document.provider.surfaces.find((candidate) => candidate.id === surface)
	if (!named) return undefined
	const concerns = (entry: FeedEntry) => entry.incident.surfaces.includes(surface) || entry.event.surfaces?.includes(surface) === true
	const items = feedItems(document.provider, document.entries.filter(concerns), document.corrections.filter(concerns))
	return feed(site, [document], items, {
		id: urn(document.provider.id, 'surface', surface),
		title: `${named.name} (${document.provider.name}) · ${site.name}`,
		description: `What is said about ${named.name} of ${document.provider.name}.`,
		page: addresses.provider(document.provider.id),
		path: addresses.feeds.surface(document.provider.id, surface),
	})
}

/** One incident from beginning to end: “tell me when this one ends”. */
export function incidentFeed(document: IncidentDocument, site: SiteHeader): Feed {
	const { provider, incident } = document
	const header = { id: incident.id, title: incident.title, surfaces: incident.surfaces }
	// That users report more than usual is news once; how high it went, and what a publication cites later, is for the page.
	const entries = document.timeline.events.filter((event) => !unfed.has(event.kind)).map((event): FeedEntry => ({ incident: header, event }))
	return feed(site, [document], feedItems(provider, entries), {
		id: urn(provider.id, incident.id),
		title: `${incident.title} (${provider.name}) · ${site.name}`,
		description: 'This incident alone, from its first statement to its last.',
		page: addresses.incident(provider.id, incident.id),
		path: addresses.feeds.incident(provider.id, incident.id),
	})
}

const unfed: ReadonlySet<string> = new Set(['gap', 'reports_peaked', 'reports_settled', 'reading'])

export function correctionsFeed(documents: readonly FeedDocument[], site: SiteHeader): Feed {
	const items = documents.flatMap((document) => feedItems(document.provider, document.corrections))
	return feed(site, documents, items, {
		id: urn('corrections'),
		title: `Corrections · ${site.name}`,
		description: 'What was changed or taken away after it had been published, with what was there before.',
		page: '/corrections',
		path: addresses.feeds.corrections,
	})
}

/** The archive's chain heads, an item a day: whoever keeps this feed can prove a rewriting of ours. */
export function headsFeed(document: HeadsDocument, asOf: string | null, site: SiteHeader): Feed {
	const items = document.days.map(({ day, heads }): FeedItem => {
		const at = latest(...heads.map((head) => head.until)) ?? `${day}T23:59:59Z`
		return {
			id: urn('heads', day),
			title: `Chain heads of ${dayText(`${day}T00:00:00Z`)}`,
			path: `${addresses.feeds.heads}.json#${day}`,
			at,
			updatedAt: at,
			paragraphs: heads.map((head) => `${head.document} ${head.hash} (until ${head.until})`),
			evidence: [],
			categories: ['heads'],
		}
	})
	return feed(site, asOf === null ? [] : [{ asOf }], items, {
		id: urn('heads'),
		title: `Chain heads · ${site.name}`,
		description: 'For every document the SHA-256 of its last closed run of looks, day by day.',
		page: '/methodology',
		path: addresses.feeds.heads,
	})
}

function feed(
	site: SiteHeader,
	sources: readonly { readonly asOf: string | null }[],
	items: readonly FeedItem[],
	about: Pick<Feed, 'id' | 'title' | 'description' | 'page' | 'path'>,
): Feed {
	const newest = [...items].sort(newestFirst).slice(0, mostItems)
	return {
		...about,
		language: site.language,
		licence: `${site.licence.name}, ${site.licence.url}`,
		author: site.name,
		updatedAt: latest(...sources.map((source) => source.asOf), ...newest.map((item) => item.updatedAt)) ?? null,
		items: newest,
	}
}
