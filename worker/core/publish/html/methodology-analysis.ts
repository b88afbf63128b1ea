import { ways } from '#core/analysis/availability/ways.ts'
import { chanceSeed, drawsFor, type Question } from '#core/analysis/question.ts'
import { questions } from '#core/analysis/questions.ts'
import { comparableAtLeast } from '#core/analysis/remaining-time.ts'
import { addresses } from './addresses.ts'
import { html, type Markup, type Part } from './markup.ts'
import { table } from './static-page.ts'

/** How every figure is counted: each question's own definition, the one that the code prints beside its answers. */
export function methodologyOfAnalyses(): Markup {
	return html`<p>Figures are functions of the record and of nothing else: whoever has the same record counts the same numbers. Every answer carries its method and version, how many incidents it was counted from, how many were left out and why, the stretches of complete record that it rests on, and a SHA-256 of all that went in: equal hashes are equal figures. <code>tidemark analyse</code> prints them all for any <a href="${addresses.about}">evidence bundle</a>, <code>--json</code> with every digit, and <a href="${addresses.analyses}">these pages</a> and the <a href="${addresses.api}">API</a> show the same objects. An evidence bundle holds no figures: they would age with every version of a method, while the record does not.</p>
<ul class="bullets"><li>Rates, shares and comparisons are counted only over live record or a census, and refused elsewhere; of a sample there is a list.</li><li>An incident that is still open counts as far as it is known. Maintenance is never an outage, a gap is on neither side, unknown stays unknown.</li><li>A share stands with Wilson’s 95 % interval. Recurrence and correlation stand beside what chance alone would give: the same incidents redrawn ${drawsFor(1).toLocaleString('en')} times (${drawsFor(10_001)} above 10,000 incidents), from the seed ${String(chanceSeed)} by a published generator, so everybody draws the same.</li><li>What would remain of an incident is said only where at least ${comparableAtLeast} comparable ones lasted as long.</li></ul>
${table(
	'Questions',
	['Question', 'Asks', 'Needs', 'Version'],
	questions.map(({ name, title, asks, needs, version }): Part[] => [html`<a href="#${anchor(name)}">${title}</a>`, asks, needsWords[needs], version]),
)}
${questions.map(definition)}
<h3 id="ways">Ways of counting availability</h3>
${table(
	'Ways of counting availability',
	['Way', 'A minute of partial outage counts', 'A minute of degraded service counts'],
	ways.map((way): Part[] =>
		'incidents' in way ? [way.way, 'as any minute in which an incident is open', 'the same'] : [way.way, weight(way.partial), weight(way.degraded)],
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

function definition({ name, title, asks, method, version, changes = [] }: Question): Markup {
	return html`<h3 id="${anchor(name)}">${title}</h3>
<p><em>${asks}</em> ${method}</p>
${changes.length > 0 && html`<ul class="bullets">${changes.map((change) => html`<li>Version ${change.version}: ${change.what}</li>`)}</ul>`}
<p class="facts">Version ${version} · <a href="${addresses.analysis(name)}">the answer</a> · again with <code>tidemark analyse ${name}</code> or <a href="${addresses.analysisJson(name)}"><code>${addresses.analysisJson(name)}</code></a></p>`
}

function weight(share: number): string {
	return share === 0 ? 'nothing' : share === 1 ? 'in full' : `${share * 100} %`
}
