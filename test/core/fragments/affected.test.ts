import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { surfacesThen } from '#core/documents/surfaces-then.ts'
import { badgeOf } from '#core/formats/badge.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { namingSpan, type Segment, segmentsOf } from '#core/fragments/picture/segments.ts'
import { lifespanOf } from '#core/incident/lifespan.ts'
import type { Content } from '#core/model/content.ts'
import type { IncidentDocument } from '#core/model/documents.ts'
import type { Export } from '#core/model/export.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { acme, Chronicle, contentOf } from '../../support/chronicle.ts'
import {
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../../support/statuspage-documents.ts'

const day = 86_400
const start = '2026-03-01T00:00:00Z'
const second = (seconds: number) => addSeconds(start, seconds)
const census = {
	provider: 'acme',
	from: second(-day),
	to: second(60 * day),
	kind: 'census' as const,
	readAt: '2026-05-01',
	source: 'a test',
}

/**
 * An earlier incident that ends with its components called well, and 19 days later one that names
 * the same and says nothing of them.
 */
const earlier: PageIncident = {
	id: 'earlier',
	components: ['c-web'],
	updates: [
		{
			id: 'e1',
			at: second(0),
			status: 'investigating',
			states: { 'c-web': ['operational', 'partial_outage'] },
		},
		{
			id: 'e2',
			at: second(1800),
			status: 'resolved',
			states: { 'c-web': ['partial_outage', 'operational'] },
		},
	],
}
const critical: PageIncident = {
	id: 'critical',
	name: 'Web and login down',
	impact: 'critical',
	components: ['c-web'],
	updates: [
		{ id: 'c1', at: second(19 * day), status: 'investigating' },
		{ id: 'c2', at: second(19 * day + 1200), status: 'resolved' },
	],
}

function read(
	incidents: PageIncident[],
	coverage: Content['coverage'] = [],
): { record: Export; content: Content } {
	const content = { ...contentOf(acme), coverage }
	const record = new Chronicle(acme, 'import')
		.look(second(60 * day), 'incidents', incidentsDocument(second(60 * day), incidents))
		.exported(content)
	// An imported list is a census by itself; a test of a sample has none.
	return { content, record: coverage.length > 0 ? record : { ...record, coverage: [] } }
}

const documentsOf = ({ record, content }: { record: Export; content: Content }) =>
	buildDocuments(record, content, 'test').incidents

function bandOf(document: IncidentDocument, surface: string): Segment[] {
	const { window, states, coverage, timeline, incident } = document
	return segmentsOf(surface, {
		window,
		states,
		coverage,
		gaps: timeline.gaps,
		spans: [namingSpan(incident)],
	})
}

function documentOf(told: { record: Export; content: Content }, id: string): IncidentDocument {
	const document = documentsOf(told).get(`acme/${id}`)
	if (!document) throw new Error(`no document of ${id}`)
	return document
}

const within = (segment: Segment, { from, to }: { from: string; to: string | null }) =>
	compareInstants(segment.from, to ?? '9999-12-31T00:00:00Z') < 0 &&
	compareInstants(segment.to, from) > 0

describe('what an incident names without a level', () => {
	test.each([
		['in a census', [census]],
		['outside of any coverage', []],
	])('is drawn as affected and nothing else while it is open, %s', (_name, coverage) => {
		const document = documentOf(read([earlier, critical], coverage), 'critical')
		const during = bandOf(document, 'web').filter((segment) =>
			within(segment, lifespanOf(document.incident)),
		)
		expect(during.map(({ state, basis, incident }) => [state, basis, incident])).toEqual([
			['affected', 'named', 'critical'],
		])
		const page = incidentPage(document, contentOf(acme).site).bodyHtml
		if (coverage.length === 0) expect(page).not.toContain('data-state="operational"')
		expect(page).toContain('fill="url(#bands-affected)"')
		expect(page).toContain('affected, level not stated')
		expect(page).toContain('an incident names it')
	})

	test('is the same to the time machine', () => {
		const documents = [...documentsOf(read([earlier, critical], [census])).values()]
		const web = (moment: string) =>
			surfacesThen(acme, documents, moment).find(({ id }) => id === 'web')
		expect(web(second(19 * day + 600))).toMatchObject({
			state: 'unknown',
			basis: 'named',
			incident: 'critical',
			since: second(19 * day),
		})
		expect(web(second(900))).toMatchObject({
			state: 'partial_outage',
			basis: 'declared',
			incident: 'earlier',
		})
	})

	test('is well again from the statement on that says so, and not before', () => {
		const said = {
			...critical,
			updates: [
				critical.updates[0],
				{
					id: 'cx',
					at: second(19 * day + 300),
					status: 'monitoring',
					states: { 'c-web': ['operational', 'operational'] },
				},
				critical.updates[1],
			],
		} as PageIncident // of defined parts
		const during = bandOf(documentOf(read([earlier, said], [census]), 'critical'), 'web').filter(
			({ from }) => from >= second(19 * day),
		)
		expect(during.map(({ from, state, basis }) => [from, state, basis])).toEqual([
			[second(19 * day), 'affected', 'named'],
			[second(19 * day + 300), 'operational', 'declared'],
		])
	})

	test('stays what a list said that our looks followed, and the table says that it was the list', () => {
		const well = { 'c-web': 'operational', 'c-api': 'operational' }
		const chronicle = new Chronicle()
			.look(second(0), 'summary', summaryDocument(second(0), well))
			.look(second(0), 'incidents', incidentsDocument(second(0), []))
			.look(
				second(7300),
				'summary',
				summaryDocument(second(7300), { ...well, 'c-api': 'degraded_performance' }),
			)
			.look(
				second(7300),
				'incidents',
				incidentsDocument(second(7300), [
					{ ...critical, updates: [{ id: 'c1', at: second(7200), status: 'investigating' }] },
				]),
			)
		const content = contentOf(acme)
		const told = { record: chronicle.exported(content), content }
		const document = documentOf(told, 'critical')
		const during = bandOf(document, 'web').filter((segment) =>
			within(segment, lifespanOf(document.incident)),
		)
		expect(during.map(({ state, basis }) => [state, basis])).toEqual([['operational', 'seen']])
		expect(incidentPage(document, content.site).bodyHtml).toContain(
			'<td>the page’s list said so</td>',
		)
	})

	test('is not claimed for announced work, for users’ reports, or where only the day is known', () => {
		const { incident } = documentOf(read([earlier, critical]), 'critical')
		expect(namingSpan(incident).affects).toBe(true)
		expect(namingSpan({ ...incident, kind: 'maintenance' }).affects).toBe(false)
		expect(namingSpan({ ...incident, origin: 'crowd' }).affects).toBe(false)
		expect(namingSpan({ ...incident, precision: 'day' }).affects).toBe(false)
	})

	test('makes a badge say so, and never that all is well', () => {
		const open = { ...critical, updates: critical.updates.slice(0, 1) }
		const content = contentOf(acme)
		const record = new Chronicle(acme, 'live')
			.look(
				second(19 * day + 60),
				'incidents',
				incidentsDocument(second(19 * day + 50), [earlier, open]),
			)
			.exported(content)
		const now = buildDocuments(record, content, 'test').now.providers[0]
		if (!now) throw new Error('the record has a provider')
		expect(now.surfaces.find(({ id }) => id === 'web')).toMatchObject({
			state: 'unknown',
			basis: 'named',
			incident: 'critical',
			since: second(19 * day),
		})
		expect(
			badgeOf(now, {
				provider: acme,
				asOf: second(19 * day + 60),
				precision: 'second',
				blind: null,
			}).message,
		).toBe('affected, level not stated')
	})
})

describe('a page without anything to draw', () => {
	test('has no picture, and one line that says why', () => {
		const nameless = { ...critical, components: [] }
		const page = incidentPage(
			documentOf(read([nameless], [census]), 'critical'),
			contentOf(acme).site,
		).bodyHtml
		expect(page).not.toContain('<svg class="bands"')
		expect(page).toContain(
			'<p class="no-picture">No picture: Acme named no product here that we know.</p>',
		)
		const works = { ...read([critical], [census]) }
		const announced = { ...documentOf(works, 'critical'), states: [] }
		const planned = incidentPage(
			{ ...announced, incident: { ...announced.incident, kind: 'maintenance' } },
			contentOf(acme).site,
		).bodyHtml
		expect(planned).toContain(
			'<p class="no-picture">No picture: the page gave no status while this was open.</p>',
		)
	})
})

const states = fc.constantFrom(
	'operational',
	'degraded_performance',
	'major_outage',
	'under_maintenance',
)
const components = fc.uniqueArray(fc.constantFrom('c-web', 'c-api'), { maxLength: 2 })
const pageIncident = fc.record({
	from: fc.integer({ min: 0, max: 6 * 3600 }),
	length: fc.integer({ min: 0, max: 3 * 3600 }),
	isOpen: fc.boolean(),
	names: components,
	said: fc.array(
		fc.record({
			after: fc.double({ min: 0, max: 1, noNaN: true }),
			component: fc.constantFrom('c-web', 'c-api'),
			state: states,
		}),
		{
			maxLength: 3,
		},
	),
})
const listed = fc.record({
	at: fc.integer({ min: 0, max: 9 * 3600 }),
	web: states,
	api: states,
	failed: fc.boolean(),
})

describe('over arbitrary records', () => {
	test('no product that an incident names is drawn or told as operational during it, unless a statement or a followed list said so in that time', () => {
		fc.assert(
			fc.property(
				fc.array(pageIncident, { minLength: 1, maxLength: 4 }),
				fc.array(listed, { maxLength: 4 }),
				fc.constantFrom('live', 'import', 'covered'),
				(rows, looks, how) => {
					const told = recorded(rows, looks, how)
					const documents = [...documentsOf(told).values()]
					for (const document of documents) {
						const { incident } = document
						const span = lifespanOf(incident)
						for (const surface of incident.surfaces) {
							if (how !== 'live')
								expect(
									spanning(told.record, surface, span.from),
									`${incident.id} ${surface}`,
								).toEqual([])
							for (const segment of bandOf(document, surface)) {
								if (segment.state !== 'operational' || !within(segment, span)) continue
								const moment =
									compareInstants(segment.from, span.from) > 0 ? segment.from : span.from
								expect(
									isSaid(told.record, surface, span.from, segment),
									`${incident.id} ${surface} at ${moment}`,
								).toBe(true)
							}
							for (const share of [0, 0.5, 0.99]) {
								const length =
									(Date.parse(span.to ?? second(10 * 3600)) - Date.parse(span.from)) / 1000
								if (length < 2) continue
								const moment = addSeconds(span.from, Math.floor(length * share))
								const then = surfacesThen(acme, documents, moment).find(({ id }) => id === surface)
								if (then?.state === 'operational')
									expect(
										isSaid(told.record, surface, span.from, {
											from: moment,
											to: addSeconds(moment, 1),
										}),
										`at ${moment}`,
									).toBe(true)
							}
						}
					}
				},
			),
			{ numRuns: 300 },
		)
	})
})

/**
 * A state row that says operational and is dated since the incident began; or one of which our
 * looks found that the list went on saying it, without a gap.
 */
function isSaid(
	record: Export,
	surface: string,
	began: string,
	{ from, to }: { from: string; to: string },
): boolean {
	const rows = record.states.filter(
		(row) =>
			row.surface === surface &&
			row.state === 'operational' &&
			compareInstants(row.from, from) <= 0,
	)
	if (rows.some((row) => compareInstants(row.from, began) >= 0)) return true
	const isBlind = record.gaps.some(
		(gap) =>
			gap.bearsState &&
			compareInstants(gap.from, to) < 0 &&
			(gap.to === undefined || compareInstants(gap.to, from) > 0),
	)
	const isLive = record.coverage.some(
		(entry) => entry.kind === 'live' && compareInstants(entry.from, from) <= 0,
	)
	// A list of ours is its own row, or stood behind a statement that one of our looks brought.
	return (
		isLive &&
		!isBlind &&
		rows.some((row) =>
			row.evidence.some((proof) => proof.kind === 'snapshot' && isOurLook(proof.provenance)),
		)
	)
}

/**
 * What the record itself holds, which figures are counted from: no row of health goes through the
 * beginning of an incident that nobody watched.
 */
function spanning(record: Export, surface: string, began: string): Export['states'] {
	return record.states.filter(
		(row) =>
			row.surface === surface &&
			row.state === 'operational' &&
			compareInstants(row.from, began) < 0 &&
			(row.to === undefined || compareInstants(row.to, began) > 0),
	)
}

function recorded(
	rows: readonly {
		from: number
		length: number
		isOpen: boolean
		names: string[]
		said: readonly { after: number; component: string; state: string }[]
	}[],
	looks: readonly { at: number; web: string; api: string; failed: boolean }[],
	how: string,
): { record: Export; content: Content } {
	const incidents = rows.map(({ from, length, isOpen, names, said }, index): PageIncident => {
		const updates = [
			{ id: `i${index}-0`, at: second(from), status: 'investigating' },
			...said
				.toSorted((a, b) => a.after - b.after)
				.map(({ after: share, component, state }, position) => ({
					id: `i${index}-${position + 1}`,
					at: second(from + Math.floor(share * length)),
					status: 'identified',
					states: { [component]: ['operational', state] as [string, string] },
				})),
			...(isOpen ? [] : [{ id: `i${index}-end`, at: second(from + length), status: 'resolved' }]),
		]
		return { id: `inc-${index}`, components: names, updates }
	})
	const end = second(10 * 3600)
	if (how !== 'live') return read(incidents, how === 'covered' ? [census] : [])
	const content = contentOf(acme)
	const chronicle = new Chronicle()
	for (const { at, web, api, failed } of looks.toSorted((a, b) => a.at - b.at)) {
		if (failed) chronicle.failed(second(at), 'summary', { kind: 'timeout', message: 'no answer' })
		else
			chronicle.look(
				second(at),
				'summary',
				summaryDocument(second(at), { 'c-web': web, 'c-api': api }),
			)
	}
	return {
		content,
		record: chronicle.look(end, 'incidents', incidentsDocument(end, incidents)).exported(content),
	}
}
