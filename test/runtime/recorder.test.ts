import { describe, expect, test } from 'vitest'
import { brokenLinks } from '#core/archive/chain.ts'
import type { IncidentDocument, NowDocument } from '#core/model/documents.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import { acmeSite, documentAt, slotAt, start } from '../support/acme-story.ts'
import { contentOf, onStage, providerOf } from '../support/recorder-stage.ts'

const acme = contentOf(providerOf('acme'))
const runs = (snapshots: readonly Snapshot[], document: string) =>
	snapshots
		.filter((run) => run.document === document)
		.sort((a, b) => (a.fetchedAt < b.fetchedAt ? -1 : 1))
		.map((run) => `${run.outcome} ${run.fetchedAt.slice(14, 16)}–${run.until.slice(14, 16)}`)
/** What a document says that it is as of; the empty text where it says nothing. */
const asOfIn = (text: string) => /"asOf":"([^"]+)"/.exec(text)?.[1] ?? ''
const json = (body: string, init: ResponseInit = {}) =>
	new Response(body, {
		...init,
		headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string>) },
	})

describe('a tick', () => {
	test('records an incident from its first look to its end, and publishes it', async () => {
		await onStage(acme, acmeSite, async (stage) => {
			for (let minute = 0; minute <= 10; minute += 1) await stage.tick(minute)
			const document = JSON.parse(
				String(stage.kv.newest().get('incident/acme/inc1')),
			) as IncidentDocument
			expect(document.incident.updates.map((update) => update.status)).toEqual([
				'investigating',
				'identified',
				'resolved',
			])
			expect(document.incident.seen).toEqual({ after: slotAt(1), by: slotAt(2) })
			expect(document.timeline.events.map((event) => event.kind)).toContain('edited')
			const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
			expect(now.providers[0]?.open).toEqual([])
			expect(runs(stage.snapshots(), 'incidents')).toEqual([
				'stored 00–01',
				'stored 02–03',
				'stored 04–05',
				'stored 06–07',
				'stored 08–10',
			])
		})
	})

	test('that says nothing new writes one row and nothing to KV', async () => {
		await onStage(acme, acmeSite, async (stage) => {
			await stage.tick(0)
			const writes = stage.kv.writes.length
			expect(await stage.tick(1)).toMatchObject({
				ran: true,
				fetches: 3,
				stored: 0,
				kvWrites: 0,
				rowsWritten: 1,
			})
			expect(stage.kv.writes).toHaveLength(writes)
		})
	})

	test('of a slot that was ticked changes nothing, nor does one while another is under way', async () => {
		await onStage(acme, acmeSite, async (stage) => {
			await stage.tick(2)
			const before = [stage.kv.writes.length, stage.asked.length, stage.snapshots().length]
			expect(await stage.tick(2)).toMatchObject({ ran: false, reason: 'repeated', rowsWritten: 0 })
			expect(await stage.tick(1)).toMatchObject({ ran: false, reason: 'repeated' })
			const [first, second] = await Promise.all([stage.tick(3), stage.tick(3)])
			expect([first.ran, second.reason]).toEqual([true, 'busy'])
			expect([stage.kv.writes.length, stage.asked.length, stage.snapshots().length]).toEqual([
				before[0],
				(before[1] ?? 0) + 3,
				before[2],
			])
		})
	})

	test('that hangs loses its lease after a minute and may write nothing any more', async () => {
		let release: (() => void) | undefined
		const hung = new Promise<void>((resolve) => {
			release = resolve
		})
		const site: typeof acmeSite = async (url, minute, request) => {
			if (minute === 1) await hung
			return await acmeSite(url, minute, request)
		}
		await onStage(acme, site, async (stage) => {
			await stage.tick(0)
			const late = stage.tick(1)
			expect((await stage.tick(2)).ran).toBe(true)
			release?.()
			expect(await late).toMatchObject({ ran: false, reason: 'busy' })
			expect(stage.shard.slot).toBe(slotAt(2))
			expect(runs(stage.snapshots(), 'incidents')).toEqual([
				'stored 00–00',
				'missed 01–01',
				'stored 02–02',
			])
		})
	})

	test('missed slots are runs and a gap', async () => {
		await onStage(acme, acmeSite, async (stage) => {
			await stage.tick(0)
			await stage.tick(1)
			await stage.tick(5)
			expect(runs(stage.snapshots(), 'summary')).toEqual([
				'stored 00–01',
				'missed 02–04',
				'stored 05–05',
			])
			expect(runs(stage.snapshots(), 'scheduled-maintenances')).toEqual([
				'stored 00–01',
				'missed 02–04',
				'unchanged 05–05',
			])
		})
	})

	test('asks with validators and takes 304 for an unchanged look', async () => {
		const site: typeof acmeSite = (url, _, request) =>
			request.headers.get('if-none-match') === '"v1"'
				? new Response(null, { status: 304 })
				: json(documentAt(url.includes('summary') ? 'summary' : 'incidents', 0), {
						headers: { etag: '"v1"' },
					})
		await onStage(contentOf(providerOf('acme')), site, async (stage) => {
			await stage.tick(0)
			const report = await stage.tick(1)
			expect(report).toMatchObject({ stored: 0, rowsWritten: 1 })
			expect(
				stage.asked
					.filter(({ minute }) => minute === 1)
					.map(({ headers }) => headers.get('if-none-match')),
			).toContain('"v1"')
			expect(runs(stage.snapshots(), 'summary')).toEqual(['stored 00–01'])
			expect(stage.shard.looks().find((look) => look.document === 'summary')).toMatchObject({
				outcome: 'stored',
				lastLookAt: slotAt(1),
				lastGoodLookAt: slotAt(1),
				lastChangeAt: slotAt(0),
				nextDueAt: slotAt(2),
			})
		})
	})

	test('makes at most 40 fetches, five at once; what was not reached is due first', async () => {
		const many = contentOf(...Array.from({ length: 20 }, (_, index) => providerOf(`p${index}`)))
		let underway = 0
		let most = 0
		const site: typeof acmeSite = async (url, minute, request) => {
			underway += 1
			most = Math.max(most, underway)
			await new Promise((resolve) => setTimeout(resolve, 1))
			underway -= 1
			return await acmeSite(url, minute, request)
		}
		await onStage(many, site, async (stage) => {
			expect(await stage.tick(0)).toMatchObject({ fetches: 40, unreached: 20 })
			const first = new Set(stage.asked.map(({ url }) => url))
			expect(await stage.tick(1)).toMatchObject({ fetches: 40, unreached: 20 })
			const second = stage.asked.filter(({ minute }) => minute === 1).map(({ url }) => url)
			expect(second.slice(0, 20).every((url) => !first.has(url))).toBe(true)
			expect(most).toBe(5)
		})
	})

	test('ends in time; what was not reached is no failure', async () => {
		let left = 45_000
		const site: typeof acmeSite = (url, minute, request) => {
			left -= 30_000
			return acmeSite(url, minute, request)
		}
		await onStage(acme, site, async (stage) => {
			const report = await stage.tick(0, { remaining: () => left })
			expect(report.failed).toBe(0)
			expect(report.unreached).toBeGreaterThan(0)
		})
	})

	test('stores a page that flips between two contents once each', async () => {
		const site: typeof acmeSite = (url, minute) =>
			json(documentAt(/([a-z-]+)\.json/.exec(url)?.[1] ?? '', minute % 2 === 0 ? 0 : 2))
		await onStage(acme, site, async (stage) => {
			for (let minute = 0; minute < 8; minute += 1) await stage.tick(minute)
			expect(stage.kv.writes.filter(({ key }) => key.startsWith('blob/'))).toHaveLength(5)
		})
	})
})

