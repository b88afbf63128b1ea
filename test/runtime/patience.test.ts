import { expect, test } from 'vitest'
import { extend } from '#core/archive/chain.ts'
import { platformOf } from '#core/platforms/index.ts'
import { fetchPolicyOf } from '../../worker/edge/http/fetch-policy.ts'
import type { Internet } from '../../worker/edge/http/internet.ts'
import { dueOf, nextDue, tasksOf } from '../../worker/edge/recorder/agenda.ts'
import { collect } from '../../worker/edge/recorder/collect.ts'
import type { DocumentState } from '../../worker/edge/recorder/heartbeat.ts'
import { slotAt } from '../support/acme-story.ts'
import { contentOf, providerOf } from '../support/recorder-stage.ts'

/**
 * Pages that never answer beside pages that do. A second of a page that hangs is a fiftieth of a
 * second here, and of a tick as well:
 * what is compared is the order and the share of time.
 */
const scale = 50
const policy = {
	...fetchPolicyOf(contentOf().site, 'test'),
	connectSeconds: 10 / scale,
	bodySeconds: 10 / scale,
}

/**
 * How late, in minutes, honest pages were looked at, and how often which page was asked, over some
 * ticks. `every` is their rhythm in seconds.
 */
async function play(
	hanging: number,
	honest: number,
	every: number,
	ticks: number,
): Promise<{ readonly latest: number; readonly asked: ReadonlyMap<string, number> }> {
	const small = (id: string) => {
		const provider = providerOf(id, every)
		return {
			...provider,
			sources: provider.sources.map((source) => ({
				...source,
				options: { documents: ['incidents'] },
			})),
		}
	}
	const providers = [
		...Array.from({ length: hanging }, (_, index) => small(`hang${index}`)),
		...Array.from({ length: honest }, (_, index) => small(`page${index}`)),
	]
	const internet: Internet = {
		fetch: (request) =>
			request.url.includes('//status.hang')
				? new Promise(() => {})
				: Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } })),
	}
	const documents = new Map<string, DocumentState>()
	const asked = new Map<string, number>()
	let latest = 0
	for (let minute = 0; minute < ticks; minute += 1) {
		const slot = slotAt(minute)
		const { tasks } = tasksOf(providers, slot, platformOf, () => undefined)
		const end = Date.now() + 45_000 / scale
		let fetches = 0
		const means = {
			internet,
			policy,
			now: () => slot,
			remaining: () => end - Date.now(),
			spend: () => ++fetches <= 40,
		}
		const due = dueOf(tasks, documents, slot)
		for (const { task, fetched } of await collect(due, documents, means, 5)) {
			const state = documents.get(task.key)
			if (state?.dueAt && task.provider.id.startsWith('page'))
				latest = Math.max(latest, (Date.parse(slot) - Date.parse(state.dueAt)) / 60_000)
			asked.set(task.provider.id, (asked.get(task.provider.id) ?? 0) + 1)
			const named = {
				provider: task.provider.id,
				source: task.source.id,
				document: task.request.name,
				url: task.request.url,
				slot,
				fetchedAt: slot,
				provenance: 'live' as const,
			}
			const good = {
				contentType: '',
				bytes: 0,
				sha256: '0'.repeat(64),
				fingerprint: '0'.repeat(64),
			}
			const look =
				fetched.kind === 'failure'
					? { ...named, outcome: 'failed' as const, failure: fetched.failure }
					: { ...named, outcome: 'good' as const, ...good }
			const failures = look.outcome === 'failed' ? (state?.failures ?? 0) + 1 : 0
			documents.set(task.key, {
				chain: extend(state?.chain, look).chain,
				dueAt: nextDue(every, slot, failures),
				failures,
				stored: [],
			})
		}
	}
	return { latest, asked }
}

const lookedAt = (asked: ReadonlyMap<string, number>, kind: string) =>
	[...asked].filter(([id]) => id.startsWith(kind)).map(([, times]) => times)

test('twenty pages that hang delay a hundred and eighty others by less than three minutes', async () => {
	const { latest, asked } = await play(20, 180, 300, 20)
	// As many pages as a recorder can just read have to wait for each other even where none hangs.
	const { latest: anyway } = await play(0, 200, 300, 20)
	expect(latest - anyway).toBeLessThan(3)
	// They are still asked: a page that comes back is seen.
	expect(lookedAt(asked, 'hang')).toHaveLength(20)
	expect(Math.min(...lookedAt(asked, 'page'))).toBeGreaterThanOrEqual(3)
}, 60_000)

test('sixty that hang beside thirty that are read each minute cost these no more than their first minutes', async () => {
	const { asked } = await play(60, 30, 60, 20)
	expect(Math.min(...lookedAt(asked, 'page'))).toBeGreaterThanOrEqual(16)
	expect(lookedAt(asked, 'hang')).toHaveLength(60)
}, 60_000)
