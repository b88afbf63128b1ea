import fc from 'fast-check'
import { marked } from 'marked'
import { describe, expect, test } from 'vitest'
import type { Sight } from '#core/documents/sight.ts'
import { badgeEndpoint, badgeOf, badgeSvg } from '#core/formats/badge.ts'
import { calendar } from '#core/formats/calendar.ts'
import { incidentMarkdown } from '#core/formats/markdown.ts'
import { metricsFormatFor, metricsText } from '#core/formats/metrics.ts'
import { type StatuspageFile, statuspageAnswer } from '#core/formats/statuspage-shape.ts'
import { noMilestones } from '#core/incident/milestones.ts'
import type { IncidentDocument, IncidentSummary, ProviderNow } from '#core/model/documents.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import type { StatusAnswer } from '#core/model/status.ts'
import { platformOf } from '#core/platforms/index.ts'
import { content, documents } from '../../support/published.ts'

const { site } = content
const origin = 'https://twins.example'
const claude = found(documents.now.providers.find((entry) => entry.provider.id === 'claude'))
const first = found(documents.incidents.get('claude/0ghc53zpsfmt'))
const incidents = [...documents.incidents.values()]
	.map((document) => document.incident)
	.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))

const liveEvidence: Evidence[] = [
	{
		kind: 'snapshot',
		sha256: 'ab'.repeat(32),
		source: 's',
		document: 'd',
		fetchedAt: '2026-03-05T00:00:00Z',
		provenance: 'live',
	},
]

function found<Value>(value: Value | undefined): Value {
	if (value === undefined) throw new Error('the archive lacks what this test is about')
	return value
}

const hostileParts = [
	'<script>alert(1)</script>',
	'](javascript:alert(1))',
	'\n# heading',
	'\n- item',
	'\n1. one',
	'```',
	'**b**',
	'&lt;',
	'\r\nEND:VCALENDAR\r\n',
	'"/>',
	'\u202e',
	'\u0000',
	'\ud800',
	'\\',
	';,',
]
const hostile = fc
	.array(fc.oneof(fc.constantFrom(...hostileParts), fc.string({ unit: 'binary', maxLength: 10 })), {
		maxLength: 6,
	})
	.map((parts) => parts.join(''))

function withWords(title: string, body: string): IncidentDocument {
	const events = first.timeline.events.map((event) =>
		event.body === undefined ? event : { ...event, body },
	)
	return {
		...first,
		incident: { ...first.incident, title },
		timeline: { ...first.timeline, events },
	}
}

describe('Markdown', () => {
	const text = incidentMarkdown(first, site, origin)

	test('has every line with both clocks, its provenance, its evidence and its permalink', () => {
		for (const event of first.timeline.events)
			expect(text).toContain(`${origin}/incidents/claude/0ghc53zpsfmt#${event.id}`)
		expect(text.match(/Read 27 September 2026, not watched \(rebuilt\)/g)).toHaveLength(
			first.timeline.events.length,
		)
		expect(text.match(/\[snapshot [0-9a-f]{12}\]/g)).toHaveLength(first.timeline.events.length)
		expect(text).toContain('2 March 2026, 11:49:20 UTC · First statement: Investigating')
		expect(text).toContain('2 March 2026, 11:49:20 UTC · States declared')
		expect(text).toContain('- As of: 27 September 2026\n')
		expect(text).not.toContain('00:00:00')
		expect(text).toContain('\nTidemark’s summary: The investigation')
	})

	test('gives an editor’s note as ours: no quotation, links that work anywhere, and nothing that is HTML', () => {
		const note = {
			id: 'note:n1',
			at: '2026-03-02T12:21:24Z',
			origin: 'annotation' as const,
			kind: 'note' as const,
			title: 'A note',
			body: '# Head\n\nSaid [at noon](/incidents/claude/x#y), not [so](javascript:alert(1)). <img src=x>',
			format: 'markdown' as const,
			value: { author: 'the editors', writtenAt: '2026-03-03T09:00:00Z' },
			evidence: [],
		}
		const told = incidentMarkdown(
			{ ...first, timeline: { ...first.timeline, events: [note] } },
			site,
			origin,
		)
		expect(told).toContain(
			`#### Head\n\nSaid [at noon](${origin}/incidents/claude/x#y), not so. \\<img src=x>`,
		)
		expect(told).not.toMatch(/^>/m)
	})

	test('lets no word of a stranger become markup', () => {
		const outline = (markdown: string) =>
			[
				...String(marked.parse(markdown, { async: false })).matchAll(
					/<(h\d|li|a|code|script|img|strong|em|del|pre|table|hr)\b/g,
				),
			]
				.map(([, name]) => name)
				.join(' ')
		const plain = outline(incidentMarkdown(withWords('x', 'x'), site, origin))
		fc.assert(
			fc.property(hostile, hostile, (title, body) => {
				expect(
					outline(
						incidentMarkdown(withWords(`x${title.replace(/\s+/g, ' ')}`, `x${body}`), site, origin),
					),
				).toBe(plain)
			}),
			{ numRuns: 200 },
		)
	})
})

