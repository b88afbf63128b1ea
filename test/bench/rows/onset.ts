import { risesOf } from '#core/crowd/rises.ts'
import { oneSeries, told, windowsAWeek } from '../../support/counted.ts'
import { type Bench, medians, milliseconds, times } from '../measure.ts'

/**
 * Finding the rises in a year of 15-minute windows, against one pass over them that reads their
 * times and compares their counts.
 */
export const bench: Bench = async () => {
	const outages = new Set([9, 22, 38, 51])
	const counts = told({
		seed: 1,
		weeks: 53,
		rate: 20,
		more: (window) =>
			outages.has(Math.floor(window / windowsAWeek)) && window % windowsAWeek < 20 ? 300 : 0,
	})
	const series = oneSeries(counts.slice(0, 365 * 96))
	const found = risesOf(series).length
	const [whole = 0, bare = 0] = await medians(
		[() => risesOf(series), () => loudest(series.points)],
		{ warmUp: 15, rounds: 40 },
	)
	return [
		{
			name: `onsets in a year of counts, ${series.points.length.toLocaleString('en')} windows, ${found} rises`,
			measured: milliseconds(whole),
			against: `${milliseconds(bare)} one pass`,
			ratio: times(whole / bare),
			aim: '≤ 20 ms',
		},
	]
}

function loudest(points: readonly { readonly at: string; readonly count: number }[]): number {
	let [most, when] = [0, 0]
	for (const { at, count } of points) {
		const moment = Date.parse(at)
		if (count > most) [most, when] = [count, moment]
	}
	return when
}
