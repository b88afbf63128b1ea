import { describe, expect, test } from 'vitest'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { type DocumentAge, type LastLooks, type News, newsOf } from '#core/documents/news.ts'
import { nowPage } from '#core/fragments/now/now-page.ts'
import type { ProviderNow, SurfaceNow } from '#core/model/documents.ts'
import { acme, Chronicle, contentOf } from '../../support/chronicle.ts'
import {
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../../support/statuspage-documents.ts'
import { hostile } from '../../support/told-record.ts'

/** What may be said of now, and what a page for someone in trouble has to say. */

const site = contentOf().site
const at = '2026-05-07T08:10:00Z'

function looked(lastGoodLookAt: string | null, failure: string | null = null): LastLooks {
	const document = (name: string, bearsState: boolean): DocumentAge => ({
		provider: 'acme',
		source: 'acme-status',
		document: name,
		bearsState,
		lastLookAt: at,
		lastGoodLookAt,
		failure,
	})
	return {
		heard: true,
		waiting: false,
		documents: [document('summary', true), document('incidents', false)],
	}
}

function published(
	incident: PageIncident,
	states = { 'c-web': 'partial_outage', 'c-api': 'operational' },
): ProviderNow {
	const chronicle = new Chronicle(acme)
		.look(
			'2026-05-07T07:50:05Z',
			'summary',
			summaryDocument('2026-05-07T07:50:00Z', { 'c-web': 'operational', 'c-api': 'operational' }),
		)
		.look('2026-05-07T07:50:06Z', 'incidents', incidentsDocument('2026-05-07T07:50:00Z', []))
		.look('2026-05-07T08:01:05Z', 'summary', summaryDocument('2026-05-07T08:00:00Z', states))
		.look(
			'2026-05-07T08:01:06Z',
			'incidents',
			incidentsDocument('2026-05-07T08:00:00Z', [incident]),
		)
	const content = contentOf(acme)
	const now = buildDocuments(chronicle.exported(content), content, 'now').now.providers[0]
	if (!now) throw new Error('the record has no provider')
	return now
}

const slow: PageIncident = {
	id: 'inc-slow',
	name: 'Slow answers',
	impact: 'major',
	updates: [
		{
			id: 'o1',
			at: '2026-05-07T08:00:00Z',
			status: 'identified',
			body: 'We know why.',
			states: { 'c-web': ['operational', 'partial_outage'] },
		},
	],
}

const told = (looks: LastLooks, now = published(slow), moment = at): News =>
	newsOf({ at: moment, asOf: '2026-05-07T08:01:06Z', looks, providers: [{ provider: acme, now }] })

const standings = (news: News) =>
	Object.fromEntries(
		(news.providers[0]?.surfaces ?? []).map((surface) => [surface.id, surface.standing]),
	)
const text = (news: News, only?: string) =>
	nowPage(news, site, 'https://here.example', only).bodyHtml

describe('what is up', () => {
	test('is what the page calls operational and was read in the last ten minutes', () => {
		const news = told(looked('2026-05-07T08:00:00Z'))
		expect(standings(news)).toEqual({ web: 'down', api: 'up', phone: 'not_covered' })
		expect([news.stale, news.lookAt]).toEqual([false, '2026-05-07T08:00:00Z'])
	})

	test.each<[string, LastLooks]>([
		['after ten minutes', looked('2026-05-07T07:59:59Z')],
		['when no look ever succeeded', looked(null, 'the server answered 503')],
		['when the recorder does not answer', { heard: false, waiting: false, documents: [] }],
		['while newer states wait to be published', { ...looked(at), waiting: true }],
	])('is not known %s, and trouble stays trouble', (_name, looks) => {
		const news = told(looks)
		expect(standings(news)).toEqual({ web: 'down', api: 'not_known', phone: 'not_covered' })
		expect(text(news)).toMatch(/<div class="banner" role="status">/)
		expect(text(news)).toContain(
			'Not known: nothing was seen to be operational in the last ten minutes.',
		)
	})

	test('is never a surface whose state is unknown or that nobody covers', () => {
		const surface = (state: SurfaceNow['state']): SurfaceNow => ({
			id: 'web',
			name: 'Web',
			kind: 'chat',
			state,
			since: null,
			basis: null,
			incident: null,
		})
		for (const state of ['unknown', 'not_covered'] as const) {
			const news = told(looked(at), { ...published(slow), open: [], surfaces: [surface(state)] })
			expect(standings(news).web).toBe(state === 'unknown' ? 'not_known' : 'not_covered')
			// What an open incident names is at least affected.
			expect(
				standings(told(looked(at), { ...published(slow), surfaces: [surface(state)] })).web,
			).toBe('affected')
		}
	})

	test('is not told of a surface of which one bearing document is old', () => {
		const fresh = looked(at)
		const old = { ...looked('2026-05-07T06:00:00Z').documents[0], document: 'other' } as DocumentAge // of the list above
		expect(standings(told({ ...fresh, documents: [...fresh.documents, old] })).api).toBe(
			'not_known',
		)
	})
})

describe('the page', () => {
	test('says what is out, since when, in whose words, and how to follow just that', () => {
		const page = text(told(looked('2026-05-07T08:09:30Z')), 'acme')
		expect(page).toContain('<h1>Out now: <bdi>Web</bdi></h1>')
		expect(page).toMatch(
			/data-surface="web" data-standing="down">.*since <time datetime="2026-05-07T08:00:00Z"[^>]*>[^<]*<\/time>, <span data-age>10 min<\/span>/s,
		)
		expect(page).toMatch(
			/<blockquote cite="\/incidents\/acme\/inc-slow"><p dir="auto">We know why.<\/p><\/blockquote>/,
		)
		expect(page).toContain('/feeds/incidents/acme/inc-slow.atom')
		expect(page).toContain(
			'>Acme (Acme Corporation), according to its status page: partial outage of Web since 7 May 2026, 08:00:00 UTC. Acme on 7 May 2026, 08:00:00 UTC (identified): “We know why.” As seen on 7 May 2026, 08:09:30 UTC. https://here.example/incidents/acme/inc-slow<',
		)
		expect(page).toContain('529 Overloaded')
		expect(page).not.toContain('banner')
	})

	test('a record that was read on a day is as old as that day, in the banner too', () => {
		const read = {
			...published(slow),
			coverage: [
				{
					provider: 'acme',
					from: '2026-01-01T00:00:00Z',
					kind: 'census' as const,
					readAt: '2026-05-06',
					source: 'file',
				},
			],
		}
		const page = text({ ...told(looked(null), read), asOf: '2026-05-06T00:00:00Z' })
		expect(page).toContain('published on <time datetime="2026-05-06" data-precision="day"')
		expect(page).not.toContain('6 May 2026, 00:00:00')
	})

	test('names the newest closed incident on the same surface', () => {
		const now = published(slow)
		const [open] = now.open
		if (!open) throw new Error('nothing is open')
		const { statement: _, ...summary } = open
		const closed = (id: string, createdAt: string) => ({
			...summary,
			id,
			title: `Title ${id}`,
			createdAt,
			startedAt: createdAt,
			resolvedAt: '2026-05-06T12:00:00Z',
		})
		const page = text(
			told(looked(at), {
				...now,
				recent: [closed('older', '2026-05-01T10:00:00Z'), closed('newer', '2026-05-06T10:00:00Z')],
			}),
		)
		expect(page).toMatch(
			/<h3>The last time<\/h3><ul class="incidents"><li><a href="\/incidents\/acme\/newer">/,
		)
		expect(page).not.toContain('older')
	})

	test('keeps its version while only ages differ, and changes it with what it tells', () => {
		const version = (news: News) => /data-live="([0-9a-f]{16})"/.exec(text(news))?.[1]
		const first = version(told(looked('2026-05-07T08:09:30Z')))
		expect(first).toBeDefined()
		expect(
			version(told(looked('2026-05-07T08:10:30Z'), published(slow), '2026-05-07T08:11:00Z')),
		).toBe(first)
		expect(version(told(looked('2026-05-07T07:50:00Z')))).not.toBe(first)
		const more = {
			...slow,
			updates: [
				...slow.updates,
				{ id: 'o2', at: '2026-05-07T08:00:50Z', status: 'monitoring', body: 'A fix is out.' },
			],
		}
		expect(version(told(looked('2026-05-07T08:09:30Z'), published(more)))).not.toBe(first)
	})

	test('tells maintenance apart from an outage', () => {
		const now = published(slow)
		const surfaces = now.surfaces.map((surface) =>
			surface.id === 'api' ? { ...surface, state: 'under_maintenance' as const } : surface,
		)
		const news = told(looked(at), {
			...now,
			open: [],
			surfaces: surfaces.filter((surface) => surface.id === 'api'),
		})
		expect(standings(news)).toEqual({ api: 'maintenance' })
		expect(text(news)).toMatch(
			/<h1>Nothing is out on the pages that we see<\/h1>.*<h2 id="maintenance-heading">.*<bdi>API<\/bdi> under maintenance/s,
		)
	})

	test('shows hostile text as text, in bounded length', () => {
		const attack: PageIncident = {
			...slow,
			name: hostile,
			updates: slow.updates.map((update) => ({
				...update,
				body: `${hostile}${'x'.repeat(100_000)}`,
			})),
		}
		const { headHtml, bodyHtml } = nowPage(
			told(looked(at), published(attack)),
			site,
			'https://here.example',
		)
		for (const page of [headHtml, bodyHtml]) {
			expect(page).not.toMatch(/<script|<img|<b>|\u202e|\u2066/)
			expect(page).not.toMatch(/<[^>]*\son\w+=/)
			expect(page).not.toMatch(/href="javascript/)
			expect(['\u0000', '\u001b'].filter((character) => page.includes(character))).toEqual([])
		}
		expect(bodyHtml).toContain('&lt;script&gt;')
		expect(bodyHtml.length).toBeLessThan(20_000)
	})
})
