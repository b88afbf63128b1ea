import type { RecordDays } from '#core/documents/surface-days.ts'
import { episodeList } from '#core/fragments/episode-list.ts'
import { incidentList } from '#core/fragments/incident-list.ts'
import { html, type Markup, nothing } from '#core/fragments/markup.ts'
import { type FeedLink, feedList, type PageParts, pageParts } from '#core/fragments/page-parts.ts'
import { asOfMarkup, isWatched } from '#core/fragments/record-notes.ts'
import { isOfCrowd, riseList } from '#core/fragments/rises.ts'
import type {
	IncidentSummary,
	IndexDocument,
	NowDocument,
	ProviderNow,
	SiteHeader,
} from '#core/model/documents.ts'
import type { Episode } from '#core/model/incident.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants, earliest } from '#core/time/time.ts'
import { daysSection } from './days-strip.ts'

/**
 * The front page: what is open in the record, the last days (which no published document holds:
 * they are made when the site is built), the episodes worth reading, the newest incidents, and how
 * to follow.
 */
export function homePage(
	now: NowDocument,
	indexes: readonly IndexDocument[],
	record: RecordDays,
	site: SiteHeader,
): PageParts {
	const feeds: FeedLink[] = [
		{ path: addresses.feeds.all, title: 'All providers' },
		{ path: addresses.feeds.corrections, title: 'Corrections: what was changed after publication' },
		{ path: addresses.feeds.heads, title: 'The archive’s daily chain heads' },
	]
	const head = {
		title: '',
		description: `${site.name} is a citable record of ${site.subject}: every statement with its time, its evidence and what was changed later.`,
		path: '/',
		feeds,
		json: addresses.statusJson,
	}
	return pageParts(head, body(now, indexes, record, site, feeds), site)
}

function body(
	now: NowDocument,
	indexes: readonly IndexDocument[],
	days: RecordDays,
	site: SiteHeader,
	feeds: readonly FeedLink[],
): Markup {
	const names = new Map(now.providers.map(({ provider }) => [provider.id, provider.name]))
	const asOf = asOfMarkup(
		now.asOf,
		now.providers.flatMap((provider) => provider.coverage),
	)
	const entries = now.providers.flatMap((provider) => provider.open)
	const open = entries.filter((incident) => !isOfCrowd(incident)).sort(newestFirst)
	const crowd = riseList(now.providers, now.asOf, names)
	const openIds = new Set(entries.map((incident) => `${incident.provider}/${incident.id}`))
	const closed = indexes
		.flatMap((index) => index.incidents)
		.filter((incident) => !openIds.has(`${incident.provider}/${incident.id}`))
	// An episode of several providers stands with each of them.
	const all = now.providers
		.flatMap((provider) => provider.episodes)
		.filter((episode) => episode.incidents.length > 1)
	const episodes = [...new Map(all.map((episode) => [episode.id, episode])).values()]
	// What an editor put together is worth reading first; the rule's groupings are as many as there
	// are busy days.
	episodes.sort((a, b) => rank(a) - rank(b) || compareInstants(b.from, a.from))
	return html`<div class="home">
<header class="head">
<h1>The record of ${site.subject}</h1>
<p class="lede">Status pages overwrite their past. This one keeps what was said, when it was said, when we saw it, and what was changed afterwards, each line with its evidence.</p>
</header>
<section aria-labelledby="open-heading">
<h2 id="open-heading">Open in the record</h2>
<p class="hint">What the providers say, on their own pages.</p>
${open.length > 0 && incidentList(open, names)}
${notOpen(now, open.length > 0)}
<p class="hint">This page is as old as the record it was built from. For this moment, with the age of every look: <a href="${addresses.now}">Now</a>.</p>
</section>
${
	crowd !== nothing &&
	html`<section class="crowd" aria-labelledby="crowd-heading">
<h2 id="crowd-heading">Reports are unusual</h2>
<p class="hint">What users say, not the providers, as of ${asOf}. <a href="${addresses.methodology}#crowd">How this is counted</a>.</p>
${crowd}
</section>`
}
${
	episodes.length > 0 &&
	html`<section aria-labelledby="episodes-heading">
<h2 id="episodes-heading">Episodes</h2>
${episodeList(episodes.slice(0, 6), names)}
</section>`
}
${daysSection(days)}
<section aria-labelledby="incidents-heading">
<h2 id="incidents-heading">Newest incidents</h2>
${closed.length > 0 ? incidentList(closed.sort(newestFirst).slice(0, 12), names) : html`<p>None recorded yet.</p>`}
<p class="more"><a href="${addresses.archive}">The whole archive, by year and month</a></p>
</section>
<section aria-labelledby="answers-heading">
<h2 id="answers-heading">What the record answers</h2>
<p>How long it takes, how often it is down again after the all-clear, what was said meanwhile: <a href="${addresses.analyses}">questions with their figures, methods and files</a>, and <a href="${addresses.compare}">the providers side by side</a>.</p>
</section>
<section aria-labelledby="follow-heading">
<h2 id="follow-heading">Follow</h2>
${feedList(feeds)}
<p class="more"><a href="${addresses.subscribe}">By provider, surface and incident; calendars and badges</a></p>
</section>
<p class="as-of">As of ${asOf}. Record: <a href="${site.licence.url}" rel="license">${site.licence.name}</a>.</p>
</div>`
}

function rank(episode: Episode): number {
	return episode.basis.by === 'editor' ? 0 : 1
}

function newestFirst(a: IncidentSummary, b: IncidentSummary): number {
	return compareInstants(b.startedAt ?? b.createdAt, a.startedAt ?? a.createdAt)
}

/**
 * Nothing open says something only of providers whose pages could be read when the record ends; of
 * the others it says that we do not know,
 * also beside what is open elsewhere.
 */
function notOpen(now: NowDocument, others: boolean): Markup {
	const watched = now.providers.filter(isWatched)
	if (watched.length === 0)
		return others
			? nothing
			: html`<p>Not known: no provider’s page was being watched when this record ends, on ${asOfMarkup(
					now.asOf,
					now.providers.flatMap(({ coverage }) => coverage),
				)}.</p>`
	const blind = watched.filter(({ gaps }) =>
		gaps.some((gap) => gap.to === undefined && gap.bearsState),
	)
	const quiet = watched.filter(
		(provider) =>
			!blind.includes(provider) && !provider.open.some((incident) => !isOfCrowd(incident)),
	)
	const asOf = earliest(...quiet.map((provider) => provider.asOf)) ?? null
	return html`${quiet.length > 0 && html`<p>Nothing as of ${asOfMarkup(asOf, [])} on the pages that were being watched: ${namesOf(quiet)}.</p>`}${blind.map(
		(provider) =>
			html`<p>Not known: the page of ${namesOf([provider])} could not be read when this record ends${provider.asOf !== null && html`; what it last said is from ${asOfMarkup(provider.asOf, provider.coverage)}`}.</p>`,
	)}`
}

function namesOf(providers: readonly ProviderNow[]): string {
	return providers.map(({ provider }) => provider.name).join(', ')
}