describe('badges', () => {
	const seen: Sight = {
		provider: claude.provider,
		asOf: '2026-03-02T12:00:00Z',
		precision: 'second',
		blind: null,
	}
	const withStates = (...states: ProviderNow['surfaces'][number]['state'][]): ProviderNow => ({
		...claude,
		surfaces: states.map((state, index) => ({
			...found(claude.surfaces[0]),
			id: `s${index}`,
			state,
		})),
	})

	test('say the worst of what is covered, and never take the unknown for fine', () => {
		expect(badgeOf(withStates('operational', 'not_covered'), seen).message).toBe('operational')
		expect(badgeOf(withStates('operational', 'unknown'), seen).message).toBe('not known')
		expect(badgeOf(withStates('unknown', 'partial_outage', 'operational'), seen).message).toBe(
			'partial outage',
		)
		expect(badgeOf(withStates('not_covered'), seen).message).toBe('not known')
		expect(badgeOf(withStates(), seen).message).toBe('not known')
	})

	test('say since when a state is not known, and what it was when it was seen, in the colour of the unknown', () => {
		const blind: Sight = { ...seen, blind: 'unreachable' }
		const when = '2 March 2026, 12:00:00 UTC'
		expect(badgeOf(withStates('unknown'), blind)).toMatchObject({
			message: `not known since ${when}`,
			state: 'unknown',
		})
		expect(badgeOf(withStates('major_outage', 'unknown'), blind)).toMatchObject({
			message: `last seen: major outage, ${when}`,
			state: 'unknown',
		})
		expect(badgeOf(withStates('unknown'), { ...blind, asOf: null }).message).toBe('not known yet')
	})

	test('are what shields reads, and one SVG element that no name breaks', () => {
		expect(badgeEndpoint(badgeOf(withStates('major_outage'), seen))).toMatchObject({
			schemaVersion: 1,
			label: 'Claude',
			message: 'major outage',
		})
		fc.assert(
			fc.property(hostile, (label) => {
				const svg = badgeSvg({ label, message: 'x', state: 'unknown' })
				expect(svg.match(/<(?!\/)[a-z]+/g)).toEqual([
					'<svg',
					'<title',
					'<rect',
					'<rect',
					'<rect',
					'<g',
					'<text',
					'<text',
				])
				expect(svg).not.toMatch(/script>|javascript:[^<]*href/)
			}),
		)
	})
})

