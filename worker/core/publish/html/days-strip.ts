import type {
	DayState,
	ProviderDays,
	RecordDays,
	SurfaceDays,
} from '#core/documents/surface-days.ts'
import { dayRule } from '#core/documents/surface-days.ts'
import { html, joined, type Markup, nothing } from '#core/fragments/markup.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { tally } from '#core/fragments/tally.ts'
import { timeMarkup } from '#core/fragments/time-text.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted, listed, stateWords } from '#core/text/words.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { type DayGroup, dayGroups, daysAddress, daysIn } from './days-page.ts'

/**
 * The last days of every surface as strips in which trouble stands like water. Each strip says in
 * words what it shows; the drawing repeats it.
 */
export function daysSection({ providers, days, coveredTo, asOf }: RecordDays): Markup {
	const [first, last] = [days[0], days.at(-1)]
	if (first === undefined || last === undefined) return nothing
	const [told, untold] = [
		providers.filter(({ surfaces }) => surfaces.some(isTold)),
		providers.filter(({ surfaces }) => !surfaces.some(isTold)),
	]
	const states = new Set(
		providers.flatMap(({ surfaces }) => surfaces.flatMap((surface) => surface.days)),
	)
	return html`<section aria-labelledby="days-heading">
<h2 id="days-heading">The last ${days.length} days of the record</h2>
<p class="hint">${timeMarkup(first, 'day')} to ${timeMarkup(last, 'day')}, oldest day first. ${dayRule}</p>
${coveredTo !== null && asOf !== null && compareInstants(addSeconds(coveredTo, 86_400), asOf) < 0 && html`<p>The record covers no provider after ${timeMarkup(last, 'day')}: <strong>what came since is not known</strong>. For this moment see <a href="${addresses.now}">Now</a>.</p>`}
<ul class="legend">${legend.filter(([state]) => states.has(state)).map(([state, word]) => html`<li><svg class="swatch" width="12" height="${height}" aria-hidden="true">${run(state, 0, 1, 1)}</svg>${word}</li>`)}</ul>
<svg class="patterns" width="0" height="0" aria-hidden="true"><defs><pattern id="not-known" width="6" height="6" patternUnits="userSpaceOnUse"><circle class="dot" cx="3" cy="3" r="0.9"/></pattern></defs></svg>
<div class="days">${told.map(providerStrips)}</div>
${
	untold.length > 0 &&
	html`<p class="untold">Not known on any of these days: ${joined(
		untold.map(
			({ provider }) =>
				html`<a href="${addresses.provider(provider.id)}">${inline(provider.name)}</a>`,
		),
		', ',
	)}. The record of them covers other times, or none.</p>`
}
</section>`
}

function providerStrips({ provider, surfaces }: ProviderDays): Markup {
	const [told, untold] = [surfaces.filter(isTold), surfaces.filter((surface) => !isTold(surface))]
	return html`<section><h3><a href="${addresses.provider(provider.id)}">${inline(provider.name)}</a></h3><ul class="strips">${told.map((surface) => row(surface, provider.id))}</ul>${
		untold.length > 0 &&
		html`<p class="facts">Not known on any of these days: ${inline(listed(untold.map(({ surface }) => surface.name)))}.</p>`
	}</section>`
}

/** Whether the record can speak for the surface on any of the days. */
export function isTold({ days }: SurfaceDays): boolean {
	return days.some((day) => day !== 'unknown')
}

function row({ surface, days, incidents }: SurfaceDays, provider: string): Markup {
	return html`<li><span class="name">${inline(surface.name)}</span><svg class="strip" width="100%" height="${height}" aria-hidden="true">${runsOf(days).map(({ state, from, length }) => run(state, from, length, days.length))}</svg><span class="facts">${summary({ surface, days, incidents }, provider)}</span></li>`
}

/** `12 days with trouble, up to major outage (9 incidents) · 40 clear · 38 not known`. */
function summary({ surface, days, incidents }: SurfaceDays, provider: string): Markup {
	const count = (group: DayGroup, words: (count: number) => string) => {
		const found = daysIn(group, days).length
		return found > 0 && tally(found, 'day', daysAddress(provider, surface.id, group), words(found))
	}
	const worst = dayGroups.trouble.states.findLast((state) => days.includes(state))
	const trouble = count('trouble', (found) => `${counted(found, 'day')} with trouble`)
	return joined(
		[
			trouble &&
				html`<strong>${trouble}</strong>${worst !== undefined && worst !== 'incident' && `, up to ${stateWords[worst]}`}`,
			incidents.length > 0 &&
				tally(incidents.length, 'entry', daysAddress(provider, surface.id, 'entries')),
			count('maintenance', (found) => `${counted(found, 'day')} with maintenance`),
			count('clear', (found) => `${found} clear`),
			count('unknown', (found) => `${found} not known`),
		],
		' · ',
	)
}

const legend: readonly (readonly [DayState, string])[] = [
	['unknown', 'not known'],
	['clear', 'covered, nothing found'],
	['under_maintenance', 'maintenance'],
	['incident', 'named by an incident, no state declared'],
	['degraded_performance', stateWords.degraded_performance],
	['partial_outage', stateWords.partial_outage],
	['major_outage', stateWords.major_outage],
]

const height = 18

/** The height of the water by state; a day that nobody knows is dotted all over. */
const levels: Readonly<Record<DayState, number>> = {
	clear: 3,
	under_maintenance: 6,
	incident: 7,
	degraded_performance: 7,
	partial_outage: 12,
	major_outage: height,
	unknown: height,
}

interface Run {
	readonly state: DayState
	readonly from: number
	readonly length: number
}

function runsOf(days: readonly DayState[]): Run[] {
	const runs: Run[] = []
	for (const [index, state] of days.entries()) {
		const last = runs.at(-1)
		if (last?.state === state) runs[runs.length - 1] = { ...last, length: last.length + 1 }
		else runs.push({ state, from: index, length: 1 })
	}
	return runs
}

function run(state: DayState, from: number, length: number, all: number): Markup {
	const percent = (days: number) => Number(((days / all) * 100).toFixed(3))
	const [x, width] = [percent(from), percent(length)]
	if (state === 'unknown')
		return html`<rect x="${x}%" width="${width}%" height="${height}" fill="url(#not-known)"/>`
	return html`<rect class="bed" x="${x}%" width="${width}%" height="${height}"/><rect class="water" data-state="${state}" x="${x}%" y="${height - levels[state]}" width="${width}%" height="${levels[state]}"/>`
}
