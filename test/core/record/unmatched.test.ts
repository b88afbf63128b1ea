import { describe, expect, test } from 'vitest'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { newsOf } from '#core/documents/news.ts'
import type { Sight } from '#core/documents/sight.ts'
import { badgeOf } from '#core/formats/badge.ts'
import { statuspageAnswer } from '#core/formats/statuspage-shape.ts'
import { nowPage } from '#core/fragments/now/now-page.ts'
import { providerPage } from '#core/fragments/provider-page.ts'
import type { ProviderNow } from '#core/model/documents.ts'
import { acme, Chronicle, contentOf } from '../../support/chronicle.ts'
import {
	incidentsDocument,
	type PageIncident,
	summaryDocument,
} from '../../support/statuspage-documents.ts'

/**
 * A part of the page that no surface stands for: its trouble is said beside the surfaces, and never
 * passes for all green.
 */

const content = contentOf(acme)
const green = { 'c-web': 'operational', 'c-api': 'operational' }
/** The surface that nobody watches is no part of what is green. */
const covered = ({ surfaces }: ProviderNow) =>
	surfaces.filter(({ state }) => state !== 'not_covered')

function told(
	states: Record<string, string>,
	incidents: PageIncident[] = [],
): { readonly now: ProviderNow; readonly unattributed: unknown } {
	const chronicle = new Chronicle(acme)
		.look(
			'2026-05-07T07:50:05Z',
			'summary',
			summaryDocument('2026-05-07T07:50:00Z', { ...green, 'c-new': 'operational' }),
		)
		.look('2026-05-07T07:50:06Z', 'incidents', incidentsDocument('2026-05-07T07:50:00Z', []))
		.look('2026-05-07T08:01:05Z', 'summary', summaryDocument('2026-05-07T08:00:00Z', states))
		.look('2026-05-07T08:01:06Z', 'incidents', incidentsDocument('2026-05-07T08:00:00Z', incidents))
	const record = chronicle.exported(content)
	const [now] = buildDocuments(record, content, 'hash').now.providers
	if (!now) throw new Error('the record has no provider')
	return { now, unattributed: record.unattributed.acme }
}

const out = told({ ...green, 'c-new': 'partial_outage' })

function pageOf(now: ProviderNow): string {
	const document = {
		provider: 'acme',
		source: 'acme-status',
		lastLookAt: '2026-05-07T08:09:00Z',
		lastGoodLookAt: '2026-05-07T08:09:00Z',
		failure: null,
	}
	const looks = {
		heard: true,
		waiting: false,
		documents: [{ ...document, document: 'summary', bearsState: true }],
	}
	const news = newsOf({
		at: '2026-05-07T08:10:00Z',
		asOf: '2026-05-07T08:01:06Z',
		looks,
		providers: [{ provider: acme, now }],
	})
	return nowPage(news, content.site, 'https://tidemark.example').bodyHtml
}

/** The page was read a moment ago. */
const seen: Sight = {
	provider: { id: 'acme', name: 'Acme' },
	asOf: '2026-05-07T08:01:06Z',
	precision: 'second',
	blind: null,
}

describe('a component that no surface stands for', () => {
	test('has its state in the record, dated by the look', () => {
		expect(out.unattributed).toEqual([
			{ name: 'c-new', state: 'partial_outage', since: '2026-05-07T08:01:05Z' },
		])
		expect(out.now.unattributed).toEqual(['c-new'])
		expect(out.now.alsoListed).toEqual([
			{ name: 'c-new', state: 'partial_outage', since: '2026-05-07T08:01:05Z' },
		])
		expect(covered(out.now).map(({ state }) => state)).toEqual(['operational', 'operational'])
	})

	test('keeps the page from being called all green', () => {
		const status = (now: ProviderNow) =>
			statuspageAnswer(
				{
					now,
					asOf: '2026-05-07T08:01:06Z',
					incidents: [],
					origin: 'https://tidemark.example',
					site: 'Tidemark',
				},
				'summary',
			).status
		expect(status(out.now)).toMatchObject({ indicator: 'major' })
		expect(status(out.now)).not.toMatchObject({ description: 'All Systems Operational' })
		expect(badgeOf(out.now, seen)).toMatchObject({ state: 'partial_outage' })
		expect(pageOf(out.now)).toMatch(/<h1>Out now: (?:<[^>]*>)*c-new/)
		expect(pageOf(out.now)).toMatch(/Also on its page: <strong>[^:]*c-new[\s\S]*?partial outage/)
		expect(providerPage(out.now, '2026-05-07T08:01:06Z', [], content.site).bodyHtml).toMatch(
			/c-new[\s\S]{0,300}partial outage/,
		)
	})

	test('is no trouble while it works, and none any more when it works again', () => {
		const { now, unattributed } = told({ ...green, 'c-new': 'operational' })
		expect(unattributed).toEqual([
			{ name: 'c-new', state: 'operational', since: '2026-05-07T07:50:05Z' },
		])
		expect(now.alsoListed).toEqual([])
		expect([badgeOf(now, seen).state, pageOf(now).includes('Also on its page')]).toEqual([
			'operational',
			false,
		])
	})

	test('says nothing any more once two good looks at the whole list lack it', () => {
		const page = (minute: string, states: Record<string, string>) =>
			summaryDocument(`2026-05-07T${minute}:00Z`, states)
		const chronicle = new Chronicle(acme)
			.look('2026-05-07T07:50:05Z', 'summary', page('07:50', { ...green, 'c-new': 'operational' }))
			.look('2026-05-07T08:01:05Z', 'summary', page('08:00', { ...green, 'c-new': 'major_outage' }))
		const alsoListed = () =>
			buildDocuments(chronicle.exported(content), content, 'hash').now.providers[0]?.alsoListed
		expect(alsoListed()).toMatchObject([{ name: 'c-new', state: 'major_outage' }])
		chronicle
			.look('2026-05-07T08:05:05Z', 'summary', page('08:05', green))
			.look(
				'2026-05-07T08:06:05Z',
				'summary',
				page('08:06', { ...green, 'c-api': 'degraded_performance' }),
			)
		expect(alsoListed()).toEqual([])
	})

	test('has the state that an open incident declares later than the list, and not that of one that is over', () => {
		const incident = (status: string): PageIncident => ({
			id: 'inc-new',
			updates: [
				{
					id: 'u1',
					at: '2026-05-07T08:00:30Z',
					status: 'investigating',
					states: { 'c-other': ['operational', 'major_outage'] },
				},
				...(status === 'resolved' ? [{ id: 'u2', at: '2026-05-07T08:00:50Z', status }] : []),
			],
		})
		expect(told(green, [incident('investigating')]).now.alsoListed).toEqual([
			{ name: 'c-other', state: 'major_outage', since: '2026-05-07T08:00:30Z' },
		])
		expect(told(green, [incident('resolved')]).now.alsoListed).toEqual([])
	})

	test('reads documents of before there was such a list', () => {
		const { alsoListed: _, ...older } = out.now
		expect([badgeOf(older, seen).state, pageOf(older).includes('Also on its page')]).toEqual([
			'operational',
			false,
		])
	})
})
