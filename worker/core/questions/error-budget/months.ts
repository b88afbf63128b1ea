import { instantOf } from '#core/time/time.ts'
import { type Zone, zoneOf } from '#core/time/zone.ts'
import { byDay, byMonth, type Part } from '../availability/split.ts'
import { allowedIn, verdictOf } from '../promises/months.ts'
import { concernOf } from '../toolkit/condition/concern.ts'
import type { Condition, ConditionSpan } from '../toolkit/condition/vocabulary.ts'
import type { ScopedIncident } from '../toolkit/scoped-record.ts'
import type { BudgetMonth, LevelOfMonth, Spent } from './figures.ts'

/** What of each month was spent, and when what was allowed ran out. */

const utc: Zone = zoneOf('UTC')
const daysInNewest = 3

/** How much of a second in a condition is spent. */
type Rate = (condition: Condition) => number

export interface Rates {
	readonly fewest: Rate
	readonly page: Rate
	readonly most: Rate
}

const green: ReadonlySet<Condition> = new Set(['operational', 'clear', 'maintenance'])

/** `partial`: what a second of a partial outage counts as where the page counts, from 0 to 1. */
export function ratesOf(partial: number): Rates {
	return {
		fewest: (condition) => (condition === 'major' ? 1 : 0),
		page: (condition) => (condition === 'major' ? 1 : condition === 'partial' ? partial : 0),
		most: (condition) => (green.has(condition) ? 0 : 1),
	}
}

export interface BudgetInput {
	readonly stretches: readonly ConditionSpan[]
	readonly incidents: readonly ScopedIncident[]
	readonly percents: readonly number[]
	readonly rates: Rates
	/** How many of the newest months are wanted. */
	readonly atMost: number
}

/** The newest months of which anything is covered, oldest first, and how many there are. */
export function budgetMonths({ stretches, incidents, percents, rates, atMost }: BudgetInput): {
	readonly shown: BudgetMonth[]
	readonly of: number
} {
	const parts = byMonth(stretches, utc)
	const shown = parts.slice(-atMost)
	const unmeasured = incidents.filter((entry) => concernOf(entry).kind === 'unmeasured')
	return {
		of: parts.length,
		shown: shown.map((part, index) => {
			const from = Date.parse(`${part.name}-01T00:00:00Z`)
			const to = from + part.lengthSeconds * 1000
			const without = unmeasured.filter((entry) => entry.from < to && entry.to >= from).length
			return monthOf(part, {
				percents,
				rates,
				unmeasured: without,
				hasDays: index >= shown.length - daysInNewest,
			})
		}),
	}
}

interface MonthInput {
	readonly percents: readonly number[]
	readonly rates: Rates
	readonly unmeasured: number
	readonly hasDays: boolean
}

function monthOf(
	{ name, lengthSeconds, stretches }: Part,
	{ percents, rates, unmeasured, hasDays }: MonthInput,
): BudgetMonth {
	const spent = spentIn(stretches, rates)
	const coveredSeconds = stretches.reduce((sum, { from, to }) => sum + to - from, 0) / 1000
	const isKnown = coveredSeconds >= lengthSeconds && unmeasured === 0
	return {
		month: name,
		lengthSeconds,
		coveredSeconds,
		coveredUntil: instantOf(Math.max(...stretches.map(({ to }) => to))),
		unmeasured,
		...spent,
		levels: percents.map((percent) =>
			levelOf(percent, { lengthSeconds, stretches, spent, rates, isKnown }),
		),
		days: hasDays ? daysOf(stretches, rates) : null,
	}
}

interface LevelInput {
	readonly lengthSeconds: number
	readonly stretches: readonly ConditionSpan[]
	readonly spent: Spent
	readonly rates: Rates
	readonly isKnown: boolean
}

function levelOf(
	percent: number,
	{ lengthSeconds, stretches, spent, rates, isKnown }: LevelInput,
): LevelOfMonth {
	const allowed = allowedIn(percent, lengthSeconds)
	const { fewestSeconds, pageSeconds, mostSeconds } = spent
	return {
		percent,
		allowedSeconds: allowed,
		spent:
			allowed === 0
				? null
				: {
						atLeast: fewestSeconds / allowed,
						byPage: pageSeconds / allowed,
						atMost: mostSeconds / allowed,
					},
		ranOut: {
			byMost: ranOutAt(stretches, rates.most, allowed),
			byPage: ranOutAt(stretches, rates.page, allowed),
			byFewest: ranOutAt(stretches, rates.fewest, allowed),
		},
		verdict: verdictOf(fewestSeconds, mostSeconds, allowed, isKnown),
	}
}

function spentIn(stretches: readonly ConditionSpan[], { fewest, page, most }: Rates): Spent {
	const sum = (rate: Rate) =>
		stretches.reduce((total, { from, to, condition }) => total + (to - from) * rate(condition), 0) /
		1000
	return { fewestSeconds: sum(fewest), pageSeconds: sum(page), mostSeconds: sum(most) }
}

function daysOf(
	stretches: readonly ConditionSpan[],
	rates: Rates,
): NonNullable<BudgetMonth['days']> {
	return byDay(stretches, utc)
		.map(({ name, stretches: part }) => ({ date: name, ...spentIn(part, rates) }))
		.filter(({ mostSeconds }) => mostSeconds > 0)
}

/** The moment at which all that is allowed was spent, where more was spent afterwards. */
function ranOutAt(
	stretches: readonly ConditionSpan[],
	rate: Rate,
	allowedSeconds: number,
): string | null {
	let left = allowedSeconds * 1000
	for (const { from, to, condition } of stretches) {
		const speed = rate(condition)
		const spent = (to - from) * speed
		if (spent > left) return instantOf(Math.round(from + left / speed))
		left -= spent
	}
	return null
}
