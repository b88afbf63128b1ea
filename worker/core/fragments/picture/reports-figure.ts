import { html, type Markup, nothing } from '#core/fragments/markup.ts'
import { readingTable, readingText } from '#core/fragments/readings.ts'
import { dateTimeText, durationText, timeMarkup, zoneMark } from '#core/fragments/time-text.ts'
import type { ProviderHeader, Window } from '#core/model/documents.ts'
import type { ReportCount } from '#core/model/report.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { crowdSourceName } from '#core/record/crowd-sources.ts'
import { addresses } from '#core/text/addresses.ts'
import { basisWords, counted, countedWords, numberText, verdictWords } from '#core/text/words.ts'
import { compareInstants, earliest, latest } from '#core/time/time.ts'
import { legendSwatch } from './bands.ts'
import type { Waves } from './grid.ts'
import { type Mark, type Shape, shapeWords } from './marks.ts'
import { type ReadingPoint, readingPoints, readingSwatch } from './readings-strip.ts'
import { type ReportSeries, reportSeries, type Step } from './report-series.ts'
import { holes, type ReportsPicture, reportsSvg } from './reports-svg.ts'

/** What the crowd's figure is made from: an incident's or an episode's document has it all. */
export interface CrowdFigure {
	readonly provider: ProviderHeader
	readonly events: readonly TimelineEvent[]
	readonly reports: readonly ReportCount[]
	readonly window: Window
	readonly marks: readonly Mark[]
	readonly waves: Waves['waves']
}

/**
 * Report counts against the usual volume, with all that makes them readable by everyone: who counts
 * what, each number's source, and a table. Nothing where the crowd left no trace.
 */
export function reportsFigure(figure: CrowdFigure): Markup {
	const series = reportSeries(figure.reports, figure.events, figure.window).map((one) =>
		named(one, figure.provider),
	)
	const readings = readingPoints(figure.events)
	if (series.length + readings.length === 0) return nothing
	const title = `What users reported of ${figure.provider.name}, and when it spoke`
	const picture: ReportsPicture = {
		id: 'crowd',
		title,
		description: description(series, figure),
		window: figure.window,
		series,
		readings,
		marks: figure.marks.filter(
			({ at }) =>
				compareInstants(at, figure.window.from) >= 0 && compareInstants(at, figure.window.to) <= 0,
		),
		pins: pinsOf(figure),
		waves: figure.waves,
	}
	return html`<figure class="picture" aria-labelledby="crowd-heading"><h2 id="crowd-heading">What the crowd said</h2>${reportsSvg(picture)}<figcaption><ul class="legend">${legend(picture)}</ul>${series.length > 0 && html`<p>Each panel has a scale of its own that begins at zero, so that heights of two panels say nothing about each other. Where the line is broken nothing was counted, which is not zero.</p><ul class="series">${series.map(about)}</ul>`}${readings.length > 0 && html`<p>Cited from publications, as single points that nothing joins: ${citedBy(figure.events)}.</p>`}<p>A count is of people who went and said so, not of people affected. <a href="${addresses.methodology}#crowd">How reports are counted, and what a number in the press may mean</a>.</p>${readings.length > 0 && citedTable(readings.length, figure.events)}${series.length > 0 && table(series, figure)}</figcaption></figure>`
}

/** So many are read at once; a longer table is opened by whoever wants it. */
const fewReadings = 4

function citedTable(count: number, events: readonly TimelineEvent[]): Markup {
	const table = readingTable(events)
	return count <= fewReadings
		? html`<div class="cited">${table}</div>`
		: html`<details class="behind"><summary>What was cited, as a table</summary>${table}</details>`
}

/** `3 by StatusGator, 11 by Downdetector`. */
function citedBy(events: readonly TimelineEvent[]): string {
	const sources = events.flatMap(({ kind, value }) => (kind === 'reading' ? [value.source] : []))
	return [...Map.groupBy(sources, (source) => source)]
		.map(([source, all]) => `${all.length} by ${source}`)
		.join(', ')
}

