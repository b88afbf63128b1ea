import { alsoListed } from '#core/documents/also-listed.ts'
import { drawnState } from '#core/fragments/picture/segments.ts'
import type { IndexDocument, ProviderNow, SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { leftOutSentence } from '#core/text/left-out-text.ts'
import { coverageShort } from '#core/text/words.ts'
import { latest, readInstant } from '#core/time/time.ts'
import { stateChip } from './chips.ts'
import { episodeList } from './episode-list.ts'
import { outsideLink } from './evidence.ts'
import { incidentList } from './incident-list.ts'
import { html, joined, type Markup, nothing } from './markup.ts'
import { type FeedLink, feedList, type PageParts, pageParts } from './page-parts.ts'
import { inline } from './provider-text.ts'
import { asOfMarkup, coverageNote, gapsNote, isWatched } from './record-notes.ts'
import { isOfCrowd, possibleList, riseList } from './rises.ts'
import { tally } from './tally.ts'
import { monthText, timeMarkup } from './time-text.ts'

/**
 * A provider's page: what the record last knew of each surface, its newest incidents, and the way
 * to all others, month by month.
 * `oldest` is the month from which on the indexes were read, where not all of them were.
 */
export function providerPage(
	now: ProviderNow,
	recordAsOf: string | null,
	indexes: readonly IndexDocument[],
	site: SiteHeader,
	{ oldest }: { readonly oldest?: string } = {},
): PageParts {
	// What other providers' pages said later says nothing of this one.
	const asOf = isWatched(now) ? now.asOf : (lastRead(now) ?? now.asOf)
	const { provider } = now
	const feeds: FeedLink[] = [
		{ path: addresses.feeds.provider(provider.id), title: provider.name },
		{ path: addresses.feeds.all, title: 'All providers' },
	]
	return pageParts(
		{
			title: provider.name,
			description: `${provider.name} by ${provider.operator}: the recorded incidents, statement by statement, and what is known of each surface.`,
			path: addresses.provider(provider.id),
			feeds,
			json: addresses.providerJson(provider.id),
		},
		body(now, { asOf, recordAsOf }, indexes, feeds, oldest),
		site,
	)
}

/**
 * The day on which the newest of its histories was read: what other providers' looks saw later says
 * nothing of this one.
 */
function lastRead({ coverage }: ProviderNow): string | undefined {
	return latest(
		...coverage.map(({ readAt = '' }) =>
			readInstant(readAt.length === 10 ? `${readAt}T00:00:00Z` : readAt),
		),
	)
}

/** `asOf` is how far its pages were read, `recordAsOf` how far all that is counted goes. */
function body(
	now: ProviderNow,
	{ asOf, recordAsOf }: { readonly asOf: string | null; readonly recordAsOf: string | null },
	indexes: readonly IndexDocument[],
	feeds: readonly FeedLink[],
	oldest: string | undefined,
): Markup {
	const { provider } = now
	const months = indexes
		.map((index) => ({
			month: index.month,
			incidents: index.incidents.filter((incident) => incident.provider === provider.id),
		}))
		.filter((index) => index.incidents.length > 0)
	const posted = now.open.filter((incident) => !isOfCrowd(incident))
	const crowd = riseList([now], recordAsOf, new Map())
	const possible = possibleList([now], recordAsOf, new Map())
	const recorded = months.reduce((sum, index) => sum + index.incidents.length, 0)
	return html`<article class="record">
<header class="head">
<p class="crumbs"><a href="${addresses.providers}">Providers</a> / ${provider.operator}</p>
<h1>${inline(provider.name)}</h1>
<p class="lede">Operated by ${provider.operator}; ${outsideLink(provider.homepage)}${provider.statusPage !== null && html`, status page ${outsideLink(provider.statusPage)}`}.</p>
</header>
<div class="columns">
<aside>
<section aria-labelledby="surfaces-heading">
<h2 id="surfaces-heading">Surfaces</h2>
${surfaceList(now, asOf)}
</section>
<section>
<h2>Follow and fetch</h2>
${feedList(feeds)}
${surfaceFeeds(now)}
<ul class="links"><li><a href="${addresses.nowOf(provider.id)}">How it stands at this moment</a></li><li><a href="${addresses.calendar(provider.id)}">Calendar</a>, <a href="${addresses.badge(provider.id)}">badge</a></li><li><a href="${addresses.providerJson(provider.id)}">Provider as JSON</a></li></ul>
</section>
<section>
<h2>What the record answers</h2>
<ul class="links">${providerQuestions.map(([question, words]) => html`<li><a href="${addresses.analysis(question, provider.id)}">${words}</a></li>`)}<li><a href="${addresses.compare}">Beside other providers</a></li></ul>
</section>
</aside>
<div class="main">
<section aria-labelledby="open-heading">
<h2 id="open-heading">Open</h2>
${posted.length > 0 ? incidentList(posted, new Map()) : html`<p>${isWatched(now) ? 'Nothing' : 'Not known: the page was not being watched'} as of ${asOfMarkup(asOf, now.coverage)}.</p>`}
</section>
${
	crowd !== nothing &&
	html`<section class="crowd" aria-labelledby="crowd-heading">
<h2 id="crowd-heading">Reports are unusual</h2>
<p class="hint">What users say, not ${inline(provider.name)}, as of ${asOfMarkup(recordAsOf, now.coverage)}. <a href="${addresses.methodology}#crowd">How this is counted</a>.</p>
${crowd}
</section>`
}
${
	possible !== nothing &&
	html`<section class="crowd" aria-labelledby="possible-heading">
<h2 id="possible-heading">Slightly more reports than usual</h2>
<p class="hint">Not enough to call it a rise, as of ${asOfMarkup(recordAsOf, now.coverage)}. <a href="${addresses.methodology}#crowd">How this is counted</a>.</p>
${possible}
</section>`
}
${
	now.episodes.length > 0 &&
	html`<section aria-labelledby="episodes-heading">
<h2 id="episodes-heading">Episodes</h2>
${episodeList(now.episodes)}
</section>`
}
<section aria-labelledby="incidents-heading">
<h2 id="incidents-heading">Incidents</h2>
<p class="hint">${recorded === 0 ? 'None recorded yet.' : html`${tally(recorded, 'entry', '#months')} in ${tally(months.length, 'month', '#months')} of the archive${oldest !== undefined && html`, from ${monthText(oldest)} on: what was filed before is in <a href="${addresses.archive}">the whole archive</a>`}. Months that are not listed hold none; whether that means anything, their coverage says.`}</p>
${months.length > 0 && monthCounts(months, provider.id)}
${now.recent.length > 0 && html`<h3>The newest that are over</h3>${incidentList(now.recent, new Map())}`}
</section>
</div>
</div>
<section class="trust" aria-labelledby="trust-heading">
<h2 id="trust-heading">How far to trust this</h2>
${coverageNote(now.coverage)}
${gapsNote(now.gaps, addresses.providerJson(provider.id))}
${now.unattributed.length > 0 && html`<p>${tally(now.unattributed.length, 'component', '#unmatched')} of the page ${now.unattributed.length === 1 ? 'is' : 'are'} not matched to a surface:</p><ul class="words" id="unmatched">${now.unattributed.map((name) => html`<li>${inline(name)}${stateBeside(name, now)}</li>`)}</ul>`}
${problems(now)}
${leftOutSentence(now.leftOut) !== '' && html`<p>${leftOutSentence(now.leftOut)} <a href="${addresses.methodology}#bounds">How much we show</a>.</p>`}
<p class="as-of">As of ${asOfMarkup(asOf, now.coverage)}.</p>
</section>
</article>`
}

/**
 * What the page says of a component that no surface stands for, where that is not that it works.
 */
function stateBeside(name: string, now: ProviderNow): Markup {
	const part = alsoListed(now).find((candidate) => candidate.name === name)
	return part
		? html`: ${stateChip(part.state)}${part.since !== null && html` since ${timeMarkup(part.since)}`}`
		: nothing
}

/** Those of the questions that are asked of a single provider most. */
const providerQuestions = [
	['durations', 'How long it takes'],
	['availability', 'Availability, counted in several ways'],
	['relapse', 'Down again after it was fixed'],
	['remaining', 'How much longer?'],
	['words', 'What was said'],
	['promises', 'What is promised'],
	['causes', 'Stated causes'],
] as const

/**
 * Every month with its number of entries: a page of 500 incidents stays as short as one of five.
 */
function monthCounts(
	months: readonly { readonly month: string; readonly incidents: readonly unknown[] }[],
	provider: string,
): Markup {
	const years = [...Map.groupBy(months, ({ month }) => month.slice(0, 4))]
	return html`<dl class="month-counts" id="months">${years.map(([year, own]) => html`<div><dt><a href="${addresses.archiveYear(year)}">${year}</a></dt><dd>${own.map(({ month, incidents }) => tally(incidents.length, 'entry', addresses.archiveMonth(month, provider), `${monthText(month).slice(0, 3)} ${incidents.length}`))}</dd></div>`)}</dl>`
}

function surfaceList({ surfaces, provider, coverage }: ProviderNow, asOf: string | null): Markup {
	return html`<p class="hint">What the record last knew, as of ${asOfMarkup(asOf, coverage)}.</p><ul class="surfaces">${surfaces.map(
		(surface) =>
			html`<li id="surface-${surface.id}"><span class="name">${inline(surface.name)}</span> ${stateChip(drawnState(surface))}${surface.since !== null && html` <span class="facts">since ${timeMarkup(surface.since)}${surface.basis === 'seen' && ', when we first saw it so'}${surface.basis === 'named' && ', named'}${surface.incident !== null && html`, <a href="${addresses.incident(provider.id, surface.incident)}">by this incident</a>`}</span>`}<span class="facts">${reach(surface, coverage)}</span></li>`,
	)}</ul>`
}

/** For which time the record can speak of a surface, in a clause. */
function reach(
	surface: ProviderNow['surfaces'][number],
	coverage: ProviderNow['coverage'],
): Markup {
	const own = coverage.filter(
		(stretch) =>
			stretch.kind !== 'sample' &&
			(stretch.surface === undefined || stretch.surface === surface.id),
	)
	if (surface.state === 'not_covered') return html`no source of ours bears its state`
	if (own.length === 0) return html`no stretch of time is covered`
	return joined(
		own.map(
			(stretch) =>
				html`${coverageShort[stretch.kind]} ${timeMarkup(stretch.from, 'day')}${stretch.to === undefined ? ' onward' : html` to ${timeMarkup(stretch.to, 'day')}`}`,
		),
		'; ',
	)
}

function surfaceFeeds(now: ProviderNow): Markup {
	return html`<details><summary>Feeds by surface</summary>${feedList(now.provider.surfaces.map((surface) => ({ path: addresses.feeds.surface(now.provider.id, surface.id), title: surface.name })))}</details>`
}

/** A document keeps the newest of them. */
const mostProblems = 50

function problems(now: ProviderNow): Markup | false {
	return (
		now.problems.length > 0 &&
		html`<p>Reading it met ${tally(now.problems.length, 'problem', '#problems')}${now.problems.length === mostProblems && ' and more before them'}.</p><details><summary>What could not be read</summary><ul id="problems">${now.problems.map(
			(problem) =>
				html`<li>${timeMarkup(problem.at)}, ${problem.source} ${problem.document}${problem.path !== '' && html` <code>${problem.path}</code>`}: ${inline(problem.message)}</li>`,
		)}</ul></details>`
	)
}
