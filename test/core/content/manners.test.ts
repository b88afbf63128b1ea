import { describe, expect, test } from 'vitest'
import { inconsistencies } from '#core/content/consistency.ts'
import { readBySchema } from '#core/content/issues.ts'
import { Source } from '#core/model/provider.ts'
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

	test('the hosts that its page may redirect to are others, each named once', () => {
		expect(issues({ ...main, redirectsTo: ['www.acme.example', 'acme.example'] })).toEqual([])
		const twice = ['status.acme.example', 'www.acme.example', 'www.acme.example']
		expect(issues({ ...main, redirectsTo: twice })).toEqual(
			[0, 2].map(
				(index) =>
					`sources[0].redirectsTo[${index}]: a host that is neither status.acme.example nor named before`,
			),
		)
	})

	test.each([
		'https://acme.example',
		'acme.example:8443',
		'acme.example/status',
		'user@acme.example',
		'ACME.example',
		'*.acme.example',
		'.acme.example',
		'acme.example.',
		'localhost',
		'10.0.0.1',
		'0x7f.1',
		'[::1]',
		'acme..example',
		'',
	])('%j is no name of a host', (host) => {
		const read = readBySchema(Source, { ...main, redirectsTo: [host] })
		expect(read.issues).toEqual([
			{
				path: 'redirectsTo[0]',
				expected:
					'the name of a host such as www.example.com, in small letters, without scheme, port or path',
				got: JSON.stringify(host),
			},
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
