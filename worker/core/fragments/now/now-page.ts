import { alsoListed, alsoOut } from '#core/documents/also-listed.ts'
import {
	isTroubled,
	type News,
	type ProviderNews,
	type Standing,
	upByKind,
} from '#core/documents/news.ts'
import { canonicalJson, sha256Hex } from '#core/hash.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { SurfaceKind } from '#core/model/provider.ts'
import { addresses } from '#core/text/addresses.ts'
import { capital, listed, statusWords } from '#core/text/words.ts'
import { html, joined, type Markup, nothing } from '../markup.ts'
import { type FeedLink, feedList, type PageParts, pageParts } from '../page-parts.ts'
import { inline } from '../provider-text.ts'
import { asOfMarkup, gapsNote } from '../record-notes.ts'
import { possibleList, riseList } from '../rises.ts'
import { tally } from '../tally.ts'
import { timeMarkup } from '../time-text.ts'
import { asideNotes, failures, fallbackNote, lookMarkup, lookSentence, staleBanner } from './age.ts'
import { errorMeanings } from './error-meanings.ts'
import { providerBlock } from './provider-block.ts'

/**
 * The page for someone in trouble: what is down and since when, how old that is, what the provider
 * says, what else is up. `only` is the
 * provider that it is about; what else is up is told of all. `address` is the site's own, without a
 * slash at its end.
 */
export function nowPage(news: News, site: SiteHeader, address: string, only?: string): PageParts {
	const subject = news.providers.find((entry) => entry.now.provider.id === only)
	const feeds: FeedLink[] = [
		...(subject
			? [
					{
						path: addresses.feeds.provider(subject.now.provider.id),
						title: subject.now.provider.name,
					},
				]
			: []),
		{ path: addresses.feeds.all, title: 'All providers' },
	]
	const about = subject ? [subject] : news.providers
	return pageParts(
		{
			title: subject ? `${subject.now.provider.name} now` : 'Now',
			description: `What is down and since when${subject ? ` at ${subject.now.provider.name}` : ''}, how old that news is, what the provider says, and what else is up.`,
			path: subject ? addresses.nowOf(subject.now.provider.id) : addresses.now,
			feeds,
			json: subject ? addresses.providerJson(subject.now.provider.id) : addresses.statusJson,
		},
		body(news, about, subject, feeds, site, address),
		site,
	)
}

function body(
	news: News,
	about: readonly ProviderNews[],
	subject: ProviderNews | undefined,
	feeds: readonly FeedLink[],
	site: SiteHeader,
	address: string,
): Markup {
	const troubled = about.filter(isTroubled)
	const age = subject
		? { lookAt: subject.lookAt, stale: subject.stale }
		: { lookAt: news.lookAt, stale: news.stale }
	return html`<article class="now" data-live="${versionOf(news, about)}">
<header class="head">
${subject && html`<p class="crumbs"><a href="${addresses.now}">Now</a> / <a href="${addresses.provider(subject.now.provider.id)}">${inline(subject.now.provider.name)}, the whole record</a></p>`}
<h1>${headline(about, troubled, age.stale)}</h1>
${staleBanner({ ...news, ...age })}
<p class="lede">${lookSentence(age.lookAt, news.at)} This page was made on <span data-age>${timeMarkup(news.at, 'minute')}</span>${news.asOf !== null && html`; the state that it shows last changed on ${asOfOf(news)}`}.</p>
</header>
${troubled.map((entry) => providerBlock(entry, subject ? { ...news, ...age } : news, address, site.name))}
${troubled.length === 0 && html`<p>${calm(about, subject, age.stale)}</p>`}
${crowd(news, about, subject)}
${maintenance(about)}
${notOutages(about)}
${elsewhere(news)}
${unseen(about, subject, news)}
${errorMeanings()}
<section aria-labelledby="follow-heading">
<h2 id="follow-heading">Follow</h2>
${!subject && html`<ul class="links across">${news.providers.map(({ now }) => html`<li><a href="${addresses.nowOf(now.provider.id)}">${inline(now.provider.name)} now</a></li>`)}</ul>`}
${feedList(feeds)}
</section>
<p class="as-of">As of ${asOfOf(news)}. Not a monitor of our own: what stands here is what the providers’ pages said when we looked. Record: <a href="${site.licence.url}" rel="license">${site.licence.name}</a>.</p>
</article>`
}

