import { describe, expect, test } from 'vitest'
import { newsOf } from '#core/documents/news.ts'
import { sightOf } from '#core/documents/sight.ts'
import { renderFeed } from '#core/formats/feeds/feed-formats.ts'
import { problemsFeed } from '#core/formats/feeds/problems-feed.ts'
import { nowPage } from '#core/fragments/now/now-page.ts'
import type { Trouble } from '#core/model/trouble.ts'
import { headerOf } from '#core/record/provider-record.ts'
import { acme, contentOf } from '../../../support/chronicle.ts'

const { site } = contentOf(acme)
const at = '2026-03-02T12:30:00Z'
const trouble: Trouble = {
	provider: 'acme',
	what: 'state',
	since: '2026-03-02T12:00:00Z',
	reason: 'A stored row could not be read',
	goodAt: '2026-03-02T11:58:00Z',
	present: true,
}
const over: Trouble = {
	...trouble,
	endedAt: '2026-03-02T12:05:00Z',
	rebuilt: { snapshots: 40, unread: 1, kept: 2, lost: ['x1'] },
}

describe('the feed of problems', () => {
	test('has one entry for each trouble, the same one from its beginning to its end', () => {
		const [begun, ended] = [
			problemsFeed([trouble], [acme], site),
			problemsFeed([over, over], [acme], site),
		]
		expect(ended.items).toHaveLength(1)
		expect(ended.items[0]?.id).toBe(begun.items[0]?.id)
		expect([begun.items[0]?.at, begun.items[0]?.updatedAt, ended.items[0]?.updatedAt]).toEqual([
			trouble.since,
			trouble.since,
			over.endedAt,
		])
		expect(begun.items[0]?.title).toMatch(/^Acme: /)
		expect(ended.items[0]?.title).toMatch(/^Over: Acme: /)
		for (const format of ['xml', 'atom', 'json'] as const) {
			const text = renderFeed(ended, format, 'https://tidemark.example', at)
			expect(text).toContain('urn:tidemark:problems:acme:state:2026-03-02T12')
			expect(text).toContain(
				'We rebuilt it from 40 snapshots. The bytes of 1 more could not be read.',
			)
			expect(text).toContain('Not rebuilt: x1')
		}
	})

	test('is there while nothing is wrong, and names whom it concerns', () => {
		expect(problemsFeed([], [acme], site)).toMatchObject({ updatedAt: null, items: [] })
		const clock: Trouble = {
			what: 'clock',
			since: at,
			reason: 'Our clock was 400 days ahead',
			endedAt: at,
		}
		expect(problemsFeed([clock], [acme], site).items[0]?.title).toBe(
			'Over: All providers: our clock was wrong',
		)
	})
})

describe('what is set aside', () => {
	const empty = {
		asOf: '2026-03-02T11:58:00Z',
		provider: headerOf(acme),
		surfaces: [],
		open: [],
		recent: [],
		episodes: [],
		coverage: [],
		gaps: [],
		problems: [],
		unattributed: [],
		crowd: [],
	}
	const looked = {
		provider: 'acme',
		source: 'acme-status',
		document: 'summary',
		bearsState: true,
		lastLookAt: at,
		lastGoodLookAt: at,
		failure: null,
	}
	const pageWith = (troubles: readonly Trouble[], unread?: ReadonlySet<string>) => {
		const looks = { heard: true, documents: [looked], waiting: false, troubles }
		return nowPage(
			newsOf({
				at,
				asOf: empty.asOf,
				looks,
				providers: [{ provider: acme, now: empty }],
				...(unread && { unread }),
			}),
			site,
			'https://tidemark.example',
		).bodyHtml
	}

	test('stands on /now with its reason, since when, and the age of what is shown', () => {
		const page = pageWith([trouble])
		expect(page).toContain('data-aside="state"')
		expect(page).toMatch(
			/set aside since .*A stored row could not be read\..*What we show of it is from .*32 min before/s,
		)
		expect(page).not.toContain('No open incident on the pages of Acme')
		expect(pageWith([over])).not.toContain('data-aside')
		expect(pageWith([{ ...trouble, reading: true }])).not.toContain('data-aside')
	})

	test('and so does what cannot be read', () => {
		expect(pageWith([], new Set(['acme']))).toContain('we couldn’t read what we published last')
	})

	test('makes the present unknown where it may hide something', () => {
		const looks = { heard: true, documents: [looked], waiting: false, troubles: [trouble] }
		expect(sightOf(acme, empty, looks, at, true)).toMatchObject({
			blind: 'aside',
			asOf: trouble.goodAt,
		})
		const { present: _, ...lesser } = trouble
		expect(sightOf(acme, empty, { ...looks, troubles: [lesser] }, at, true).blind).toBeNull()
	})
})
