import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import type { Provider } from '#core/model/provider.ts'
import type { IncidentStatus } from '#core/model/vocabulary.ts'
import { analysisIndex } from '#core/publish/html/analysis/analysis-index.ts'
import { type AnalysisPage, analysisPage } from '#core/publish/html/analysis/analysis-page.ts'
import type { Cuts } from '#core/publish/html/analysis/cuts.ts'
import { analyse } from '#core/questions/analyse.ts'
import { percent, roughly, shareOf } from '#core/questions/figure-table.ts'
import { namesOf } from '#core/questions/names.ts'
import { questions } from '#core/questions/registry.ts'
import { tellings } from '#core/questions/tellers.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { instantOf } from '#core/time/time.ts'
import { type IncidentRow, type StateRow, type Told, toldExport } from '../../support/analysed.ts'
import { all, elementsOf, hasClass, textOf } from '../../support/elements.ts'
import { toldRecord } from '../../support/told-record.ts'

const { site } = toldRecord().content

function pagesOf(record: Export, scope: Scope, cuts: Cuts = new Map()): AnalysisPage[] {
	const scoped = scopedRecord(record, scope)
	const incidents = record.incidents.map(({ provider, id }) => `${provider}/${id}`)
	return questions.map((question) =>
		analysisPage(
			{
				analysis: analyse(question, scoped, scope),
				names: namesOf(record),
				asOf: record.generatedAt,
				cuts,
				incidents,
			},
			site,
		),
	)
}

function pageOf(name: string, told: Told, scope: Scope = {}): AnalysisPage {
	const page = pagesOf(toldExport(told), scope).find(({ path }) => path.split('/')[2] === name)
	if (!page) throw new Error(`no page for ${name}`)
	return page
}

const textOfPage = ({ parts }: AnalysisPage) =>
	textOf(elementsOf(parts.bodyHtml)).replace(/\s+/g, ' ')

/** RFC 4180, for reading back; rows of different lengths are refused. */
function rowsOf(csv: string): string[][] {
	return parse(csv, { record_delimiter: '\r\n' })
}

const days = fc
	.integer({ min: 0, max: 40 * 1440 })
	.map((minutes) => instantOf(Date.UTC(2025, 11, 28) + minutes * 60_000))

const incidentRow: fc.Arbitrary<IncidentRow> = fc
	.record({
		from: days,
		lasting: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined }),
		surfaces: fc.subarray(['web', 'api']),
		provider: fc.constantFrom('acme', 'beta'),
		impact: fc.constantFrom('none', 'minor', 'major', 'critical', 'unknown'),
		kind: fc.constantFrom('incident', 'incident', 'incident', 'maintenance', 'notice'),
		origin: fc.constantFrom('official', 'official', 'official', 'crowd'),
		precision: fc.option(fc.constantFrom('day', 'hour', 'minute'), { nil: undefined }),
		statuses: fc.subarray<IncidentStatus>([
			'investigating',
			'identified',
			'monitoring',
			'investigating',
			'resolved',
			'postmortem',
		]),
		title: fc.constantFrom(
			'Errors',
			'<img src=x onerror=alert(1)>',
			'=HYPERLINK("x")',
			'',
			'"a", b',
		),
	})
	.map(({ from, lasting, precision, statuses, ...row }): IncidentRow => {
		const at = (minutes: number) => instantOf(Date.parse(from) + minutes * 60_000)
		const stages = statuses.map((status, index) => [status, at(index * 10)] as const)
		return {
			id: 'x',
			from,
			...row,
			...(precision && { precision }),
			...(stages.length > 0 ? { stages } : lasting !== undefined && { to: at(lasting) }),
		}
	})

const stateRow: fc.Arbitrary<StateRow> = fc.record({
	surface: fc.constantFrom('web', 'api'),
	provider: fc.constantFrom('acme', 'beta'),
	state: fc.constantFrom(
		'operational',
		'degraded_performance',
		'partial_outage',
		'major_outage',
		'under_maintenance',
		'unknown',
	),
	from: days,
})

/** Entries of the registers, about incidents that may or may not be there. */
const registers: Pick<
	Told,
	'promises' | 'causes' | 'commitments' | 'published' | 'publishedDays' | 'rises' | 'readings'
