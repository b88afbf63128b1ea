import { describe, expect, test } from 'vitest'
import { rebuild } from '#core/bundle/rebuild.ts'
import type { ReportsDocument } from '#core/model/documents.ts'
import { intakeSource, type ReportCount } from '#core/model/report.ts'
import { addSeconds } from '#core/time/time.ts'
import type { Intake } from '../../worker/edge/recorder/recorder-deps.ts'
import { acmeSite, slotAt, start } from '../support/acme-story.ts'
import { FakeKv } from '../support/fake-kv.ts'
import { contentOf, onStage, providerOf, type Site, type Stage } from '../support/recorder-stage.ts'

/**
 * What people report leaves the intake only once KV has it, and costs one KV write a window for
 * everybody together.
 */

const providers = ['acme', 'bolt', 'cube'].map((id) => providerOf(id))
const content = contentOf(...providers)

/**
 * An intake that counted so many in the window that begins at a minute; it forgets what is
 * confirmed.
 */
function intakeOf(counted: Readonly<Record<string, Readonly<Record<number, number>>>>) {
	const confirmed: string[] = []
	const intake: Intake = {
		async closed(provider, before) {
			const windows = Object.entries(counted[provider] ?? {}).map(
				([minute, count]): ReportCount => ({
					provider,
					source: intakeSource,
					at: slotAt(Number(minute)),
					windowSeconds: 900,
					count,
					networks: count,
				}),
			)
			return windows.filter(
				({ at }) => addSeconds(at, 900) <= before && !confirmed.includes(`${provider} ${at}`),
			)
		},
		async confirm(provider, windows) {
			confirmed.push(...windows.map((at) => `${provider} ${at}`))
		},
	}
	return { intake, confirmed }
}

const key = 'reports/shard-0/2026-03-02'
const published = ({ kv }: Stage) =>
	kv.newest().has(key) ? (JSON.parse(String(kv.newest().get(key))) as ReportsDocument).reports : []
const told = (reports: readonly ReportCount[]) =>
	reports.map(({ provider, at, count }) => [provider, at.slice(11, 16), count])

test('the windows of all providers are one write, and are confirmed after it', async () => {
	const { intake, confirmed } = intakeOf({ acme: { 0: 4, 15: 7 }, bolt: { 0: 2 } })
	await onStage(content, acmeSite, async (stage) => {
		for (let minute = 0; minute <= 31; minute += 1) {
			await stage.tick(minute, { intake })
			if (minute === 14) expect(published(stage)).toEqual([])
			if (minute === 15) expect(confirmed).toEqual([`acme ${slotAt(0)}`, `bolt ${slotAt(0)}`])
		}
		expect(told(published(stage))).toEqual([
			['acme', '12:00', 4],
			['bolt', '12:00', 2],
			['acme', '12:15', 7],
		])
		expect(stage.kv.writes.filter((write) => write.key === key).map(({ at }) => at)).toEqual([
			slotAt(15),
			slotAt(30),
		])
		expect(confirmed).toHaveLength(3)
	})
})

test('nothing is written where nobody reported', async () => {
	await onStage(content, acmeSite, async (stage) => {
		for (let minute = 0; minute <= 16; minute += 1)
			await stage.tick(minute, { intake: intakeOf({}).intake })
		expect(stage.kv.writes.filter((write) => write.key.startsWith('reports/'))).toEqual([])
	})
})

test('what KV refuses stays in the intake and is not counted twice', async () => {
	const { intake, confirmed } = intakeOf({ acme: { 0: 4, 15: 1 } })
	const kv = new FakeKv(start)
	let refuses = true
	const flaky = {
		put: async (name: string, value: string | ArrayBuffer) =>
			refuses ? Promise.reject(new Error('429')) : kv.put(name, value),
	}
	await onStage(
		content,
		acmeSite,
		async (stage) => {
			for (let minute = 0; minute <= 29; minute += 1) await stage.tick(minute, { intake })
			expect(confirmed).toEqual([])
			stage.restart({ kv: flaky as never }) // only `put` is used
			refuses = false
			for (let minute = 30; minute <= 46; minute += 1) {
				kv.now = slotAt(minute)
				await stage.tick(minute, { intake })
			}
			expect(confirmed.sort()).toEqual([`acme ${slotAt(0)}`, `acme ${slotAt(15)}`])
			expect(told((JSON.parse(String(kv.newest().get(key))) as ReportsDocument).reports)).toEqual([
				['acme', '12:00', 4],
				['acme', '12:15', 1],
			])
		},
		{ kv: flaky as never },
	)
})

test('an intake that does not answer is asked again a minute later', async () => {
	const { intake, confirmed } = intakeOf({ acme: { 0: 4 } })
	let asked = 0
	const shaky: Intake = {
		...intake,
		closed: async (provider, before) =>
			++asked <= 6 ? Promise.reject(new Error('away')) : intake.closed(provider, before),
	}
	await onStage(content, acmeSite, async (stage) => {
		for (let minute = 14; minute <= 31; minute += 1) await stage.tick(minute, { intake: shaky })
		expect(told(published(stage))).toEqual([['acme', '12:00', 4]])
		expect(confirmed).toEqual([`acme ${slotAt(0)}`])
	})
})

