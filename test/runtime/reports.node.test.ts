import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Miniflare } from 'miniflare'
import { afterEach, expect, test } from 'vitest'
import type { ReportCount } from '#core/model/report.ts'
import { instantOf } from '#core/time/time.ts'
import { endForgottenRuntimes, rememberRuntimes } from '../../worker/cli/runtime-process.ts'
import { startWorker } from '../../worker/cli/worker-host.ts'
import type { ReportsAnswers } from '../../worker/edge/reports/rpc.ts'
import { addressesOf, type Sent, startFlood } from '../support/report-flood.ts'

/** A crowd before the real Worker in workerd, with its store on disk. */

const path = '/api/v1/providers/claude/reports'
const crowd = 20_000
/** On a machine with two cores that does other things besides. */
const patience = 400_000
const folders: string[] = []
let running: Miniflare | undefined

afterEach(async () => {
	await running?.dispose().catch(() => undefined)
	running = undefined
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newStore(): string {
	const folder = mkdtempSync(join(tmpdir(), 'tidemark-crowd-'))
	folders.push(folder)
	return folder
}

async function start(state: string): Promise<{ readonly host: Miniflare; readonly origin: URL }> {
	running = await startWorker({ state, assets: false })
	return { host: running, origin: await running.ready }
}

/**
 * All that is counted and not confirmed, the open window included: a quarter of an hour may end
 * while a test runs.
 */
async function countsOf(host: Miniflare): Promise<ReportCount[]> {
	const namespace = await host.getDurableObjectNamespace('REPORTS')
	// The proxy passes RPC calls on; its type does not know our class.
	const intake = namespace.get(namespace.idFromName('claude')) as unknown as ReportsAnswers
	const closed = await intake.closed(instantOf(Math.floor(Date.now() / 1000) * 1000))
	const open = await intake.open()
	return [...closed, ...(open ? [open] : [])]
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const countedBy = (answers: readonly Sent[]) =>
	answers.filter(({ status, body }) => status === 202 && JSON.parse(body).counted === true).length

test(
	'20,000 reports of 20,000 clients at once are all counted, and their addresses lie nowhere on the disk',
	async () => {
		const state = newStore()
		const { host, origin } = await start(state)
		const flood = startFlood(origin, 256)
		try {
			const addresses = addressesOf(crowd)
			const started = performance.now()
			const answers = await flood.send(path, addresses)
			console.log(
				`${crowd.toLocaleString('en')} reports in ${((performance.now() - started) / 1000).toFixed(1)} s`,
			)
			expect(countedBy(answers)).toBe(crowd)
			const counts = await countsOf(host)
			expect(sum(counts.map(({ count }) => count))).toBe(crowd)
			expect(sum(counts.map(({ surfaces }) => surfaces?.api ?? 0))).toBe(crowd)
			// 79 networks of 256 addresses each, the last one not full.
			expect(Math.max(...counts.map(({ networks }) => networks ?? 0))).toBe(
				counts.length === 1 ? Math.ceil(crowd / 256) : expect.any(Number),
			)
			const lastHours = answers.map(({ body }) => JSON.parse(body).lastHour as number)
			expect(new Set(lastHours).size, 'each is told a number of its own').toBe(crowd)
			expect(Math.max(...lastHours)).toBe(crowd)

			const again = await flood.send(path, addresses.slice(0, 1000))
			expect(countedBy(again)).toBe(0)
			expect(sum((await countsOf(host)).map(({ count }) => count))).toBe(crowd)
		} finally {
			flood.end()
		}
		const stored = filesIn(state).map((file) => readFileSync(file))
		expect(stored.length).toBeGreaterThan(2)
		for (const address of ['10.0.0.1', '10.0.78.31', '10.0.40.'])
			for (const bytes of stored) expect(bytes.includes(address)).toBe(false)
	},
	patience,
)

test('1,000 posts of one client are one report', async () => {
	const { host, origin } = await start(newStore())
	const flood = startFlood(origin, 64)
	try {
		const answers = await flood.send(
			path,
			addressesOf(1000).map(() => '192.0.2.9'),
		)
		expect(countedBy(answers)).toBe(1)
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 429]))
		expect((await countsOf(host)).map(({ count, networks }) => [count, networks])).toEqual([[1, 1]])
	} finally {
		flood.end()
	}
})

test(
	'killed in the middle and started again: nothing is counted twice, and what was answered is not lost',
	async () => {
		const state = newStore()
		const first = await start(state)
		const flood = startFlood(first.origin, 256)
		const addresses = addressesOf(crowd)
		const sending = flood.send(path, addresses)
		while (flood.answered() < crowd / 10) await sleep(20)
		// SIGKILL to this process's own workerd.
		const runtime = join(newStore(), 'runtime.json')
		rememberRuntimes(runtime)
		await endForgottenRuntimes(runtime)
		const answers = await sending
		flood.end()
		await first.host.dispose().catch(() => undefined)
		const answered = countedBy(answers)
		expect(answered, 'the middle').toBeGreaterThan(0)
		expect(answered, 'the middle').toBeLessThan(crowd)

		const second = await start(state)
		const kept = sum((await countsOf(second.host)).map(({ count }) => count))
		console.log(`${answered} answered before the kill, ${kept} kept`)
		expect(kept).toBeGreaterThanOrEqual(answered)
		const retry = startFlood(second.origin, 256)
		try {
			const later = await retry.send(path, addresses)
			expect(new Set(later.map(({ status }) => status))).toEqual(new Set([202]))
			expect(countedBy(later)).toBe(crowd - kept)
			for (const [index, { body }] of answers.entries())
				if (body.includes('"counted":true'))
					expect(later[index]?.body, addresses[index]).toContain('"counted":false')
			expect(sum((await countsOf(second.host)).map(({ count }) => count))).toBe(crowd)
		} finally {
			retry.end()
		}
	},
	patience,
)

function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => join(folder, name))
		.filter((file) => statSync(file).isFile())
}
