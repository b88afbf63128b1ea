import { plainMilliseconds } from './plain-instant.ts'

/**
 * Instants are ISO-8601 UTC texts ending in `Z`; whole seconds carry no fraction, so that one
 * moment has one spelling.
 * Nothing here reads a clock.
 */

const withOffset = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i

// What most pages print. Days that not every month has are spelled out; the calendar took a quarter
// of a document's reading time.
const plainUtc = new RegExp(
	[
		/^(?!0000)\d{4}-/,
		/(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)/,
		/T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?(?:Z|\+00:00)$/,
	]
		.map(({ source }) => source)
		.join(''),
)

/**
 * The first and last moments that have a spelling, in epoch milliseconds: the ends of the years
 * 0001 and 9999.
 */
const firstMoment = -62135596800000
const lastMoment = 253402300799999

/**
 * The canonical spelling of a moment in epoch milliseconds. What lies outside of the years 0001 to
 * 9999 becomes the nearest moment
 * inside them: strangers write such times, and an hour added to one must not end a tick. Throws
 * RangeError when it is no number.
 */
export function instantOf(milliseconds: number): string {
	if (Number.isNaN(milliseconds)) throw new RangeError('not a moment: NaN')
	return withoutZeros(
		new Date(Math.min(Math.max(milliseconds, firstMoment), lastMoment)).toISOString(),
	)
}

function withoutZeros(text: string): string {
	return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text
}

/** Epoch milliseconds of an instant. Throws RangeError when the text is no date. */
export function millisecondsOf(instant: string): number {
	const plain = plainMilliseconds(instant)
	if (plain !== undefined) return plain
	const value = Date.parse(instant)
	if (Number.isNaN(value)) throw new RangeError(`not an instant: ${instant.slice(0, 40)}`)
	return value
}

/**
 * Reads an ISO-8601 time that names its offset, at up to nanosecond digits; undefined for anything
 * else (a local time included).
 */
export function readInstant(text: unknown): string | undefined {
	if (typeof text !== 'string') return undefined
	if (plainUtc.test(text)) return withoutZeros(text.endsWith('Z') ? text : `${text.slice(0, -6)}Z`)
	if (!withOffset.test(text) || !isDayOfCalendar(text)) return undefined
	const value = Date.parse(text.replace(' ', 'T'))
	if (Number.isNaN(value) || value < firstMoment || value > lastMoment) return undefined
	return instantOf(value)
}

/** `Date.parse` takes 31 February for 3 March. */
function isDayOfCalendar(text: string): boolean {
	const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
	return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

const mailDate = new RegExp(
	[
		/^\s*(?:[A-Za-z]{3},\s*)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})/,
		/\s+(\d{2}):(\d{2})(?::(\d{2}))?\s*(GMT|UTC|UT|Z|[+-]\d{4})\s*$/,
	]
		.map(({ source }) => source)
		.join(''),
	'i',
)

/**
 * Reads an RFC 822/1123 date with GMT, UTC, UT, Z or a numeric offset; undefined for anything else
 * (named local zones included).
 */
export function readMailDate(text: unknown): string | undefined {
	if (typeof text !== 'string') return undefined
	const match = mailDate.exec(text)
	if (!match) return undefined
	const [, day, monthName, year, hour, minute, second = '00', zone] = match as unknown as string[]
	const month =
		'janfebmaraprmayjunjulaugsepoctnovdec'.indexOf((monthName as string).toLowerCase()) / 3
	if (!Number.isInteger(month)) return undefined
	const offset = /^[+-]/.test(zone as string)
		? `${(zone as string).slice(0, 3)}:${(zone as string).slice(3)}`
		: 'Z'
	const pad = (value: string | number) => String(value).padStart(2, '0')
	return readInstant(
		`${year}-${pad(month + 1)}-${pad(day as string)}T${hour}:${minute}:${second}${offset}`,
	)
}

/**
 * Orders two instants; negative when `a` is earlier. Spelling with or without a fraction does not
 * matter.
 */
export function compareInstants(a: string, b: string): number {
	if (a === b) return 0
	// Spellings of one length order as texts do; parsing is ten times slower and only needed beside a
	// fraction.
	if (a.length === b.length) return a < b ? -1 : 1
	return millisecondsOf(a) - millisecondsOf(b)
}

export function earliest(...instants: readonly (string | null | undefined)[]): string | undefined {
	return pick(instants, (difference) => difference < 0)
}

export function latest(...instants: readonly (string | null | undefined)[]): string | undefined {
	return pick(instants, (difference) => difference > 0)
}

function pick(
	instants: readonly (string | null | undefined)[],
	better: (difference: number) => boolean,
): string | undefined {
	let best: string | undefined
	for (const instant of instants) {
		if (instant && (best === undefined || better(compareInstants(instant, best)))) best = instant
	}
	return best
}

/** Whole seconds from `from` to `to`; negative when `to` is earlier. */
export function secondsBetween(from: string, to: string): number {
	return Math.round((millisecondsOf(to) - millisecondsOf(from)) / 1000)
}

/**
 * An instant some seconds later, or earlier; it stays within the years 0001 to 9999, so that a
 * stranger's edge of time ends nothing for others.
 */
export function addSeconds(instant: string, seconds: number): string {
	return instantOf(millisecondsOf(instant) + seconds * 1000)
}

/**
 * The UTC day of an instant, `2026-03-02`. Cut out where it is spelt in UTC: to parse it took a
 * tenth of a build of 10,000 incidents.
 */
export function dayOf(instant: string): string {
	return plainUtc.test(instant)
		? instant.slice(0, 10)
		: instantOf(millisecondsOf(instant)).slice(0, 10)
}

/** The UTC month of an instant, `2026-03`. */
export function monthOf(instant: string): string {
	return dayOf(instant).slice(0, 7)
}

/** The start of the window of `seconds` that an instant lies in, counted from the epoch. */
export function floorTo(instant: string, seconds: number): string {
	const step = seconds * 1000
	return instantOf(Math.floor(millisecondsOf(instant) / step) * step)
}

/** `3 h 57 min 49 s`; the two or three largest parts that matter, never rounded up. */
export function spokenDuration(seconds: number): string {
	const sign = seconds < 0 ? '−' : ''
	const whole = Math.abs(Math.trunc(seconds))
	const days = Math.floor(whole / 86400)
	const hours = Math.floor((whole % 86400) / 3600)
	const minutes = Math.floor((whole % 3600) / 60)
	const parts =
		days > 0
			? [`${days} d`, hours && `${hours} h`, minutes && `${minutes} min`]
			: [
					hours && `${hours} h`,
					minutes && `${minutes} min`,
					(whole % 60 || whole === 0) && `${whole % 60} s`,
				]
	return sign + parts.filter(Boolean).join(' ')
}
