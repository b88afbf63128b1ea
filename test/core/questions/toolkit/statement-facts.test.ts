import fc from 'fast-check'
import { expect, test } from 'vitest'
import { setbacksOf } from '#core/incident/setbacks.ts'
import type { Update } from '#core/model/incident.ts'
import { IncidentStatus } from '#core/model/vocabulary.ts'
import type { ScopedIncident } from '#core/questions/toolkit/scoped-record.ts'
import { bitOf, statementFactsOf } from '#core/questions/toolkit/statement-facts.ts'
import { curveOf, quantilesOf, survivalQuantile } from '#core/questions/toolkit/survival.ts'
import { instantOf } from '#core/time/time.ts'
import { toldIncident } from '../../../support/analysed.ts'

const statement = fc.record({
	status: fc.constantFrom(...IncidentStatus.options),
	withdrawn: fc.boolean(),
	summary: fc.boolean(),
})

function entryOf(
	rows: readonly {
		readonly status: IncidentStatus
		readonly withdrawn: boolean
		readonly summary: boolean
	}[],
): ScopedIncident {
	const begin = Date.UTC(2026, 0, 10)
	const incident = toldIncident({
		id: 'a',
		from: instantOf(begin),
		stages: rows.map(({ status, withdrawn, summary }, position) => {
			const at = instantOf(begin + position * 60_000)
			const more: Partial<Update> = {
				...(summary && { summary }),
				...(withdrawn && {
					absence: { document: 'incidents', seen: { by: at }, evidence: [], confirmed: true },
				}),
			}
			return [status, at, more] as const
		}),
	})
	return { incident, from: begin, to: begin + 86_400_000, open: false, ended: true }
}

test('one reading of the statements says what each question would find', () => {
	fc.assert(
		fc.property(fc.array(statement, { maxLength: 8 }), (rows) => {
			const entry = entryOf(rows)
			const { updates } = entry.incident
			const facts = statementFactsOf(entry)
			const standing = updates.filter((update) => !update.absence?.confirmed)
			expect(facts.standing).toBe(standing.length)
			for (const status of IncidentStatus.options)
				expect((facts.stages & bitOf(status)) > 0).toBe(
					standing.some((update) => update.status === status),
				)
			expect(facts.investigating).toBe(standing.find(({ status }) => status === 'investigating'))
			expect(facts.repeats).toBe(new Set(updates.map(({ status }) => status)).size < updates.length)
			expect(facts.onlyStages).toBe(
				!facts.repeats && updates.every(({ summary }) => summary === true),
			)
			if (!facts.goesOn) expect(setbacksOf(updates)).toEqual([])
		}),
	)
})

test('a fix that did not hold is not overlooked', () => {
	const row = (status: IncidentStatus) => ({ status, withdrawn: false, summary: false })
	expect(statementFactsOf(entryOf([row('monitoring'), row('identified')])).goesOn).toBe(true)
	expect(
		statementFactsOf(entryOf([row('identified'), row('monitoring'), row('resolved')])).goesOn,
	).toBe(false)
})

test('quantiles without the curve are those of the curve', () => {
	const seconds = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 })
	fc.assert(
		fc.property(seconds, seconds, (ended, lasting) => {
			const curve = curveOf(Float64Array.from(ended), Float64Array.from(lasting))
			const qs = [0.1, 0.5, 0.9, 1]
			expect(quantilesOf(Float64Array.from(ended), Float64Array.from(lasting), qs)).toEqual(
				qs.map((q) => survivalQuantile(curve, q)),
			)
		}),
	)
})
