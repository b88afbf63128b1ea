import { coveredWithin } from '#core/documents/covered.ts'
import { episodeList } from '#core/fragments/episode-list.ts'
import { incidentList } from '#core/fragments/incident-list.ts'
import { html, joined, type Markup } from '#core/fragments/markup.ts'
import { type FeedLink, feedList, type PageParts, pageParts } from '#core/fragments/page-parts.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { asOfMarkup } from '#core/fragments/record-notes.ts'
import { tally } from '#core/fragments/tally.ts'
import { monthText, timeMarkup } from '#core/fragments/time-text.ts'
import type {
	IncidentSummary,
	IndexDocument,
	NowDocument,
	ProviderNow,
	SiteHeader,
} from '#core/model/documents.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted } from '#core/text/words.ts'
import { addSeconds } from '#core/time/time.ts'

/**
 * The archive by year and by month: what was filed when, and for which months the record can speak
 * at all.
 */

const feeds: readonly FeedLink[] = [{ path: addresses.feeds.all, title: 'All providers' }]

/** `/archive`: every year of the record, with all of its months. */
export function archivePage(
	now: NowDocument,
	indexes: readonly IndexDocument[],
	site: SiteHeader,
): PageParts {
	const head = {
		title: 'Archive',
		description: `Every incident in the record of ${site.subject}, by year and month.`,
		path: addresses.archive,
		feeds,
	}
	const body = html`<article class="record">
<header class="head">
<h1>The archive</h1>
<p class="lede">${tally(total(indexes), 'entry', '#by-month')} in ${tally(indexes.length, 'month', '#by-month')}, by the month in which the provider filed them.</p>
</header>
${howToRead()}
<div id="by-month">${yearsOf(indexes).map((year) => yearSection(year, now, indexes, true))}</div>
${foot(now)}
</article>`
	return pageParts(head, body, site)
}

/** `/archive/2026`: the months of one year. */
export function archiveYearPage(
	year: string,
	now: NowDocument,
	indexes: readonly IndexDocument[],
	site: SiteHeader,
): PageParts {
	const own = indexes.filter((index) => index.month.startsWith(`${year}-`))
	const head = {
		title: `${year} · Archive`,
		description: `The incidents of ${year} in the record of ${site.subject}, by month and provider.`,
		path: addresses.archiveYear(year),
		feeds,
	}
	const body = html`<article class="record">
<header class="head">
<p class="crumbs"><a href="${addresses.archive}">Archive</a></p>
<h1>${year}</h1>
<p class="lede">${tally(total(own), 'entry', '#by-month')} in ${tally(own.length, 'month', '#by-month')}.</p>
</header>
${howToRead()}
<div id="by-month">${yearSection(year, now, own, false)}</div>
${foot(now)}
</article>`
	return pageParts(head, body, site)
}

/**
 * `/archive/2026/03`: everything that was filed in one month, provider by provider, and what an
 * absence means there.
 */
export function archiveMonthPage(
	index: IndexDocument,
	now: NowDocument,
	site: SiteHeader,
): PageParts {
	const { month } = index
	const title = monthText(month)
	const filedBy = (provider: string) => entriesOf(index, provider)
	const present = now.providers.filter(({ provider }) => filedBy(provider.id).length > 0)
	const absent = now.providers.filter((provider) => !present.includes(provider))
	const position = now.months.indexOf(month)
	const neighbours = [
		[now.months[position + 1], 'before'],
		[now.months[position - 1], 'after'],
	] as const
	const head = {
		title: `${title} · Archive`,
		description: `${counted(index.incidents.length, 'entry', 'entries')} of ${title} in the record of ${site.subject}, with their length, impact and corrections.`,
		path: addresses.archiveMonth(month),
		feeds: [
			...present.map(({ provider }) => ({
				path: addresses.feeds.provider(provider.id),
				title: provider.name,
			})),
			...feeds,
		],
	}
	const body = html`<article class="record">
<header class="head">
<p class="crumbs"><a href="${addresses.archive}">Archive</a> / <a href="${addresses.archiveYear(month.slice(0, 4))}">${month.slice(0, 4)}</a></p>
<h1>${title}</h1>
<p class="lede">${tally(index.incidents.length, 'entry', '#entries')}${present.length > 0 && ': '}${joined(
		present.map(
			({ provider }) =>
				html`${inline(provider.name)}\u00a0${tally(filedBy(provider.id).length, 'entry', `#${provider.id}`, String(filedBy(provider.id).length))}`,
		),
		', ',
	)}.</p>
</header>
<div id="entries">${present.map(
		(
			provider,
		) => html`<section class="part" id="${provider.provider.id}" aria-labelledby="${provider.provider.id}-heading">
<h2 id="${provider.provider.id}-heading"><a href="${addresses.provider(provider.provider.id)}">${inline(provider.provider.name)}</a></h2>
<p class="hint">${tally(filedBy(provider.provider.id).length, 'entry', `#${provider.provider.id}`)}; ${reachOf(provider, month, asOfOf(now, month))}.</p>
${incidentList(filedBy(provider.provider.id), new Map())}
</section>`,
	)}</div>
${index.episodes.length > 0 && html`<section class="part" aria-labelledby="episodes-heading"><h2 id="episodes-heading">Episodes that began</h2>${episodeList(index.episodes, new Map(now.providers.map(({ provider }) => [provider.id, provider.name])))}</section>`}
${
	absent.length > 0 &&
	html`<section class="part" aria-labelledby="absent-heading"><h2 id="absent-heading">Without an entry this month</h2><ul class="coverage">${absent.map((provider) => html`<li id="${provider.provider.id}"><a href="${addresses.provider(provider.provider.id)}">${inline(provider.provider.name)}</a>: ${coveredWithin(provider.coverage, monthWindow(month), asOfOf(now, month)) === 'whole' ? 'nothing was filed' : html`<strong>not known</strong>`}; ${reachOf(provider, month, asOfOf(now, month))}.</li>`)}</ul></section>`
}
<nav class="neighbours" aria-label="Months">${neighbours.map(([other, word]) => other !== undefined && html`<a href="${addresses.archiveMonth(other)}">${word === 'before' ? '← ' : ''}${monthText(other)}${word === 'after' ? ' →' : ''}</a>`)}</nav>
${foot(now)}
</article>`
	return pageParts(head, body, site)
}