> = {
	promises: [
		{
			id: 'level',
			vendor: 'Acme',
			product: 'API',
			recipients: 'everyone',
			kind: 'guarantee',
			percent: 99.9,
			rule: 'declared outage',
			remedies: [{ below: 99.9, creditPercent: 10 }],
			sources: [{ title: 'Terms', url: 'https://acme.example/terms', confidence: 'exact' }],
			readAt: '2026-01',
			provider: 'acme',
			surfaces: ['api'],
		},
	],
	causes: [
		{ provider: 'acme', incident: 'i0', kind: 'capacity', says: 'Too many came.', sources: [] },
		{
			provider: 'beta',
			incident: 'i1',
			kind: 'change',
			also: ['data'],
			says: 'A release.',
			update: 'u1',
			sources: [{ title: 'Account', confidence: 'exact' }],
		},
	],
	commitments: [
		{
			id: 'room',
			provider: 'acme',
			says: 'More room.',
			state: 'announced',
			against: ['capacity'],
			incident: 'i0',
			sources: [],
		},
	],
	published: [
		{
			id: 'shown',
			provider: 'acme',
			surface: 'api',
			share: 0.999,
			readAt: '2026-01-20',
			windowDays: 10,
			sources: [],
		},
	],
	rises: [
		{
			id: 'rise',
			provider: 'acme',
			source: 'reports',
			counted: 'reporters',
			windowSeconds: 300,
			roseAt: '2026-01-10T10:00:00Z',
			knownAt: '2026-01-10T10:05:00Z',
			count: 40,
			usual: 2,
			threshold: 10,
			basis: 'hour-of-week',
			weeks: 4,
			peakAt: '2026-01-10T10:10:00Z',
			peakCount: 60,
			peakUsual: 2,
			settledAt: null,
			windowsAbove: 3,
			neighbours: [],
		},
	],
	readings: [
		{
			id: 'cited',
			title: '',
			body: '',
			author: 'the editors',
			links: [],
			writtenAt: '2026-01-11T00:00:00Z',
			subject: 'incidents/acme/i0',
			at: '2026-01-10T09:00:00Z',
			precision: 'minute',
			source: '<b>Gator</b>',
			kind: 'alarm',
		},
	],
	publishedDays: [
		{
			provider: 'acme',
			service: 'API',
			surface: 'api',
			date: '2026-01-10',
			partialMinutes: 60,
			majorMinutes: 10,
			source: 'told',
			readAt: '2026-01-20T00:00:00Z',
		},
	],
}

/** Every title names the one, some the other. */
const vocabulary: NonNullable<Provider['vocabulary']> = {
	writtenOn: '2026-01-20',
	models: [{ name: '<img src=x>', words: ['Incident'] }],
	regions: [{ name: 'north', words: ['i1'] }],
}

const record: fc.Arbitrary<Export> = fc
	.record({
		incidents: fc.array(incidentRow, { maxLength: 12 }),
		states: fc.array(stateRow, { maxLength: 4 }),
		kind: fc.constantFrom('live', 'census', 'sample'),
		isEmpty: fc.boolean(),
	})
	.map(({ incidents, states, kind, isEmpty }) =>
		toldExport({
			providers: { acme: ['web', 'api'], beta: ['web', 'api'] },
			incidents: incidents.map((row, index) => ({ ...row, id: `i${index}` })),
			states,
			...registers,
			coverage: isEmpty
				? []
				: [
						{ provider: 'acme', from: '2026-01-01', to: '2026-01-31', kind },
						{ provider: 'beta', from: '2026-01-05', to: '2026-02-01', kind: 'census' },
					],
		}),
	)
	.map((made) => ({
		...made,
		providers: made.providers.map((provider) =>
			provider.id === 'acme' ? { ...provider, vocabulary } : provider,
		),
	}))

