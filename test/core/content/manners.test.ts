import { describe, expect, test } from 'vitest'
import { inconsistencies } from '#core/content/consistency.ts'
import type { Source } from '#core/model/provider.ts'
import { acme, smallContent } from '../../support/small-content.ts'

const [main] = acme.sources as [Source]
const feed: Source = {
	id: 'acme-history',
	platform: 'statuspage-feed',
	url: 'https://status.acme.example/history.rss',
	kind: 'official',
	everySeconds: 300,
	fallbackFor: 'acme-status',
	enabled: true,
	covers: [],
}

function issues(...sources: Source[]): string[] {
	return inconsistencies({ ...smallContent, providers: [{ ...acme, sources }] }, () => []).map(
		({ path, expected }) => `${path}: ${expected}`,
	)
}

describe('a source’s manners', () => {
	test('a quiet pace and a fallback on the same host are fine', () => {
		expect(issues({ ...main, quietSeconds: 300 }, feed)).toEqual([])
	})

	test('quiet is no quicker than unusual', () => {
		expect(issues({ ...main, everySeconds: 300, quietSeconds: 60 })).toEqual([
			'sources[0].quietSeconds: at least everySeconds, 300',
		])
	})

	test('a fallback is never another host, and stands in for a source that is there', () => {
		for (const url of [
			'https://status.acme.example.net/history.rss',
			'https://cache.acme.example/history.rss',
			'https://acme.example/history.rss',
		]) {
			expect(issues(main, { ...feed, url }), url).toEqual([
				'sources[1].url: an address on status.acme.example, like that of acme-status',
			])
		}
		const wrong =
			'sources[1].fallbackFor: another official source of this provider that is no fallback itself'
		expect(issues(main, { ...feed, fallbackFor: 'nothing' })).toEqual([wrong])
		expect(issues(main, { ...feed, fallbackFor: feed.id })).toEqual([wrong])
		const { covers: _, ...bearing } = feed
		expect(issues(main, bearing)).toEqual([
			'sources[1].covers: [], since a fallback bears the state of no surface',
		])
	})
})

describe('a provider’s name', () => {
	test.each(['all', 'corrections', 'heads', 'incidents', 'problems'])(
		'is not %s, which is a feed of its own',
		(id) => {
			const found = inconsistencies({ ...smallContent, providers: [{ ...acme, id }] }, () => [])
			expect(found.map(({ path, expected }) => `${path}: ${expected}`)).toContain(
				`id: another name: /feeds/${id} is a feed of its own`,
			)
		},
	)
})