/** The years that hold an entry, newest first. */
export function yearsOf(indexes: readonly IndexDocument[]): string[] {
	return [...new Set(indexes.map((index) => index.month.slice(0, 4)))].sort().reverse()
}

function howToRead(): Markup {
	return html`<p class="hint">A number leads to the entries that it counts. <b>0</b> is said only of a month that the record covers as a whole; <b>?</b> is not known, because nobody looked or the record holds chosen incidents only; <b>+</b> after a number says the same of the rest of that month. Providers file at different granularity, so rows cannot be compared with one another.</p>`
}

function yearSection(
	year: string,
	now: NowDocument,
	indexes: readonly IndexDocument[],
	linked: boolean,
): Markup {
	const months = Array.from(
		{ length: 12 },
		(_, index) => `${year}-${String(index + 1).padStart(2, '0')}`,
	)
	const byMonth = new Map(indexes.map((index) => [index.month, index]))
	const rows = now.providers.filter(({ provider }) =>
		months.some((month) => entriesOf(byMonth.get(month), provider.id).length > 0),
	)
	return html`<section class="part" aria-labelledby="y${year}"><h2 id="y${year}">${linked ? html`<a href="${addresses.archiveYear(year)}">${year}</a>` : 'By month and provider'}</h2><div class="scroll" tabindex="0" role="region" aria-label="${`Entries of ${year} by month`}"><table class="months"><thead><tr><th scope="col">Provider</th>${months.map((month) => html`<th scope="col">${byMonth.has(month) ? html`<a href="${addresses.archiveMonth(month)}">${monthText(month).slice(0, 3)}</a>` : monthText(month).slice(0, 3)}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr><th scope="row"><a href="${addresses.provider(row.provider.id)}">${inline(row.provider.name)}</a></th>${months.map((month) => monthCell(row, month, byMonth.get(month), asOfOf(now, month)))}</tr>`)}</tbody></table></div></section>`
}

function monthCell(
	{ provider, coverage }: ProviderNow,
	month: string,
	index: IndexDocument | undefined,
	asOf: string,
): Markup {
	const count = entriesOf(index, provider.id).length
	// A month in which nobody filed anything has no page: what covers it stands on the provider's.
	const page =
		index === undefined
			? `${addresses.provider(provider.id)}#trust-heading`
			: addresses.archiveMonth(month, provider.id)
	const whole = coveredWithin(coverage, monthWindow(month), asOf) === 'whole'
	if (count > 0)
		return html`<td>${tally(count, 'entry', page, String(count))}${!whole && html`<span title="The rest of the month is not known">+</span>`}</td>`
	if (monthWindow(month).from > asOf) return html`<td><span class="unseen">not yet</span></td>`
	return whole
		? html`<td><a class="tally zero" href="${page}">0</a></td>`
		: html`<td class="none"><span aria-hidden="true">?</span><span class="unseen">not known</span></td>`
}

function entriesOf(index: IndexDocument | undefined, provider: string): readonly IncidentSummary[] {
	return index?.incidents.filter((incident) => incident.provider === provider) ?? []
}

/** What the record of a provider is in one month, in a clause. */
function reachOf({ coverage }: ProviderNow, month: string, asOf: string): Markup {
	const window = monthWindow(month)
	const touching = coverage.filter(
		(stretch) => stretch.from < window.to && (stretch.to ?? asOf) > window.from,
	)
	const kinds = new Set<Coverage['kind']>(touching.map((stretch) => stretch.kind))
	const reach = coveredWithin(coverage, window, asOf)
	if (reach === 'whole')
		return html`${kinds.has('live') ? 'the page was watched' : 'everything that the page listed was read'}`
	if (reach === 'none')
		return html`${kinds.has('sample') ? 'chosen incidents only, the month is not covered' : 'this month is not covered'}`
	const parts = touching.filter((stretch) => stretch.kind !== 'sample')
	return html`covered only ${joined(
		parts.map(
			(stretch) =>
				html`from ${timeMarkup(later(stretch.from, window.from))} to ${timeMarkup(earlier(stretch.to ?? asOf, window.to))}`,
		),
		' and ',
	)}`
}

/** Before any look nothing of a month is known, not even its first moment. */
function asOfOf({ asOf }: NowDocument, month: string): string {
	return asOf ?? monthWindow(month).from
}

function monthWindow(month: string): { readonly from: string; readonly to: string } {
	const from = `${month}-01T00:00:00Z`
	// 31 days on always lies in the next month.
	return { from, to: `${addSeconds(from, 31 * 86_400).slice(0, 7)}-01T00:00:00Z` }
}

function foot(now: NowDocument): Markup {
	return html`<section class="trust"><h2>Follow</h2>${feedList(feeds)}<p class="as-of">As of ${asOfMarkup(
		now.asOf,
		now.providers.flatMap((provider) => provider.coverage),
	)}.</p></section>`
}

function total(indexes: readonly IndexDocument[]): number {
	return indexes.reduce((sum, index) => sum + index.incidents.length, 0)
}

function later(a: string, b: string): string {
	return a > b ? a : b
}

function earlier(a: string, b: string): string {
	return a < b ? a : b
}
