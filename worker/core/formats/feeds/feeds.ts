import { dayText } from '#core/fragments/time-text.ts'
import type {
	FeedDocument,
	HeadsDocument,
	IncidentDocument,
	SiteHeader,
} from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants, latest } from '#core/time/time.ts'
import { concerning, feedEntries } from './feed-document.ts'
import { type FedTimeline, type FeedItem, feedItems } from './feed-entry.ts'
import { urn } from './feed-statements.ts'
import { line } from './feed-words.ts'

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
	/**
	 * Why it is not known whether something newer was said; absent while it is. A feed without news
	 * would pass for an all-clear.
	 */
	readonly notKnown?: string
	/** Newest first, at most 100. */
	readonly items: readonly FeedItem[]
}

const mostItems = 100

export function allFeed(documents: readonly FeedDocument[], site: SiteHeader): Feed {
	return feedOf(
		site,
		documents,
		feedItems(
			documents.map((document) => timelineOf(document, site)),
			mostItems,
		),
		{
			id: urn('all'),
			title: site.name,
			description: `Every update about ${site.subject}, with what the provider posted and when we saw it.`,
			page: addresses.home,
			path: addresses.feeds.all,
		},
	)
}

export function providerFeed(document: FeedDocument, site: SiteHeader): Feed {
	const { id, name } = document.provider
	return feedOf(site, [document], feedItems([timelineOf(document, site)], mostItems), {
		id: urn(id),
		title: `${name} · ${site.name}`,
		description: `What ${document.provider.operator} posts about ${name}, and what it changes afterwards.`,
		page: addresses.provider(id),
		path: addresses.feeds.provider(id),
	})
}

/**
 * The entries of incidents that concern a surface; undefined for a surface that the provider does
 * not have.
 */
export function surfaceFeed(
	document: FeedDocument,
	surface: string,
	site: SiteHeader,
): Feed | undefined {
	const { provider, asOf } = document
	const named = provider.surfaces.find((candidate) => candidate.id === surface)
	if (!named) return undefined
	const concerns = concerning(surface)
	// A statement is told whole: states of other surfaces are part of it.
	const own = new Set(
		[...document.entries, ...document.corrections]
			.filter(concerns)
			.map(({ incident }) => incident.id),
	)
	const mine = ({ incident }: { readonly incident: { readonly id: string } }) =>
		own.has(incident.id)
	return feedOf(
		site,
		[document],
		feedItems(
			[
				{
					frame: { provider, asOf, publication: site.name },
					entries: document.entries.filter(mine),
					revisions: document.corrections.filter(mine),
				},
			],
			mostItems,
		),
		{
			id: urn(provider.id, 'surface', surface),
			title: `${named.name} (${provider.name}) · ${site.name}`,
			description: `What ${provider.operator} posts about ${named.name}, and what it changes afterwards.`,
			page: addresses.provider(provider.id),
			path: addresses.feeds.surface(provider.id, surface),
		},
	)
}

/** One incident from beginning to end: “tell me when this one ends”. */
export function incidentFeed(document: IncidentDocument, site: SiteHeader): Feed {
	const { provider, incident } = document
	// That users report more than usual is news once; how high it went, and what a publication cites
	// later, is for the page.
	const entries = feedEntries(
		incident,
		document.timeline.events.filter((event) => !unfed.has(event.kind)),
	)
	return feedOf(
		site,
		[document],
		feedItems(
			[{ frame: { provider, asOf: document.asOf, publication: site.name }, entries }],
			mostItems,
		),
		{
			id: urn(provider.id, incident.id),
			title: `${provider.name} · ${incident.title} · ${site.name}`,
			description: 'This incident alone, from its first update to its last.',
			page: addresses.incident(provider.id, incident.id),
			path: addresses.feeds.incident(provider.id, incident.id),
		},
	)
}

const unfed: ReadonlySet<string> = new Set([
	'gap',
	'reports_peaked',
	'reports_settled',
	'reports_possible',
	'reports_possible_over',
	'reading',
])

export function correctionsFeed(documents: readonly FeedDocument[], site: SiteHeader): Feed {
	const items = feedItems(
		documents.map(({ provider, corrections, asOf }) => ({
			frame: { provider, asOf, publication: site.name },
			entries: corrections,
		})),
		mostItems,
	)
	return feedOf(site, documents, items, {
		id: urn('corrections'),
		title: `Silent edits · ${site.name}`,
		description: 'What providers changed or took down after posting it: the text before and after.',
		page: addresses.corrections,
		path: addresses.feeds.corrections,
	})
}

function timelineOf(
	{ provider, entries, corrections, asOf }: FeedDocument,
	site: SiteHeader,
): FedTimeline {
	return { frame: { provider, asOf, publication: site.name }, entries, revisions: corrections }
}

/**
 * The archive's chain heads, an item a day: whoever keeps this feed can prove a rewriting of ours.
 */
export function headsFeed(document: HeadsDocument, asOf: string | null, site: SiteHeader): Feed {
	const items = document.days.map(({ day, heads }): FeedItem => {
		const at = latest(...heads.map((head) => head.until)) ?? `${day}T23:59:59Z`
		return {
			id: urn('heads', day),
			title: `Archive fingerprints of ${dayText(`${day}T00:00:00Z`)}`,
			path: `${addresses.feeds.heads}.json#${day}`,
			at,
			updatedAt: at,
			blocks: heads.map((head) =>
				line('text', `${head.document} ${head.hash} (until ${head.until})`),
			),
			categories: ['heads'],
		}
	})
	return feedOf(site, asOf === null ? [] : [{ asOf }], items, {
		id: urn('heads'),
		title: `Tamper check · ${site.name}`,
		description:
			'The archive’s fingerprint each day, one SHA-256 for every document that we check. It lets you detect if we rewrite history.',
		page: addresses.methodology,
		path: addresses.feeds.heads,
	})
}

/** A feed of some items, the newest hundred of them. */
export function feedOf(
	site: SiteHeader,
	sources: readonly { readonly asOf: string | null }[],
	items: readonly FeedItem[],
	about: Pick<Feed, 'id' | 'title' | 'description' | 'page' | 'path'>,
): Feed {
	const newest = [...items].sort(byDate).slice(0, mostItems)
	return {
		...about,
		language: site.language,
		licence: `${site.licence.name}, ${site.licence.url}`,
		author: site.name,
		updatedAt:
			latest(...sources.map((source) => source.asOf), ...newest.map((item) => item.updatedAt)) ??
			null,
		items: newest,
	}
}

/** Newest first. What has one date keeps the order of its provider's timeline. */
function byDate(a: FeedItem, b: FeedItem): number {
	return compareInstants(b.at, a.at)
}
