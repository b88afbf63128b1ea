import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inconsistencies } from '#core/content/consistency.ts'
import type { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'
import type { Cause, Commitment, ServicePromise } from '#core/model/register.ts'
import { readContent } from '../../../worker/cli/content.ts'
import { smallContent } from '../../support/small-content.ts'

const root = join(import.meta.dirname, '../../..')

const promise: ServicePromise = {
	id: 'acme-api',
	vendor: 'Acme',
	product: 'API',
	recipients: 'everyone',
	kind: 'guarantee',
	percent: 99.9,
	rule: 'error rates',
	remedies: [],
	provider: 'acme',
	surfaces: ['api'],
	sources: [{ title: 'Terms', confidence: 'exact' }],
	readAt: '2026-09',
}
const cause: Cause = {
	provider: 'acme',
	incident: 'a',
	kind: 'change',
	says: 'A release.',
	sources: [{ title: 'Account', confidence: 'exact' }],
}
const commitment: Commitment = {
	id: 'never-again',
	provider: 'acme',
	madeAt: '2026-01-01T00:00:00Z',
	says: 'Never.',
	state: 'announced',
	against: [],
	sources: [{ title: 'Account', confidence: 'exact' }],
}
const issues = (registers: Partial<Content>) =>
	inconsistencies({ ...smallContent, ...registers }, () => []).map(
		({ subject, path, expected }) => `${subject} ${path}: ${expected}`,
	)

describe('registers', () => {
	test('sound ones have no issue', () => {
		expect(issues({ promises: [promise], causes: [cause], commitments: [commitment] })).toEqual([])
	})

	test.each<[string, Partial<Content>]>([
		[
			'promises/acme-api provider: a provider that exists',
			{ promises: [{ ...promise, provider: 'nobody' }] },
		],
		[
			'promises/acme-api surfaces[0]: a surface of acme',
			{ promises: [{ ...promise, surfaces: ['phone'] }] },
		],
		['promises/acme-api sources: where it is said', { promises: [{ ...promise, sources: [] }] }],
		[
			'promises/acme-api percent: no percentage where the kind is none public',
			{ promises: [{ ...promise, kind: 'none public' }] },
		],
		['promises/acme-api id: an id that nothing else has', { promises: [promise, promise] }],
		['causes/acme/a sources: an update, or a source', { causes: [{ ...cause, sources: [] }] }],
		['causes/acme/a incident: an incident that has no cause yet', { causes: [cause, cause] }],
		[
			'causes/acme/a second.after: another incident',
			{ causes: [{ ...cause, second: { after: 'a', fits: 'cause missed', says: '' } }] },
		],
		[
			'commitments/never-again provider: a provider that exists',
			{ commitments: [{ ...commitment, provider: 'nobody' }] },
		],
		[
			'commitments/never-again incident: the incident of the update',
			{ commitments: [{ ...commitment, update: 'u1' }] },
		],
	])('%s', (issue, registers) => {
		expect(issues(registers)).toContain(issue)
	})

	test('no promise found needs no source, and a commitment without a day needs an incident', () => {
		const { percent: _, ...without } = promise
		expect(issues({ promises: [{ ...without, kind: 'not found', sources: [] }] })).toEqual([])
		const { madeAt: __, ...undated } = commitment
		expect(issues({ commitments: [undated] })).toContain(
			'commitments/never-again madeAt: when it was said, or the incident that it answers',
		)
		expect(issues({ commitments: [{ ...undated, incident: 'a' }] })).toEqual([])
	})

	test('the committed ones name incidents and updates that the archive has', () => {
		const { content } = readContent(join(root, 'content'))
		// Written by the project's own exportText, and checked against the model by other tests.
		const archive = JSON.parse(
			readFileSync(join(root, 'content/archive/export.json'), 'utf8'),
		) as Export
		const updates = new Map(
			archive.incidents.map((incident) => [
				`${incident.provider}/${incident.id}`,
				incident.updates.map(({ id }) => id),
			]),
		)
		const named = [...(content?.causes ?? []), ...(content?.commitments ?? [])]
		expect(named.length).toBeGreaterThan(0)
		for (const { provider, incident, update } of named) {
			if (incident === undefined) continue
			expect([...updates.keys()]).toContain(`${provider}/${incident}`)
			if (update !== undefined) expect(updates.get(`${provider}/${incident}`)).toContain(update)
		}
	})
})
