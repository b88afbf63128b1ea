import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { readBySchema } from '#core/content/issues.ts'
import { AnalysisReport, type Scope } from '#core/model/analysis.ts'
import { Export } from '#core/model/export.ts'
import { ScopeQuery } from '#core/model/parameters.ts'
import { figuresSchemas, reportJsonSchema } from '#core/questions/figures-schemas.ts'
import { questions } from '#core/questions/registry.ts'
import { analysisReport } from '#core/questions/report.ts'
import { misfitsOf } from '#core/questions/scope.ts'
import { zoneName } from '#core/time/zone.ts'
import { toldExport } from '../../support/analysed.ts'

/** What `--json` and the API promise of the figures, and how a scope is read for both. */

const archive = Export.parse(
	JSON.parse(
		readFileSync(join(import.meta.dirname, '../../../content/archive/export.json'), 'utf8'),
	),
)

describe('the shape of figures', () => {
	test('is written down for every question', () => {
		expect(Object.keys(figuresSchemas).sort()).toEqual(questions.map(({ name }) => name).sort())
		const { $defs } = z
			.object({
				$defs: z.record(
					z.string(),
					z.looseObject({ properties: z.record(z.string(), z.unknown()) }),
				),
			})
			.parse(reportJsonSchema())
		expect(Object.keys($defs)).toEqual(Object.keys(figuresSchemas))
	})

	test.each<[string, Export, Scope]>([
		['the archive', archive, {}],
		[
			'one provider of it, in a zone, with weights',
			archive,
			{ provider: 'claude', zone: 'America/New_York', weights: { partial: 0.5, degraded: 0.1 } },
		],
		['one month of it', archive, { from: '2026-06-01T00:00:00Z', to: '2026-07-01T00:00:00Z' }],
		['an empty record', toldExport({ coverage: [] }), {}],
		[
			'an open incident alone',
			toldExport({ incidents: [{ id: 'a', from: '2026-01-02T10:00' }] }),
			{},
		],
	])(
		'holds for %s, with no key that it does not name',
		(_, record, scope) => {
			const report = analysisReport(record, scope)
			expect(readBySchema(AnalysisReport, report).complaints).toEqual([])
			for (const { name, figures, refused } of report.analyses) {
				const schema = figuresSchemas[name]
				if (refused !== undefined || !schema) continue
				expect(readBySchema(schema, JSON.parse(JSON.stringify(figures))).complaints, name).toEqual(
					[],
				)
				expect(JSON.stringify(figures), name).not.toMatch(/NaN|Infinity/)
			}
			// All questions with all draws: a busy machine takes its time.
		},
		60_000,
	)
})

describe('a scope', () => {
	test('is read from texts: days as their beginning, zones in their usual spelling, weights as two numbers', () => {
		const texts = {
			provider: 'claude',
			from: '2026-03-02',
			to: '2026-03-03T01:00:00+02:00',
			zone: 'europe/berlin',
			weights: '0.3,0',
		}
		expect(ScopeQuery.parse(texts)).toEqual({
			provider: 'claude',
			from: '2026-03-02T00:00:00Z',
			to: '2026-03-02T23:00:00Z',
			zone: 'Europe/Berlin',
			weights: { partial: 0.3, degraded: 0 },
		})
	})

	test.each(['Mars/Base', '+02:00', '', 'Europe/Berlin ', '../etc', 'x'.repeat(80)])(
		'a zone %j is none',
		(text) => expect(zoneName(text)).toBeUndefined(),
	)

	test('that names what does not exist is told what there is', () => {
		const { providers } = archive
		expect(misfitsOf({ provider: 'claude', surface: 'api' }, providers)).toEqual([])
		expect(misfitsOf({ surface: 'api' }, providers)).toEqual([])
		expect(misfitsOf({ provider: 'nobody' }, providers).map(({ name }) => name)).toEqual([
			'provider',
		])
		expect(misfitsOf({ provider: 'grok', surface: 'claude-ai' }, providers)[0]?.expected).toMatch(
			/^expected one of .*api/,
		)
		expect(
			misfitsOf({ from: '2026-03-02T00:00:00Z', to: '2026-03-02T00:00:00Z' }, providers),
		).toEqual([{ name: 'to', expected: 'expected a time after from' }])
	})
})
