import type { Precision, Seen } from '#core/model/instant.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { isOurLook, type Provenance } from '#core/model/vocabulary.ts'
import { spokenDuration } from '#core/time/time.ts'
import { html, type Markup } from './markup.ts'

/**
 * Times in words, always UTC and never more exact than they are known: a day is a day, not its
 * midnight. Instants have one
 * spelling, so their parts are cut from the text; parsing each was half of the time that a page
 * took.
 */

/** `2 March 2026, 11:49:20 UTC`, cut to what is known. */
export function dateTimeText(instant: string, precision: Precision = 'second'): string {
	return precision === 'day'
		? dayText(instant)
		: `${dayText(instant)}, ${clockText(instant, precision)}`
}

/** `2 March 2026`. */
export function dayText(instant: string): string {
	const [year = '', month = '', day = ''] = dayOf(instant).split('-')
	return `${Number(day)} ${months[Number(month) - 1] ?? ''} ${Number(year)}`
}

/** `March 2026`, of a month such as `2026-03`. */
export function monthText(month: string): string {
	const [year = '', number = ''] = month.split('-')
	return `${months[Number(number) - 1] ?? number} ${year}`
}

/** `Monday 2 March 2026`. */
function weekdayText(instant: string): string {
	return `${weekdays[new Date(dayOf(instant)).getUTCDay()] ?? ''} ${dayText(instant)}`
}

/**
 * `11:49:20 UTC`; to the minute or hour where only that is known. A day has no clock time, and the
 * text says so.
 */
function clockText(instant: string, precision: Precision = 'second'): string {
	return precision === 'day' ? 'day only' : `${bareClock(instant, precision)} UTC`
}

/**
 * `full` with the date, `clock` under a day's heading, `short` in tables that say UTC in their
 * head, `day` and `weekday` for a day.
 */
export type TimeForm = 'full' | 'clock' | 'short' | 'day' | 'weekday'

const forms: Readonly<Record<TimeForm, (instant: string, precision: Precision) => string>> = {
	full: dateTimeText,
	clock: clockText,
	short: (instant, precision) =>
		`${shortDay(instant)}${precision === 'day' ? '' : ` ${bareClock(instant, precision)}`}`,
	day: dayText,
	weekday: weekdayText,
}

/** A time in one of the forms, as plain text. */
export function timeText(
	instant: string,
	precision: Precision = 'second',
	form: TimeForm = 'full',
): string {
	return forms[form](instant, precision)
}

/**
 * A `<time>` element with the machine's value cut to the precision, so that no reader, human or
 * not, gets a false midnight.
 */
export function timeMarkup(
	instant: string,
	precision: Precision = 'second',
	form: TimeForm = 'full',
): Markup {
	const text = timeText(instant, precision, form)
	return html`<time datetime="${precision === 'day' ? dayOf(instant) : instant}" data-precision="${precision}" data-form="${form}">${text}</time>`
}

/**
 * The zone, in the head of a column of short times. What `data-local` says takes its place when the
 * reader asks for local times.
 */
export const zoneMark = html`<span data-local="({zone})">(UTC)</span>`

/** The same as a sentence over a timeline; its headings stay days in UTC. */
export const zoneNote = html`<span data-local="Times are {zone}; the days in the headings are days in UTC.">Times are UTC.</span>`

/**
 * Our own clock as a phrase: between which two looks something appeared, or that it was read later
 * and not watched.
 * `claimed` is the day the line stands under; other days are named.
 */
export function seenMarkup(
	seen: Seen,
	provenance: Provenance | undefined,
	claimed: string,
): Markup {
	const form =
		dayOf(seen.by) === dayOf(claimed) &&
		(seen.after === undefined || dayOf(seen.after) === dayOf(claimed))
			? 'clock'
			: 'full'
	const by = timeMarkup(seen.by, seen.precision, seen.precision === 'day' ? 'day' : form)
	if (seen.after !== undefined)
		return html`seen between ${timeMarkup(seen.after, 'second', form)} and ${by}`
	if (provenance !== undefined && !isOurLook(provenance))
		return html`read ${seen.precision === 'day' ? '' : 'at '}${timeMarkup(seen.by, seen.precision, 'full')}, not watched`
	return html`first seen at ${by}, with no earlier look to compare`
}

/** `3 h 57 min 49 s`, or that it cannot be said. */
export function durationText(seconds: number | null | undefined): string {
	return seconds === null || seconds === undefined || !Number.isFinite(seconds)
		? 'not known'
		: spokenDuration(seconds)
}

/** A `<time>` that holds a duration. */
export function durationMarkup(seconds: number): Markup {
	return html`<time datetime="PT${Math.max(0, Math.round(seconds))}S">${spokenDuration(seconds)}</time>`
}

/** `2 Mar`. */
function shortDay(instant: string): string {
	const [day, month = ''] = dayText(instant).split(' ')
	return `${day} ${month.slice(0, 3)}`
}

function bareClock(instant: string, precision: Precision): string {
	const clock = instant.slice(11, precision === 'millisecond' ? -1 : 19)
	if (precision === 'hour') return `${clock.slice(0, 2)} h`
	return precision === 'minute' ? clock.slice(0, 5) : clock
}

const months = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December',
]
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

function dayOf(instant: string): string {
	return instant.slice(0, 10)
}

/**
 * A record that was read on a day, of which nobody noted the time, is as old as that day and not as
 * its midnight.
 */
export function asOfPrecision(asOf: string, coverage: readonly Coverage[]): Precision {
	return asOf.endsWith('T00:00:00Z') &&
		coverage.some((stretch) => stretch.readAt === asOf.slice(0, 10))
		? 'day'
		: 'second'
}
