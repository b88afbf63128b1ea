import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Export } from '#core/model/export.ts'
import { questions } from '#core/questions/registry.ts'
import { addresses } from '#core/text/addresses.ts'
import { analysisOf } from '../../site/data/analyses.ts'
import { checkout } from '../../worker/cli/checkout.ts'
import { all, type Element, elementsOf, hasClass, textOf } from '../support/elements.ts'

/**
 * The essays as the site was built from the committed archive. Their links are followed with all
 * others.
 */

const record = Export.parse(JSON.parse(readFileSync('content/archive/export.json', 'utf8')))
const mainOf = (path: string): string => {
	const [, main = ''] =
		/<main[^>]*>(.*)<\/main>/s.exec(readFileSync(checkout(`dist${path}.html`), 'utf8')) ?? []
	return main
}
const bodyOf = (path: string): Element => elementsOf(mainOf(path))
const article = (slug: string): Element =>
	all(bodyOf(addresses.essay(slug)), (element) => hasClass(element, 'article'))[0] ??
	bodyOf('no article')
const essays = [
	'down-again',
	'what-was-said',
	'have-a-second-door',
	'before-you-sign',
	'trust-under-load',
]

describe('essays', () => {
	test.each(essays)('%s is there, listed, of a length to be read, and full of figures', (slug) => {
		const words = textOf(article(slug), (element) => hasClass(element, 'assertions'))
			.split(/\s+/)
			.filter((word) => /[\p{L}\d]/u.test(word)).length
		expect(words).toBeGreaterThanOrEqual(600)
		expect(words).toBeLessThanOrEqual(1300)
		expect(all(article(slug), (element) => hasClass(element, 'computed')).length).toBeGreaterThan(5)
		expect(
			all(
				bodyOf(addresses.essays),
				(element) => element.attributes.get('href') === addresses.essay(slug),
			),
		).toHaveLength(1)
	})

	test('no placeholder, no mark and no missing figure is left in any of them', () => {
		for (const path of [addresses.essays, ...[...essays, 'claim-by-claim'].map(addresses.essay)])
			expect(mainOf(path), path).not.toMatch(
				/\{\{|\}\}|[\ue000\ue001]|undefined|NaN|\bnull\b|>Infinity/,
			)
	})

	test('a figure leads to its question, and every question that was asked is listed with its input', () => {
		const names = questions.map(({ name }) => name)
		for (const slug of [...essays, 'claim-by-claim'])
			for (const link of all(article(slug), (element) => hasClass(element, 'computed')))
				expect(names).toContain(
					/^\/(?:api\/v1\/)?analysis\/([a-z-]+)/.exec(link.attributes.get('href') ?? '')?.[1],
				)
		const rows = all(bodyOf(addresses.essay('down-again')), (element) => element.name === 'tr')
		expect(rows.map((row) => textOf(row)).join('\n')).toMatch(
			/Down again[\s¦]*claude, from 2026-03-02 to 2026-03-04/,
		)
	})

	test('what is printed is what the question answers', async () => {
		const { figures } = await analysisOf('words', {
			provider: 'claude',
			from: '2026-03-02T00:00:00Z',
			to: '2026-03-04T00:00:00Z',
		})
		expect(figures).toMatchObject({
			reversals: {
				shown: expect.arrayContaining([
					expect.objectContaining({ kind: 'denial', heldSeconds: 4537 }),
				]),
			},
		})
		expect(textOf(article('what-was-said'))).toContain('Between the two lie 1 h 15 min 37 s.')
	})
})

describe('claim by claim', () => {
	test('every claim about the two days stands there, with its standing', () => {
		const about = record.claims.filter(
			({ subject, id }) =>
				subject === 'episodes/claude-2026-03-02' || id.startsWith('service-level-'),
		)
		expect(about.length).toBeGreaterThan(40)
		const links = all(
			article('claim-by-claim'),
			(element) => element.attributes.get('href')?.startsWith('/claims#claim-') === true,
		)
		expect(
			links.map((link) => link.attributes.get('href')?.replace('/claims#claim-', '')).sort(),
		).toEqual(about.map(({ id }) => id).sort())
		expect(all(article('claim-by-claim'), (element) => hasClass(element, 'standing'))).toHaveLength(
			about.length,
		)
	})

	test('what rests on a text that was not kept is not judged', () => {
		const without = record.claims.filter(({ claimant }) =>
			claimant.includes('the publication was not kept'),
		)
		expect(without.length).toBeGreaterThan(5)
		expect(new Set(without.map(({ standing }) => standing))).toEqual(new Set(['not checkable']))
	})
})

test('the essay on promises leads to a sheet for each vendor of the register', () => {
	const vendors = new Set(record.promises.map(({ vendor }) => vendor))
	expect(vendors.size).toBeGreaterThan(4)
	for (const vendor of vendors)
		expect(
			all(
				article('before-you-sign'),
				(element) =>
					element.attributes.get('href') === addresses.promiseSheet(vendor.toLowerCase()),
			),
		).toHaveLength(1)
})

test('no question takes the address of the essays', () => {
	expect(questions.map(({ name }) => name)).not.toContain('essays')
	expect(questions.map(({ name }) => name)).not.toContain('before-you-sign')
})