const unspeakable = /\bNaN\b|\bundefined\b|\bInfinity\b|\[object /

describe('every page over any record', () => {
	test('says nothing that is no word or number, and its files neither', () => {
		fc.assert(
			fc.property(
				record,
				fc.constantFrom<Scope>(
					{},
					{ provider: 'acme' },
					{ provider: 'beta', from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' },
				),
				(made, scope) => {
					for (const { path, parts, files } of pagesOf(
						made,
						scope,
						new Map([
							['acme', []],
							['beta', ['2026']],
						]),
					)) {
						expect(unspeakable.exec(parts.bodyHtml + parts.headHtml)?.[0], path).toBeUndefined()
						expect(parts.bodyHtml).not.toContain('<img')
						for (const file of files) {
							const body = file.body()
							expect(unspeakable.exec(body)?.[0], file.path).toBeUndefined()
							if (!file.path.endsWith('.csv')) {
								expect(body).not.toContain('<img')
								continue
							}
							const [names = [], ...rows] = rowsOf(body)
							expect(new Set(rows.map((row) => row.length)), file.path).toEqual(
								new Set([names.length]),
							)
							expect(new Set(names).size, `${file.path}: each column has a name of its own`).toBe(
								names.length,
							)
							expect(
								body.startsWith('\uFEFF'),
								`${file.path}: marked as UTF-8 where it is not ASCII`,
							).toBe([...body.replace('\uFEFF', '')].some((letter) => letter > '\x7f'))
						}
					}
				},
			),
			{ numRuns: 25 },
		)
	}, 60_000)

	test('the list of questions too', () => {
		fc.assert(
			fc.property(record, (made) => {
				const scoped = scopedRecord(made, {})
				const analyses = questions.map((question) => analyse(question, scoped, {}))
				const { bodyHtml } = analysisIndex(
					{ analyses, cuts: new Map(), names: namesOf(made) },
					site,
				)
				expect(unspeakable.exec(bodyHtml)?.[0]).toBeUndefined()
				expect(all(elementsOf(bodyHtml), (element) => element.name === 'h3').length).toBe(
					questions.length,
				)
			}),
			{ numRuns: 10 },
		)
	}, 60_000)
})

test('every question is told', () => {
	expect(tellings.map(({ question }) => question.name)).toEqual(questions.map(({ name }) => name))
})

/**
 * Three that end within a day before the next on the same surface, and one that does not: two of
 * the three others are followed.
 */
const again: Told = {
	incidents: [
		{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:00' },
		{ id: 'b', from: '2026-01-05T20:00', to: '2026-01-05T22:00' },
		{ id: 'c', from: '2026-01-06T08:00', to: '2026-01-06T09:00' },
		{ id: 'd', from: '2026-01-20T08:00', to: '2026-01-20T12:00' },
	],
}

describe('a page of figures', () => {
	const page = pageOf('relapse', again)
	const text = textOfPage(page)

	test('answers first, and with few cases in numbers', () => {
		expect(text).toContain(
			'2 of 4 incidents were followed within 24 hours by another on the same product. Chance would give',
		)
		expect(text.indexOf('2 of 4 incidents')).toBeLessThan(text.indexOf('Another one within a day'))
	})

	test('says what it rests on, how it was counted, how to repeat and cite it', () => {
		const hash = analyse(
			questions.find(({ name }) => name === 'relapse') ?? raise(),
			scopedRecord(toldExport(again), {}),
			{},
		).inputHash
		expect(text).toContain('Sample size: 4.')
		expect(text).toContain('Acme: census, 1 January 2026 to 1 February 2026')
		expect(text).toContain('tidemark analyse relapse')
		expect(text).toContain(`Input ${hash}`)
		expect(text).toContain(
			`Cite as: ${site.name}, “After it was declared fixed, how often was it down again, and how long did the all-clear hold?” (all providers)`,
		)
		expect(text).toContain(
			`method 3, input ${hash.slice(0, 16)}. ${site.address.replace(/\/$/, '')}/analysis/relapse`,
		)
		expect(text).toContain(`Licence: ${site.licence.name}`)
	})

	test('has a picture with a text for those who do not see it, and chance beside the number', () => {
		const [picture] = all(
			elementsOf(page.parts.bodyHtml),
			(element) => element.name === 'svg' && element.attributes.get('role') === 'img',
		)
		expect(textOf(picture ?? raise())).toContain('Acme: 50')
		expect(textOf(picture ?? raise())).toContain('by chance')
		expect(
			all(elementsOf(page.parts.bodyHtml), (element) => hasClass(element, 'legend'))[0] && text,
		).toContain('by chance, 95 % of draws')
	})

	test('a scope of its own stands in its title, address, command and citation', () => {
		const narrow = pageOf('relapse', again, {
			provider: 'acme',
			from: '2026-01-01T00:00:00Z',
			to: '2027-01-01T00:00:00Z',
		})
		expect(narrow.path).toBe('/analysis/relapse/acme/2026')
		expect(narrow.parts.title).toBe(`Down again: Acme, 2026 · ${site.name}`)
		expect(textOfPage(narrow)).toContain(
			'tidemark analyse --provider acme --from 2026-01-01T00:00:00Z --to 2027-01-01T00:00:00Z relapse',
		)
		expect(textOfPage(narrow)).toContain('(Acme, 2026)')
	})

	test('the other cuts are plain links, and this one is marked', () => {
		const cuts: Cuts = new Map([['acme', ['2025', '2026']]])
		const made =
			pagesOf(toldExport(again), { provider: 'acme' }, cuts).find(
				({ path }) => path === '/analysis/relapse/acme',
			) ?? raise()
		const links = all(
			elementsOf(made.parts.bodyHtml),
			(element) =>
				element.name === 'a' &&
				(element.parent?.parent?.parent ? hasClass(element.parent.parent.parent, 'cuts') : false),
		)
		expect(
			links.map((link) => [link.attributes.get('href'), link.attributes.get('aria-current')]),
		).toEqual([
			['/analysis/relapse', undefined],
			['/analysis/relapse/acme', 'page'],
			['/analysis/relapse/acme', 'page'],
			['/analysis/relapse/acme/2025', undefined],
			['/analysis/relapse/acme/2026', undefined],
		])
	})
})

describe('files', () => {
	test('a table has the numbers of the page, and in every row where they are from and the licence', () => {
		const file =
			pageOf('relapse', again).files.find(({ path }) => path === '/analysis/relapse/between.csv') ??
			raise()
		const [head = [], acme = [], ...others] = rowsOf(file.body())
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

	test('a picture stands alone: its own size and colours, its source and licence', () => {
		const file =
			pageOf('relapse', again).files.find(({ path }) => path === '/analysis/relapse/between.svg') ??
			raise()
		const body = file.body()
		expect(body).toMatch(
			/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/,
		)
		expect(body).toContain('fill="#0b5568"')
		expect(body).toContain(site.licence.url)
		expect(body).not.toMatch(/<style|style="|<script|href=/)
	})

	test('a title that a spreadsheet would run is text, on the page too', () => {
		const page = pageOf('blast-radius', {
			incidents: [{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:00', title: '=1+1<b>' }],
		})
		expect(page.parts.bodyHtml).toContain('=1+1&lt;b&gt;')
		const sums = pageOf('promises', {
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
		})
		const [head = [], row = []] = rowsOf(
			sums.files.find(({ path }) => path.endsWith('/register.csv'))?.body() ?? '',
		)
		expect(['product', 'vendor', 'recipients'].map((name) => row[head.indexOf(name)])).toEqual([
			"'@sum",
			"'=cmd()",
			"'-1",
		])
	})
})

describe('what may not be said', () => {
	test('of samples a list stands in place of figures, with the reason', () => {
		const page = pageOf('durations', {
			...again,
			coverage: [{ from: '2026-01-01', to: '2026-02-01', kind: 'sample' }],
		})
		expect(textOfPage(page)).toContain('Here only chosen incidents were collected (4)')
		expect(
			all(
				elementsOf(page.parts.bodyHtml),
				(element) =>
					element.name === 'a' && /^\/incidents\/acme\//.test(element.attributes.get('href') ?? ''),
			).length,
		).toBe(4)
		expect(page.files).toEqual([])
	})

	test('no availability follows where no length is known', () => {
		const filed = ['a', 'b'].map(
			(id, index): IncidentRow => ({
				id,
				from: `2026-01-0${index + 2}T10:00`,
				stages: [['resolved', `2026-01-0${index + 2}T10:00`]],
			}),
		)
		const text = textOfPage(pageOf('availability', { incidents: filed }, { provider: 'acme' }))
		expect(text).toContain(
			'We don’t know how long any incident here lasted, so there is no figure.',
		)
		expect(text).not.toContain('no single uptime figure')
		// Nothing is known of how long it was down, which is not no time at all.
		expect(text.replace(/(Maintenance|Not known).*$/s, '')).not.toMatch(/\b0\s*s\b/)
	})

	test('what is almost all or nothing does not read as all or nothing; few are numbers', () => {
		expect([
			percent(0.999996),
			percent(0.000004),
			percent(1),
			percent(0),
			percent(0.5741),
			percent(null),
		]).toEqual(
			['over 99.99 %', 'under 0.01 %', '100 %', '0 %', '57.4 %', 'not known'].map((text) =>
				text.replaceAll(' %', '\u00a0%').replace(/^(over|under) /, '$1\u00a0'),
			),
		)
		expect([
			shareOf(0, 21, 'incident'),
			shareOf(3, 6, 'incident'),
			shareOf(1, 1, 'incident'),
			shareOf(50, 200, 'incident'),
		]).toEqual([
			'none of 21 incidents',
			'3 of 6 incidents',
			'1 of 1 incident',
			'25\u00a0% of 200 incidents',
		])
		expect([45, 800, 14_280, 183_600, -60, null].map((seconds) => roughly(seconds))).toEqual(
			['45~s', '13~min', '3~h 58~min', '2~d 3~h', '−1~min', 'not known'].map((text) =>
				text.replaceAll('~', '\u00a0'),
			),
		)
	})
})

test('what was said: each answer leads to the line that gives it', () => {
	const page = pageOf('words', {
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
	const hrefs = all(elementsOf(page.parts.bodyHtml), (element) => element.name === 'a').map(
		(link) => link.attributes.get('href') ?? '',
	)
	const lines = hrefs.filter((href) => href.startsWith('/incidents/acme/a#'))
	expect(lines.length).toBeGreaterThan(2)
	for (const href of lines) expect(href).toMatch(/#a:/)
})

function raise(): never {
	throw new Error('the page lacks what this test needs')
}
