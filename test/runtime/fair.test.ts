import { expect, test } from 'vitest'
import type { NowDocument } from '#core/model/documents.ts'
import { slotAt, start } from '../support/acme-story.ts'
import { FakeKv } from '../support/fake-kv.ts'
import { measured } from '../support/measured.ts'
import { contentOf, onStage, providerOf, type Site } from '../support/recorder-stage.ts'
import { incidentsDocument, type PageIncident } from '../support/statuspage-documents.ts'

/**
 * Days on which one page moves all the time beside pages that have news now and then, and days
 * without news. They are as long as DAY_MINUTES says.
 */
const minutes = measured('DAY_MINUTES', 45)
/** They begin with a UTC day, so that the day's limits are those of the whole of it. */
const dawn = 720

/** A whole day takes its time. */
const dayMilliseconds = 3_600_000

const json = (value: unknown) =>
	new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } })

/** A provider of whom one document is read. */
function small(id: string, everySeconds: number) {
	const provider = providerOf(id, everySeconds)
	return {
		...provider,
		sources: provider.sources.map((source) => ({
			...source,
			options: { documents: ['incidents'] },
		})),
	}
}

/** `count` incidents whose statements all change with each minute. */
function restless(minute: number, count: number): PageIncident[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `r${index}`,
		createdAt: slotAt(-10),
		updatedAt: slotAt(minute),
		updates: [
			{
				id: `r${index}u`,
				at: slotAt(-10),
				status: minute % 2 === 0 ? 'investigating' : 'monitoring',
				body: minute % 2 === 0 ? 'It does not work.' : 'It works.',
			},
		],
	}))
}

/** One incident whose title names the last minute at which this page had news. */
function calm(id: string, minute: number, every: number): PageIncident[] {
	const said = newsAt(id, minute, every)
	return [
		{
			id: `${id}-1`,
			name: `News of minute ${said}`,
			createdAt: slotAt(-5),
			updatedAt: slotAt(said),
			updates: [{ id: `${id}u`, at: slotAt(-5), status: 'investigating' }],
		},
	]
}

/** The pages have their news at different minutes. */
function newsAt(id: string, minute: number, every: number): number {
	const phase = Number(id.slice(1)) % every
	return Math.max(0, Math.floor((minute - phase) / every) * every + phase)
}

/** The title of the incident that each provider has open, as published. */
function toldIn(value: unknown): ReadonlyMap<string, string | undefined> {
	return new Map(
		(JSON.parse(String(value)) as NowDocument).providers.map(({ provider, open }) => [
			provider.id,
			open[0]?.title,
		]),
	)
}

test.each([
	{ pages: 2, incidents: 200, every: 20 },
	{ pages: 50, incidents: 50, every: 60 },
])(
	'$pages pages, of which one moves $incidents incidents a minute: the others are told within three minutes',
	async ({ pages, incidents, every }) => {
		const others = Array.from({ length: pages - 1 }, (_, index) => `p${index}`)
		// Forty fetches a minute are what a recorder has: fifty pages are read every other minute.
		const rhythm = pages > 40 ? 120 : 60
		const kv = new FakeKv(start)
		const site: Site = (url, minute) => {
			const id = /status\.([a-z0-9]+)\.example/.exec(url)?.[1] ?? ''
			return json(
				incidentsDocument(
					slotAt(minute),
					id === 'busy' ? restless(minute, incidents) : calm(id, minute, every),
				),
			)
		}
		await onStage(
			contentOf(small('busy', 60), ...others.map((id) => small(id, rhythm))),
			site,
			async (stage) => {
				let furthestBehind = 0
				for (let minute = dawn; minute < dawn + minutes; minute += 1) {
					await stage.tick(minute)
					const now = kv.newest().get('now/shard-0')
					// The first pass over all pages is another matter.
					if (minute < dawn + 15) continue
					const told = toldIn(now)
					for (const id of others) {
						const said = newsAt(id, minute, every)
						if (told.get(id) !== `News of minute ${said}`)
							furthestBehind = Math.max(furthestBehind, minute - said)
					}
				}
				const { budgets } = stage.shard.status()
				console.log(
					`${pages} pages, ${incidents} incidents a minute, ${minutes} minutes: furthest behind ${furthestBehind} min, ${budgets.kvWrites} KV writes, ${budgets.rowsWritten} rows`,
				)
				expect(furthestBehind).toBeLessThanOrEqual(3)
				expect(budgets.kvWrites).toBeLessThanOrEqual(1000)
				expect(budgets.rowsWritten).toBeLessThanOrEqual(100_000)
				// Of the busy page every look is there, and its newest state follows.
				const busy = stage.snapshots().filter(({ provider }) => provider === 'busy')
				const looks = stage.asked
					.filter(({ url }) => url.includes('busy'))
					.map(({ minute }) => slotAt(minute))
				expect(
					looks.filter(
						(slot) =>
							!busy.some(
								({ outcome, slot: from, until }) =>
									outcome === 'stored' && from <= slot && slot <= until,
							),
					),
				).toEqual([])
				// Read more seldom, it may say the same twice: that is one run.
				expect(new Set(busy.map(({ sha256 }) => sha256)).size).toBeGreaterThan(30)
				expect(toldIn(kv.newest().get('now/shard-0')).get('busy')).toBe('Errors')
			},
			{ kv },
		)
	},
	dayMilliseconds,
)

test('news that waits for more of it is told after a restart as well', async () => {
	const kv = new FakeKv(start)
	const site: Site = (url, minute) =>
		json(
			incidentsDocument(
				slotAt(minute),
				url.includes('busy') ? restless(minute, 200) : calm('p0', minute, 20),
			),
		)
	await onStage(
		contentOf(small('busy', 60), small('p0', 60)),
		site,
		async (stage) => {
			const told = () => toldIn(kv.newest().get('now/shard-0')).get('p0')
			// By now the busy page has used up what is its own, and no turn of its tells of others.
			const news = dawn + 60
			for (let minute = dawn; minute <= news; minute += 1) await stage.tick(minute)
			expect(told()).toBe(`News of minute ${news - 20}`)
			stage.restart()
			for (let minute = news + 1; minute <= news + 3; minute += 1) await stage.tick(minute)
			expect(told()).toBe(`News of minute ${news}`)
		},
		{ kv },
	)
})

test(
	'a hundred pages without news cost three hundred writes a day',
	async () => {
		const kv = new FakeKv(start)
		const quiet: Site = (url, minute) =>
			json(
				incidentsDocument(
					slotAt(minute - (minute % 7)),
					[],
					/status\.([a-z0-9]+)\.example/.exec(url)?.[1],
				),
			)
		const pages = Array.from({ length: 100 }, (_, index) => small(`q${index}`, 180))
		await onStage(
			contentOf(...pages),
			quiet,
			async (stage) => {
				for (let minute = dawn; minute < dawn + minutes; minute += 1) await stage.tick(minute)
				const { budgets } = stage.shard.status()
				console.log(
					`100 quiet pages, ${minutes} minutes: ${kv.writes.length} KV writes, ${budgets.rowsWritten} rows`,
				)
				const byKind = Map.groupBy(kv.writes, ({ key }) => key.split('/')[0])
				console.log([...byKind].map(([kind, writes]) => `${kind} ${writes.length}`).join(', '))
				expect(kv.writes.length).toBeLessThanOrEqual(300)
				expect(new Set(stage.asked.map(({ url }) => url)).size).toBe(100)
			},
			{ kv },
		)
	},
	dayMilliseconds,
)
