import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crowdEvents } from '#core/crowd/events.ts'
import { axisOf } from '#core/fragments/picture/axis.ts'
import { readingLanes, readingPoints } from '#core/fragments/picture/readings-strip.ts'
import { reportSeries } from '#core/fragments/picture/report-series.ts'
import { type CrowdFigure, reportsFigure } from '#core/fragments/picture/reports-figure.ts'
import { linePath } from '#core/fragments/picture/reports-svg.ts'
import type { ReportCount } from '#core/model/report.ts'
import { TimelineEvent } from '#core/model/timeline.ts'
import { addSeconds } from '#core/time/time.ts'
import { rise, windows } from '../../../support/crowd-story.ts'
import { hostile } from '../../../support/told-record.ts'

const window = { from: '2026-03-02T10:00:00Z', to: '2026-03-02T16:00:00Z' }
const at = (clock: string) => `2026-03-02T${clock}:00Z`
const provider: CrowdFigure['provider'] = {
	id: 'acme',
	name: 'Acme',
	operator: 'Acme',
	homepage: 'https://acme.example',
	statusPage: null,
	surfaces: [{ id: 'web', name: 'Web', kind: 'chat', covered: true }],
	crowdSources: [
		{ id: 'reports', name: 'Reports sent to this site' },
		{ id: 'counter', name: 'The Counter' },
	],
}
const cited = (
	id: string,
	clock: string,
	value: Record<string, unknown> = {},
	more: Record<string, unknown> = {},
): TimelineEvent =>
	TimelineEvent.parse({
		id: `reading:${id}`,
		at: at(clock),
		origin: 'crowd',
		kind: 'reading',
		title: 'A number',
		value: {
			source: 'Counter',
			kind: 'reading',
			author: 'the editors',
			writtenAt: at('23:00'),
			...value,
		},
		precision: 'minute',
		evidence: [{ kind: 'link', url: 'https://press.example/', title: 'The Press' }],
		...more,
	})
const figureOf = (reports: readonly ReportCount[], events: readonly TimelineEvent[] = []) =>
	reportsFigure({ provider, events, reports, window, marks: [], waves: [] }).text
