import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { Analysis } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import { analyse } from '#core/questions/analyse.ts'
import { inputHashOf } from '#core/questions/input-hash.ts'
import type { Question } from '#core/questions/question.ts'
import { questions } from '#core/questions/registry.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { moment, type Told, toldExport } from '../../support/analysed.ts'

const count: Question<{ incidents: number }> = {
	name: 'count',
	title: 'Count',
	asks: 'How many?',
	method: 'Counted.',
	version: '1',
	needs: 'complete',
	pages: 'whole',
	schema: z.object({ incidents: z.int() }),
	answer: ({ providers }) => ({
		sampleSize: 1,
		exclusions: { 'too short': 2 },
		figures: { incidents: providers.length },
	}),
}
const told: Told = {
	incidents: [
		{
			id: 'a',
			from: '2026-01-05',
			to: '2026-01-06',
			stages: [['investigating', '2026-01-05', { body: 'We look.' }]],
		},
		{ id: 'chosen', from: '2025-06-05', to: '2025-06-06' },
	],
	states: [{ surface: 'web', state: 'major_outage', from: '2026-01-05', to: '2026-01-06' }],
}
const answer = (record: Export, scope = {}, question: Question = count) =>
	analyse(question, scopedRecord(record, scope), scope)

describe('an analysis', () => {
	test('says what it rests on and what was left out', () => {
		const analysis = answer(toldExport(told))
		expect(analysis).toMatchObject({ name: 'count', sampleSize: 1, figures: { incidents: 1 } })
		expect(analysis.exclusions).toEqual({
			'only a choice of incidents was collected then': 1,
			'too short': 2,
		})
		expect(analysis.coverage).toHaveLength(1)
		expect(Analysis.parse(analysis)).toEqual(analysis)
	})

	test('is refused over samples, over nothing and over what is not there, in words', () => {
		const refusals = [
			answer(
				toldExport({
					...told,
					coverage: [{ from: '2025-01-01', to: '2026-02-01', kind: 'sample' }],
				}),
			),
			answer(toldExport(), { from: moment('2020-01-01'), to: moment('2020-02-01') }),
			answer(toldExport(), { provider: 'nobody' }),
		]
		expect(refusals.map(({ refused }) => refused)).toEqual([
			expect.stringMatching(/only chosen incidents were collected \(2\)/),
			expect.stringMatching(/does not cover this stretch/),
			expect.stringMatching(/Nothing in the record/),
		])
		for (const { figures, sampleSize } of refusals)
			expect([figures, sampleSize]).toEqual([undefined, 0])
	})

	test('of a list is not refused over samples', () => {
		const listed: Question = { ...count, needs: 'any' }
		const analysis = answer(
			toldExport({ ...told, coverage: [{ from: '2025-01-01', to: '2026-02-01', kind: 'sample' }] }),
			{},
			listed,
		)
		expect(analysis.figures).toEqual({ incidents: 1 })
	})

	test('of every question is an Analysis without NaN, even of nothing, and the same for the same', () => {
		const records = [
			toldExport(told),
			toldExport(),
			toldExport({ incidents: [{ id: 'open', from: '2026-01-05' }] }),
			{ ...toldExport(), generatedAt: null, asOf: {}, providers: [], coverage: [] },
		]
		for (const question of questions) {
			for (const record of records) {
				const analysis = answer(record, {}, question)
				expect(Analysis.parse(JSON.parse(JSON.stringify(analysis))), question.name).toEqual(
					JSON.parse(JSON.stringify(analysis)),
				)
				expect(numbersIn(analysis.figures).every(Number.isFinite), question.name).toBe(true)
				expect(answer(structuredClone(record), {}, question), question.name).toEqual(analysis)
			}
		}
	})
})

describe('the input hash', () => {
	test('is another one for another question, version, scope and number of draws', () => {
		const record = toldExport(told)
		const scoped = scopedRecord(record, {})
		const hashes = [
			answer(record),
			answer(record, { provider: 'acme' }),
			answer(record, {}, { ...count, version: '2' }),
			answer(record, {}, { ...count, name: 'other' }),
			analyse(count, { ...scoped, drawsAtMost: 10 }, {}),
		].map(({ inputHash }) => inputHash)
		expect(new Set(hashes).size).toBe(5)
		expect(answer(toldExport(told)).inputHash).toBe(hashes[0])
	})

	test('is another one for whatever a figure could read', () => {
		const record = toldExport(told)
		const first = record.incidents.find(({ id }) => id === 'a')
		const update = first?.updates[0]
		const state = record.states[0]
		if (!first || !update || !state) throw new Error('the told record lacks what is changed here')
		const others = record.incidents.filter((incident) => incident !== first)
		const incident = (change: object): Export => ({
			...record,
			incidents: [...others, { ...first, ...change }],
		})
		const changes: Export[] = [
			record,
			incident({ impact: 'major' }),
			incident({ surfaces: [] }),
			incident({ title: 'Another' }),
			incident({ updates: [{ ...update, body: 'We looked.' }] }),
			incident({ updates: [{ ...update, at: moment('2026-01-05T00:01') }] }),
			incident({ updates: [{ ...update, notified: false }] }),
			incident({
				milestones: {
					...first.milestones,
					signalAt: { at: moment('2026-01-05'), event: 'a:signal' },
				},
			}),
			incident({
				revisions: [
					{
						field: 'title',
						was: 'A',
						became: 'B',
						seen: { by: moment('2026-01-06') },
						evidence: [],
					},
				],
			}),
			{ ...record, states: [{ ...state, state: 'partial_outage' }] },
			{ ...record, states: [] },
			{ ...record, coverage: [] },
			{ ...record, generatedAt: moment('2026-02-02') },
			toldExport({ ...told, gaps: [{ from: '2026-01-07', to: '2026-01-08' }] }),
		]
		expect(new Set(changes.map((changed) => inputHashOf({ record: changed }))).size).toBe(
			changes.length,
		)
	})
})

function numbersIn(value: unknown): number[] {
	if (typeof value === 'number') return [value]
	if (typeof value !== 'object' || value === null) return []
	return Object.values(value).flatMap(numbersIn)
}
