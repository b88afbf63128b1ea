import type { Chance } from '#core/model/analysis.ts'
import type { Cell } from './figure-table.ts'
import { percent, percents, say, small } from './said.ts'

/** How a figure stands beside what chance gives, in the same words on every page. */
export type Standing = 'more' | 'doubtful' | 'chance' | 'none'

/**
 * Below 0.01 it is more than chance; up to 0.05 it may be one of several tests that are so by
 * accident.
 */
export function standingOf(p: number | null): Standing {
	if (p === null) return 'none'
	return p < 0.01 ? 'more' : p < 0.05 ? 'doubtful' : 'chance'
}

export const standingWords: Readonly<Record<Standing, string>> = {
	more: 'more than chance',
	doubtful: 'doubtful',
	chance: 'as chance gives',
	none: 'not compared',
}

/** What chance gives, with the range of most draws. */
export function chanceCell({ expected, low, high }: Chance, otherwise = 'not known'): Cell {
	const show =
		expected === null ? otherwise : say`${percent(expected)} ${small(percents(low, high))}`
	return { show, values: [expected, low, high] }
}
