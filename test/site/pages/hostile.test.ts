import { beforeAll, expect, test } from 'vitest'
import { expectHarmless, infested } from '../../support/infested.ts'
import { type PageAt, pagesOf } from '../../support/rendered-pages.ts'
import { toldRecord } from '../../support/told-record.ts'

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
