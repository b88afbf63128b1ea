import type { Zone } from '#core/time/zone.ts'
import type { ConditionSpan } from '../toolkit/condition/vocabulary.ts'
import type { Measured } from './figures.ts'
import { besideCalmDays } from './split.ts'
import { downOf, knownIn, secondsOf, upOf, type Weights } from './ways.ts'

/**
 * How many days were as available as that: a mean hides whether downtime comes in many small pieces
 * or in a few bad days.
 */

/** A day without any downtime, and the usual nines. */
export const dayLevels = [1, 0.9999, 0.999, 0.99, 0.95, 0.9] as const

/** Counts the local days of which anything is known, by way and level. */
export function dayLevelsOf(
	stretches: readonly ConditionSpan[],
	weights: readonly Weights[],
	zone: Zone,
): NonNullable<Measured['dayLevels']> {
	const counted = weights.map(({ way }) => ({
		way,
		days: 0,
		levels: dayLevels.map((level) => ({ level, daysAtMost: 0, daysAtLeast: 0 })),
	}))
	const { calm, others } = besideCalmDays(stretches, zone, isCalm)
	for (const part of others) {
		const seconds = secondsOf(part)
		const known = knownIn(seconds)
		if (known === 0) continue
		for (const [index, way] of weights.entries()) {
			const [least, most] = downOf(seconds, way)
			const [atMost, atLeast] = [upOf(known, least), upOf(known, most)]
			const own = counted[index]
			if (atLeast === null || atMost === null || !own) continue
			own.days += 1
			for (const level of own.levels) {
				if (atMost >= level.level) level.daysAtMost += 1
				if (atLeast >= level.level) level.daysAtLeast += 1
			}
		}
	}
	return counted.map(({ way, days, levels }) => ({
		way,
		days: days + calm,
		levels: levels.map(({ level, daysAtMost, daysAtLeast }) => ({
			level,
			daysAtMost: daysAtMost + calm,
			daysAtLeast: daysAtLeast + calm,
		})),
	}))
}

function isCalm({ condition, open }: ConditionSpan): boolean {
	return open === 'no' && (condition === 'operational' || condition === 'clear')
}