describe('the calendar', () => {
	const march = documents.months.get('2026-03')?.incidents ?? []
	const sample = found(march[0])
	const unfolded = (text: string) => text.replace(/\r\n /g, '')
	const made = (incidents: readonly IncidentSummary[], lookedAt = '2026-03-04T12:00:00Z') =>
		calendar({ provider: claude.provider, incidents, lookedAt, site, origin })
	/** The properties of the only event, by name with parameters. */
	const propertiesOf = (incident: Partial<IncidentSummary>, lookedAt?: string) => {
		const event = found(
			unfolded(made([{ ...sample, ...incident }], lookedAt)).split('BEGIN:VEVENT\r\n')[1],
		)
		return Object.fromEntries(
			event
				.split('\r\n')
				.flatMap((row) =>
					row.includes(':')
						? [[row.slice(0, row.indexOf(':')), row.slice(row.indexOf(':') + 1)]]
						: [],
				),
		)
	}

	test('has an entry an incident with its times, in lines of at most 75 octets', () => {
		const text = made(march)
		expect(text.match(/^BEGIN:VEVENT\r$/gm)).toHaveLength(10)
		expect(text).toContain('DTSTART:20260302T114920Z\r\nDTEND:20260302T154709Z\r\n')
		expect(unfolded(text)).toContain('UID:urn:tidemark:claude:0ghc53zpsfmt\r\n')
		expect(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75)).toBe(
			true,
		)
	})

	test('keeps its shape whatever a title holds', () => {
		fc.assert(
			fc.property(hostile, (title) => {
				const text = made([{ ...sample, title }])
				expect(
					text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75),
				).toBe(true)
				const names = unfolded(text)
					.split('\r\n')
					.map((line) => /^[A-Z-]+(?=[:;])/.exec(line)?.[0])
				expect(names.filter((name) => name === 'END')).toHaveLength(2)
				expect(names.slice(0, -1).every((name) => name !== undefined)).toBe(true)
			}),
		)
	})

	test('shows a maintenance in the window that was announced', () => {
		const window = {
			kind: 'maintenance' as const,
			scheduledFor: '2026-04-01T08:00:00Z',
			scheduledUntil: '2026-04-01T10:00:00Z',
		}
		expect(propertiesOf(window)).toMatchObject({
			DTSTART: '20260401T080000Z',
			DTEND: '20260401T100000Z',
		})
		const running = propertiesOf(
			{ ...window, status: 'in_progress', resolvedAt: null, provenance: 'live' },
			'2026-04-01T11:00:00Z',
		)
		expect(running).toMatchObject({
			DTEND: '20260401T110000Z',
			SUMMARY: expect.stringContaining('(still running)'),
		})
	})

	test('lets what is open last until our last check, and grow with the next', () => {
		const open = {
			startedAt: '2026-03-04T09:00:00Z',
			resolvedAt: null,
			status: 'investigating',
			provenance: 'live',
		} as const
		const [early, late] = ['2026-03-04T12:00:00Z', '2026-03-04T12:05:00Z'].map((lookedAt) =>
			propertiesOf(open, lookedAt),
		)
		expect(early).toMatchObject({
			DTSTART: '20260304T090000Z',
			DTEND: '20260304T120000Z',
			'LAST-MODIFIED': '20260304T120000Z',
		})
		expect(early?.SUMMARY).toMatch(/\(open\)$/)
		expect(late).toMatchObject({ DTEND: '20260304T120500Z', 'LAST-MODIFIED': '20260304T120500Z' })
		expect(Number(late?.SEQUENCE)).toBeGreaterThan(Number(early?.SEQUENCE))
	})

	test('gives no length to what ended nobody knows when, and says so', () => {
		for (const status of ['unknown', 'investigating'] as const) {
			const endless = propertiesOf({ resolvedAt: null, status, provenance: 'import' })
			expect(endless.DTEND).toBeUndefined()
			expect(endless.SUMMARY).toMatch(/\(end not recorded\)$/)
			expect(endless.DESCRIPTION).toContain('When it ended is not recorded')
		}
	})

	test('shows a day as a day', () => {
		const days = propertiesOf({
			precision: 'day',
			startedAt: '2026-03-02T00:00:00Z',
			resolvedAt: '2026-03-03T00:00:00Z',
		})
		expect(days).toMatchObject({ 'DTSTART;VALUE=DATE': '20260302', 'DTEND;VALUE=DATE': '20260304' })
		expect(days.DTSTART).toBeUndefined()
	})

	test('marks what was changed as a later version', () => {
		const [before, after] = ['2026-03-03T10:00:00Z', '2026-03-03T11:00:00Z'].map((changedAt) =>
			propertiesOf({ createdAt: '2026-03-02T11:00:00Z', changedAt }),
		)
		expect(before?.['LAST-MODIFIED']).toBe('20260303T100000Z')
		expect(after?.['LAST-MODIFIED']).toBe('20260303T110000Z')
		expect(Number(after?.SEQUENCE) - Number(before?.SEQUENCE)).toBe(3600)
		expect(propertiesOf({ withdrawn: true }).STATUS).toBe('CANCELLED')
	})
})

