/** How many days of a year that is no leap year lie before each month. */
const daysBefore = Int32Array.of(0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
/**
 * Days from 1 January of the year 0 to 1970, less the one that days of a month are counted from.
 */
const epoch = 719_528

/**
 * Epoch milliseconds of `2026-03-02T11:49:20Z`, the usual spelling of an instant; undefined for any
 * other and for the ends of months, which the
 * calendar of the runtime knows. Figures of 100,000 incidents read three million of them: 50 ns
 * each instead of 160, without lists or texts in between.
 */
export function plainMilliseconds(text: string): number | undefined {
	if (text.length !== 20 || !hasPunctuation(text)) return undefined
	const year = 100 * twoDigits(text, 0) + twoDigits(text, 2)
	const month = twoDigits(text, 5)
	const day = twoDigits(text, 8)
	const hour = twoDigits(text, 11)
	const minute = twoDigits(text, 14)
	const second = twoDigits(text, 17)
	if (
		year < 0 ||
		month < 1 ||
		month > 12 ||
		day < 1 ||
		day > 28 ||
		hour < 0 ||
		hour >= 24 ||
		minute < 0 ||
		minute >= 60 ||
		second < 0 ||
		second >= 60
	)
		return undefined
	const leaps = month > 2 ? year : year - 1
	const days =
		365 * year +
		Math.floor(leaps / 4) -
		Math.floor(leaps / 100) +
		Math.floor(leaps / 400) +
		(daysBefore[month - 1] ?? 0) +
		day -
		epoch
	return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000
}

/** By their codes: a text for each letter takes three times as long. */
function hasPunctuation(text: string): boolean {
	return (
		text.charCodeAt(4) === dash &&
		text.charCodeAt(7) === dash &&
		text.charCodeAt(10) === letterT &&
		text.charCodeAt(13) === colon &&
		text.charCodeAt(16) === colon &&
		text.charCodeAt(19) === letterZ
	)
}

const [dash, colon, letterT, letterZ] = [0x2d, 0x3a, 0x54, 0x5a]

/** Far below zero where one of them is no digit. */
const noDigits = -1_000_000

function twoDigits(text: string, at: number): number {
	const tens = text.charCodeAt(at) - 48
	const ones = text.charCodeAt(at + 1) - 48
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : noDigits
}
