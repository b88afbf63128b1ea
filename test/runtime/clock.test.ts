import { describe, expect, test } from 'vitest'
import { brokenLinks } from '#core/archive/chain.ts'
import type { IncidentDocument, NowDocument } from '#core/model/documents.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { checkClock } from '../../worker/edge/recorder/wrong-clock.ts'
import { type acmeSite, documentAt, slotAt } from '../support/acme-story.ts'
import { contentOf, onStage, providerOf, type Stage } from '../support/recorder-stage.ts'

/** Two pages on hosts of their own, whose servers' clocks are right; ours is the stage's. */
const both = contentOf(providerOf('acme'), providerOf('other'))
const days400 = 400 * 1440

function world(): { minute: number; dated: boolean; site: typeof acmeSite } {
	const here = {
		minute: 0,
		dated: true,
		site: ((url: string) => {
			const name = /\/api\/v2\/([a-z-]+)\.json$/.exec(url)?.[1] ?? ''
			const headers = {
				'content-type': 'application/json',
				...(here.dated && { date: new Date(slotAt(here.minute)).toUTCString() }),
			}
			return new Response(documentAt(name, here.minute), { headers })
		}) as typeof acmeSite,
	}
	return here
}

const told = (stage: Stage) =>
	(
		JSON.parse(
			String(stage.kv.newest().get('incident/acme/inc1') ?? 'null'),
		) as IncidentDocument | null
	)?.incident

function soundChains(stage: Stage): void {
	for (const chain of Map.groupBy(stage.snapshots(), documentKey).values())
		expect(brokenLinks(chain.sort((a, b) => (a.fetchedAt < b.fetchedAt ? -1 : 1)))).toEqual([])
}

describe('a clock that jumps is a gap', () => {
	test.each([
		['400 days ahead', days400],
		['400 days behind', -days400],
		['an hour ahead', 60],
		['an hour behind', -60],
	])(
		'%s for some ticks: nothing is written with that time, and recording goes on',
		async (_, jump) => {
			const here = world()
			await onStage(both, here.site, async (stage) => {
				for (here.minute = 0; here.minute <= 4; here.minute += 1) await stage.tick(here.minute)
				const before = [stage.kv.writes.length, JSON.stringify(stage.snapshots())]
				for (here.minute = 5; here.minute <= 6; here.minute += 1)
					expect(await stage.tick(here.minute + jump)).toMatchObject({
						ran: false,
						reason: 'clock',
						rowsWritten: 0,
					})
				expect([stage.kv.writes.length, JSON.stringify(stage.snapshots())]).toEqual(before)
				for (here.minute = 7; here.minute <= 10; here.minute += 1)
					expect(await stage.tick(here.minute)).toMatchObject({ ran: true })
				expect(told(stage)?.updates.map(({ id }) => id)).toEqual(['u1', 'u2', 'u3'])
				expect(
					stage
						.snapshots()
						.filter(({ outcome }) => outcome === 'missed')
						.map(({ fetchedAt, until }) => [fetchedAt, until]),
				).toContainEqual([slotAt(5), slotAt(6)])
				const clock = stage.shard.status().troubles.filter(({ what }) => what === 'clock')
				expect(clock).toEqual([
					expect.objectContaining({
						since: slotAt(5),
						endedAt: slotAt(6),
						reason: expect.stringMatching(
							/^Our clock was .* (ahead|behind), by those of 2 servers/,
						),
					}),
				])
				soundChains(stage)
			})
		},
	)

	test('that nobody could notice is gone back on: looks with that time are kept aside, and the record is what it would have been', async () => {
		const here = world()
		await onStage(both, here.site, async (stage) => {
			for (here.minute = 0; here.minute <= 3; here.minute += 1) await stage.tick(here.minute)
			here.dated = false
			for (here.minute = 4; here.minute <= 6; here.minute += 1)
				expect(await stage.tick(here.minute + days400)).toMatchObject({ ran: true })
			// Nobody says that now is now: it stays as it is.
			here.minute = 7
			expect(await stage.tick(7)).toMatchObject({ ran: false, reason: 'clock' })
			here.dated = true
			stage.restart()
			for (here.minute = 8; here.minute <= 20; here.minute += 1)
				expect(await stage.tick(here.minute)).toMatchObject({ ran: true })
			const incident = told(stage)
			expect(incident?.updates.map(({ id }) => id)).toEqual(['u1', 'u2', 'u3'])
			expect(JSON.stringify(incident)).not.toContain('2027-')
			expect(
				stage
					.snapshots()
					.filter(({ fetchedAt, until }) => fetchedAt > slotAt(21) || until > slotAt(21)),
			).toEqual([])
			const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
			expect(now.asOf && now.asOf <= slotAt(20)).toBe(true)
			expect(now.providers.flatMap(({ gaps }) => gaps).length).toBeGreaterThan(0)
			const [clock] = stage.shard.status().troubles.filter(({ what }) => what === 'clock')
			expect(clock?.reason).toMatch(
				/^Our clock had run 399 d .* ahead\. \d+ runs of checks with that time are kept aside/,
			)
			expect(stage.asideKeys('snapshots/acme/').length).toBeGreaterThan(0)
			soundChains(stage)
			stage.restart()
			for (here.minute = 21; here.minute <= 23; here.minute += 1)
				expect(await stage.tick(here.minute)).toMatchObject({ ran: true })
			expect(stage.shard.status().troubles.filter(({ endedAt }) => endedAt === undefined)).toEqual(
				[],
			)
			soundChains(stage)
		})
	})
})

