import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Export } from '#core/model/export.ts'
import { questions } from '#core/questions/registry.ts'
import { toldExport } from '../../support/analysed.ts'

const folder = join(import.meta.dirname, '../../../worker/core/questions')
/** Folders with a computation: what is not registered would never be asked. */
const written = globSync('*/count.ts', { cwd: folder }).map((file) => dirname(file))

describe('the registry of questions', () => {
	test('names every question once, as its address', () => {
		const names = questions.map((question) => question.name)
		expect(new Set(names).size).toBe(names.length)
		for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
	})

	test('forgets no question that is written', () => {
		expect(questions.map((question) => question.name).sort()).toEqual(written.sort())
	})

	test('has a method and a version for each', () => {
		for (const { name, asks, method, version } of questions) {
			expect(asks, name).toMatch(/\?$/)
			expect(method.length, name).toBeGreaterThan(100)
			expect(version, name).toMatch(/^\d+$/)
		}
	})
})

describe('a told Export', () => {
	test('is an Export', () => {
		const record = toldExport({
			incidents: [
				{ id: 'a', from: '2026-01-02T10:00', to: '2026-01-02T11:00', impact: 'major' },
				{
					id: 'b',
					from: '2026-01-02T12:00',
					stages: [
						['investigating', '2026-01-02T12:00'],
						['resolved', '2026-01-02T12:30:20'],
					],
				},
			],
			states: [
				{
					surface: 'web',
					state: 'major_outage',
					from: '2026-01-02T10:00',
					to: '2026-01-02T11:00',
					incident: 'a',
				},
			],
			gaps: [{ from: '2026-01-05', to: '2026-01-06' }],
		})
		expect(Export.parse(record)).toEqual(record)
		expect(record.incidents.map(({ milestones }) => milestones.resolvedAt?.at)).toEqual([
			'2026-01-02T11:00:00Z',
			'2026-01-02T12:30:20Z',
		])
		expect(record.episodes.map(({ incidents }) => incidents)).toEqual([['a', 'b']])
		expect(record.timelines).toHaveLength(2)
	})
})
