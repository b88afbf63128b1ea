import { describe, expect, test } from 'vitest'
import { withOwnCoverage } from '#core/bundle/own-coverage.ts'
import { genesis, type Snapshot } from '#core/model/snapshot.ts'
import { smallContent } from '../../support/small-content.ts'

const window = (provider: string) => ({
	provider,
	from: '2024-01-01T00:00:00Z',
	to: '2026-01-01T00:00:00Z',
	kind: 'census' as const,
	readAt: '2026-01-01',
	source: 'records',
})
const content = { ...smallContent, coverage: [window('acme'), window('zenith')] }

function look(
	provider: string,
	provenance: Snapshot['provenance'],
	sha256 = 'a'.repeat(64),
): Snapshot {
	const at = '2026-02-01T00:00:00Z'
	const place = { provider, source: 's', document: 'd', url: 'https://status.acme.example' }
	return {
		...place,
		slot: at,
		fetchedAt: at,
		until: at,
		outcome: 'stored',
		provenance,
		sha256,
		previous: genesis,
	}
}

const kept = (...args: [readonly Snapshot[], ((provider: string) => readonly string[])?]) =>
	withOwnCoverage(content, ...args).coverage.map(({ provider }) => provider)

describe('a bundle covers what it holds', () => {
	test('the editors’ windows of a provider go with its collected records, and of no other', () => {
		const both = {
			...content,
			providers: [...content.providers, { ...content.providers[0], id: 'zenith' }],
		} as typeof content
		expect(
			withOwnCoverage(both, [look('acme', 'rebuilt')]).coverage.map(({ provider }) => provider),
		).toEqual(['acme'])
	})

	test('looks of our own, a replay and a loaded list bring none of them', () => {
		for (const provenance of ['live', 'replay', 'import'] as const)
			expect(kept([look('acme', provenance)]), provenance).toEqual([])
		expect(kept([])).toEqual([])
	})

	test('where the records are known, all of them have to be there', () => {
		const [one, two] = ['1'.repeat(64), '2'.repeat(64)]
		const records = () => [one, two]
		expect(kept([look('acme', 'rebuilt', one)], records)).toEqual([])
		expect(kept([look('acme', 'rebuilt', one), look('acme', 'rebuilt', two)], records)).toEqual([
			'acme',
		])
		expect(kept([look('acme', 'rebuilt', one)], () => [])).toEqual([])
	})
})