describe('where nobody tells the time', () => {
	test('what lasts is believed, and what was a moment is not', async () => {
		const here = world()
		here.dated = false
		await onStage(both, here.site, async (stage) => {
			for (here.minute = 0; here.minute <= 3; here.minute += 1) await stage.tick(here.minute)
			for (const back of [-500, -499])
				expect(await stage.tick(back)).toMatchObject({ ran: false, reason: 'clock' })
			here.minute = 4
			expect(await stage.tick(4)).toMatchObject({ ran: true })
			await stage.tick(5 + days400)
			const ran: boolean[] = []
			for (here.minute = 6; here.minute <= 12; here.minute += 1)
				ran.push((await stage.tick(here.minute)).ran)
			expect(ran).toEqual([false, false, false, true, true, true, true])
			expect(told(stage)?.updates.map(({ id }) => id)).toEqual(['u1', 'u2', 'u3'])
			soundChains(stage)
		})
	})

	test('a slot alone that was wrong leaves no link to what is set aside', async () => {
		const here = world()
		await onStage(contentOf(providerOf('acme')), here.site, async (stage) => {
			for (here.minute = 0; here.minute <= 3; here.minute += 1) await stage.tick(here.minute)
			here.minute = 4
			await stage.tick(4 + days400, { now: () => slotAt(4) })
			// One page is all there is: its word does.
			for (here.minute = 5; here.minute <= 12; here.minute += 1)
				expect(await stage.tick(here.minute)).toMatchObject({ ran: true })
			expect(told(stage)?.updates.map(({ id }) => id)).toEqual(['u1', 'u2', 'u3'])
			expect(JSON.stringify(stage.snapshots())).not.toContain('"2027-')
			soundChains(stage)
		})
	})
})

describe('the clocks of others', () => {
	const answerOf = (host: string, seconds: number) => {
		const at = '2026-03-02T12:00:00Z'
		const saidAt = new Date(Date.parse(at) - seconds * 1000).toISOString().replace('.000Z', 'Z')
		return {
			task: { request: { url: `https://${host}/x.json` } },
			fetched: { saidAt },
			at,
		} as unknown as Parameters<typeof checkClock>[0][number] // all that is looked at
	}
	const verdict = (...hosts: [string, number][]) =>
		checkClock(hosts.map(([host, seconds]) => answerOf(host, seconds))).verdict

	test('count by majority, and one party as one', () => {
		expect(verdict(['a.example', 0], ['b.test', 10])).toBe('right')
		expect(verdict(['a.example', 90_000], ['b.test', 90_010])).toBe('wrong')
		expect(verdict(['a.example', 90_000])).toBe('unknown')
		expect(verdict(['x.status.example', 90_000], ['y.status.example', 90_000])).toBe('unknown')
		expect(verdict(['a.example', 90_000], ['b.test', 0])).toBe('unknown')
		expect(verdict(['a.example', 90_000], ['b.test', 0], ['c.invalid', 5])).toBe('right')
		expect(verdict(['a.example', 90_000], ['b.test', -4000], ['c.invalid', 7000])).toBe('unknown')
		expect(checkClock([]).verdict).toBe('unknown')
	})
})
