import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import { analyse } from '#core/questions/analyse.ts'
import type { Chart } from '#core/questions/chart.ts'
import { type FigureTable, shareOf } from '#core/questions/figure-table.ts'
import { namesOf } from '#core/questions/names.ts'
import { questionOf, questions, viewOf } from '#core/questions/registry.ts'
import {
	type Piece,
	percent,
	quoted,
	roughly,
	type Said,
	say,
	small,
	textOf,
} from '#core/questions/said.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import type { Block, Section, View } from '#core/questions/view.ts'
import { again, type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'
import { anyRecord } from '../../support/any-record.ts'

function viewIn(record: Export, name: string, scope: Scope = {}): View | undefined {
	return viewOf(analyse(questionOf(name), scopedRecord(record, scope), scope), namesOf(record))
}

function viewFor(name: string, told: Told, scope: Scope = {}): View {
	return viewIn(toldExport(told), name, scope) ?? raise()
}

function tableOf({ sections }: View, id: string): FigureTable {
	return sections.flatMap(({ table }) => table ?? []).find((table) => table.id === id) ?? raise()
}

function chartOf({ sections }: View, id: string): Chart {
	return sections.flatMap(({ chart }) => chart ?? []).find((chart) => chart.id === id) ?? raise()
}

/** Everything that a view says, in its order. */
function saidIn({ answer, cautions = [], sections }: View): Said[] {
	return [answer, ...cautions, ...sections.flatMap(saidInSection)]
}

function saidInSection({ heading, intro, chart, table, after = [] }: Section): Said[] {
	return [
		heading,
		...(intro === undefined ? [] : [intro]),
		...(chart ? saidInChart(chart) : []),
		...(table ? [table.caption, ...table.heads.map(({ words }) => words)] : []),
		...(table?.rows.flatMap((row) => row.map(({ show }) => show)) ?? []),
		...after.flatMap(saidInBlock),
	]
}

function saidInBlock(block: Block): Said[] {
	if (block.kind === 'paragraph' || block.kind === 'note') return [block.said]
	return [...(block.kind === 'folded' ? [block.summary] : []), ...block.items]
}

function saidInChart(chart: Chart): Said[] {
	const names = 'panels' in chart ? chart.panels : chart.rows
	return [
		chart.title,
		...names.flatMap((one) => ('words' in one ? [one.name, one.words] : [one.name])),
		...(chart.kind === 'columns'
			? chart.panels.flatMap(({ columns }) => columns.map(({ label }) => label))
			: []),
	]
}

function numbersIn(chart: Chart): (number | null | undefined)[] {
	switch (chart.kind) {
		case 'rows':
			return chart.rows.flatMap(({ value, low, high, chance }) => [
				value,
				low,
				high,
				chance?.expected,
			])
		case 'columns':
			return chart.panels.flatMap(({ columns, lines = [] }) => [
				...columns.flatMap(({ value, expected }) => [value, expected]),
				...lines,
			])
		case 'curves':
			return chart.panels.flatMap(({ curve }) => curve.steps.map(({ survival }) => survival))
		case 'cells':
			return []
	}
}

function piecesIn(said: Said): Exclude<Piece, string>[] {
	if (typeof said === 'string') return []
	if (!('kind' in said)) return said.flatMap(piecesIn)
	return [said, ...('said' in said ? piecesIn(said.said) : [])]
}

const unspeakable = /\bNaN\b|\bundefined\b|\bInfinity\b|\[object /
const scopes: readonly Scope[] = [
	{},
	{ provider: 'acme' },
	{ provider: 'beta', from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' },
]

describe('every view of any record', () => {
	test('says nothing that is no word or number, in tables without holes and with names of their own', () => {
		fc.assert(
			fc.property(anyRecord, fc.constantFrom(...scopes), (record, scope) => {
				for (const { name } of questions) {
					const view = viewIn(record, name, scope)
					if (!view) continue
					for (const said of saidIn(view))
						expect(unspeakable.exec(textOf(said))?.[0], `${name}: ${textOf(said)}`).toBeUndefined()
					const ids = view.sections.map(({ id }) => id)
					expect(new Set(ids).size, `${name}: ${ids}`).toBe(ids.length)
					for (const { chart, table } of view.sections) {
						for (const value of chart ? numbersIn(chart) : [])
							expect(Number.isFinite(value ?? 0), `${name}: ${chart?.id}`).toBe(true)
						for (const row of table?.rows ?? [])
							expect(
								row.map(({ values }) => values.length),
								`${name}: ${table?.id}`,
							).toEqual(table?.heads.map(({ keys }) => keys.length))
					}
				}
			}),
			{ numRuns: 25 },
		)
	}, 60_000)

	test('shows the very number that its file has: a duration in seconds, a share as part of 1', () => {
		fc.assert(
			fc.property(anyRecord, (record) => {
				for (const { name } of questions)
					for (const { table } of viewIn(record, name)?.sections ?? [])
						for (const row of table?.rows ?? [])
							for (const [column, { show, values }] of row.entries()) {
								const [piece, ...others] = piecesIn(show)
								const key = table?.heads[column]?.keys[0] ?? ''
								const where = `${name}: ${table?.id}.${key}`
								if (piece?.kind === 'duration') {
									expect(key, where).toMatch(/seconds$|^held_/)
									if (others.length === 0) expect(values, where).toContain(piece.seconds)
								}
								if (piece?.kind === 'percent' && others.length === 0)
									expect(values, where).toContain(piece.share)
							}
			}),
			{ numRuns: 10 },
		)
	}, 60_000)

	test('leads to pages of this site alone, beside the sources that it names', () => {
		fc.assert(
			fc.property(anyRecord, (record) => {
				for (const { name } of questions) {
					const view = viewIn(record, name)
					for (const piece of view ? saidIn(view).flatMap(piecesIn) : [])
						if (piece.kind === 'link') expect(piece.to, name).toMatch(/^(\/(?!\/)|#)/)
				}
			}),
			{ numRuns: 5 },
		)
	}, 60_000)
})

describe('a view', () => {
	const view = viewFor('relapse', again)

	test('answers first, and with few cases in numbers', () => {
		expect(textOf(view.answer)).toContain(
			'2 of 4 incidents were followed within 24 hours by another on the same product. ' +
				'Chance would give',
		)
	})

	test('describes its chart in numbers and words, with chance beside the number', () => {
		const chart = chartOf(view, 'between')
		if (chart.kind !== 'rows') throw new Error(`${chart.kind} is no row`)
		const [row] = chart.rows
		expect([row?.name, row?.value, chart.axis, chart.means.chance]).toEqual([
			'Acme',
			0.5,
			{ of: 'share', from: 0, to: 1 },
			'by chance, 95 % of draws',
		])
		expect(row?.chance?.expected).toBeTypeOf('number')
		expect(textOf(row?.words ?? '')).toContain('by chance')
	})

	test('has the numbers of its table beside what is shown of them', () => {
		const { heads, rows } = tableOf(view, 'between')
		const keys = heads.flatMap((head) => head.keys)
		const values = rows[0]?.flatMap((cell) => cell.values) ?? []
		const value = (name: string) => values[keys.indexOf(name)]
		expect(['provider', 'again_part', 'again_of', 'again_share', 'draws'].map(value)).toEqual([
			'acme',
			2,
			4,
			0.5,
			1000,
		])
		expect(textOf(rows[0]?.[1]?.show ?? '')).toMatch(/^2 of 4 \(/)
	})

	test('shows nothing of samples: figures are refused', () => {
		const record = toldExport({
			...again,
			coverage: [{ from: '2026-01-01', to: '2026-02-01', kind: 'sample' }],
		})
		expect(viewIn(record, 'durations')).toBeUndefined()
	})

	test('a title keeps the words of others apart', () => {
		const titled = viewFor('blast-radius', {
			incidents: [{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:00', title: '=1+1<b>' }],
		})
		const texts = saidIn(titled)
			.flatMap(piecesIn)
			.flatMap((piece) => (piece.kind === 'quoted' ? piece.text : []))
		expect(texts).toContain('=1+1<b>')
	})
})

describe('what may not be said', () => {
	test('no availability follows where no length is known', () => {
		const filed = ['a', 'b'].map((id, index): IncidentRow => {
			const from = `2026-01-0${index + 2}T10:00`
			return { id, from, stages: [['resolved', from]] }
		})
		const view = viewFor('availability', { incidents: filed }, { provider: 'acme' })
		expect(textOf(view.answer)).toBe(
			'We don’t know how long any incident here lasted, so there is no figure.',
		)
		// Nothing is known of how long it was down, which is not no time at all.
		const down = tableOf(view, 'ways').rows.flatMap((row) => row.slice(2, 6))
		expect(down.length).toBeGreaterThan(0)
		for (const { show, values } of down)
			expect([textOf(show), values]).toEqual(['not known', [null]])
	})

	test('what is almost all or nothing does not read as all or nothing; few are numbers', () => {
		const shares = [0.999996, 0.000004, 1, 0, 0.5741, null]
		expect(shares.map((share) => textOf(percent(share)))).toEqual(
			['over~99.99~%', 'under~0.01~%', '100~%', '0~%', '57.4~%', 'not known'].map(unbroken),
		)
		expect([
			textOf(shareOf(0, 21, 'incident')),
			textOf(shareOf(3, 6, 'incident')),
			textOf(shareOf(1, 1, 'incident')),
			textOf(shareOf(50, 200, 'incident')),
		]).toEqual(
			['none of 21 incidents', '3 of 6 incidents', '1 of 1 incident', '25~% of 200 incidents'].map(
				unbroken,
			),
		)
		expect(
			[45, 800, 14_280, 183_600, -60, null].map((seconds) => textOf(roughly(seconds))),
		).toEqual(['45~s', '13~min', '3~h 58~min', '2~d 3~h', '−1~min', 'not known'].map(unbroken))
	})
})

describe('a sentence', () => {
	test('keeps its numbers, leaves out what is not there, and breaks where its template does', () => {
		const said = say`Half of ${3} were over
			within ${roughly(90)}${false}${null}${undefined}.`
		expect(said).toEqual([
			'Half of ',
			{ kind: 'number', value: 3 },
			' were over within ',
			{ kind: 'duration', seconds: 90 },
			'.',
		])
		expect(textOf(said)).toBe(unbroken('Half of 3 were over within 2~min.'))
	})

	test('a line break in what it says is not its own', () => {
		expect(say`${'one\ntwo'}`).toEqual(['one\ntwo'])
		expect(textOf(quoted(' one\n two '))).toBe('one two')
	})

	test('as text, what matters less stands in brackets', () => {
		expect(textOf(say`${percent(0.5)} ${small('1 of 2')}`)).toBe(unbroken('50~% (1 of 2)'))
	})
})

test('what was said: each answer leads to the line that gives it', () => {
	const view = viewFor('words', {
		incidents: [
			{
				id: 'a',
				from: '2026-01-05T10:00',
				startedAt: '2026-01-05T09:00',
				stages: [
					['investigating', '2026-01-05T10:00'],
					['identified', '2026-01-05T10:30'],
					['resolved', '2026-01-05T12:00'],
				],
			},
		],
	})
	const lines = saidIn(view)
		.flatMap(piecesIn)
		.flatMap((piece) => (piece.kind === 'link' ? piece.to : []))
		.filter((to) => to.startsWith('/incidents/acme/a#'))
	expect(lines.length).toBeGreaterThan(2)
	for (const line of lines) expect(line).toMatch(/#a:/)
})

function unbroken(text: string): string {
	return text.replaceAll('~', '\u00a0')
}

function raise(): never {
	throw new Error('the view lacks what this test needs')
}