function headline(
	about: readonly ProviderNews[],
	troubled: readonly ProviderNews[],
	stale: boolean,
): Markup {
	const outBeside = (entry: ProviderNews, standing: Standing) =>
		standing === 'down' ? alsoOut(entry.now) : []
	const standingAt = (standing: Standing) =>
		troubled
			.map((entry) => ({
				entry,
				names: [
					...entry.surfaces.filter((surface) => surface.standing === standing),
					...outBeside(entry, standing),
				].map(({ name }) => name),
			}))
			.filter(({ names }) => names.length > 0)
	const out = standingAt('down')
	// Without a level nobody can say that it is out.
	const down = out.length > 0 ? out : standingAt('affected')
	const phrases = down.slice(0, mostNames).map(({ entry, names }) => {
		const shown = listed(names.length > mostNames ? [...names.slice(0, mostNames), 'more'] : names)
		return about.length === 1 ? shown : `${shown} (${entry.now.provider.name})`
	})
	const what = down.length > mostNames ? `${phrases.join('; ')}; and more` : phrases.join('; ')
	const word = out.length > 0 ? 'out' : 'affected'
	if (down.length > 0)
		return html`${stale ? `When last seen, ${word}: ` : `${capital(word)} now: `}${inline(what)}`
	if (troubled.length > 0)
		return html`${stale ? 'When last seen, open: ' : 'Open now: '}${inline(listed(troubled.slice(0, mostNames).map((entry) => entry.now.provider.name)))}`
	return html`${stale || !about.some(isSeen) ? 'What is down now is not known' : 'Nothing is out on the pages that we see'}`
}

const mostNames = 5

function asOfOf(news: News): Markup {
	return asOfMarkup(
		news.asOf,
		news.providers.flatMap((entry) => entry.now.coverage),
	)
}

/** Nothing open says something only of pages that were read a moment ago. */
function calm(
	about: readonly ProviderNews[],
	subject: ProviderNews | undefined,
	stale: boolean,
): Markup {
	const seen = about.filter(isSeen)
	if (stale || seen.length === 0)
		return html`No outage stands in the record, and no page was seen in the last ten minutes. That is not the same as working.`
	if (subject) return html`Its page lists no open incident and no surface that is out.`
	return html`No open incident on the pages of ${inline(listed(seen.map((entry) => entry.now.provider.name)))}.`
}

function isSeen(entry: ProviderNews): boolean {
	return !entry.stale
}

/**
 * What users report, whatever the page says. On a provider's own page also that nothing is known,
 * and where to say more.
 */
function crowd(
	news: News,
	about: readonly ProviderNews[],
	subject: ProviderNews | undefined,
): Markup {
	const names = new Map(news.providers.map(({ now }) => [now.provider.id, now.provider.name]))
	const providers = about.map((entry) => entry.now)
	const list = riseList(providers, news.asOf, names)
	const possible = possibleList(providers, news.asOf, subject ? new Map() : names)
	if (list === nothing && possible === nothing && !subject) return nothing
	return html`<section aria-labelledby="crowd-heading">
<h2 id="crowd-heading">What the crowd says</h2>
<p class="hint">Reports of users as of ${asOfOf(news)}, not a word of the provider. <a href="${addresses.methodology}#crowd">How this is counted</a>.</p>
${list === nothing ? html`<p>${possible === nothing ? 'No count above its usual volume is known.' : 'No count is far above its usual volume.'} Where nobody counts, that says nothing.</p>` : list}
${possible !== nothing && html`<h3>Slightly more than usual</h3>${possible}`}
${subject && html`<p><a href="${addresses.report(subject.now.provider.id)}">Is it broken for you? Report it</a>.</p>`}
</section>`
}

/** Announced work, which is no outage: what is marked so now, and what is open or to come. */
function maintenance(about: readonly ProviderNews[]): Markup {
	const items = about.flatMap((entry) => {
		const beside = entry.stale
			? []
			: alsoListed(entry.now).filter(({ state }) => state === 'under_maintenance')
		const names = [
			...entry.surfaces.filter((surface) => surface.standing === 'maintenance'),
			...beside,
		].map(({ name }) => name)
		const announced = entry.now.open
			.filter((incident) => incident.kind === 'maintenance')
			.slice(0, mostNames)
		if (names.length + announced.length === 0) return []
		return [
			html`<li>${inline(entry.now.provider.name)}${names.length > 0 && html`: ${inline(listed(names))} under maintenance`}${announced.map((incident) => html` · <a href="${addresses.incident(incident.provider, incident.id)}">${inline(incident.title)}</a>, ${statusWords[incident.status]}`)}</li>`,
		]
	})
	if (items.length === 0) return nothing
	return html`<section aria-labelledby="maintenance-heading">
<h2 id="maintenance-heading">Maintenance</h2>
<ul class="gaps">${items}</ul>
</section>`
}

/**
 * What a page lists as an open incident and an editor holds to be no outage: not counted, and not
 * hidden either.
 */
function notOutages(about: readonly ProviderNews[]): Markup {
	const items = about.flatMap(({ now }) =>
		now.open
			.filter((incident) => incident.kind === 'not_an_outage')
			.map(
				(incident) =>
					html`<li>${inline(now.provider.name)} · <a href="${addresses.incident(incident.provider, incident.id)}">${inline(incident.title)}</a>, ${statusWords[incident.status]}</li>`,
			),
	)
	if (items.length === 0) return nothing
	return html`<section aria-labelledby="no-outage-heading">
<h2 id="no-outage-heading">Open, and not an outage</h2>
<p class="hint">The page files it as an incident; an editor gives the reason why it is none.</p>
<ul class="gaps">${items}</ul>
</section>`
}