/**
 * So many lines can be told apart; where more was said, only the first words on each incident have
 * one.
 */
const mostPins = 16

function pinsOf({ marks, events }: CrowdFigure): string[] {
	if (marks.length <= mostPins) return marks.map(({ at }) => at)
	return events.flatMap(({ kind, at, precision }) =>
		kind === 'acknowledged' && precision !== 'day' ? [at] : [],
	)
}

type Labelled = ReportsPicture['series'][number]

/** `Reports sent to this site, API, United States`, and the same `per 15 min`. */
function named(series: ReportSeries, provider: ProviderHeader): Labelled {
	const { source, surface, region, windowSeconds } = series
	const surfaceName =
		surface === undefined
			? undefined
			: (provider.surfaces.find(({ id }) => id === surface)?.name ?? surface)
	const name = [crowdSourceName(provider, source), surfaceName, region].filter(Boolean).join(', ')
	return { ...series, name, label: `${name}, per ${durationText(windowSeconds)}` }
}

function about({
	label,
	counted: what,
	region,
	basis,
	highest,
	together,
	verdict,
}: Labelled): Markup {
	return html`<li><strong>${label}</strong>: ${countedWords[what]}; ${region === undefined ? 'the source names no region' : `region ${region}`}. Highest ${numberText(highest.count)}${directly(highest)} at ${timeMarkup(highest.from)}${highest.usual !== null && html`, where ${numberText(highest.usual)} ${highest.usual === 1 ? 'is' : 'are'} usual`}. ${basis === null ? 'Too little is kept to say what is usual.' : basisWords[basis]}${verdict !== null && html` The source itself says, of the window from ${timeMarkup(verdict.at)}: ${verdictWords[verdict.says]}.`}${together > 1 && html` Drawn are the highest of each ${together} windows.`}</li>`
}

/** Of which so many said so to the source itself; the others it gathered elsewhere. */
function directly({ direct, count }: Step): string {
	return direct === null || count === 0 ? '' : ` (${numberText(direct)} of them directly to it)`
}

function legend({ series, readings, marks }: ReportsPicture): Markup[] {
	const usual = series.some(({ basis }) => basis !== null)
	const shapes = (Object.keys(shapeWords) as Shape[]).filter((shape) =>
		marks.some((mark) => mark.shape === shape),
	)
	const kinds = new Map(readings.map((point) => [readingWords(point), point]))
	return [
		...(series.length > 0 ? [html`<li>${lineSwatch('count')}counted</li>`] : []),
		...(usual ? [html`<li>${lineSwatch('usual')}usual at this hour</li>`] : []),
		...(series.some(({ rises }) => rises.length > 0)
			? [html`<li>${lineSwatch('rise')}unusual, by our rule</li>`]
			: []),
		...(series.some((one) => holes(one).length > 0)
			? [html`<li>${legendSwatch({ gap: true }, 'crowd')}not counted</li>`]
			: []),
		...[...kinds].map(([words, point]) => html`<li>${readingSwatch(point)}${words}</li>`),
		...shapes.map(
			(shape) => html`<li>${legendSwatch({ shape }, 'crowd')}${shapeWords[shape]}</li>`,
		),
	]
}

function readingWords({ numbered, disputed, to }: ReadingPoint): string {
	return `cited ${to !== undefined ? 'for some time in this stretch' : numbered ? 'number' : 'moment'}${disputed ? ', approximate or disputed' : ''}`
}

function lineSwatch(kind: 'count' | 'usual' | 'rise'): Markup {
	const inside =
		kind === 'count'
			? html`<path class="counted" d="M0 16V6H11V3H22V16Z"/><path class="count" d="M0 6H11V3H22"/>`
			: kind === 'rise'
				? html`<rect class="bed" width="22" height="16"/><rect class="rise" width="22" height="16"/><rect class="rise-bar" width="22" height="3"/>`
				: html`<path class="usual" d="M0 8H22"/>`
	return html`<svg class="swatch reports" width="22" height="16" aria-hidden="true">${inside}</svg>`
}

