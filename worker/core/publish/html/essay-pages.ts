import type { Essay } from '#core/content/essay.ts'
import type { Block } from '#core/content/placeholder.ts'
import { claimsAbout } from '#core/essays/essay-figures.ts'
import type { Figure } from '#core/essays/figure.ts'
import { html, joined, type Markup } from '#core/fragments/markup.ts'
import { feedList, type PageParts } from '#core/fragments/page-parts.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { feedOfAll, section, staticPage, table } from '#core/fragments/static-page.ts'
import type { Analysis } from '#core/model/analysis.ts'
import type { Claim } from '#core/model/content.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { addresses, vendorSlug } from '#core/text/addresses.ts'
import { claimList } from './claim-list.ts'
import { essayBody } from './essay-body.ts'
import { figureAddress, scopeText } from './figure-address.ts'
import { writtenAtMarkup } from './postmortem-pages.ts'

/** An essay with its figures, as the record gives them. */
export interface FilledEssay {
	readonly essay: Essay
	readonly figures: readonly Figure[]
}

/** What an essay's lists are made from. */
export interface EssaySources {
	readonly claims: readonly Claim[]
	readonly vendors: readonly string[]
	/** The names of what essays rest on, by subject. */
	readonly titles: ReadonlyMap<string, string>
}

/** `/analysis/essays`: every essay with what it is about. */
export function essaysPage(essays: readonly Essay[], site: SiteHeader): PageParts {
	return staticPage(
		{
			title: 'Essays',
			path: addresses.essays,
			description: `What the figures mean: essays on ${site.subject}, every number computed from the record.`,
			crumbs: html`<a href="${addresses.analyses}">Analysis</a>`,
			lede: html`What the figures mean, in the editors’ own words. No number in them is typed: each is computed from the record when this site is built, and leads to the question that it answers.`,
		},
		essayList(essays),
		site,
	)
}

/** The essays as a list of links, each with its sentence. */
export function essayList(essays: readonly Pick<Essay, 'slug' | 'title' | 'summary'>[]): Markup {
	return html`<ul class="episodes">${essays.map(({ slug, title, summary }) => html`<li><a href="${addresses.essay(slug)}">${inline(title)}</a> <span class="facts">${inline(summary)}</span></li>`)}</ul>`
}

/**
 * `/analysis/essays/<slug>`: one essay, and below it the questions, methods and hashes that its
 * figures rest on.
 */
export function essayPage(
	{ essay, figures }: FilledEssay,
	sources: EssaySources,
	site: SiteHeader,
): PageParts {
	const subjects = essay.subjects.map(
		(subject) => html`<a href="/${subject}">${inline(sources.titles.get(subject) ?? subject)}</a>`,
	)
	const listOf = (block: Block): Markup =>
		block.kind === 'claims'
			? claimList(claimsAbout(essay, block.about, sources.claims))
			: sheetLinks(sources.vendors)
	return staticPage(
		{
			title: essay.title,
			path: addresses.essay(essay.slug),
			description: `${essay.title}: ${essay.summary}`,
			crumbs: html`<a href="${addresses.analyses}">Analysis</a> / <a href="${addresses.essays}">Essays</a>`,
			lede: inline(essay.summary),
		},
		html`<p class="meta">Written by ${inline(essay.author)}, ${writtenAtMarkup(essay.writtenAt)}. It rests on the record of ${joined(subjects, ', ')}.</p>
<div class="article">${essayBody(essay, figures, listOf)}</div>
${figures.length > 0 && section('figures', 'The figures of this page', figureTable(figures))}
${section('cite', 'Cite, correct, reply', html`<p>Text and figures: <a href="${site.licence.url}" rel="license">${site.licence.name}</a>. What is wrong here will be corrected visibly: <a href="${addresses.about}#reply">right of reply</a>. How times and terms are meant: <a href="${addresses.methodology}">methodology</a>.</p>${feedList([feedOfAll])}`)}`,
		site,
	)
}

/** The printable pages, a vendor each. */
export function sheetLinks(vendors: readonly string[]): Markup {
	return html`<ul class="links">${vendors.map((vendor) => html`<li><a href="${addresses.promiseSheet(vendorSlug(vendor))}">${inline(vendor)}: a sheet to print</a></li>`)}</ul>`
}

/** Each question that was asked of a part of the record, once. */
function figureTable(figures: readonly Figure[]): Markup {
	const asked = new Map(
		figures.map(({ analysis }): [string, Analysis] => [
			`${analysis.name} ${analysis.inputHash}`,
			analysis,
		]),
	)
	return html`<p>Whoever wants to dispute a number finds here what it was computed from; <code>tidemark analyse</code> gives the same.</p>${table(
		'The figures of this page',
		['Question', 'Asked of', 'Method', 'Counted from', 'Input'],
		[...asked.values()].map((analysis) => [
			html`<a href="${addresses.analysis(analysis.name)}">${analysis.title}</a>`,
			scopeText(analysis.scope),
			analysis.version,
			`${analysis.sampleSize} ${analysis.sampleSize === 1 ? 'incident' : 'incidents'}`,
			html`<a href="${figureAddress(analysis)}"><code title="${analysis.inputHash}">${analysis.inputHash.slice(0, 8)}</code></a>`,
		]),
	)}`
}
