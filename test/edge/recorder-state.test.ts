import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { ChainLook } from '#core/archive/chain.ts'
import { storageOn } from '../../worker/cli/store-database.ts'
import { ChangeSet, RecorderState } from '../../worker/edge/recorder/state.ts'
import { Store } from '../../worker/edge/recorder/store.ts'

function emptyState(): RecorderState {
	return new RecorderState(new Store(storageOn(new DatabaseSync(':memory:'))), '2026-05-04')
}

function lookAt(slot: string): ChainLook {
	return {
		provider: 'acme',
		source: 'acme-status',
		document: 'summary',
		url: 'https://status.acme.example/api/v2/summary.json',
		slot,
		fetchedAt: slot,
		provenance: 'live',
		outcome: 'failed',
		failure: { kind: 'network', message: 'the connection failed' },
	}
}

test('a look’s place in its chain is worked out once, by whoever asks first', () => {
	const recorder = emptyState()
	const changes = new ChangeSet(recorder)
	const look = lookAt('2026-05-04T10:00:00Z')
	const step = recorder.stepOf(look)
	expect(recorder.stepOf(look)).toBe(step)
	expect(changes.addLook(look, () => ({ dueAt: null, failures: 1, stored: [] }))).toBe(step)
	expect([...recorder.documents.values()].map(({ chain }) => chain)).toEqual([step.chain])
})

test('it is worked out anew when the chain has gone on', () => {
	const recorder = emptyState()
	const changes = new ChangeSet(recorder)
	const later = lookAt('2026-05-04T10:02:00Z')
	const first = recorder.stepOf(later)
	changes.addLook(lookAt('2026-05-04T10:00:00Z'), () => ({ dueAt: null, failures: 1, stored: [] }))
	const second = recorder.stepOf(later)
	expect(second).not.toBe(first)
	expect(second.chain.current.slot).toBe('2026-05-04T10:00:00Z')
	expect(second.chain.current.until).toBe('2026-05-04T10:02:00Z')
})

test('what waits for a list, and who is not calm, is there again after a restart', () => {
	const store = new Store(storageOn(new DatabaseSync(':memory:')))
	const recorder = new RecorderState(store, '2026-05-04')
	const slot = '2026-05-04T10:00:00Z'
	recorder.untold.now = { since: slot, of: ['acme'], urgent: true }
	recorder.calm.set('acme', { slot, news: 3 })
	store.writeHeartbeat(recorder.heartbeat())
	const { untold, calm } = new RecorderState(store, '2026-05-04')
	expect(untold).toEqual(recorder.untold)
	expect(calm).toEqual(recorder.calm)
})