describe('Statuspage’s shape', () => {
	const view = { now: claude, asOf: documents.now.asOf, incidents, origin, site: site.name }
	const read = (file: StatuspageFile, name: string) =>
		platformOf('statuspage').parse(
			[
				{
					source: 's',
					name,
					url: origin,
					contentType: 'application/json',
					body: JSON.stringify(statuspageAnswer(view, file)),
				},
			],
			undefined,
		)

	test('is read back by our own reader of Statuspage: every incident, statement, time and declared state', () => {
		const observation = read('incidents', 'incidents')
		if (observation.kind !== 'official') throw new Error('not official')
		expect(observation.problems).toEqual([])
		const facts = (
			rows: readonly {
				nativeId: string
				updates: readonly { at: string; status: string; states: readonly unknown[] }[]
			}[],
		) =>
			rows.map((row) => [
				row.nativeId,
				row.updates.map((update) => [update.at, update.status, update.states.length]),
			])
		expect(facts(observation.incidents)).toEqual(
			facts(incidents.map((incident) => ({ nativeId: incident.id, updates: incident.updates }))),
		)
	})

	test('says of our own words that they are ours, and of nothing that nobody rated that it has no impact', () => {
		const answer = statuspageAnswer(view, 'incidents') as {
			incidents: { impact: string | null; incident_updates: { body: string }[] }[]
		}
		const bodies = answer.incidents.flatMap((row) =>
			row.incident_updates.map((update) => update.body),
		)
		const summaries = incidents.flatMap((incident) =>
			incident.updates.filter((update) => update.summary && update.body !== ''),
		)
		expect(summaries.length).toBeGreaterThan(0)
		expect(bodies.filter((body) => body.startsWith('Tidemark’s summary: '))).toHaveLength(
			summaries.length,
		)
		const unrated = {
			...view,
			incidents: incidents.map((incident) => ({ ...incident, impact: 'unknown' as const })),
		}
		expect(
			(statuspageAnswer(unrated, 'incidents') as typeof answer).incidents.map((row) => row.impact),
		).toEqual(incidents.map(() => null))
	})

	test('tells what is to come from what is going on, by the page’s word or else by the window', () => {
		const base = {
			...found(incidents[0]),
			kind: 'maintenance' as const,
			milestones: noMilestones,
			updates: [],
			evidence: liveEvidence,
			scheduledFor: '2026-03-05T02:00:00Z',
		}
		const { resolvedAt: _, ...open } = base
		const rows = (['scheduled', 'in_progress', 'verifying', 'unknown'] as const).map((status) => ({
			...open,
			id: status,
			status,
		}))
		const early = { ...view, asOf: '2026-03-05T01:00:00Z', incidents: rows }
		const ids = (at: string, file: StatuspageFile) =>
			(
				statuspageAnswer({ ...early, asOf: at }, file) as {
					scheduled_maintenances: { id: string }[]
				}
			).scheduled_maintenances.map(({ id }) => id)
		expect(ids(early.asOf, 'scheduled-maintenances/upcoming')).toEqual(['scheduled', 'unknown'])
		expect(ids(early.asOf, 'scheduled-maintenances/active')).toEqual(['in_progress', 'verifying'])
		expect(ids('2026-03-05T03:00:00Z', 'scheduled-maintenances/active')).toEqual([
			'in_progress',
			'verifying',
			'unknown',
		])
	})

	test('dates a component the same whenever it is asked for', () => {
		const at = (asOf: string) =>
			(
				statuspageAnswer({ ...view, asOf }, 'components') as {
					components: { created_at: string; updated_at: string }[]
				}
			).components
		expect(at('2026-11-01T00:00:00Z')).toEqual(at('2026-11-02T00:00:00Z'))
	})

	test('does not call the unknown operational', () => {
		const { components, status } = statuspageAnswer(view, 'summary') as {
			components: { id: string; status: string }[]
			status: { indicator: string }
		}
		const expected = claude.surfaces.map((surface) => [
			surface.id,
			surface.state === 'not_covered' ? 'unknown' : surface.state,
		])
		expect(components.map((component) => [component.id, component.status])).toEqual(expected)
		expect(status.indicator === 'none').toBe(
			claude.surfaces.every(
				(surface) => surface.state === 'operational' || surface.state === 'not_covered',
			),
		)
	})
})

