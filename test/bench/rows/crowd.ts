import { simulatedTable } from '#core/crowd/simulated.ts'
import {
	type LawName,
	type QuietRow,
	quietRow,
	quietRows,
	type TroubledRow,
	troubledRow,
	troubledRows,
	troubledTimes,
} from '../../support/crowd-simulation.ts'
import type { Bench, Row } from '../measure.ts'

/**
 * What the rules of the crowd do to counts that are drawn anew at each run, beside the table that
 * is kept: false alarms a year, and delays.
 */
export const bench: Bench = async () => {
	const seed = Math.floor(Math.random() * 1e9)
	const quiet = quietRows.map(([series, base]): Row => {
		const kept = simulatedTable.quiet.find((row) => row.series === series && row.base === base)
		return {
			name: `${nameOf(series, base)}, a year without trouble`,
			measured: alarmsText(quietRow(series, base, seed)),
			against: kept ? alarmsText(kept) : 'not kept',
			ratio: '',
			aim: series === 'drifting' ? '≤ 2 opened' : '≤ 1 opened, ≤ 24 possible',
		}
	})
	const troubled = troubledRows.flatMap(([series, base]) =>
		troubledTimes.map((times): Row => {
			const kept = simulatedTable.troubled.find(
				(row) => row.series === series && row.base === base && row.times === times,
			)
			const aim =
				series !== 'independent'
					? ''
					: base === 10 && times === 3
						? '≥ 95 % in 45 min'
						: base === 2 && times === 10
							? '≥ 95 % a rise'
							: ''
			return {
				name: `${nameOf(series, base)}, ${times} times as many`,
				measured: delaysText(troubledRow(series, base, times, seed)),
				against: kept ? delaysText(kept) : 'not kept',
				ratio: '',
				aim,
			}
		}),
	)
	return [...quiet, ...troubled]
}

function nameOf(series: LawName, base: number): string {
	return `crowd: ${series} counts of ${base}`
}

function alarmsText({ opened, rises, possible, years }: Omit<QuietRow, 'series'>): string {
	const perYear = (count: number) => (count / years).toFixed(1)
	return `${perYear(opened)} opened, ${perYear(rises)} rises, ${perYear(possible)} possible`
}

function delaysText({
	outages,
	soon,
	possible,
	possibleMinutes,
	rises,
	riseMinutes,
}: Omit<TroubledRow, 'series'>): string {
	const part = (count: number) => `${Math.round((100 * count) / outages)} %`
	const after = (minutes: number | null) => (minutes === null ? '' : ` (${minutes} min)`)
	return `${part(soon)} in 45 min, ${part(possible)} possible${after(possibleMinutes)}, ${part(rises)} a rise${after(riseMinutes)}`
}
