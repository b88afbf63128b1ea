import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inconsistencies } from '#core/content/consistency.ts'
import type { PublishedShare } from '#core/model/published.ts'
import { readContent } from '../../../worker/cli/content.ts'
import { smallContent } from '../../support/small-content.ts'

const figure: PublishedShare = {
	id: 'acme-shown',
	provider: 'acme',
	surface: 'api',
	share: 0.999,
	windowDays: 90,
	readAt: '2026-03-23',
	sources: [{ title: 'The page', confidence: 'exact' }],
}
const issues = (...published: PublishedShare[]) =>
	inconsistencies({ ...smallContent, published }, () => []).map(
		({ subject, path, expected }) => `${subject} ${path}: ${expected}`,
	)

test('a published figure is of a surface that exists, and is a share or a bound of it', () => {
	expect(issues(figure)).toEqual([])
	expect(issues({ ...figure, provider: 'nobody' })[0]).toBe(
		'published/acme-shown provider: a provider that exists',
	)
	expect(issues({ ...figure, surface: 'attic' })).toEqual([
		'published/acme-shown surface: a surface of acme',
	])
	const { share: _, ...bare } = figure
	expect(issues(bare)).toEqual(['published/acme-shown share: a share, or a bound of it'])
	expect(issues({ ...figure, atMost: 0.99 })).toEqual([
		'published/acme-shown share: a share or bounds, not both',
	])
	expect(issues({ ...bare, atLeast: 0.99, atMost: 0.9 })).toEqual([
		'published/acme-shown atLeast: at most 0.9',
	])
	expect(issues({ ...bare, atMost: 0.99 })).toEqual([])
	expect(issues(figure, figure)).toHaveLength(1)
})

test('every published figure of this checkout names where it was read and how it is counted', () => {
	const { content, problems } = readContent(join(import.meta.dirname, '../../../content'))
	expect(problems).toEqual([])
	expect(content?.published.length).toBeGreaterThan(10)
	for (const { id, weights, sources } of content?.published ?? []) {
		expect(weights, id).toBeDefined()
		expect(sources.length, id).toBeGreaterThan(0)
	}
})