const kindTitles: Readonly<Record<SurfaceKind, string>> = {
	chat: 'Chat',
	api: 'API',
	coding: 'Coding',
	console: 'Consoles',
	media: 'Images, sound and film',
	voice: 'Voice',
	search: 'Search',
	other: 'Other',
}

/** What the pages call operational, seen in the last ten minutes, by what it is for. */
function elsewhere(news: News): Markup {
	const groups = upByKind(news.providers)
	const list = html`<dl class="up">${groups.map(
		({ kind, up }) =>
			html`<div data-kind="${kind}"><dt>${kindTitles[kind]}</dt>${up.map(
				({ provider, surface }) =>
					html`<dd data-surface="${surface.id}">${inline(surface.name)} <span class="facts"><a href="${addresses.nowOf(provider.now.provider.id)}">${inline(provider.now.provider.name)}</a>${surface.seenAt !== null && html` · seen ${timeMarkup(surface.seenAt)}`}${surface.open !== null && surface.since !== null && html` · named in an open incident, declared working at ${timeMarkup(surface.since)}`}</span></dd>`,
			)}</div>`,
	)}</dl>`
	return html`<section aria-labelledby="up-heading">
<h2 id="up-heading">What else is up</h2>
${groups.length > 0 ? html`<p class="hint">Called operational by their own pages, read in the last ten minutes. We do not try the services ourselves.</p>${list}` : html`<p>Not known: nothing was seen to be operational in the last ten minutes.</p>`}
</section>`
}

/** What we could not see: failures, gaps, surfaces that are not known or not covered. */
function unseen(
	about: readonly ProviderNews[],
	subject: ProviderNews | undefined,
	news: News,
): Markup {
	const parts = about.flatMap((entry) => {
		const names = (standing: string) =>
			entry.surfaces
				.filter((surface) => surface.standing === standing)
				.map((surface) => surface.name)
		const [unknown, uncovered] = [names('not_known'), names('not_covered')]
		const text = (words: string, list: readonly string[]) =>
			list.length > 0 &&
			html` <strong>${words}:</strong> ${joined(
				list.map((name) => inline(name)),
				', ',
			)}.`
		if (unknown.length + uncovered.length === 0) return []
		return [
			html`<li><bdi>${entry.now.provider.name}</bdi>, ${lookMarkup(entry.lookAt, news.at)}.${text('Not known now', unknown)}${text('Not covered', uncovered)}</li>`,
		]
	})
	const failed = about.flatMap((entry) => (entry.failing.length > 0 ? [failures(entry)] : []))
	const aside = about.flatMap((entry) => asideNotes(entry, news.at))
	const gaps = about.flatMap((entry) => entry.now.gaps.filter((gap) => gap.to === undefined))
	return html`<section aria-labelledby="unseen-heading">
<h2 id="unseen-heading">What we could not see</h2>
${!news.heard && html`<p>Our recorder did not answer when this page was made, so it is not known when we last looked.</p>`}
${parts.length > 0 ? html`<ul class="gaps">${parts}</ul>` : about.every((entry) => !entry.unread) && html`<p>Every surface that is listed was seen in the last ten minutes.</p>`}
${
	failed.length > 0
		? html`<h3>${tally(
				about.reduce((sum, entry) => sum + entry.failing.length, 0),
				'document',
				'#failed',
			)} could not be read</h3><ul class="gaps" id="failed">${failed}</ul>`
		: nothing
}
${aside.length > 0 && html`<h3>Trouble of our own</h3><ul class="gaps" id="aside">${aside}</ul>`}
${about.filter((entry) => !isTroubled(entry)).map(fallbackNote)}
${failed.length === 0 && gapsNote(gaps, subject ? addresses.providerJson(subject.now.provider.id) : addresses.statusJson)}
</section>`
}

/** Differs when what is told differs; ages alone leave it as it is. */
function versionOf(news: News, about: readonly ProviderNews[]): string {
	const told = about.map((entry) => [
		entry.now.provider.id,
		entry.stale,
		alsoListed(entry.now),
		entry.now.open,
		entry.now.crowd,
		entry.now.possible ?? [],
		entry.failing.map((document) => document.document),
		entry.fallback?.source,
		entry.unread,
		entry.aside.map(({ what, since, reason }) => [what, since, reason]),
	])
	const standings = news.providers.map((entry) =>
		entry.surfaces.map((surface) => [surface.standing, surface.since]),
	)
	return sha256Hex(canonicalJson([told, standings, news.heard, news.waiting, news.stale])).slice(
		0,
		16,
	)
}
