import { describe, expect, test } from 'vitest'
import { reachable, unsaidByPublisher } from '#core/content/publisher.ts'
import { smallContent } from '../../support/small-content.ts'

const address = 'https://outages.publisher.net'

describe('who can be reached', () => {
	test.each([
		['desk@publisher.net', { kind: 'mail', address: 'desk@publisher.net' }],
		['https://publisher.net/imprint', { kind: 'page', address: 'https://publisher.net/imprint' }],
		[`${address}/contact`, { kind: 'page', address: `${address}/contact` }],
	])('%s', (contact, found) => {
		expect(reachable({ contact, address })).toEqual(found)
		expect(unsaidByPublisher({ contact, address })).toEqual([])
	})

	test.each([
		`${address}/about`,
		`${address}/about/`,
		'https://tidemark.example/about',
		'desk@example.com',
		'me@localhost',
		'nobody',
		'',
		'javascript:alert(1)',
		'x" onclick="y@z.net z',
	])('nobody by “%s”', (contact) => {
		expect(reachable({ contact, address })).toBeUndefined()
		expect(unsaidByPublisher({ contact, address })).toEqual([expect.stringMatching(/^contact: /)])
	})

	test('a site under a name that nobody can own says so', () => {
		expect(unsaidByPublisher(smallContent.site)).toEqual([
			expect.stringMatching(/^address: https:\/\/tidemark\.example/),
			expect.stringMatching(/^contact: /),
		])
	})
})
