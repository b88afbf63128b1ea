import { describe, expect, test } from 'vitest'
import { exportOf, rebuildRecords } from '#core/bundle/rebuild.ts'
import {
	buildDocuments,
	episodeDocument,
	incidentDocument,
	indexDocument,
	monthsOf,
	providerNow,
} from '#core/documents/build-documents.ts'
import { feedDocument } from '#core/formats/feeds/feed-document.ts'
import { canonicalJson } from '#core/hash.ts'
import { addSeconds } from '#core/time/time.ts'
import { acme, Chronicle, contentOf } from '../../support/chronicle.ts'
import {
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../../support/statuspage-documents.ts'

const at = (minute: number) => addSeconds('2026-05-01T10:00:00Z', minute * 60)
const one: PageIncident = {
	id: 'one',
	updates: [
		{
			id: 'u1',
			at: at(9),
			status: 'investigating',
			states: { 'c-api': ['operational', 'major_outage'] },
		},
	],
}
const old: PageIncident = {
	id: 'old',
	createdAt: at(-3000),
	updates: [{ id: 'o1', at: at(-3000), status: 'resolved', body: 'Was bad.' }],
}
const second: PageIncident = {
	id: 'two',
	createdAt: at(12),
	updates: [{ id: 'v1', at: at(12), status: 'investigating' }],
}

const chronicle = new Chronicle()
	.look(
		at(8),
		'summary',
		summaryDocument(at(7), { 'c-web': 'operational', 'c-api': 'operational' }),
	)
	.look(
		at(10),
		'summary',
		summaryDocument(at(9), { 'c-web': 'operational', 'c-api': 'major_outage' }, [one]),
	)
	.look(at(10), 'incidents', incidentsDocument(at(9), [one, old]))
	.look(at(13), 'incidents', incidentsDocument(at(12), [second, one, old]))
	.failed(at(14), 'summary', { kind: 'http', message: 'answered 503', httpStatus: 503 })
const content = {
	...contentOf(acme),
	annotations: [
		{
			id: 'a-note',
			subject: 'incidents/acme/one',
			at: at(9),
			title: 'A note',
			body: 'By *us*.',
			author: 'the editors',
			links: [],
			writtenAt: at(100),
		},
	],
}
const { records, gaps, problems } = rebuildRecords({
	content,
	snapshots: chronicle.snapshots,
	readBlob: (sha256) => chronicle.blobs.get(sha256),
	reports: [],
})
const [record] = records
if (!record) throw new Error('one provider, one record')

describe('documents', () => {
	test('made from the Export are the same as made from the record: a page of the build and one of the Worker agree', () => {
		const documents = buildDocuments(
			exportOf(content, records, gaps, problems, at(14)),
			content,
			'built',
		)
		expect(documents.incidents.size).toBe(3)
		for (const id of ['one', 'old', 'two'])
			expect(canonicalJson(documents.incidents.get(`acme/${id}`))).toBe(
				canonicalJson(incidentDocument(record, id)),
			)
		expect(canonicalJson(documents.episodes.get('acme-2026-05-01'))).toBe(
			canonicalJson(episodeDocument(record, 'acme-2026-05-01')),
		)
		expect(canonicalJson(documents.feeds.get('acme'))).toBe(canonicalJson(feedDocument(record)))
		expect(canonicalJson(documents.now.providers[0])).toBe(canonicalJson(providerNow(record)))
	})

	test('an open incident is shown up to the last look, with its note and the gap', () => {
		const document = incidentDocument(record, 'one')
		expect(document?.window).toEqual({ from: at(9 - 60), to: at(14) })
		expect(document?.timeline.events.map((event) => event.kind)).toEqual([
			'acknowledged',
			'state_changed',
			'note',
		])
		expect(document?.timeline.gaps).toEqual([])
		expect(document?.episode?.id).toBe('acme-2026-05-01')
	})

	test('now says what is out, what is fine, and what nobody covers', () => {
		const now = providerNow(record)
		expect(now.surfaces.map((surface) => [surface.id, surface.state, surface.since])).toEqual([
			['web', 'operational', at(8)],
			['api', 'major_outage', at(9)],
			['phone', 'not_covered', null],
		])
		expect(now.open.map((incident) => incident.id)).toEqual(['two', 'one'])
		expect(now.recent.map((incident) => incident.id)).toEqual(['old'])
		expect(now.gaps).toEqual([
			{
				sources: ['acme/acme-status'],
				document: 'summary',
				from: at(14),
				reason: 'http: answered 503',
				bearsState: true,
			},
		])
	})

	test('an index holds each incident once, in the month of its filing, newest first', () => {
		const months = monthsOf(records)
		expect(months).toEqual(['2026-05', '2026-04'])
		expect(
			months.map((month) => indexDocument(records, month).incidents.map((incident) => incident.id)),
		).toEqual([['two', 'one'], ['old']])
	})
})
