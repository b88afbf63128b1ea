import { html, type Markup } from '#core/fragments/markup.ts'
import { dateTimeText, durationText, timeMarkup, zoneMark } from '#core/fragments/time-text.ts'
import { drawnWords } from '#core/text/words.ts'
import { secondsBetween } from '#core/time/time.ts'
import {
	type Band,
	bandsOf,
	bandsSvg,
	isTelling,
	isUncovered,
	legendSwatch,
	type Picture,
	worstOf,
} from './bands.ts'
import { type Shape, shapeWords } from './marks.ts'
import type { DrawnState, Segment } from './segments.ts'

/**
 * The picture with all that makes it readable by everyone: a legend of what occurs in it, and a
 * table with the same content. Undefined
 * where its bands would show nothing but what is not known; of several incidents there are still
 * the times to show.
 */
export function figure(picture: Omit<Picture, 'description'>): Markup | undefined {
	const all = bandsOf(picture)
	const bands = isTelling(all) ? all : []
	if (bands.length === 0 && picture.spans.length < 2) return undefined
	const drawn = { ...picture, description: description(picture, bands) }
	const height =
		bands.length > 0 &&
		' Taller bars mean a worse status on the provider’s page, whichever incident it was for.'
	return html`<figure class="picture">${bandsSvg(drawn, bands)}<figcaption><ul class="legend">${legend(drawn, bands)}</ul><p>${timeMarkup(picture.window.from)} to ${timeMarkup(picture.window.to)}.${height}</p>${bands.length > 0 && table(bands)}</figcaption></figure>`
}

function legend(picture: Picture, bands: readonly Band[]): Markup[] {
	const segments = bands.flatMap((band) => band.segments)
	const states = (Object.keys(drawnWords) as DrawnState[]).filter((state) =>
		state === 'not_covered'
			? bands.some(isUncovered)
			: segments.some(
					(segment) => segment.state === state && !(state === 'unknown' && segment.gap),
				),
	)
	const shapes = (Object.keys(shapeWords) as Shape[]).filter((shape) =>
		picture.marks.some((mark) => mark.shape === shape),
	)
	return [
		...states.map(
			(state) => html`<li>${legendSwatch({ state }, picture.id)}${drawnWords[state]}</li>`,
		),
		...(segments.some((segment) => segment.gap)
			? [html`<li>${legendSwatch({ gap: true }, picture.id)}not observed</li>`]
			: []),
		...(picture.waves.length > 0
			? [html`<li>${legendSwatch({ wave: true }, picture.id)}wave</li>`]
			: []),
		...shapes.map(
			(shape) => html`<li>${legendSwatch({ shape }, picture.id)}${shapeWords[shape]}</li>`,
		),
	]
}

/** The picture in sentences, for those who do not see it. */
function description(picture: Omit<Picture, 'description'>, bands: readonly Band[]): string {
	const sentences = bands.map((band) => {
		if (isUncovered(band)) return `${band.surface.name}: no source covers it.`
		if (worstOf(band) === 'affected')
			return `${band.surface.name}: affected by an incident for which no level was stated.`
		const troubled = band.segments.filter((segment) => !calm.has(segment.state))
		const seconds = troubled.reduce(
			(sum, segment) => sum + secondsBetween(segment.from, segment.to),
			0,
		)
		if (troubled.length > 0)
			return `${band.surface.name}: ${drawnWords[worstOf(band)]} at worst; ${durationText(seconds)} not operational in all.`
		return `${band.surface.name}: ${drawnWords[worstOf(band)]}${band.segments.some((segment) => segment.gap) ? ', with gaps in our observation' : ''}.`
	})
	return `From ${dateTimeText(picture.window.from)} to ${dateTimeText(picture.window.to)}. ${sentences.join(' ')} The table that follows says the same in detail.`
}

const calm: ReadonlySet<DrawnState> = new Set(['operational', 'unknown', 'not_covered'])

function table(bands: readonly Band[]): Markup {
	return html`<details class="behind"><summary>The picture as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="States by surface"><table><thead><tr><th scope="col">Surface</th><th scope="col">State</th><th scope="col">From ${zoneMark}</th><th scope="col">To ${zoneMark}</th><th scope="col">For</th><th scope="col">Known from</th></tr></thead><tbody>${bands.map(
		(band) =>
			!isUncovered(band)
				? band.segments.map((segment, index) => tableRow(band, segment, index))
				: html`<tr><th scope="row">${band.surface.name}</th><td>not covered</td><td colspan="4">no source bears its state</td></tr>`,
	)}</tbody></table></div></details>`
}

function tableRow(band: Band, segment: Segment, index: number): Markup {
	const state = segment.gap
		? segment.state === 'unknown'
			? 'not observed'
			: `${drawnWords[segment.state]}, not observed by us`
		: drawnWords[segment.state]
	return html`<tr>${index === 0 && html`<th scope="rowgroup" rowspan="${band.segments.length}">${band.surface.name}</th>`}<td>${state}</td><td>${timeMarkup(segment.from, 'second', 'short')}</td><td>${timeMarkup(segment.to, 'second', 'short')}</td><td>${durationText(secondsBetween(segment.from, segment.to))}</td><td>${segment.basis === null ? '—' : basisWords[segment.basis]}</td></tr>`
}

const basisWords: Readonly<Record<NonNullable<Segment['basis']>, string>> = {
	declared: 'declared in a statement',
	seen: 'the page’s list said so',
	named: 'an incident names it',
}
