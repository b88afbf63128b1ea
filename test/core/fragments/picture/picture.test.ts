import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisOf } from '#core/fragments/picture/axis.ts'
import { bandsOf, bandsSvg, worstOf } from '#core/fragments/picture/bands.ts'
import { figure } from '#core/fragments/picture/figure.ts'
import { type BandSource, type NamingSpan, segmentsOf } from '#core/fragments/picture/segments.ts'
import type { SurfaceState } from '#core/model/incident.ts'
import type { Coverage, Gap } from '#core/model/timeline.ts'
import { addSeconds, compareInstants, instantOf } from '#core/time/time.ts'

const window = { from: '2026-03-02T10:00:00Z', to: '2026-03-02T16:00:00Z' }
const at = (clock: string) => `2026-03-02T${clock}:00Z`

function state(
	name: SurfaceState['state'],
	from: string,
	to?: string,
	source = 'acme-status',
): SurfaceState {
	return {
		provider: 'acme',
		surface: 'web',
		state: name,
		from,
		...(to !== undefined && { to }),
		basis: 'declared',
		seen: { by: from },
		evidence: [
			{
				kind: 'snapshot',
				sha256: 'a'.repeat(64),
				source,
				document: 'incidents',
				fetchedAt: from,
				provenance: 'live',
			},
		],
	}
}

const covered: Coverage = {
	provider: 'acme',
	from: at('11:00'),
	to: at('15:00'),
	kind: 'live',
	source: 'test',
}
const failing: Gap = {
	sources: ['acme/acme-status'],
	document: 'summary',
	from: at('13:00'),
	to: at('14:00'),
	reason: 'http',
	bearsState: true,
}
const source: BandSource = {
	window,
	states: [
		state('operational', at('10:00'), at('12:00')),
		state('partial_outage', at('12:00'), at('13:30')),
		state('operational', at('13:30')),
	],
	coverage: [covered],
	gaps: [failing],
	spans: [],
}

const span = (from: string, to: string | null): NamingSpan => ({
	incident: 'one',
	from,
	to,
	surfaces: ['web'],
	affects: true,
})

const short = (input: BandSource) =>
	segmentsOf('web', input).map(
		(segment) => `${segment.from.slice(11, 16)} ${segment.state}${segment.gap ? ', gap' : ''}`,
	)

