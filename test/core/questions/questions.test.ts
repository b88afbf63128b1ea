import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Share } from '#core/model/analysis.ts'
import { Export } from '#core/model/export.ts'
import { questions } from '#core/questions/registry.ts'
import { analysisReport } from '#core/questions/report.ts'
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

/** Every share among some figures, with where it stands. */
function sharesIn(figures: unknown, path: string): (readonly [string, Share])[] {
	if (typeof figures !== 'object' || figures === null) return []
	const { success, data } = Share.safeParse(figures)
	const own = success ? [[path, data] as const] : []
	return [
		...own,
		...Object.entries(figures).flatMap(([key, value]) =>
			sharesIn(value, `${path}.${/^\d+$/.test(key) ? '[]' : key}`),
		),
	]
}

describe('shares', () => {
	const incidents = Array.from({ length: 24 }, (_, index) => {
		const day = `2026-01-${String(index + 1).padStart(2, '0')}`
		return {
			id: `i${index}`,
			provider: index % 2 === 0 ? 'acme' : 'bolt',
			surfaces: index % 3 === 0 ? [] : index % 3 === 1 ? ['web'] : ['web', 'api'],
			from: `${day}T10:00`,
			...(index % 5 > 0 && { to: `${day}T11:00` }),
		}
	})
	const { analyses } = analysisReport(
		toldExport({
			providers: { acme: ['web', 'api'], bolt: ['web', 'api'] },
			coverage: ['acme', 'bolt'].map((provider) => ({
				provider,
				from: '2026-01-01',
				to: '2026-02-01',
			})),
			incidents,
			asOf: '2026-02-01',
		}),
		{},
	)

	test('say on every page whom they count and whom they leave out', () => {
		const shares = analyses.flatMap(({ name, figures }) => sharesIn(figures, name))
		const questionsWith = [...new Set(shares.map(([path]) => path.split('.')[0]))]
		for (const name of ['durations', 'relapse', 'shared-fate', 'words', 'blast-radius', 'crowd'])
			expect(questionsWith).toContain(name)
		const silent = shares.filter(
			([, { population, leftOut }]) => population === undefined || leftOut === undefined,
		)
		expect([...new Set(silent.map(([path]) => path))]).toEqual([])
	})

	test('count nobody twice: those in them and those left out are all that there are', () => {
		const relapse = analyses.find(({ name }) => name === 'relapse')?.figures
		const shares = sharesIn(relapse, 'relapse').filter(([path]) => !path.includes('byProvider'))
		expect(shares.map(([path]) => path)).toEqual(['relapse.within.share', 'relapse.between.share'])
		for (const [path, { of, leftOut = {} }] of shares)
			expect(of + Object.values(leftOut).reduce((sum, count) => sum + count, 0), path).toBe(24)
	})
})
