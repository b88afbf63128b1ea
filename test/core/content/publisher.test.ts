import { describe, expect, test } from 'vitest'
import { reachable, unsaidByPublisher } from '#core/content/publisher.ts'
import { aboutPage } from '#core/publish/html/about-page.ts'
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
		expect(aboutPage({ ...smallContent.site, address, contact }).bodyHtml).toContain(
			'it has no working right of reply',
		)
	})

	test('a site under a name that nobody can own says so', () => {
		expect(unsaidByPublisher(smallContent.site)).toEqual([
			expect.stringMatching(/^address: https:\/\/tidemark\.example/),
			expect.stringMatching(/^contact: /),
		])
	})
})

test('the About page gives the way to whoever can be reached', () => {
	const about = (contact: string) => aboutPage({ ...smallContent.site, address, contact }).bodyHtml
	expect(about('desk@publisher.net')).toContain(
		'Write to <a href="mailto:desk@publisher.net">desk@publisher.net</a>.',
	)
	expect(about('https://publisher.net/imprint')).toContain(
		'<a href="https://publisher.net/imprint">publisher.net</a>',
	)
	expect(about('desk@publisher.net')).not.toContain('no working right of reply')
})
