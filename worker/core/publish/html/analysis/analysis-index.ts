import { html, type Part } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { section, staticPage } from '#core/fragments/static-page.ts'
import type { Analysis } from '#core/model/analysis.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { Names } from '#core/questions/names.ts'
import { tellings } from '#core/questions/tellers.ts'
import { addresses } from '#core/text/addresses.ts'
import type { Cuts } from './cuts.ts'

/**
 * What the list of questions is made from: the whole record's analyses in their order, and the cuts
 * of each question by name.
 */
export interface AnalysisIndexSource {
	readonly analyses: readonly Analysis[]
	readonly cuts: ReadonlyMap<string, Cuts>
	readonly names: Names
	/** What else stands there, such as essays. */
	readonly more?: Part
}

/** `/analysis`: every question with its answer in a sentence, and the way to its cuts. */
export function analysisIndex(
	{ analyses, cuts, names, more }: AnalysisIndexSource,
	site: SiteHeader,
): PageParts {
	const entries = analyses.flatMap((analysis) => {
		const telling = tellings.find(({ question }) => question.name === analysis.name)
		if (!telling) return []
		const own = [...(cuts.get(analysis.name)?.keys() ?? [])]
		return [
			html`<li><h3><a href="${addresses.analysis(analysis.name)}">${analysis.asks}</a></h3><p>${telling.tell(analysis, names)?.answer ?? analysis.refused}</p>${own.length > 0 && html`<p class="facts">${own.map((provider, index) => html`${index > 0 && ' · '}<a href="${addresses.analysis(analysis.name, provider)}">${names.provider(provider)}</a>`)}</p>`}</li>`,
		]
	})
	return staticPage(
		{
			title: 'Analysis',
			figures: true,
			path: addresses.analyses,
			description: `Questions that people ask after an outage, answered from the record of ${site.subject}: each figure with its method, sample size and what was left out.`,
			lede: html`The questions that people ask after an outage, answered from the record. Every figure can be disputed: it comes with its definition, what was left out, what chance would give, and the way to recompute it. <a href="${addresses.compare}">The providers side by side</a>.`,
		},
		html`${section('questions', 'Questions', html`<ol class="questions">${entries}</ol>`)}${more}`,
		site,
	)
}
