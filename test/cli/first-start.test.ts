import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reachLine } from '../../worker/cli/reach.ts'
import { freePort, type Serving, startServing } from '../support/command.ts'
import { type CopiedCheckout, copyCheckout } from '../support/copied-checkout.ts'
import { temporaryFolder } from '../support/small-content.ts'

/** `npm start` where nothing was made before, as its first reader sees it. */

const folder = temporaryFolder()
let clone: CopiedCheckout
let port = 0

beforeAll(async () => {
	clone = copyCheckout(join(folder, 'clone'))
	port = await freePort()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts, and gives the lines that were said until it was ready. */
async function saidBy(...args: readonly string[]): Promise<string[]> {
	const serving: Serving = await startServing(join(folder, 'state'), port, {
		root: clone.root,
		args: ['--offline', ...args],
	})
	const page = await fetch(`${serving.url}/incidents/claude/0ghc53zpsfmt`)
	serving.process.kill('SIGTERM')
	await serving.ended
	expect(page.status).toBe(200)
	return serving.said().trimEnd().split('\n')
}

describe('npm start with the committed archive', () => {
	test('builds, serves and says so in a handful of lines', async () => {
		const lines = await saidBy()
		expect(lines.length).toBeLessThan(15)
		expect(lines.slice(0, 2)).toEqual([
			'building the site …',
			expect.stringMatching(/^building the site: [\d,]+ files in [\d.]+ s$/),
		])
		expect(lines).toContain(`Tidemark serves http://localhost:${port}`)
		expect(lines.filter((line) => line.includes('cannot reach'))).toHaveLength(2)
		expect(lines.join('\n')).not.toMatch(/WARN|conflict/i)
	})

	test('builds nothing the second time', async () => {
		const lines = await saidBy()
		expect(lines[0]).toMatch(/^the site is up to date: [\d,]+ files$/)
		expect(lines.join('\n')).not.toContain('building')
	})
})

describe('what keeps it from starting is one sentence', () => {
	const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
		clone.run('start.ts', ['--offline', ...args], {
			TIDEMARK_STATE: join(folder, 'other'),
			PORT: String(port),
			...env,
		})

	test('a port that is taken', async () => {
		const server = await new Promise<Server>((done) => {
			const listening: Server = createServer().listen(port, '127.0.0.1', () => done(listening))
		})
		const { code, stdout, stderr } = await start([])
		server.close()
		expect([code, stdout, stderr]).toEqual([
			1,
			'',
			`tidemark: port ${port} is in use: name another one, as in npm start -- --port ${port + 1}\n`,
		])
	})

	test.each([
		[['--ofline'], 'tidemark: Unknown option "--ofline"\n'],
		[
			['--port', 'eighty'],
			'tidemark: the port is "eighty": a number from 1 to 65535 is expected\n',
		],
	])('%j', async (args, sentence) => {
		expect(await start(args)).toEqual({ code: 1, stdout: '', stderr: sentence })
	})

	test('a store that cannot be written', async () => {
		const file = join(folder, 'a-file')
		writeFileSync(file, '')
		const { code, stderr } = await start([], { TIDEMARK_STATE: join(file, 'state') })
		expect(code).toBe(1)
		expect(stderr).toBe(
			`tidemark: ${join(file, 'state')} cannot be written: a file is in the way; TIDEMARK_STATE names another folder for the store\n`,
		)
	})

	test('a clock that is behind the runtime', async () => {
		const moment = Date.parse('2026-01-01T00:00:00Z')
		const clock = `const D = Date; globalThis.Date = class extends D { constructor(...a) { a.length ? super(...a) : super(${moment}) } static now() { return ${moment} } }`
		const { code, stderr } = await start(['--no-build'], {
			NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}`,
		})
		expect(code).toBe(1)
		expect(stderr).toMatch(
			/^tidemark: this machine's clock says 2026-01-01, and the runtime begins with \d{4}-\d\d-\d\d: set the clock right\n$/,
		)
	})
})

describe('the line on what is reached', () => {
	const look = (host: string, outcome: 'stored' | 'unchanged' | 'failed' | null) => ({
		url: `https://${host}/api/v2/summary.json`,
		outcome,
	})

	test('names few and counts the rest, each host once', () => {
		expect(reachLine([look('a.example', 'stored'), look('b.example', 'unchanged')])).toBe(
			'reached 2 of 2 documents',
		)
		expect(
			reachLine([
				look('a.example', 'stored'),
				look('b.example', 'failed'),
				look('b.example', 'failed'),
				look('c.example', null),
			]),
		).toBe(
			'reached 1 of 4 documents; cannot reach b.example: each is recorded as a gap and asked again',
		)
		expect(
			reachLine(['a', 'b', 'c', 'd', 'e'].map((name) => look(`${name}.example`, 'failed'))),
		).toBe(
			'reached 0 of 5 documents; cannot reach a.example, b.example, c.example and 2 more: each is recorded as a gap and asked again',
		)
	})
})