describe('after a restart', () => {
	test('the counts are there, and the record is computed from them again', async () => {
		const { intake } = intakeOf({ acme: { 0: 4, 15: 40 } })
		await onStage(content, acmeSite, async (stage) => {
			for (let minute = 0; minute <= 31; minute += 1) await stage.tick(minute, { intake })
			const before = stage.shard.counts('')
			stage.restart()
			expect(stage.shard.counts('')).toEqual(before)
			expect(told(before.counts)).toEqual([
				['acme', '12:00', 4],
				['acme', '12:15', 40],
			])
			const { reports } = rebuild({
				content,
				snapshots: [],
				readBlob: () => undefined,
				reports: before.counts,
			})
			expect(reports).toEqual(before.counts)
		})
	})
})

describe('a public tracker', () => {
	const tracked = {
		...providerOf('acme'),
		sources: [
			{
				id: 'acme-issues',
				platform: 'github-issues',
				url: 'https://github.com/acme/acme',
				kind: 'crowd' as const,
				everySeconds: 900,
				options: { repository: 'acme/acme' },
				enabled: true,
			},
		],
	}
	/**
	 * Three issues in the first quarter, one in the second; then nothing new, which the server says
	 * with 304.
	 */
	const tracker: Site = (_, minute, request) => {
		if (minute >= 30 && request.headers.get('if-none-match') === '"b"')
			return new Response(null, { status: 304 })
		const filed = [-20, 2, 5, 9, 17]
			.filter((at) => at <= minute)
			.map((at, index) => ({
				number: index + 1,
				created_at: slotAt(at),
				user: { login: 'somebody' },
			}))
		return Response.json(filed.reverse(), { headers: { etag: minute >= 30 ? '"b"' : '"a"' } })
	}
	const windows = (stage: Stage) =>
		stage.shard
			.counts('')
			.counts.filter(({ partial }) => !partial)
			.map(({ at, count }) => [at.slice(11, 16), count])

	test('is counted window by window, and silence is counted as such', async () => {
		await onStage(contentOf(tracked), tracker, async (stage) => {
			for (const minute of [0, 15, 30, 45, 60, 75]) await stage.tick(minute, { step: 900 })
			expect(windows(stage)).toEqual([
				['11:30', 1],
				['11:45', 0],
				['12:00', 3],
				['12:15', 1],
				['12:30', 0],
				['12:45', 0],
				['13:00', 0],
			])
			stage.restart()
			await stage.tick(90, { step: 900 })
			expect(windows(stage).at(-1)).toEqual(['13:15', 0])
		})
	})

	test('leaves no stranger’s name or word in the record: one look, of which nothing is kept', async () => {
		await onStage(contentOf(tracked), tracker, async (stage) => {
			for (const minute of [0, 15, 30, 45]) await stage.tick(minute, { step: 900 })
			const stored = [...stage.kv.newest()].map(([name, value]) =>
				value instanceof ArrayBuffer
					? `${name} ${new TextDecoder().decode(value)}`
					: `${name} ${value}`,
			)
			expect(stored.join('\n')).not.toContain('somebody')
			expect(stage.snapshots().map(({ outcome, bytes, until }) => [outcome, bytes, until])).toEqual(
				[['stored', 0, slotAt(45)]],
			)
			const { counts } = stage.shard.counts('')
			const { record, reports } = rebuild({
				content: contentOf(tracked),
				snapshots: stage.snapshots(),
				readBlob: () => '',
				reports: counts,
			})
			expect(reports).toEqual(counts)
			expect(record.problems).toEqual([])
		})
	})

	test('that fails is a gap and no silence', async () => {
		const broken: Site = (url, minute, request) =>
			minute === 45 ? new Response(null, { status: 503 }) : tracker(url, minute, request)
		await onStage(contentOf(tracked), broken, async (stage) => {
			for (const minute of [0, 15, 30, 45]) await stage.tick(minute, { step: 900 })
			expect(windows(stage).at(-1)).toEqual(['12:15', 1])
		})
	})
})

test('a day on which somebody reports in every window costs at most 96 writes', async () => {
	const windows = Object.fromEntries(
		Array.from({ length: 96 }, (_, index) => [index * 15, 900 + (index % 7)]),
	)
	const { intake } = intakeOf({ acme: windows, bolt: windows, cube: windows })
	await onStage(
		content,
		() => undefined,
		async (stage) => {
			let rows = 0
			for (let minute = 0; minute <= 1440; minute += 15)
				rows += (await stage.tick(minute, { intake, step: 900, only: new Set() })).rowsWritten
			const writes = stage.kv.writes.filter((write) => write.key.startsWith('reports/')).length
			console.info(
				`a day of reports in every window, 3 providers: ${writes} KV writes of counts, ${stage.kv.writes.length} in all, ${rows} rows of the recorder`,
			)
			expect(writes).toBeLessThanOrEqual(97)
			expect(stage.kv.writes.length).toBeLessThanOrEqual(100)
			expect(rows).toBeLessThan(10_000)
		},
	)
}, 60_000)
