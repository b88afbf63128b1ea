import { describe, expect, test } from 'vitest'
import { type CheckContext, foldUpdates } from '#core/incident/updates.ts'
import type { ObservedIncident, ObservedUpdate } from '#core/model/observation.ts'
import { acme } from '../../support/chronicle.ts'

/**
 * Two documents of one page, of which one leaves the words to the other: what is empty in one was
 * not written over.
 */

const at = '2026-05-07T08:00:00Z'

function told(document: string, update: Partial<ObservedUpdate>): ObservedIncident {
	const said: ObservedUpdate = {
		nativeId: 'u1',
		at,
		status: 'investigating',
		body: '',
		format: 'markdown',
		states: [],
		...update,
	}
	return {
		document,
		nativeId: 'i1',
		kind: 'incident',
		title: 'Errors',
		impact: 'minor',
		status: 'investigating',
		createdAt: at,
		updates: [said],
		allUpdates: true,
		components: [],
		spans: [],
	}
}

function check(document: string, minute: number): CheckContext {
	const fetchedAt = `2026-05-07T08:0${minute}:00Z`
	const evidence = {
		kind: 'snapshot' as const,
		sha256: 'a'.repeat(64),
		source: 'acme-status',
		document,
		fetchedAt,
		provenance: 'live' as const,
	}
	return { source: 'acme-status', document, evidence: [evidence], seen: { by: fetchedAt } }
}

function seenIn(...looks: readonly [document: string, update: Partial<ObservedUpdate>][]) {
	let updates: ReturnType<typeof foldUpdates> = []
	for (const [index, [document, update]] of looks.entries())
		updates = foldUpdates('i1', updates, told(document, update), acme, check(document, index + 1))
	return updates.map(({ body, revisions }) => [
		body,
		revisions.map(({ field, was, became }) => [field, was, became]),
	])
}

describe('words that another document has', () => {
	test('fill what was empty, and stay when it is empty again', () => {
		expect(seenIn(['incidents', { wordless: true }], ['native', { body: 'Looking.' }])).toEqual([
			['Looking.', []],
		])
		expect(
			seenIn(
				['incidents', { wordless: true, body: 'Looking.' }],
				['incidents', { wordless: true }],
			),
		).toEqual([['Looking.', []]])
		expect(
			seenIn(
				['incidents', { wordless: true }],
				['incidents', { wordless: true, body: 'Looking.' }],
			),
		).toEqual([['Looking.', []]])
	})

	test('are edited like any others', () => {
		expect(
			seenIn(
				['incidents', { wordless: true, body: 'Looking.' }],
				['incidents', { wordless: true, body: 'Found.' }],
			),
		).toEqual([['Found.', [['body', 'Looking.', 'Found.']]]])
	})

	test('a text that a document of words of its own takes away or adds is an edit', () => {
		expect(seenIn(['incidents', { body: 'Looking.' }], ['incidents', {}])).toEqual([
			['', [['body', 'Looking.', '']]],
		])
		expect(seenIn(['incidents', {}], ['incidents', { body: 'Looking.' }])).toEqual([
			['Looking.', [['body', '', 'Looking.']]],
		])
	})
})