describe('metrics', () => {
	const status = (): StatusAnswer => {
		const told = found(
			documents.months
				.get('2026-03')
				?.incidents.map((incident) => ({ ...incident, surfaces: [...incident.surfaces] }))[0],
		)
		return {
			asOf: null,
			notKnown: [],
			recorders: [
				{
					shard: 'shard-0',
					reachable: true,
					lastSlot: null,
					failure: null,
					lastLookAt: null,
					budgets: {
						day: '2026-03-02',
						kvWrites: 7,
						kvWritesLimit: 1000,
						kvRefused: false,
						rowsWritten: 9,
						rowsWrittenLimit: 100_000,
					},
					outbox: null,
					degraded: [],
					troubles: [],
				},
			],
			providers: [
				{
					id: 'acme',
					name: 'A"\n',
					statusPage: null,
					asOf: null,
					notKnown: null,
					surfaces: [
						{
							id: 'web',
							name: 'Web',
							kind: 'chat',
							state: 'partial_outage',
							since: null,
							basis: null,
							incident: null,
						},
					],
					open: [{ ...told, origin: 'crowd' }],
					lastGoodLookAt: null,
					documents: [],
					gaps: [],
					problems: [],
					off: [],
					unattributed: [],
					alsoListed: [],
					aside: [],
					fallback: null,
				},
			],
		}
	}

	test('name one state for each product in both texts, with units and an end in OpenMetrics alone', () => {
		const [text, plain] = [
			metricsText(status(), 'openmetrics'),
			metricsText(status(), 'prometheus'),
		]
		expect(plain).not.toMatch(/# EOF|# UNIT/)
		expect(plain.match(/^# TYPE \S+ gauge$/gm)).toEqual(text.match(/^# TYPE \S+ gauge$/gm))
		expect(samplesOf(plain)).toEqual(samplesOf(text))
		expect(text.endsWith('# EOF\n')).toBe(true)
		expect(
			text
				.split('\n')
				.filter((line) => line.startsWith('tidemark_surface_state{') && line.endsWith(' 1')),
		).toEqual([
			'tidemark_surface_state{provider="acme",surface="web",tidemark_surface_state="partial_outage"} 1',
		])
		expect(text).toContain('tidemark_open_incidents{provider="acme",origin="official"} 0')
		expect(text).toContain('tidemark_open_incidents{provider="acme",origin="crowd"} 1')
		expect(text).toContain('tidemark_kv_writes_today{shard="shard-0"} 7')
		expect(
			text
				.split('\n')
				.every(
					(line) =>
						line === '' ||
						line.startsWith('# ') ||
						/^[a-z_]+\{([a-z_]+="([^"\\\n]|\\.)*",?)*\} [\d.]+$/.test(line),
				),
		).toBe(true)
	})

	const samplesOf = (text: string) =>
		text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

	test.each([
		[undefined, 'prometheus'],
		['*/*', 'prometheus'],
		['text/plain;version=0.0.4', 'prometheus'],
		['application/openmetrics-text;version=1.0.0', 'openmetrics'],
		[
			'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
			'openmetrics',
		],
		['text/plain;version=0.0.4,application/openmetrics-text;q=0.2', 'prometheus'],
		['application/openmetrics-text;q=0', 'prometheus'],
	])('are given to who accepts %s as %s', (accept, format) => {
		expect(metricsFormatFor(accept)).toBe(format)
	})
})