describe('segments of a band', () => {
	test('health needs coverage and no gap; declared trouble stands wherever it lies', () => {
		expect(short(source)).toEqual([
			'10:00 unknown',
			'11:00 operational',
			'12:00 partial_outage',
			'13:00 partial_outage, gap',
			'13:30 unknown, gap',
			'14:00 operational',
			'15:00 unknown',
		])
	})

	test('an open incident vouches outside of coverage, a sample does not', () => {
		expect(short({ ...source, coverage: [{ ...covered, kind: 'sample' }], gaps: [] })).toEqual([
			'10:00 unknown',
			'12:00 partial_outage',
			'13:30 unknown',
		])
		expect(
			short({ ...source, coverage: [], gaps: [], spans: [span(at('12:00'), at('14:00'))] }),
		).toEqual(['10:00 unknown', '12:00 partial_outage', '13:30 operational', '14:00 unknown'])
	})

	test('only a document that bears this surface’s state hatches its band', () => {
		expect(short({ ...source, gaps: [{ ...failing, bearsState: false }] })).not.toContain(
			'13:00 partial_outage, gap',
		)
		expect(short({ ...source, gaps: [{ ...failing, sources: ['acme/other'] }] })).not.toContain(
			'13:00 partial_outage, gap',
		)
		const { document: _, ...whole } = failing
		expect(
			short({
				...source,
				gaps: [{ ...whole, platform: 'statuspage', sources: ['acme/acme-status', 'b/b'] }],
			}),
		).toContain('13:00 partial_outage, gap')
	})

	test('segments follow each other from end to end, and never claim health where nothing vouches', () => {
		const moment = fc
			.integer({ min: -3600, max: 8 * 3600 })
			.map((seconds) => addSeconds(window.from, seconds))
		const stretch = fc
			.tuple(moment, moment)
			.map(([a, b]) => (compareInstants(a, b) <= 0 ? { from: a, to: b } : { from: b, to: a }))
		const names = fc.constantFrom<SurfaceState['state']>(
			'operational',
			'degraded_performance',
			'major_outage',
			'unknown',
			'under_maintenance',
		)
		fc.assert(
			fc.property(
				fc.array(fc.tuple(names, stretch), { maxLength: 8 }),
				fc.array(stretch, { maxLength: 3 }),
				fc.array(stretch, { maxLength: 3 }),
				(states, coverage, gaps) => {
					const input: BandSource = {
						window,
						states: states.map(([name, { from, to }]) => state(name, from, to)),
						coverage: coverage.map((span) => ({ ...covered, ...span })),
						gaps: gaps.map((span) => ({ ...failing, ...span })),
						spans: [],
					}
					const segments = segmentsOf('web', input)
					expect(segments[0]?.from).toBe(window.from)
					expect(segments.at(-1)?.to).toBe(window.to)
					for (const [index, segment] of segments.entries()) {
						if (index > 0) expect(segment.from).toBe(segments[index - 1]?.to)
						expect(compareInstants(segment.from, segment.to)).toBeLessThan(0)
						if (segment.state !== 'operational') continue
						const middle = instantOf((Date.parse(segment.from) + Date.parse(segment.to)) / 2)
						const holds = (span: { from: string; to: string }) =>
							compareInstants(span.from, middle) <= 0 && compareInstants(middle, span.to) <= 0
						expect(coverage.some(holds)).toBe(true)
						expect(segment.gap).toBe(false)
					}
				},
			),
		)
	})
})

describe('the picture', () => {
	const picture = {
		id: 'p',
		title: 'Acme <b>',
		...source,
		surfaces: [
			{ id: 'web', name: 'Web & more', covered: true },
			{ id: 'phone', name: 'Phone', covered: false },
		],
		spans: [{ ...span(at('12:00'), null), label: 'A' }],
		marks: [{ at: at('12:30'), shape: 'relapse' as const }],
		waves: [{ from: at('12:00'), to: null }],
	}

	test('draws the same for the same, without inline styles, and names itself', () => {
		const svg = bandsSvg({ ...picture, description: 'What it shows.' }).text
		expect(bandsSvg({ ...picture, description: 'What it shows.' }).text).toBe(svg)
		expect(svg).toContain('role="img"')
		expect(svg).toContain('<title id="p-title">Acme &lt;b&gt;</title>')
		expect(svg).toContain('fill="url(#p-gap)"')
		expect(svg).toContain('fill="url(#p-unknown)"')
		expect(svg).toContain('class="not-covered"')
		expect(svg).not.toMatch(/style[=>]|NaN|undefined/)
	})

	test('has the same content as sentences and as a table', () => {
		const made = figure(picture)?.text ?? ''
		expect(made).toContain(
			'Web &amp; more: partial outage at worst; 1 h 30 min not operational in all.',
		)
		expect(made).toContain('Phone: no source covers it.')
		expect(made.match(/<tr>/g)).toHaveLength(1 + 6 + 1)
		expect(made).toContain('<td>not observed</td>')
	})

	test('the worst state is said in words', () => {
		expect(bandsOf(picture).map(worstOf)).toEqual(['partial_outage', 'not_covered'])
	})

	test('the axis names midnights by their date and keeps within the window', () => {
		const axis = axisOf({ from: '2026-03-02T10:49:20Z', to: '2026-03-04T09:32:41Z' })
		expect(axis.ticks.map((tick) => tick.label)).toContain('3 Mar')
		expect(axis.ticks.filter((tick) => tick.major).length).toBeLessThanOrEqual(6)
		expect(axis.position('2020-01-01T00:00:00Z')).toBe(0)
		expect(axis.position('2030-01-01T00:00:00Z')).toBe(100)
	})
})
