import type { FeedDocument, FeedEntry, NowDocument, SiteHeader } from '#core/model/documents.ts'
import { addresses, anchorOf } from '#core/text/addresses.ts'
import { listed, provenanceWords } from '#core/text/words.ts'
import { compareInstants } from '#core/time/time.ts'
import { capturedMarkup } from './captured.ts'
import { eventContent } from './event-content.ts'
import { evidenceLinks } from './evidence.ts'
import { html, joined, type Markup } from './markup.ts'
import { feedList, type PageParts } from './page-parts.ts'
import { inline } from './provider-text.ts'
import { asOfMarkup, isWatched } from './record-notes.ts'
import { section, staticPage } from './static-page.ts'
import { tally } from './tally.ts'
import { seenMarkup, timeMarkup, zoneNote } from './time-text.ts'

const feed = { path: addresses.feeds.corrections, title: 'Corrections' }

/**
 * `/corrections`: what providers changed after they had published it, newest first, each as a
 * redline with its evidence. `now` says which pages are watched, and as of when; `unread` names the
 * providers whose list could not be read.
 */
export function correctionsPage(
	feeds: readonly FeedDocument[],
	now: Pick<NowDocument, 'asOf' | 'providers'>,
	site: SiteHeader,
	unread: readonly string[] = [],
): PageParts {
	const watched = now.providers.filter(isWatched).map(({ provider }) => provider.name)
	const coverage = now.providers.flatMap((provider) => provider.coverage)
	const entries = feeds
		.flatMap((document) => document.corrections.map((entry) => ({ document, entry })))
		.sort(
			(a, b) =>
				compareInstants(b.entry.event.at, a.entry.event.at) ||
				(a.entry.event.id < b.entry.event.id ? -1 : 1),
		)
	const page = {
		title: 'Corrections',
		path: addresses.corrections,
		feeds: [feed],
		json: `${addresses.feeds.corrections}.json`,
		description:
			'Texts, titles, ratings and times that a status page changed after publication, and statements that it took away.',
		lede: html`Status pages change what they said. These are the edits that our checks, or somebody else’s dated captures, show: texts, titles, ratings and times, and updates that were taken down. Editing a status page is fine. Hiding the edit is not.`,
	}
	const seen =
		watched.length === 0
			? html`<p>We can detect edits only on pages that we monitor. What this list was made from was collected afterwards, so it is empty.</p>`
			: html`<p>We found none on the pages that we monitor: ${watched.join(', ')}. Of records collected later we have only the last version.</p>`
	return staticPage(
		page,
		html`${unread.length > 0 && html`<p>We couldn’t read our list for ${listed(unread)}: its edits are missing below.</p>`}${section('found', 'What was changed', entries.length === 0 ? seen : html`<p class="hint">${tally(entries.length, 'change', '#found')}, newest first. ${zoneNote}</p>${byDay(entries, site.name)}`)}${section('follow', 'Follow', html`${feedList([feed])}<p class="as-of">As of ${asOfMarkup(now.asOf, coverage)}. What was found later is in the feed.</p>`)}`,
		site,
	)
}

interface Change {
	readonly document: FeedDocument
	readonly entry: FeedEntry
}

function byDay(changes: readonly Change[], publication: string): Markup {
	const days = Map.groupBy(changes, ({ entry }) => entry.event.at.slice(0, 10))
	return html`${[...days].map(([day, own]) => html`<section class="day"><h3>${timeMarkup(day, 'day', 'weekday')}</h3><ol class="timeline">${own.map(({ document, entry }) => line(document, entry, publication))}</ol></section>`)}`
}

function line(
	{ provider }: FeedDocument,
	{ incident, event }: FeedEntry,
	publication: string,
): Markup {
	const address = `${addresses.incident(provider.id, incident.id)}#${anchorOf(event.id)}`
	const meta = joined(
		[
			event.captured && capturedMarkup(event.captured),
			event.seen !== undefined && seenMarkup(event.seen, event.provenance, event.at),
			event.provenance !== undefined &&
				html`<span class="provenance" title="${provenanceWords[event.provenance].long}">${provenanceWords[event.provenance].short}</span>`,
			event.evidence.length > 0 &&
				evidenceLinks(event.evidence, addresses.incidentTimelineJson(provider.id, incident.id)),
		],
		' · ',
	)
	return html`<li class="event" data-kind="${event.kind}" data-origin="${event.origin}"><div class="when"><a class="permalink" href="${address}">${timeMarkup(event.at, event.precision, 'clock')}</a></div><div class="what"><p class="of"><a href="${addresses.incident(provider.id, incident.id)}">${inline(provider.name)}: ${inline(incident.title)}</a></p>${eventContent(event, { publication, provider: provider.id, surfaces: provider.surfaces, crowdSources: [], incidents: new Map() })}<p class="meta">${meta}</p></div></li>`
}
