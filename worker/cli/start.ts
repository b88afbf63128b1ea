import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, watch } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Miniflare } from 'miniflare'
import { checkout } from './checkout.ts'
import { announcedServer, stateFolder, takeLock } from './lock.ts'
import { storeThrough } from './store.ts'
import { replaceWorker, startWorker } from './worker-host.ts'

/**
 * `npm start`: the whole product on this machine. Builds the site, starts the Worker with its store under `.wrangler/`, ticks at once
 * and then every minute, and serves everything on PORT (8787). `--watch` builds anew when a source changes, `--offline` asks nobody,
 * `--no-build` takes the site as it was built last.
 */

const port = portOf(process.env.PORT)
const lock =
	(await takeLock()) ?? fail(`another Tidemark is using .wrangler here${announcedServer() ? ` and serves ${announcedServer()?.url}` : ''}: stop it first`)
if (!(await becomesFree(port))) fail(`port ${port} is in use: name another one, as in PORT=8788 npm start`)
if (!process.argv.includes('--no-build') || !existsSync(checkout('dist', 'index.html')))
	await run('npm', ['run', '--silent', 'build']).catch((error: Error) => fail(error.message))

const token = randomBytes(24).toString('base64url')
const nobody = { script: 'export default { fetch: () => Response.error() }', bindings: {} }
const options = { state: stateFolder, port, assets: true, bindings: { ADMIN_TOKEN: token }, ...(process.argv.includes('--offline') && { internet: nobody }) }
const host = await startWorker(options)
lock.started()
const store = storeThrough((path, init) => host.dispatchFetch(`http://localhost${path}`, init), token)
const address = `http://localhost:${port}`
lock.announce({ url: `http://127.0.0.1:${port}`, token })
console.log(`\nTidemark serves ${address}\n  ${address}/api/v1/status  what it knows and what it cannot reach\n  ${address}/feeds/all.xml  the feed\n`)

let stopping = false
let timer: NodeJS.Timeout | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	// The runtime's own listener would end this process before a tick in progress is let go.
	process.removeAllListeners(signal)
	process.on(signal, () => (stopping ? process.exit(1) : void stop()))
}
if (process.env.npm_lifecycle_event) endWithParent(process.ppid)
await tick(host)
await tellReach()
console.log('Ctrl-C ends it.')
plan()
if (process.argv.includes('--watch')) watchSources()

/** Builds and bundles anew when a source changes; what does not build leaves the running one in place. */
function watchSources(): void {
	let due: NodeJS.Timeout | undefined
	const changed = () => {
		clearTimeout(due)
		due = setTimeout(async () => {
			try {
				await run('npm', ['run', '--silent', 'build'])
				await replaceWorker(host, options)
				lock.started()
				console.log(`built anew, serving ${address}`)
			} catch (error) {
				console.error(`not built: ${error instanceof Error ? error.message : String(error)}`)
			}
		}, 300)
	}
	for (const folder of ['content', 'site', 'worker']) watch(checkout(folder), { recursive: true }, changed)
	console.log('watching content, site and worker')
}

/** A signal to npm ends npm's shell and does not reach this process; the shell's end does. */
function endWithParent(parent: number): void {
	setInterval(() => {
		if (process.ppid !== parent) void stop()
	}, 1000).unref()
}

/** Ticks at the start of every minute. A tick that fails is said and tried again in the next one. */
function plan(): void {
	timer = setTimeout(
		async () => {
			await tick(host)
			if (!stopping) plan()
		},
		60_000 - (Date.now() % 60_000),
	)
}

async function tick(worker: Miniflare): Promise<void> {
	const slot = Math.floor(Date.now() / 60_000) * 60_000
	try {
		const result = await (await worker.getWorker()).scheduled({ scheduledTime: new Date(slot), cron: '* * * * *' })
		if (result.outcome !== 'ok') throw new Error(result.outcome)
	} catch (error) {
		if (!stopping) console.error(`${new Date(slot).toISOString().slice(0, 16)}Z: the tick failed: ${error instanceof Error ? error.message : String(error)}`)
	}
}

async function tellReach(): Promise<void> {
	try {
		const looks = await store.looks()
		const good = looks.filter((look) => look.outcome === 'stored' || look.outcome === 'unchanged')
		const failed = looks.filter((look) => look.outcome === 'failed')
		console.log(`reached ${good.length} of ${looks.length} documents`)
		const shown = 12
		for (const look of failed.slice(0, shown)) console.log(`  cannot reach ${look.url}: ${look.failure?.message ?? 'no answer'}`)
		if (failed.length > shown) console.log(`  and ${failed.length - shown} more: ${address}/api/v1/status lists them`)
		if (failed.length > 0) console.log('What cannot be reached is recorded as a gap and asked again.')
	} catch (error) {
		console.error(`the recorder does not answer: ${error instanceof Error ? error.message : String(error)}`)
	}
}

async function stop(): Promise<void> {
	if (stopping) return
	stopping = true
	clearTimeout(timer)
	console.log('\nstopping')
	await host.dispose()
	lock.release()
	process.exit(0)
}

function portOf(text: string | undefined): number {
	const value = Number(text ?? '8787')
	if (!Number.isInteger(value) || value < 1 || value > 65535) fail(`PORT is ${JSON.stringify(text)}: a number from 1 to 65535 is expected`)
	return value
}

/** Waits a second for a port that a runtime which was just ended may still be giving back. */
async function becomesFree(wanted: number): Promise<boolean> {
	for (let attempt = 0; attempt < 10; attempt += 1) {
		if (await isFree(wanted)) return true
		await sleep(100)
	}
	return false
}

function isFree(wanted: number): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = createServer()
		probe.once('error', () => resolve(false))
		probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(true)))
	})
}

function run(program: string, args: readonly string[]): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { cwd: checkout(), stdio: 'inherit' })
		child.on('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)))
		child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error('the site could not be built'))))
	})
}

function fail(sentence: string): never {
	console.error(`tidemark: ${sentence}`)
	process.exit(1)
}
