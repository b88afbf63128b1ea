import { outsideLink } from '#core/fragments/evidence.ts'
import { html, joined, type Markup, type Part } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { section, staticPage } from '#core/fragments/static-page.ts'
import { durationText, monthText } from '#core/fragments/time-text.ts'
import type { Analysis } from '#core/model/analysis.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { promiseRules, type Reference, type ServicePromise } from '#core/model/register.ts'
import type { PromiseRow, PromisesFigures } from '#core/questions/promises/figures.ts'
import { addresses, vendorSlug } from '#core/text/addresses.ts'
import {
	monthVerdicts,
	openQuestions,
	promiseKindWords,
	sourceWords,
	toAsk,
} from '#core/text/promise-words.ts'

/** What one vendor promises, and what the record has of the months that were promised. */
export interface PromiseSheet {
	readonly vendor: string
	readonly rows: readonly PromiseRow[]
	readonly allowed: PromisesFigures['allowed']
	readonly analysis: Analysis
}

/**
 * One sheet a vendor, by the alphabet. `figures` are those of `analysis`, which is the question
 * about promises.
 */
export function promiseSheets(analysis: Analysis, figures: PromisesFigures): PromiseSheet[] {
	return [...Map.groupBy(figures.promises, ({ promise }) => promise.vendor)]
		.map(([vendor, rows]) => ({ vendor, rows, allowed: figures.allowed, analysis }))
		.sort((a, b) => (a.vendor < b.vendor ? -1 : 1))
}

/**
 * `/analysis/before-you-sign/<vendor>`: a sheet to print and take to the talk: what is promised,
 * what is not said, what to ask.
 */
export function promiseSheetPage(
	{ vendor, rows, allowed, analysis }: PromiseSheet,
	site: SiteHeader,
): PageParts {
	const title = `Before you sign with ${vendor}`
	return staticPage(
		{
			title,
			path: addresses.promiseSheet(vendorSlug(vendor)),
			description: `${title}: what is promised publicly, to whom, how it is counted, and what to ask. To print.`,
			crumbs: html`<a href="${addresses.analyses}">Analysis</a> / <a href="${addresses.analysis('promises')}">${analysis.title}</a>`,
			lede: html`What ${inline(vendor)} promises in public, read from pages and texts that are named at each line. Terms change: read them again before you rely on this. It is no legal advice.`,
		},
		html`${rows.map((row) => promiseSection(row, allowed))}
${section('ask', 'What to ask', html`<p>Tick what the contract answers. What the public text leaves open for a product is listed under it above.</p><ul class="asks">${toAsk.map(([topic, question]) => html`<li><span class="box" aria-hidden="true"></span><span><strong>${topic}.</strong> ${question}</span></li>`)}</ul>`)}
${section('source', 'Where this is from', html`<p>The register of promises and its method: <a href="${addresses.analysis('promises')}">${analysis.title}</a>, method ${analysis.version}, input <code>${analysis.inputHash.slice(0, 16)}</code>. Licence: <a href="${site.licence.url}" rel="license">${site.licence.name}</a>. Cite as: ${site.name}, “${title}”, ${site.address.replace(/\/+$/, '')}${addresses.promiseSheet(vendorSlug(vendor))}.</p>`)}`,
		site,
	)
}

function promiseSection(
	{ promise, countable, credit, months }: PromiseRow,
	allowed: PromisesFigures['allowed'],
): Markup {
	const seconds = allowed.find(({ percent }) => percent === promise.percent)?.seconds
	const lines: (readonly [string, Part])[] = [
		['Who gets it', promise.recipients],
		['What it is', promiseKindWords[promise.kind]],
		[
			'Level',
			promise.percent === undefined
				? 'no figure is known'
				: `${promise.percent}\u00a0%${promise.rule === 'latency' ? ' of the target of speed' : ''}`,
		],
		['Counted by', promiseRules[promise.rule]],
		['Unit', promise.unit],
		['Down is', promise.down],
		['Over', promise.window === undefined ? undefined : `a ${promise.window}`],
		['Measured by', promise.measuredBy],
		[
			'Below it',
			promise.remedies.length === 0 ? undefined : joined(promise.remedies.map(remedyText), '; '),
		],
		['To be claimed', promise.claimBy],
		[
			'May be down',
			seconds &&
				promise.rule !== 'latency' &&
				`${durationText(seconds.days30)} in a month of 30 days, ${durationText(seconds.days31)} in one of 31, if every minute counted`,
		],
		['From outside', countable.why],
		['Credit', credit],
		['In the record', monthsText(months)],
		['Note', promise.notes],
		[
			'Said at',
			promise.sources.length === 0
				? 'nothing was found'
				: joined(promise.sources.map(sourceMarkup), '; '),
		],
		['Read', promise.readAt.length === 7 ? monthText(promise.readAt) : promise.readAt],
	]
	const open = openQuestions(promise)
	return section(
		promise.id,
		inline(promise.product),
		html`<dl class="sheet">${lines.map(([name, value]) => value !== undefined && value !== false && html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>${
			open.length > 0 &&
			html`<p class="hint">Not answered by the public text: ${joined(open, ', ')}.</p>`
		}`,
	)
}

function remedyText({
	below,
	creditPercent,
	serviceDays,
}: ServicePromise['remedies'][number]): string {
	const what =
		creditPercent === undefined
			? `${serviceDays ?? '?'} days of service`
			: `${creditPercent}\u00a0% of the bill`
	return below === undefined
		? `${what}, at a level that was not kept`
		: `${what} below ${below}\u00a0%`
}

/** How the months stand against the figure, were every minute counted, which nobody promised. */
function monthsText({ shown, of }: PromiseRow['months']): Part {
	if (of === 0) return undefined
	const verdicts = [...Map.groupBy(shown, (month) => month.ifEveryMinuteCounted.verdict)].map(
		([verdict, own]) => `${own.length} ${monthVerdicts[verdict]}`,
	)
	const first = shown[0]?.month
	const last = shown.at(-1)?.month
	if (first === undefined || last === undefined) return undefined
	return html`of the newest ${shown.length} months with a record (${monthText(first)} to ${monthText(last)}), were every minute counted, ${verdicts.join(', ')}`
}

function sourceMarkup({ title, url, dated, confidence }: Reference): Markup {
	const name =
		url === undefined ? html`${inline(title)} (address not kept)` : outsideLink(url, title)
	return html`${name}${dated !== undefined && `, dated ${dated}`} <span class="facts">${sourceWords[confidence]}</span>`
}
