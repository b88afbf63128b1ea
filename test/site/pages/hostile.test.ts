import { beforeAll, expect, test } from 'vitest'
import { expectHarmless, infested } from '../../support/infested.ts'
import { type PageAt, pagesOf, rendered } from '../../support/rendered-pages.ts'
import { hostile, toldRecord } from '../../support/told-record.ts'

/** Pages that only the build makes, from a record in which everybody attacks. */

/** Names of parts, and addresses: a bundle in which they are attacks is refused. */
const ids = ['source', 'url', 'homepage', 'statusPage']

let page: PageAt
beforeAll(async () => {
	const { record, content } = toldRecord()
	page = await pagesOf(infested(record, ids), infested(content, ids))
})

test.each([
	'/',
	'/archive',
	'/archive/2026',
	'/archive/2026/05',
	'/claims',
	'/corrections',
	'/providers',
	'/providers/acme',
	'/providers/acme/days',
	'/subscribe',
])('hostile text stays text on %s', async (address) => {
	const markup = await page(address)
	expectHarmless(markup)
	expect(markup).toContain('alert(1)')
})

test('no page has anything in it that a page of this site would not have', async () => {
	for (const address of ['/about', '/api', '/privacy', '/404']) expectHarmless(await page(address))
})

test('hostile text stays text in a postmortem', async () => {
	const { default: page } = await import('../../../site/pages/postmortems/[slug].astro')
	const body = `# ${hostile}\n\n${hostile}\n\n[a](javascript:alert(1)) <img src=x onerror=alert(1)>`
	const subject = 'incidents/acme/inc-outage'
	const written = { author: hostile, writtenAt: '2026-05-09' }
	const markup = await rendered(page, {
		postmortem: { slug: 'a', title: hostile, subject, body, ...written },
	})
	expectHarmless(markup)
	expect(markup).toContain('alert(1)')
})
