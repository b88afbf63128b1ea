import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinPieces, piecesOfBytes, piecesOfText } from '../../worker/edge/recorder/pieces.ts'
import { shardNames, shardOf } from '../../worker/edge/shards.ts'
import { version } from '../../worker/edge/version.ts'

describe('values in pieces', () => {
	test('texts come together again and no character is cut', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 7 }), (text, limit) => {
				const pieces = piecesOfText(text, limit)
				expect(joinPieces(pieces)).toBe(text)
				for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(limit)
				if (text.isWellFormed()) for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
			}),
		)
	})

	test('bytes come together again', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 7 }), (bytes, limit) => {
				expect(joinPieces(piecesOfBytes(bytes, limit))).toEqual(bytes)
			}),
		)
	})
})

describe('shards', () => {
	test('a provider has one shard, always the same, and one shard has them all', () => {
		const one = shardNames({})
		const many = shardNames({ RECORDER_SHARDS: '4' })
		expect([one, many]).toEqual([['shard-0'], ['shard-0', 'shard-1', 'shard-2', 'shard-3']])
		fc.assert(
			fc.property(fc.string(), (provider) => {
				expect(shardOf(provider, one)).toBe('shard-0')
				expect(many).toContain(shardOf(provider, many))
				expect(shardOf(provider, many)).toBe(shardOf(provider, many))
			}),
		)
		expect(
			new Set(
				['claude', 'chatgpt', 'gemini', 'grok', 'github', 'cloudflare', 'openai', 'asana'].map(
					(provider) => shardOf(provider, many),
				),
			).size,
		).toBeGreaterThan(1)
	})

	test('a nonsensical number of shards is one', () => {
		for (const RECORDER_SHARDS of ['0', '-1', '2.5', 'many', '1000'])
			expect(shardNames({ RECORDER_SHARDS })).toEqual(['shard-0'])
	})
})

test('the collector names the version of package.json', () => {
	const { version: expected } = JSON.parse(
		readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
	) as { version: string }
	expect(version).toBe(expected)
})
