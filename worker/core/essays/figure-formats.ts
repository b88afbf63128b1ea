import type { FigureFormat } from '#core/content/placeholder.ts'
import { dateTimeText, dayText, durationText, monthText } from '#core/fragments/time-text.ts'
import { Instant } from '#core/model/instant.ts'

/**
 * How a value of the figures is written; undefined where it is none of what the format takes. Null
 * in, undefined out: nothing is no figure.
 */
export const formats: Readonly<Record<FigureFormat, (value: unknown) => string | undefined>> = {
	count: (value) => (isCount(value) ? grouped(value) : undefined),
	word: (value) => (isCount(value) ? (smallNumbers[value] ?? grouped(value)) : undefined),
	percent: (value) => {
		const share = shareOf(value)
		return share === undefined ? undefined : `${percentText(share)}\u00a0%`
	},
	interval: (value) => {
		const [low, high] = [shareOf(field(value, 'low')), shareOf(field(value, 'high'))]
		return low === undefined || high === undefined
			? undefined
			: `${percentText(low)} to ${percentText(high)}\u00a0%`
	},
	parts: (value) => {
		const [part, of] = [field(value, 'part'), field(value, 'of')]
		return isCount(part) && isCount(of) && of > 0 ? `${grouped(part)} of ${grouped(of)}` : undefined
	},
	duration: (value) => (isNumber(value) && value >= 0 ? durationText(value) : undefined),
	number: (value) => (isNumber(value) ? String(Math.round(value * 100) / 100) : undefined),
	about: (value) => (isNumber(value) && value >= 0 ? grouped(Math.round(value)) : undefined),
	date: (value) => (isInstant(value) ? dayText(value) : undefined),
	time: (value) => (isInstant(value) ? dateTimeText(value) : undefined),
	month: (value) =>
		typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(value)
			? monthText(value)
			: undefined,
	text: (value) => (typeof value === 'string' && value.trim() !== '' ? value : undefined),
}

/**
 * Percent with as many places as say something: `39`, `97.0`, `99.86`, `99.998`. The nearer to all
 * or nothing, the more.
 */
export function percentText(share: number): string {
	const percent = share * 100
	const distance = Math.min(percent, 100 - percent)
	const places = distance >= 10 || distance === 0 ? 0 : distance >= 1 ? 1 : distance >= 0.01 ? 2 : 3
	return percent.toFixed(places)
}

const smallNumbers = [
	'none',
	'one',
	'two',
	'three',
	'four',
	'five',
	'six',
	'seven',
	'eight',
	'nine',
	'ten',
	'eleven',
	'twelve',
]

/** `1,046`. */
function grouped(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A share as a number, as `{ share }` with its interval, or as what chance gives. */
function shareOf(value: unknown): number | undefined {
	const share = isNumber(value) ? value : (field(value, 'share') ?? field(value, 'expected'))
	return isNumber(share) && share >= 0 && share <= 1 ? share : undefined
}

function field(value: unknown, key: string): unknown {
	return value !== null && typeof value === 'object' && Object.hasOwn(value, key)
		? Object.getOwnPropertyDescriptor(value, key)?.value
		: undefined
}

function isCount(value: unknown): value is number {
	return isNumber(value) && Number.isSafeInteger(value) && value >= 0
}

function isNumber(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value)
}

function isInstant(value: unknown): value is string {
	return Instant.safeParse(value).success
}
