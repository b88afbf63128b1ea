import { html, type Markup } from '#core/fragments/markup.ts'
import { section } from '#core/fragments/static-page.ts'
import { timeMarkup } from '#core/fragments/time-text.ts'
import type { Analysis } from '#core/model/analysis.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { Coverage } from '#core/model/timeline.ts'
import type { Names } from '#core/questions/names.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted, coverageShort } from '#core/text/words.ts'
import { citation } from './citation.ts'
import type { FigureFile } from './files.ts'
import { type AnalysisSource, queryOf } from './source.ts'

/**
 * What stands under every page of figures: what was left out, what it rests on, how it was counted,
 * how to repeat, cite and take it.
 */
export function footing(
	source: AnalysisSource & { readonly path: string },
	files: readonly FigureFile[],
	site: SiteHeader,
): Markup {
	const { analysis, names } = source
	return html`${section('left-out', 'What was left out, and why', leftOut(analysis))}${section('rests-on', 'What it rests on', restsOn(source, names))}${section('method', 'How it was counted', html`<p>${analysis.method}</p><p class="hint">Version ${analysis.version} of this method. <a href="${addresses.methodology}">Methodology of the record</a>.</p>`)}${section('repeat', 'Repeat, cite, take', repeat(source, files, site))}`
}

function leftOut({ exclusions }: Analysis): Markup {
	const reasons = Object.entries(exclusions).filter(([, count]) => count > 0)
	if (reasons.length === 0) return html`<p>Nothing was left out of what the scope holds.</p>`
	return html`<ul class="bullets">${reasons.map(([reason, count]) => html`<li>${count}: ${reason}</li>`)}</ul>`
}

function restsOn(
	{ analysis: { sampleSize, coverage, inputHash }, asOf }: AnalysisSource,
	names: Names,
): Markup {
	const size =
		sampleSize === 0
			? html`<p>It was counted from nothing.</p>`
			: html`<p>Sample size: ${sampleSize}.</p>`
	// A record that was read on a day, of which nobody noted the time, is as old as that day and not
	// as its midnight.
	const precision = asOf?.endsWith('T00:00:00Z') ? 'day' : 'minute'
	const when =
		asOf === null
			? html`The record holds no look.`
			: html`The record ends with its last look, ${timeMarkup(asOf, precision)}.`
	return html`${size}<p>${coverage.length === 0 ? 'No stretch of complete record lies in it.' : html`Counted over ${counted(coverage.length, 'stretch', 'stretches')} of complete record; outside of them absence means nothing.`} ${when}</p>${
		coverage.length > 0 &&
		html`<ul class="coverage">${coverage.map((stretch) => coverageLine(stretch, names))}</ul>`
	}<p class="hint">Input <code>${inputHash}</code>: equal hashes are equal figures.</p>`
}

function coverageLine({ provider, surface, kind, from, to }: Coverage, names: Names): Markup {
	return html`<li>${names.provider(provider)}${surface !== undefined && `, ${names.surface(provider, surface)}`}: ${coverageShort[kind]}, ${timeMarkup(from, 'day', 'day')} ${to === undefined ? 'onward' : html`to ${timeMarkup(to, 'day', 'day')}`}</li>`
}

function repeat(
	source: AnalysisSource & { readonly path: string },
	files: readonly FigureFile[],
	site: SiteHeader,
): Markup {
	const { analysis } = source
	const { provider, from, to } = analysis.scope
	const options = [
		...(provider === undefined ? [] : [`--provider ${provider}`]),
		...(from === undefined ? [] : [`--from ${from}`]),
		...(to === undefined ? [] : [`--to ${to}`]),
	]
	return html`<pre tabindex="0"><code>${['tidemark', 'analyse', ...options, analysis.name].join(' ')}</code></pre>
<p>The same figures as JSON: <a href="${addresses.analysisJson(analysis.name, queryOf(analysis))}">${addresses.analysisJson(analysis.name, queryOf(analysis))}</a>.</p>
<p>Cite as: <cite>${citation(source, site).text}</cite></p>
<p>Licence: <a href="${site.licence.url}" rel="license">${site.licence.name}</a>. ${files.length > 0 && 'Files name it in themselves: tables in two columns of every row, pictures in a line of their own.'}</p>`
}
