import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import { analyse } from '#core/questions/analyse.ts'
import { namesOf } from '#core/questions/names.ts'
import { questionOf, questions, viewOf } from '#core/questions/registry.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { addresses } from '#core/text/addresses.ts'
import { type FigureFile, filesOf } from '../../site/data/figure-files.ts'
import { again, type Told, toldExport } from '../support/analysed.ts'
import { anyRecord } from '../support/any-record.ts'
import { toldRecord } from '../support/told-record.ts'

/** The tables and charts beside the pages of figures, as files that stand alone. */

const { site } = toldRecord().content

function filesIn(record: Export, name: string, scope: Scope = {}): FigureFile[] {
	const analysis = analyse(questionOf(name), scopedRecord(record, scope), scope)
	const names = namesOf(record)
	const view = viewOf(analysis, names)
	const path = addresses.analysis(name, scope.provider)
	return view ? filesOf(view, { analysis, names, asOf: record.generatedAt, path }, site) : []
}

function fileOf(told: Told, path: string): string {
	const [name = ''] = path.split('/')
	const file = filesIn(toldExport(told), name).find((one) => one.path === `/analysis/${path}`)
	if (!file) throw new Error(`no file ${path}`)
	return file.body()
}

/** RFC 4180, for reading back; rows of different lengths are refused. */
function rowsOf(csv: string): string[][] {
	return parse(csv, { record_delimiter: '\r\n' })
}

test('hold no hole, no markup of others and no two columns of one name, whatever the record', () => {
	fc.assert(
		fc.property(
			anyRecord,
			fc.constantFrom<Scope>({}, { provider: 'acme' }, { provider: 'beta' }),
			(record, scope) => {
				for (const { name } of questions)
					for (const { path, body } of filesIn(record, name, scope)) {
						const text = body()
						expect(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object /.exec(text)?.[0], path).toBe(
							undefined,
						)
						if (!path.endsWith('.csv')) {
							expect(text).not.toContain('<img')
							continue
						}
						const [names = [], ...rows] = rowsOf(text)
						expect(new Set(rows.map((row) => row.length)), path).toEqual(new Set([names.length]))
						expect(new Set(names).size, path).toBe(names.length)
						const isAscii = ![...text.replace('\uFEFF', '')].some((letter) => letter > '\x7f')
						expect(text.startsWith('\uFEFF'), `${path}: marked as UTF-8`).toBe(!isAscii)
					}
			},
		),
		{ numRuns: 25 },
	)
}, 60_000)

describe('a table as a file', () => {
	test('has the numbers of the page, and in every row where they are from and the licence', () => {
		const [head = [], acme = [], ...others] = rowsOf(fileOf(again, 'relapse/between.csv'))
		const value = (name: string) => acme[head.indexOf(name)]
		expect(others).toEqual([])
		expect(['provider', 'again_part', 'again_of', 'again_share', 'draws'].map(value)).toEqual([
			'acme',
			'2',
			'4',
			'0.5',
			'1000',
		])
		expect(value('source')).toContain('/analysis/relapse')
		expect(value('licence')).toBe(`${site.licence.name}, ${site.licence.url}`)
	})

	test('what a spreadsheet would run is text', () => {
		const [head = [], row = []] = rowsOf(
			fileOf(
				{
					promises: [
						{
							id: 'p',
							vendor: '=cmd()',
							product: '@sum',
							recipients: '-1',
							kind: 'none public',
							rule: 'not published',
							remedies: [],
							sources: [],
							readAt: '2026',
							provider: 'acme',
						},
					],
				},
				'promises/register.csv',
			),
		)
		expect(['product', 'vendor', 'recipients'].map((name) => row[head.indexOf(name)])).toEqual([
			"'@sum",
			"'=cmd()",
			"'-1",
		])
	})
})

test('a chart stands alone: its own size and colours, its source and licence', () => {
	const body = fileOf(again, 'relapse/between.svg')
	expect(body).toMatch(
		/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/,
	)
	expect(body).toContain('fill="#0b5568"')
	expect(body).toContain('Acme: 50')
	expect(body).toContain(site.licence.url)
	expect(body).not.toMatch(/<style|style="|<script|href=/)
})
