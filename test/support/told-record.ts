import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleTexts } from '#core/bundle/layout.ts'
import type { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'
import type { ReportCount } from '#core/model/report.ts'
import { acme, Chronicle, contentOf } from './chronicle.ts'
import { reading, windows } from './crowd-story.ts'
import { incidentsDocument, type PageIncident, summaryDocument } from './statuspage-documents.ts'

/**
 * A small record with everything that a page has to show: a fix that did not hold, a silent edit, a
 * gap, two incidents that make
 * an episode, a note, a claim, an open incident, one whose every text is an attack, and what the
 * crowd said of the first: counts with a
 * hole, against the source's own baseline and without one, and cited readings.
 */

/** Texts that try to become markup, to leave an attribute, to run, or to turn the line around. */
export const hostile = `</p><script>alert(1)</script><img src=x onerror="alert(2)">" onmouseover="alert(3)' \u202Egnp.exe\u2066 \u0000\u001b]]>&lt;b&gt; javascript:alert(4)`

const web = (from: string, to: string) => ({ 'c-web': [from, to] as [string, string] })

const outage: PageIncident = {
	id: 'inc-outage',
	name: 'Errors on the website',
	impact: 'major',
	updates: [
		{
			id: 'u1',
			at: '2026-05-04T10:00:20Z',
			status: 'investigating',
			body: 'We are looking into errors.',
			states: web('operational', 'partial_outage'),
		},
		{
			id: 'u2',
			at: '2026-05-04T10:20:00Z',
			status: 'monitoring',
			body: 'A fix is in place.',
			states: web('partial_outage', 'operational'),
		},
		{
			id: 'u3',
			at: '2026-05-04T10:31:40Z',
			status: 'investigating',
			body: 'The errors are back.',
			states: web('operational', 'major_outage'),
		},
		{
			id: 'u4',
			at: '2026-05-04T11:05:00Z',
			status: 'resolved',
			body: 'This is resolved.',
			states: web('major_outage', 'operational'),
		},
	],
}

const attack: PageIncident = {
	id: 'inc-attack',
	name: hostile,
	impact: 'minor',
	updates: [
		{
			id: 'a1',
			at: '2026-05-04T12:00:00Z',
			status: 'investigating',
			body: `<b>${hostile}</b>`,
			states: {
				...web('operational', 'partial_outage'),
				'c-api': ['operational', 'degraded_performance'],
			},
		},
		{
			id: 'a2',
			at: '2026-05-04T12:10:00Z',
			status: 'resolved',
			body: hostile,
			states: {
				...web('partial_outage', 'operational'),
				'c-api': ['degraded_performance', 'operational'],
			},
		},
	],
}

const open: PageIncident = {
	id: 'inc-open',
	name: 'Slow answers',
	updates: [{ id: 'o1', at: '2026-05-07T08:00:00Z', status: 'identified', body: 'We know why.' }],
}

const later: PageIncident = {
	...outage,
	updates: outage.updates.map((update) =>
		update.id === 'u1' ? { ...update, body: 'We were looking into a few errors.' } : update,
	),
}

/**
 * Counts about the outage: our own form, and a source that names a region and knows what is usual.
 */
const reports: readonly ReportCount[] = [
	...windows('2026-05-04T08:00:00Z', [1, 2, null, 1, 0, 2, 1, 14, 31, 28, 22, 12, 3, 2, 1]),
	...windows('2026-05-04T08:00:00Z', [9, 11, 8, 10, 12, 9, 10, 30, 90, null, null, 70, 22, 12, 9], {
		source: 'counter',
		region: hostile,
		baseline: 10,
	}),
].sort((a, b) => (a.at < b.at ? -1 : 1))

export interface ToldRecord {
	readonly chronicle: Chronicle
	readonly content: Content
	readonly reports: readonly ReportCount[]
	readonly record: Export
}

export function toldRecord(): ToldRecord {
	const provider = { ...acme, name: 'Acme & Söhne', statusPage: 'https://status.acme.example' }
	const chronicle = new Chronicle(provider)
	const calm = { 'c-web': 'operational', 'c-api': 'operational' }
	const grown = (count: number): PageIncident => ({
		...outage,
		updates: outage.updates.slice(0, count),
	})
	chronicle
		.look('2026-05-04T09:50:05Z', 'summary', summaryDocument('2026-05-04T09:00:00Z', calm))
		.look('2026-05-04T09:50:06Z', 'incidents', incidentsDocument('2026-05-04T09:00:00Z', []))
		.look(
			'2026-05-04T10:01:06Z',
			'incidents',
			incidentsDocument('2026-05-04T10:00:20Z', [grown(1)]),
		)
		.look(
			'2026-05-04T10:21:06Z',
			'incidents',
			incidentsDocument('2026-05-04T10:20:00Z', [grown(2)]),
		)
		.look(
			'2026-05-04T10:32:06Z',
			'incidents',
			incidentsDocument('2026-05-04T10:31:40Z', [grown(3)]),
		)
		.failed('2026-05-04T10:40:05Z', 'summary', {
			kind: 'http',
			message: 'the server answered 503',
			httpStatus: 503,
		})
		.look(
			'2026-05-04T10:55:05Z',
			'summary',
			summaryDocument('2026-05-04T10:50:00Z', { ...calm, 'c-web': 'major_outage' }),
		)
		.look('2026-05-04T11:06:06Z', 'incidents', incidentsDocument('2026-05-04T11:05:00Z', [outage]))
		.look('2026-05-04T11:30:06Z', 'incidents', incidentsDocument('2026-05-04T11:29:00Z', [later]))
		.look(
			'2026-05-04T12:11:06Z',
			'incidents',
			incidentsDocument('2026-05-04T12:10:00Z', [attack, later]),
		)
		.look(
			'2026-05-07T08:01:06Z',
			'incidents',
			incidentsDocument('2026-05-07T08:00:00Z', [open, attack, later]),
		)
	const content: Content = {
		...contentOf(provider),
		annotations: [
			{
				id: 'looked-fine',
				subject: 'incidents/acme/inc-outage',
				at: '2026-05-04T10:25:00Z',
				title: 'It looked fine',
				body: 'For **eleven minutes** it looked fine. <script>alert(5)</script> See [the page](https://status.acme.example) and [not this](javascript:alert(6)).',
				author: 'editor',
				links: [],
				writtenAt: '2026-05-05T00:00:00Z',
			},
		],
		claims: [
			{
				id: 'all-regions',
				subject: 'incidents/acme/inc-outage',
				at: '2026-05-04T00:00:00Z',
				precision: 'day',
				title: 'All regions were concerned',
				body: 'A newspaper says so.',
				author: 'editor',
				links: [{ url: 'https://press.example/a', title: 'The press' }],
				writtenAt: '2026-05-05T00:00:00Z',
				claimant: 'The Press',
				standing: 'not checkable',
			},
		],
		readings: [
			reading({
				id: 'first-heard',
				subject: 'incidents/acme/inc-outage',
				at: '2026-05-04T09:48:00Z',
				kind: 'first',
				title: 'First reports',
				body: 'Heard **early**.',
			}),
			reading({
				id: 'all-regions',
				subject: 'incidents/acme/inc-outage',
				at: '2026-05-04T00:00:00Z',
				precision: 'day',
				title: 'Reports in all regions',
				source: hostile,
				region: 'Everywhere',
				count: 2000,
				bound: 'at least',
				confidence: 'disputed',
			}),
			reading({
				id: 'at-ten',
				subject: 'incidents/acme/inc-outage',
				at: '2026-05-04T10:05:00Z',
				title: hostile,
				count: 250,
				bound: 'about',
				confidence: 'approximate',
			}),
		],
	}
	return { chronicle, content, reports, record: chronicle.exported(content, { reports }) }
}

/** Writes the record as an evidence bundle, for a build to read. */
export function writeBundle(
	folder: string,
	{ chronicle, content, reports: counts, record } = toldRecord(),
): void {
	mkdirSync(join(folder, 'snapshots'), { recursive: true })
	for (const [name, text] of bundleTexts(
		{ content, snapshots: chronicle.snapshots, reports: counts },
		record,
	))
		writeFileSync(join(folder, name), text)
	for (const [sha256, body] of chronicle.blobs) {
		if (createHash('sha256').update(body).digest('hex') !== sha256)
			throw new Error(`bytes of ${sha256} differ from their name`)
		writeFileSync(join(folder, 'snapshots', sha256), body)
	}
}
