import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { announcedServer } from '../../worker/cli/lock.ts'
import { freePort, type Serving, startServing, tidemark } from '../support/command.ts'
import { temporaryFolder } from '../support/small-content.ts'

/** `npm start` on the built site, with nobody to ask. */

const folder = temporaryFolder()
const state = join(folder, 'state')
const running: Serving[] = []
let port = 0

beforeAll(async () => {
	port = await freePort()
})
afterAll(async () => {
	for (const serving of running) serving.process.kill('SIGTERM')
	await Promise.all(running.map((serving) => serving.ended))
	rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<Serving> {
	const serving = await startServing(state, port)
	running.push(serving)
	return serving
}

/** How many incidents the committed archive has. */
const archived: number = JSON.parse(
	readFileSync(join(import.meta.dirname, '../../content/archive/export.json'), 'utf8'),
).incidents.length

const one = {
	id: 'imported1',
	title: 'Slow answers',
	impact: 'minor',
	createdAt: '2026-05-01T10:00:00Z',
	components: ['claude.ai'],
	updates: [],
	links: [],
}

describe('the whole product on one machine, with no network', () => {
	test('serves the archive and is honest about what it cannot reach', async () => {
		const serving = await start()
		expect(serving.said()).toContain(`serves http://localhost:${port}`)
		expect(serving.said()).toMatch(
			/reached 0 of \d+ documents; cannot reach \S+, \S+, \S+ and \d+ more: each is recorded as a gap and asked again\n/,
		)
		const page = await fetch(`${serving.url}/episodes/claude-2026-03-02`)
		expect(page.status).toBe(200)
		expect(await page.text()).toContain('0ghc53zpsfmt')
		const status = await fetch(`${serving.url}/api/v1/status`)
		expect(status.status).toBe(200)
		expect(await status.text()).toContain('status.claude.com')
		for (const name of ['all', 'incidents/claude/0ghc53zpsfmt']) {
			const feed = await fetch(`${serving.url}/feeds/${name}.atom`)
			expect(feed.headers.get('content-type')).toContain('atom')
			expect(await feed.text()).toContain(name === 'all' ? '<entry>' : '0ghc53zpsfmt')
		}
		const timeline = await (
			await fetch(`${serving.url}/api/v1/incidents/claude/0j8dkb38jymf/timeline`)
		).text()
		expect(timeline).toContain('fix_did_not_hold')
	})

	test('the admin paths do not exist for those without the token', async () => {
		const url = `http://127.0.0.1:${port}`
		for (const path of ['/admin/snapshots', '/admin/content', '/admin/import']) {
			expect((await fetch(`${url}${path}`)).status).toBe(404)
			expect(
				(await fetch(`${url}${path}`, { headers: { authorization: 'Bearer guess' } })).status,
			).toBe(404)
		}
	})

	test('a second one is refused while the first runs', async () => {
		await expect(startServing(state, await freePort())).rejects.toThrow('another Tidemark is using')
		await expect(startServing(join(folder, 'other'), port)).rejects.toThrow(
			`port ${port} is in use`,
		)
	})

	test('commands go through the running server', async () => {
		const file = join(folder, 'history.json')
		writeFileSync(file, JSON.stringify({ records: [one] }))
		const imported = await tidemark(
			['import', 'claude', file, '--read-at', '2026-05-02T00:00:00Z'],
			state,
		)
		expect(imported.stdout).toContain('1 incidents in the local store, 1 looks added')
		const answer = await (
			await fetch(`http://127.0.0.1:${port}/api/v1/incidents/claude/imported1`)
		).text()
		expect(answer).toContain('Slow answers')
		const out = join(folder, 'while-running')
		const exported = await tidemark(['export', '--out', out], state)
		expect(exported.stdout).toContain(`${archived + 1} incidents`)
		expect((await tidemark(['verify', out])).code).toBe(0)
	})

	test('killed and started again, nothing is lost and nothing is doubled', async () => {
		const [first] = running
		first?.process.kill('SIGKILL')
		await first?.ended
		const second = await start()
		const answer = await fetch(`${second.url}/api/v1/incidents/claude/imported1`)
		expect(answer.status).toBe(200)
		const out = join(folder, 'after-kill')
		expect((await tidemark(['export', '--out', out], state)).stdout).toContain(
			`${archived + 1} incidents`,
		)
		expect((await tidemark(['verify', out])).code).toBe(0)
	})

	test.runIf(process.platform === 'linux')(
		'a runtime that nobody wrote down is found by the files it has open, and a start on another port ends it',
		async () => {
			const orphaned = running.at(-1)
			const before = port
			orphaned?.process.kill('SIGKILL')
			await orphaned?.ended
			rmSync(join(state, 'runtimes.json'))
			expect(
				(await fetch(`http://127.0.0.1:${before}/api/v1/providers`)).status,
				'the orphan still answers',
			).toBe(200)
			port = await freePort()
			const next = await start()
			await expect(fetch(`http://127.0.0.1:${before}/api/v1/providers`)).rejects.toThrow()
			expect((await fetch(`${next.url}/api/v1/incidents/claude/imported1`)).status).toBe(200)
		},
	)

	test('asked to end it ends, and commands then take the store themselves', async () => {
		const second = running.at(-1)
		second?.process.kill('SIGTERM')
		expect(await second?.ended).toBe(0)
		expect(existsSync(join(state, 'server.json'))).toBe(false)
		const out = join(folder, 'alone')
		const exported = await tidemark(['export', '--out', out], state)
		expect(exported.stdout).toContain(`${archived + 1} incidents`)
		expect(announcedServer()).toBeUndefined()
	})
})
