import { firstMonday, hour, week, weekOf } from '#core/time/week.ts'
import { within } from '../toolkit/condition/spans.ts'
import { intersection, merged, type Span } from '../toolkit/span.ts'
import { shareByWeeks, type Weekly } from '../toolkit/week-blocks.ts'
import type { Hours } from './figures.ts'
import { blocksOf, type Series, shiftedWithinBlocks } from './shifts.ts'

/**
 * How often one is in trouble in an hour in which the other is: clock hours that are known of both
 * from beginning to end, over the weeks that are
 * compared. Intervals draw whole weeks. What chance gives is the overlap of the same hours when one
 * is moved within its blocks.
 */
export function hoursTogether(
	a: Series,
	b: Series,
	windows: readonly Span[],
	draws: number,
): Hours {
	const [ofA, ofB] = [byHours(a), byHours(b)]
	const blocks = blocksOf(windows)
	const counted = { of: 0, a: 0, b: 0, both: 0 }
	const givenA: Weekly = new Map()
	const givenB: Weekly = new Map()
	for (const block of blocks) {
		const known = intersection(within(ofA.known, block), within(ofB.known, block))
		const [inA, inB] = [
			intersection(within(ofA.trouble, block), known),
			intersection(within(ofB.trouble, block), known),
		]
		const both = intersection(inA, inB)
		for (const [key, spans] of Object.entries({ of: known, a: inA, b: inB, both }) as [
			keyof typeof counted,
			Span[],
		][])
			counted[key] += hoursIn(spans)
		addWeeks(givenA, inA, 'of')
		addWeeks(givenA, both, 'part')
		addWeeks(givenB, inB, 'of')
		addWeeks(givenB, both, 'part')
	}
	const { chance } = shiftedWithinBlocks(ofA, ofB, windows, draws)
	const expected = chance.expected === null ? null : chance.expected * counted.of
	const given = (of: number) => (expected === null || of === 0 ? null : expected / of)
	return {
		...counted,
		expected,
		bGivenA: shareByWeeks(givenA, blocks, { draws, ...hoursOfTrouble }),
		bByChance: given(counted.a),
		aGivenB: shareByWeeks(givenB, blocks, { draws, ...hoursOfTrouble }),
		aByChance: given(counted.b),
	}
}

const hoursOfTrouble = {
	population: 'clock hours known of both from beginning to end, in which the one had trouble',
	leftOut: {},
}

/** Hours that are known from beginning to end, and those of them with any trouble. */
function byHours({ known, trouble }: Series): Series {
	const whole = merged(
		known.map(({ from, to }) => ({
			from: Math.ceil(from / hour) * hour,
			to: Math.floor(to / hour) * hour,
		})),
	)
	const touched = merged(
		trouble.map(({ from, to }) => ({
			from: Math.floor(from / hour) * hour,
			to: Math.ceil(to / hour) * hour,
		})),
	)
	return { known: whole, trouble: intersection(touched, whole) }
}

function hoursIn(spans: readonly Span[]): number {
	return spans.reduce((sum, { from, to }) => sum + (to - from) / hour, 0)
}

function addWeeks(weekly: Weekly, spans: readonly Span[], key: 'part' | 'of'): void {
	for (const { from, to } of spans) {
		for (let start = from; start < to; ) {
			const number = weekOf(start)
			const end = Math.min(to, firstMonday + (number + 1) * week)
			const known = weekly.get(number) ?? { part: 0, of: 0 }
			weekly.set(number, { ...known, [key]: known[key] + (end - start) / hour })
			start = end
		}
	}
}
