import { table } from '../../worker/cli/table.ts'
import type { Bench, Row } from './measure.ts'

/**
 * `npm run bench [NAME…]`: speed as a table of ratios, each against the least that could do the
 * same. A slow machine changes the numbers and
 * hardly the ratios; nothing here is a test.
 */

const benches: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
	fold: () => import('./rows/fold.ts'),
	growth: () => import('./rows/growth.ts'),
	heavy: () => import('./rows/heavy.ts'),
	publish: () => import('./rows/publish.ts'),
	tick: () => import('./rows/tick.ts'),
	replay: () => import('./rows/replay.ts'),
	timeline: () => import('./rows/timeline.ts'),
	reports: () => import('./rows/reports.ts'),
	onset: () => import('./rows/onset.ts'),
	crowd: () => import('./rows/crowd.ts'),
	now: () => import('./rows/now.ts'),
	requests: () => import('./rows/requests.ts'),
	page: () => import('./rows/page.ts'),
	analysis: () => import('./rows/analysis.ts'),
	nulls: () => import('./rows/nulls.ts'),
	bundle: () => import('./rows/bundle.ts'),
	site: () => import('./rows/site.ts'),
}

const wanted = process.argv.slice(2)
const strange = wanted.find((name) => !Object.hasOwn(benches, name))
if (strange !== undefined) {
	console.error(
		`there is no benchmark ${JSON.stringify(strange)}: known are ${Object.keys(benches).join(', ')}`,
	)
	process.exit(2)
}

const rows: Row[] = []
for (const [name, load] of Object.entries(benches)) {
	if (wanted.length > 0 && !wanted.includes(name)) continue
	console.error(`${name} …`)
	const outcome = await (await load()).bench()
	if (typeof outcome === 'string')
		rows.push({ name, measured: outcome, against: '', ratio: '', aim: '' })
	else rows.push(...outcome)
}
console.log(
	table(
		['what', 'measured', 'against', 'ratio', 'aim'],
		rows.map((row) => [row.name, row.measured, row.against, row.ratio, row.aim]),
	),
)