/** The picture in sentences, for those who do not see it. */
function description(series: readonly Labelled[], { window, events }: CrowdFigure): string {
	const lines = series.map(({ label, highest, runs, rises }) => {
		const usual =
			highest.usual === null
				? 'what is usual then is not known'
				: `${numberText(highest.usual)} usual then`
		const holes =
			runs.length > 1 ? ` ${counted(runs.length - 1, 'stretch', 'stretches')} without counts.` : ''
		const rise = rises
			.map(({ from, to }) => ` Unusual from ${dateTimeText(from)} to ${dateTimeText(to)}.`)
			.join('')
		return `${label}: highest ${numberText(highest.count)} at ${dateTimeText(highest.from)}, ${usual}.${holes}${rise}`
	})
	const cited = events
		.filter((event) => event.kind === 'reading')
		.map((event) => `${readingText(event)}.`)
	return [
		`From ${dateTimeText(window.from)} to ${dateTimeText(window.to)}.`,
		...lines,
		...(cited.length > 0 ? [`Cited: ${cited.slice(0, 20).join(' ')}`] : []),
		'The lists and the table that follow say the same in detail.',
	].join(' ')
}

/**
 * More rows than this nobody reads: then each stands for the windows of an hour or more, by the
 * highest.
 */
const mostRows = 192

function table(series: readonly Labelled[], { provider }: CrowdFigure): Markup {
	return html`<details class="behind"><summary>The counts as a table</summary>${series.map(
		(one) => {
			const steps = one.runs.flatMap((run, index) => [...(index > 0 ? [undefined] : []), ...run])
			const together = Math.ceil(steps.length / mostRows)
			const rows = together > 1 ? coarse(steps, together) : steps
			return html`<div class="scroll" tabindex="0" role="region" aria-label="${one.label}"><table><caption>${one.label}${together > 1 && html`; each row the highest of ${together * one.together} windows`}</caption><thead><tr><th scope="col">From ${zoneMark}</th><th scope="col">To ${zoneMark}</th><th scope="col">Counted</th><th scope="col">Usual</th></tr></thead><tbody>${rows.map(tableRow)}</tbody></table></div>`
		},
	)}<p><a href="${countsAddress(series, provider.id)}">Every window as JSON</a></p></details>`
}

/**
 * Where the drawn windows can be fetched: from the first to the last, which are never more days
 * apart than are answered at once.
 */
function countsAddress(series: readonly Labelled[], provider: string): string {
	const steps = series.flatMap(({ runs }) => runs.flat())
	return addresses.reportsJson(
		provider,
		earliest(...steps.map((step) => step.from)) ?? '',
		latest(...steps.map((step) => step.to)) ?? '',
	)
}

function tableRow(step: Step | undefined): Markup {
	if (step === undefined) return html`<tr><td colspan="4">not counted</td></tr>`
	return html`<tr><th scope="row">${timeMarkup(step.from, 'minute', 'short')}</th><td>${timeMarkup(step.to, 'minute', 'short')}</td><td>${numberText(step.count)}${directly(step)}${step.partial && ', still open'}${step.silent && ', nobody reported'}</td><td>${step.usual === null ? 'not known' : numberText(step.usual)}</td></tr>`
}

/** Neighbours by their highest; a stretch in which nothing was counted stays a row of its own. */
function coarse(steps: readonly (Step | undefined)[], together: number): (Step | undefined)[] {
	const rows: (Step | undefined)[] = []
	let group: Step[] = []
	const close = () => {
		const [first, last] = [group[0], group.at(-1)]
		if (first && last)
			rows.push({
				...group.reduce((best, step) => (step.count > best.count ? step : best)),
				from: first.from,
				to: last.to,
			})
		group = []
	}
	for (const step of steps) {
		if (step === undefined || group.length === together) close()
		if (step === undefined) rows.push(undefined)
		else group.push(step)
	}
	close()
	return rows
}
