import { html, type Markup, type Part } from '#core/fragments/markup.ts'
import { table } from '#core/fragments/static-page.ts'
import { ways } from '#core/questions/availability/ways.ts'
import { chanceSeed, drawsFor, type Question } from '#core/questions/question.ts'
import { questions } from '#core/questions/registry.ts'
import { comparableAtLeast } from '#core/questions/toolkit/remaining-time.ts'
import { fewBelow } from '#core/questions/toolkit/share.ts'
import { addresses } from '#core/text/addresses.ts'

/**
 * How every figure is counted: each question's own definition, the one that the code prints beside
 * its answers.
 */
export function methodologyOfAnalyses(): Markup {
	return html`<p>Figures are functions of the record and of nothing else: whoever has the same record counts the same numbers. Every answer carries its method and version, how many incidents it was counted from, how many were left out and why, the stretches of complete record that it rests on, and a SHA-256 of all that went in: equal hashes are equal figures. <code>tidemark analyse</code> prints them all for any <a href="${addresses.about}">evidence bundle</a>, <code>--json</code> with every digit, and <a href="${addresses.analyses}">these pages</a> and the <a href="${addresses.api}">API</a> show the same objects. An evidence bundle holds no figures: they would age with every version of a method, while the record does not.</p>
<ul class="bullets"><li>Rates, shares and comparisons are counted only over live record or a census, and refused elsewhere; of a sample there is a list.</li><li>An incident that is still open counts as far as it is known. Maintenance is never an outage, a gap is on neither side, unknown stays unknown.</li><li>A share says who could have been in it: each incident is a yes, a no, or left out with the reason, and one that could only ever have been a yes is left out. It stands with Wilson’s 95 % interval; where incidents come in clusters, over as many independent ones as the weeks leave (the variance between calendar weeks, which a bootstrap of weeks gives in the limit, never narrower than Wilson’s own). A share of fewer than ${String(fewBelow)} also stands drawn towards that of all providers, and says so.</li><li>A product is at risk only from when it existed: from the day that the provider’s file gives with its source, or from when the record first names it.</li><li>An incident of unknown length empties no bound: it is set aside and counted, and the bounds stand beside it for no length, the median of its kind, and all that the record allows.</li><li>A median stands with the 95 % interval of order statistics, or of the curve where some are still open. Both take incidents as independent; those of one week often are not. Where many pairs are compared, the intervals hold for all of them at once (Bonferroni).</li><li>Figures are never rounded, in JSON and in files; pages round.</li><li>Recurrence and correlation stand beside what chance alone would give: the same incidents redrawn ${drawsFor(1).toLocaleString('en')} times (${drawsFor(10_001)} above 10,000 incidents), from the seed ${String(chanceSeed)} by a published generator, so everybody draws the same.</li><li>What would remain of an incident is said only where at least ${comparableAtLeast} comparable ones lasted as long.</li></ul>
${table(
	'Questions',
	['Question', 'Asks', 'Needs', 'Version'],
	questions.map(({ name, title, asks, needs, version }): Part[] => [
		html`<a href="#${anchor(name)}">${title}</a>`,
		asks,
		needsWords[needs],
		version,
	]),
)}
${questions.map(definition)}
<h3 id="names">Where common figures stand in the JSON</h3>
${table(
	'Names of figures',
	['Figure', 'Name', 'Definition'],
	figureNames.map(([figure, name, definition]): Part[] => [
		figure,
		html`<code>${name}</code>`,
		definition,
	]),
)}
<h3 id="ways">Ways of counting availability</h3>
${table(
	'Ways of counting availability',
	['Way', 'A minute of partial outage counts', 'A minute of degraded service counts'],
	ways.map((way): Part[] =>
		'incidents' in way
			? [way.way, 'as any minute in which an incident is open', 'the same']
			: [way.way, weight(way.partial), weight(way.degraded)],
	),
)}`
}

/** On the methodology page. */
export function anchor(question: string): string {
	return `analysis-${question}`
}

const needsWords: Readonly<Record<Question['needs'], string>> = {
	complete: 'complete record',
	any: 'any record; shares only over complete ones',
}

/** What studies of incidents print, and what it is called here. */
const figureNames: readonly (readonly [string, string, string])[] = [
	[
		'Mean, median, standard deviation, quartiles, sum',
		'durations … mean, median, standardDeviation, p25, p75, sum',
		'Of every duration; the deviation of a sample (n − 1), quantiles of type 7.',
	],
	[
		'Time to resolve',
		'durations … timeToResolve.statedStart',
		'From the stated start, else the first statement, to the end that was told.',
	],
	[
		'Time between failures',
		'durations … betweenFailures.startToStart, endToStart',
		'Within one stretch of complete record.',
	],
	[
		'Share within so many hours, by product',
		'durations.bySurface[].withinHours',
		'Of times to resolve and between failures, at most so many hours.',
	],
	[
		'Stages out of order',
		'durations … outOfOrder.incidents',
		'A stage first declared before one that usually comes ahead of it.',
	],
	[
		'Availability of each day',
		'availability … days, dayLevels; displayed[].daily, dayLevels',
		'By local day; of a page’s own display 1 − (0.3·partial + major) ÷ 1440.',
	],
	[
		'Availability by month',
		'availability … months[].ways',
		'Both bounds in every way of counting.',
	],
	[
		'Failing together',
		'blast-radius … pairs[].outageDays, beyondChance',
		'Over the days on which both existed; displayed[] for the pages’ own displays.',
	],
	[
		'Displayed outage days that providers share',
		'shared-fate … displayed[].outageDays',
		'Over the days that both displays hold, beside the sum over months of a·b ÷ days.',
	],
]

function definition({ name, title, asks, method, version, changes = [] }: Question): Markup {
	return html`<h3 id="${anchor(name)}">${title}</h3>
<p><em>${asks}</em> ${method}</p>
${changes.length > 0 && html`<ul class="bullets">${changes.map((change) => html`<li>Version ${change.version}: ${change.what}</li>`)}</ul>`}
<p class="facts">Version ${version} · <a href="${addresses.analysis(name)}">the answer</a> · again with <code>tidemark analyse ${name}</code> or <a href="${addresses.analysisJson(name)}"><code>${addresses.analysisJson(name)}</code></a></p>`
}

function weight(share: number): string {
	return share === 0 ? 'nothing' : share === 1 ? 'in full' : `${share * 100} %`
}