describe('sources that fail', () => {
	const down = () => new Response('down', { status: 503 })

	test('never move what anything is as of, however long they fail', async () => {
		const site: typeof acmeSite = async (url, minute, request) =>
			minute >= 3 ? down() : await acmeSite(url, minute, request)
		await onStage(acme, site, async (stage) => {
			for (let minute = 0; minute <= 40; minute += 1) await stage.tick(minute)
			const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
			expect(now.providers[0]?.gaps.length, 'the gap is published').toBeGreaterThan(0)
			expect([now.asOf, now.providers[0]?.asOf]).toEqual([slotAt(2), slotAt(2)])
			for (const [key, value] of stage.kv.newest())
				if (!key.startsWith('snap/') && !key.startsWith('blob/'))
					expect(
						asOfIn(String(value)) <= slotAt(2),
						`${key} is as of ${asOfIn(String(value))}`,
					).toBe(true)
		})
	})

	test('from the first look on leave nothing that is as of any time', async () => {
		await onStage(
			acme,
			async () => down(),
			async (stage) => {
				for (let minute = 0; minute <= 20; minute += 1) await stage.tick(minute)
				const written = stage.kv.newest().get('now/shard-0')
				expect(
					written === undefined ? null : (JSON.parse(String(written)) as NowDocument).asOf,
				).toBeNull()
				expect(stage.shard.status().lastLookAt, 'it has looked').not.toBeNull()
			},
		)
	})

	test('are asked less often, and not before they said', async () => {
		const site: typeof acmeSite = (url, minute) =>
			url.includes('summary')
				? new Response(null, { status: 500 })
				: url.includes('incidents')
					? new Response(null, {
							status: 503,
							headers: minute === 0 ? { 'retry-after': '1200' } : {},
						})
					: json(documentAt('x', 0))
		await onStage(acme, site, async (stage) => {
			for (let minute = 0; minute <= 30; minute += 1) await stage.tick(minute)
			const minutes = (name: string) =>
				stage.asked.filter(({ url }) => url.includes(`/${name}.json`)).map(({ minute }) => minute)
			expect(minutes('summary')).toEqual([0, 1, 3, 7, 12, 17, 22, 27])
			expect(minutes('incidents')[1]).toBe(20)
			expect(minutes('scheduled-maintenances')).toHaveLength(31)
			expect(runs(stage.snapshots(), 'summary')).toEqual(['failed 00–27'])
		})
	})

	const spoiled: Record<string, (name: string) => Response | Promise<Response>> = {
		'truncated JSON': (name) => json(documentAt(name, 2).slice(0, 60)),
		'a page instead of JSON': () =>
			new Response('<!doctype html><p>Hello', { headers: { 'content-type': 'text/html' } }),
		'a challenge': () =>
			new Response('<!doctype html><title>Just a moment...</title>', {
				status: 403,
				headers: { 'content-type': 'text/html' },
			}),
		'an empty body': () => json(''),
		null: () => json('null'),
		'a redirect elsewhere': () =>
			new Response(null, { status: 302, headers: { location: 'https://parked.example.net/' } }),
		'503': () => new Response(null, { status: 503 }),
		'a broken connection': () => Promise.reject(new TypeError('gone')),
		'50 MB': () => json('{}', { headers: { 'content-length': '52428800' } }),
	}
	for (const [name, spoil] of Object.entries(spoiled)) {
		test(`${name}: a gap of that document; no incident opens or closes, the other provider is well`, async () => {
			const two = contentOf(providerOf('acme'), providerOf('other'))
			const site: typeof acmeSite = (url, minute, request) => {
				const bad = url.includes('status.acme') && minute >= 4 && minute <= 9
				return bad ? spoil(/([a-z-]+)\.json/.exec(url)?.[1] ?? '') : acmeSite(url, minute, request)
			}
			await onStage(two, site, async (stage) => {
				for (let minute = 0; minute <= 9; minute += 1) await stage.tick(minute)
				const before = JSON.parse(
					String(stage.kv.newest().get('incident/acme/inc1')),
				) as IncidentDocument
				expect(before.incident.status).toBe('investigating')
				expect(before.incident.absence).toBeUndefined()
				const other = JSON.parse(
					String(stage.kv.newest().get('incident/other/inc1')),
				) as IncidentDocument
				expect(other.incident.status).toBe('resolved')
				expect(stage.shard.status().gaps.map((gap) => gap.sources[0])).toContain('acme/acme-status')
				for (let minute = 10; minute <= 20; minute += 1) await stage.tick(minute)
				const after = JSON.parse(
					String(stage.kv.newest().get('incident/acme/inc1')),
				) as IncidentDocument
				expect(after.incident.status).toBe('resolved')
				expect(after.incident.updates).toHaveLength(3)
				expect(stage.shard.status().gaps).toEqual([])
				for (const chain of Map.groupBy(stage.snapshots(), documentKey).values()) {
					expect(brokenLinks(chain.sort((a, b) => (a.fetchedAt < b.fetchedAt ? -1 : 1)))).toEqual(
						[],
					)
				}
			})
		})
	}

	test('that change shape are told as a problem, and keep their old state with its age', async () => {
		const site: typeof acmeSite = (url, minute, request) =>
			minute >= 4 ? json('{"hello":"world"}') : acmeSite(url, minute, request)
		await onStage(acme, site, async (stage) => {
			for (let minute = 0; minute <= 6; minute += 1) await stage.tick(minute)
			expect(stage.shard.status().problems.map((problem) => problem.document)).toEqual(
				expect.arrayContaining(['summary', 'incidents']),
			)
			expect(stage.shard.looks().find((look) => look.document === 'summary')).toMatchObject({
				outcome: 'failed',
				failure: { kind: 'unreadable' },
				lastGoodLookAt: slotAt(3),
			})
		})
	})
})

test('a day’s end leaves the heads of its chains', async () => {
	await onStage(acme, acmeSite, async (stage) => {
		for (const minute of [0, 1, 2, 3]) await stage.tick(minute)
		await stage.tick(720)
		const heads = JSON.parse(String(stage.kv.newest().get('heads/shard-0'))) as {
			days: { day: string; heads: { document: string; until: string }[] }[]
		}
		expect(heads.days).toHaveLength(1)
		expect(heads.days[0]).toMatchObject({
			day: start.slice(0, 10),
			heads: [
				{ document: 'acme/acme-status/incidents', until: slotAt(1) },
				{ document: 'acme/acme-status/summary', until: slotAt(1) },
			],
		})
	})
})
