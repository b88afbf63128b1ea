import type { Confidence } from '#core/model/instant.ts'
import type { ReadingKind } from '#core/model/report.ts'
import type { EventOf, TimelineEvent } from '#core/model/timeline.ts'
import { anchorOf } from '#core/text/addresses.ts'
import { numberText } from '#core/text/words.ts'
import { outsideLink } from './evidence.ts'
import { html, joined, type Markup } from './markup.ts'
import { inline } from './provider-text.ts'
import { timeMarkup, zoneMark } from './time-text.ts'

/**
 * Cited moments and numbers in words: who counted, what kind of number it is, for which region, and
 * how sure that is.
 */

/** What is known of a cited number, by its kind. */
export const readingKindWords: Readonly<Record<ReadingKind, string>> = {
	first: 'when users first reported',
	alarm: 'when an alarm was raised',
	bucket: 'the count of one window',
	total: 'a sum since the start',
	reading: 'not said whether one window’s count or a sum',
	last: 'when users last reported',
}

/** The title, and then what is known of it. */
export function readingText(event: EventOf<'reading'>): string {
	return `${event.title}: ${readingFacts(event)}`
}

/**
 * `about 2,000 reports, counted by Downdetector, United States; not said whether one window’s count
 * or a sum`.
 */
export function readingFacts(event: EventOf<'reading'>): string {
	const { count, source, region, kind } = event.value
	const who = [numberWords(event), `counted by ${source}`, region]
	return [who.filter(Boolean).join(', '), count !== undefined && readingKindWords[kind]]
		.filter(Boolean)
		.join('; ')
}

/** The readings of a timeline as a table: each leads to its line and to where it was read. */
export function readingTable(events: readonly TimelineEvent[]): Markup {
	return html`<div class="scroll" tabindex="0" role="region" aria-label="Cited moments and numbers"><table><thead><tr><th scope="col">When ${zoneMark}</th><th scope="col">What</th><th scope="col">Number</th><th scope="col">Kind</th><th scope="col">Region</th><th scope="col">Counted by</th><th scope="col">How sure</th><th scope="col">Read in</th></tr></thead><tbody>${events.filter((event) => event.kind === 'reading').map(row)}</tbody></table></div>`
}

/** `about 2,000 reports`; undefined where only a moment is known. */
export function numberWords({ value }: EventOf<'reading'>): string | undefined {
	const { count, bound, upTo } = value
	if (count === undefined) return undefined
	if (upTo !== undefined) return `${numberText(count)} to ${numberText(upTo)} reports`
	return `${bound === 'at least' ? 'more than ' : bound === 'about' ? 'about ' : ''}${numberText(count)} ${count === 1 ? 'report' : 'reports'}`
}

function row(event: EventOf<'reading'>): Markup {
	const { region, endAt, source, kind } = event.value
	const read = event.evidence.flatMap((proof) =>
		proof.kind === 'link' ? [outsideLink(proof.url, proof.title)] : [],
	)
	return html`<tr><td>${timeMarkup(event.at, event.precision, 'short')}${endAt !== undefined && html` to ${timeMarkup(endAt, event.precision, 'short')}`}</td><th scope="row"><a href="#${anchorOf(event.id)}">${inline(event.title)}</a></th><td>${numberWords(event) ?? '—'}</td><td>${readingKindWords[kind]}</td><td>${region ?? 'not said'}</td><td>${source}</td><td>${event.confidence === undefined ? 'not said' : sureWords[event.confidence]}</td><td>${read.length > 0 ? joined(read, ', ') : '—'}</td></tr>`
}

const sureWords: Readonly<Record<Confidence, string>> = {
	exact: 'exact',
	approximate: 'approximate',
	disputed: 'sources disagree',
}
