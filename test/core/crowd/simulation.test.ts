import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { simulatedTable } from '#core/crowd/simulated.ts'
import {
	alarmsIn,
	delaysIn,
	keptSeed,
	type Law,
	quietRow,
	rulesDigest,
	simulated,
	troubledRow,
	troubledYear,
} from '../../support/crowd-simulation.ts'

/**
 * Years that are drawn anew in each run: fast-check prints the seed of one that fails. Sums over
 * several years, since one may have bad luck.
 */

const years = 3

function overYears(law: Law, seed: number) {
	const alarms = Array.from({ length: years }, (_, year) => alarmsIn(simulated(law, seed + year)))
	const mean = (of: (one: (typeof alarms)[number]) => number) =>
		alarms.reduce((sum, one) => sum + of(one), 0) / years
	return { opened: mean(({ opened }) => opened), possible: mean(({ possible }) => possible) }
}

/** By a law, what part of outages was found in time. */
function found(law: Law, times: number, seed: number) {
	const outages = Array.from({ length: years }, (_, year) => troubledYear(times, seed + year))
	const delays = outages.flatMap((list, year) => delaysIn(simulated(law, seed + year, list), list))
	const part = (isFound: (delay: (typeof delays)[number]) => boolean) =>
		delays.filter(isFound).length / delays.length
	return {
		soon: part(({ possible }) => possible !== null && possible <= 45),
		rise: part(({ rise }) => rise !== null),
	}
}

describe('in years without trouble', () => {
	test('independent counts open at most one incident a year, and two dozen are possible', {
		timeout: 120_000,
	}, () => {
		fc.assert(
			fc.property(
				fc.nat({ max: 1e9 }),
				fc.constantFrom(0.5, 2, 10, 50),
				fc.constantFrom(0, 0.2),
				(seed, base, dispersion) => {
					const { opened, possible } = overYears({ base, dispersion }, seed)
					expect(opened).toBeLessThanOrEqual(1)
					expect(possible).toBeLessThanOrEqual(36)
				},
			),
			{ numRuns: 3 },
		)
	})

	test('a level that drifts by half its height opens at most two', { timeout: 120_000 }, () => {
		fc.assert(
			fc.property(fc.nat({ max: 1e9 }), fc.constantFrom(2, 10, 50), (seed, base) => {
				expect(overYears({ base, drift: 0.5 }, seed).opened).toBeLessThanOrEqual(2)
			}),
			{ numRuns: 3 },
		)
	})
})

describe('trouble of two hours', () => {
	const seed = fc.nat({ max: 1e9 })

	test('three times ten is possible within 45 minutes in 95 % of cases, at night in nearly as many', {
		timeout: 120_000,
	}, () => {
		fc.assert(
			fc.property(seed, (drawn) => {
				expect(found({ base: 10, swing: 0 }, 3, drawn).soon).toBeGreaterThanOrEqual(0.95)
				expect(found({ base: 10 }, 3, drawn).soon).toBeGreaterThanOrEqual(0.9)
			}),
			{ numRuns: 1 },
		)
	})

	test('ten times two is a rise in 95 % of cases', { timeout: 120_000 }, () => {
		fc.assert(
			fc.property(seed, (drawn) => {
				expect(found({ base: 2 }, 10, drawn).rise).toBeGreaterThanOrEqual(0.95)
			}),
			{ numRuns: 1 },
		)
	})
})

describe('the table that the methodology page prints', () => {
	const stale = 'the table is stale: node test/bench/keep-crowd-table.ts'

	test('was made with these numbers of the rules', () => {
		expect(simulatedTable.rules, stale).toBe(rulesDigest())
	})

	test('is what the simulation gives', { timeout: 120_000 }, () => {
		const quiet =
			simulatedTable.quiet.find(({ series, base }) => series === 'scattering' && base === 10) ??
			expect.fail()
		expect(quietRow(quiet.series, quiet.base, keptSeed), stale).toEqual(quiet)
		const troubled =
			simulatedTable.troubled.find(
				({ series, base, times }) => series === 'drifting' && base === 10 && times === 3,
			) ?? expect.fail()
		expect(troubledRow(troubled.series, troubled.base, troubled.times, keptSeed), stale).toEqual(
			troubled,
		)
	})

	test('keeps what it promises', () => {
		for (const { series, years: drawn, opened } of simulatedTable.quiet)
			expect(opened / drawn).toBeLessThanOrEqual(series === 'drifting' ? 2 : 1)
		for (const { series, years: drawn, possible } of simulatedTable.quiet) {
			if (series !== 'drifting') expect(possible / drawn).toBeLessThanOrEqual(24)
		}
	})
})
