import { writeFileSync } from 'node:fs'
import {
	keptSeed,
	quietRow,
	quietRows,
	rulesDigest,
	troubledRow,
	troubledRows,
	troubledTimes,
} from '../support/crowd-simulation.ts'

/**
 * Writes the table of the simulation that the methodology page prints: `node
 * test/bench/keep-crowd-table.ts`, after a number of the rules changed.
 */

const quiet = quietRows.map(([series, base]) => quietRow(series, base, keptSeed))
const troubled = troubledRows.flatMap(([series, base]) =>
	troubledTimes.map((times) => troubledRow(series, base, times, keptSeed)),
)

writeFileSync(
	new URL('../../worker/core/crowd/simulated.ts', import.meta.url),
	`/** Made by test/bench/keep-crowd-table.ts, never by hand: what the rules of the crowd do to counts that were drawn. A test draws some of them again. */
export const simulatedTable = {
	/** Of the numbers of the rules that it was made with. */
	rules: '${rulesDigest()}',
	/** False alarms, summed over the years. */
	quiet: [
${quiet.map(lineOf).join('')}	],
	/**
	 * Trouble of two hours: how many were found within 45 minutes by either rule, and at all by
	 * either and by the strict one; medians in minutes.
	 */
	troubled: [
${troubled.map(lineOf).join('')}	],
} as const
`,
)

function lineOf(row: object): string {
	const parts = Object.entries(row).map(
		([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : value}`,
	)
	return `\t\t{ ${parts.join(', ')} },\n`
}