const counter = { source: 'counter', baseline: 10 }
const inWords = (markup: string) =>
	markup
		.replace(/<\/?(time|strong)\b[^>]*>/g, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')

describe('what a source says beside its counts', () => {
	test('who told it so, and its own judgement with the window that it is of', () => {
		const counts = windows(at('11:00'), [4, 40, 30], counter).map((count, index) => ({
			...count,
			direct: [3, 25, 20][index] ?? 0,
			...(index > 0 && { verdict: index === 1 ? ('possible' as const) : ('problem' as const) }),
		}))
		const page = inWords(figureOf(counts))
		expect(page).toContain('Highest 40 (25 of them directly to it) at 2 March 2026, 11:15:00 UTC')
		expect(page).toContain(
			'The source itself says, of the window from 2 March 2026, 11:30:00 UTC: a problem.',
		)
		expect(page).toContain('4 (3 of them directly to it)')
		expect(inWords(figureOf(windows(at('11:00'), [4, 40, 30], counter)))).not.toMatch(
			/of them directly|source itself says/,
		)
	})
})

describe('the series of a picture', () => {
	test('each source, surface and region is one of its own, our own form first', () => {
		const reports = [
			...windows(at('10:00'), [1], counter),
			...windows(at('10:00'), [1], { ...counter, region: 'US' }),
			...windows(at('10:00'), [1], { ...counter, surface: 'web' }),
			...windows(at('10:00'), [1]),
		]
		expect(
			reportSeries(reports, [], window).map(({ source, surface, region }) => [
				source,
				surface,
				region,
			]),
		).toEqual([
			['reports', undefined, undefined],
			['counter', undefined, undefined],
			['counter', undefined, 'US'],
			['counter', 'web', undefined],
		])
	})

	test('a missing window is a hole, except in our own form, where it means that nobody reported', () => {
		const counts = [4, null, null, 6, 7]
		const [foreign] = reportSeries(windows(at('10:00'), counts, counter), [], window)
		expect(foreign?.runs.map((run) => run.map((step) => step.count))).toEqual([[4], [6, 7]])
		const [own] = reportSeries(windows(at('10:00'), counts), [], window)
		expect(
			own?.runs.map((run) =>
				run.map(
					({ count, from, silent }) => `${from.slice(11, 16)} ${count}${silent ? ' silent' : ''}`,
				),
			),
		).toEqual([['10:00 4', '10:15 0 silent', '10:45 6', '11:00 7']])
	})

	test('readings and windows outside of the picture are in none', () => {
		const reading: ReportCount = {
			provider: 'acme',
			source: 'counter',
			at: at('11:00'),
			count: 2000,
		}
		expect(
			reportSeries(
				[reading, ...windows(at('08:00'), [3], counter), ...windows(at('16:00'), [3], counter)],
				[],
				window,
			),
		).toEqual([])
	})

	test('too many windows are drawn by the highest of several, and no peak is lost', () => {
		const wide = { from: '2026-03-01T00:00:00Z', to: '2026-03-11T00:00:00Z' }
		const counts = Array.from({ length: 960 }, (_, index) => (index === 500 ? 999 : 5))
		const [series] = reportSeries(windows(wide.from, counts, counter), [], wide)
		expect(series?.together).toBe(3)
		expect(series?.runs.flat()).toHaveLength(320)
		expect(series?.highest.count).toBe(999)
	})

	test('a rise is that of its own series; one that did not settle ends with the counts', () => {
		const rose = { id: 'one', roseAt: at('10:30') }
		const settled = { settledAt: at('11:00'), settledBy: 'quiet' } as const
		const events = crowdEvents(
			[
				rise({ ...rose, source: 'reports', ...settled }),
				rise({ ...rose, source: 'counter', settledAt: null }),
			],
			window,
		)
		const reports = [
			...windows(at('10:00'), [1, 9, 9, 9, 1, 1]),
			...windows(at('10:00'), [1, 9, 9, 9], counter),
		]
		expect(reportSeries(reports, events, window).map(({ rises }) => rises)).toEqual([
			[{ from: at('10:30'), to: at('11:00') }],
			[{ from: at('10:30'), to: at('11:00') }],
		])
	})
})

describe('the picture of the crowd', () => {
	test('is not there where the crowd left no trace', () => {
		expect(figureOf([])).toBe('')
	})

	test('names who counts what where, with the usual volume and where that comes from', () => {
		const made = inWords(
			figureOf([
				...windows(at('10:00'), [1, 40], {
					...counter,
					region: 'United States',
					counted: 'mentions',
				}),
				...windows(at('10:00'), [1, 3]),
			]),
		)
		expect(made).toContain('The Counter, United States, per 15 min')
		expect(made).toContain('texts that name the service')
		expect(made).toContain(
			'Highest 40 at 2 March 2026, 10:15:00 UTC, where 10 are usual. What is usual is the source’s own figure.',
		)
		expect(made).toContain('Reports sent to this site, per 15 min: people who said')
		expect(made).toContain('the source names no region')
		expect(made).toContain('Too little is kept to say what is usual.')
	})

	test('has each window in its table, holes as such, and where to fetch them', () => {
		const made = figureOf(windows(at('10:00'), [4, null, 6], counter))
		expect(made).toContain('<summary>The counts as a table</summary>')
		expect(made.match(/<tbody>.*?<\/tbody>/)?.[0].match(/<tr>/g)).toHaveLength(3)
		expect(made).toContain('<tr><td colspan="4">not counted</td></tr>')
		expect(made).toContain('fill="url(#crowd-gap)"')
		expect(made).toContain(
			'/api/v1/providers/acme/reports?from=2026-03-02T10%3A00%3A00Z&amp;to=2026-03-02T10%3A45%3A00Z',
		)
	})

	test('a panel is as high as its own counts, whatever stands beside it', () => {
		const small = windows(at('10:00'), [0, 2, 0], counter)
		const alone = figureOf(small).match(/<path class="count" d="[^"]*"/)?.[0]
		expect(alone).toBeDefined()
		expect(figureOf([...windows(at('10:00'), [5000, 9000, 100]), ...small])).toContain(alone)
	})

	test('cited numbers are points with their wording, and no path joins them', () => {
		const made = figureOf(
			[],
			[
				cited('one', '11:37', { kind: 'first' }),
				cited('two', '11:40', { count: 2000, bound: 'about' }),
				cited('three', '12:00', { count: 1700, upTo: 4700 }),
			],
		)
		expect(made).toContain('11:37 first · Counter')
		expect(made).toContain('11:40 ≈ 2,000 · Counter')
		expect(made).toContain('12:00 1,700–4,700 · Counter')
		expect(made.match(/<circle class="point"/g)).toHaveLength(2 + 1)
		expect(made).not.toContain('class="count"')
		expect(made).toContain('<a href="#reading:two">')
		expect(made).toContain('about 2,000 reports')
	})

	test('what is known to the day is a stretch of that day and not its midnight', () => {
		const [point] = readingPoints([cited('day', '00:00', { count: 9 }, { precision: 'day' })])
		expect(point).toMatchObject({
			at: at('00:00'),
			to: '2026-03-03T00:00:00Z',
			label: '2 Mar 9 · Counter',
		})
		expect(readingPoints([cited('hour', '12:00', {}, { precision: 'hour' })])[0]?.to).toBe(
			at('13:00'),
		)
	})

	test('labels in one lane do not run into each other on a narrow screen', () => {
		const axis = axisOf(window)
		const moments = fc.array(fc.integer({ min: 0, max: 21_599 }), { maxLength: 20 })
		fc.assert(
			fc.property(moments, (seconds) => {
				const points = readingPoints(
					seconds.map((second, index) =>
						cited(`r${index}`, '10:00', { count: 12_345 }, { at: addSeconds(window.from, second) }),
					),
				)
				const { lanes } = readingLanes(points, axis)
				expect(lanes.flat()).toHaveLength(points.length)
				for (const lane of lanes) {
					const sides = lane.map((point) => {
						const x = (axis.position(point.at) / 100) * 300
						const width = Math.min(point.label.length, 44) * 6
						return x > 150 ? [x - width, x] : [x, x + width]
					})
					for (const [index, [, right = 0]] of sides.slice(0, -1).entries())
						expect(right).toBeLessThanOrEqual((sides[index + 1]?.[0] ?? 0) + 1)
				}
			}),
		)
	})
})

describe('numbers and names of strangers', () => {
	test('path data holds nothing but numbers, whatever was counted', () => {
		const counts = fc.array(
			fc.option(
				fc.oneof(fc.integer({ min: 0, max: 1e9 }), fc.double({ min: 0, max: 1e12, noNaN: true })),
				{ nil: null },
			),
			{
				minLength: 1,
				maxLength: 40,
			},
		)
		const baseline = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined })
		fc.assert(
			fc.property(
				counts,
				baseline,
				fc.integer({ min: -7200, max: 7200 }),
				(values, usual, shift) => {
					const reports = windows(addSeconds(window.from, shift), values, {
						source: 'counter',
						...(usual !== undefined && { baseline: usual }),
					})
					const made = figureOf(reports)
					for (const [, data] of made.matchAll(/ d="([^"]*)"/g))
						expect(data).toMatch(/^[MLHVAZmlhvacz0-9 .,-]*$/)
					for (const [, value] of made.matchAll(/ (?:x|y|x1|x2|width|height)="([^"]*)"/g))
						expect(value).toMatch(/^-?\d+(\.\d+)?%?$/)
					for (const series of reportSeries(reports, [], window))
						for (const run of series.runs) {
							const ys = [
								...linePath(run, {
									axis: axisOf(window),
									most: Math.max(1, series.highest.count, usual ?? 0),
								}).matchAll(/ (-?[\d.]+)H/g),
							].map(([, y]) => Number(y))
							for (const y of ys) expect(y >= 0 && y <= 100).toBe(true)
						}
				},
			),
		)
	})

	test('names become text and nothing else', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.constant(hostile), fc.string({ unit: 'binary', maxLength: 40 })),
				(name) => {
					const made = figureOf(windows(at('10:00'), [3], { source: name, region: name }), [
						cited('x', '11:00', { source: name, region: name }, { title: name }),
					])
					expect(made).not.toMatch(/<script|<img|onerror="|[\u202a-\u202e\u2066-\u2069]/)
					expect(made.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/)
				},
			),
		)
	})

	test('figures of a thousand and more are grouped', () => {
		expect(inWords(figureOf(windows(at('10:00'), [1_234_567], counter)))).toContain(
			'Highest 1,234,567',
		)
	})
})
