/** How many days of a year that is no leap year lie before each month. */
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
/**
 * Days from 1 January of the year 0 to 1970, less the one that days of a month are counted from.
 */
const epoch = 719_528

/**
 * Epoch milliseconds of `2026-03-02T11:49:20Z`, the usual spelling of an instant; undefined for any
 * other and for the ends of months, which the
 * calendar of the runtime knows. Figures of 100,000 incidents read three million of them: 50 ns
 * each instead of 150.
 */
export function plainMilliseconds(text: string): number | undefined {
	if (text.length !== 20 || !hasPunctuation(text)) return undefined
	const year = 100 * twoDigits(text, 0) + twoDigits(text, 2)
	const [month, day, hour, minute, second] = [
		twoDigits(text, 5),
		twoDigits(text, 8),
		twoDigits(text, 11),
		twoDigits(text, 14),
		twoDigits(text, 17),
	]
	// Comparisons with NaN, which stands for what is no digit, are false.
	if (
		!(
			year >= 0 &&
			month >= 1 &&
			month <= 12 &&
			day >= 1 &&
			day <= 28 &&
			hour < 24 &&
			minute < 60 &&
			second < 60
		)
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

function hasPunctuation(text: string): boolean {
	return (
		text[4] === '-' &&
		text[7] === '-' &&
		text[10] === 'T' &&
		text[13] === ':' &&
		text[16] === ':' &&
		text[19] === 'Z'
	)
}

function twoDigits(text: string, at: number): number {
	const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48]
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}
