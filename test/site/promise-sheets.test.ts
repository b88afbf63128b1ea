import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Export } from '#core/model/export.ts'
import { addresses, vendorSlug } from '#core/text/addresses.ts'
import { archivedSite, type BuiltSite, mainOf } from '../support/built-site.ts'
import { all, type Element, elementsOf, textOf } from '../support/elements.ts'

/** The sheets on promises, from the committed archive. */

const record = Export.parse(JSON.parse(readFileSync('content/archive/export.json', 'utf8')))
let site: BuiltSite
beforeAll(async () => {
	site = await archivedSite()
})
afterAll(() => site.remove())

const sheetOf = (vendor: string): Element => {
	const file = `${addresses.promiseSheet(vendorSlug(vendor)).slice(1)}.html`
	return elementsOf(mainOf(readFileSync(join(site.dist, file), 'utf8')))
}

test('each vendor’s sheet has each of its promises and the same questions', () => {
	const vendors = Map.groupBy(record.promises, ({ vendor }) => vendor)
	expect(vendors.size).toBeGreaterThan(4)
	for (const [vendor, promises] of vendors) {
		const sheet = sheetOf(vendor)
		const sections = all(sheet, (element) => element.name === 'section')
		expect(sections.map((element) => element.attributes.get('id'))).toEqual([
			...promises.map(({ id }) => id),
			'ask',
			'source',
		])
		const asked = all(
			sheet,
			(element) => element.name === 'li' && element.parent?.attributes.get('class') === 'asks',
		)
		expect(asked).toHaveLength(12)
	}
})

test('a target without a credit is not shown as a guarantee', () => {
	const tier = all(
		sheetOf('anthropic'),
		(element) => element.attributes.get('id') === 'anthropic-api-priority-tier',
	)[0]
	expect(tier && textOf(tier)).toMatch(
		/a target, not a guarantee[\s\S]*99\.5[\s\S]*None: a target is no guarantee\./,
	)
})
