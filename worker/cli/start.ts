import { randomBytes } from 'node:crypto'
import { existsSync, watch } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Miniflare } from 'miniflare'
import { checkout } from './checkout.ts'
import { readArguments } from './command.ts'
import { announcedServer, stateFolder, takeLock } from './lock.ts'
import { reachLine } from './reach.ts'
import { buildSite, countText, fittingSite } from './site-build.ts'
import { storeThrough } from './store.ts'
import { replaceWorker, startWorker } from './worker-host.ts'

/**
 * `npm start`: the whole product on this machine. Builds the site where it would come out otherwise than it lies there, starts the Worker
 * with its store under `.wrangler/`, ticks at once and then every minute, and serves everything. What it prints fits on a small screen.
 */

const usage = [
	'usage: npm start -- [--port N] [--offline] [--no-build] [--watch]',
	'',
	'Builds the site, starts the Worker with its store, asks the status pages once a minute, and serves everything.',
	'',
	'  --port N    another port than 8787, as PORT=N does',
	'  --offline   asks nobody',
	'  --no-build  takes the site as it was built last',
	'  --watch     builds anew when content/, site/ or worker/ change: npm run dev',
].join('\n')

// Half of what a second start costs is compiling the tools, which are the same every time.
enableCompileCache(checkout('node_modules', '.cache', 'tidemark'))
const asked = await orFail(() => readArguments(process.argv.slice(2), flags()).values)
if (asked.help) {
	console.log(usage)
	process.exit(0)
}
const port = portOf(asked.port ?? process.env.PORT)
const lock =
	(await orFail(takeLock)) ?? fail(`another Tidemark is using .wrangler here${announcedServer() ? ` and serves ${announcedServer()?.url}` : ''}: stop it first`)
if (!(await becomesFree(port))) fail(`port ${port} is in use: name another one, as in npm start -- --port ${port === 65535 ? 8787 : port + 1}`)
if (!asked['no-build'] || !existsSync(checkout('dist', 'index.html'))) await orFail(makeSite)

const token = randomBytes(24).toString('base64url')
const nobody = { script: 'export default { fetch: () => Response.error() }', bindings: {} }
const options = { state: stateFolder, port, assets: true, bindings: { ADMIN_TOKEN: token }, ...(asked.offline && { internet: nobody }) }
const host = await orFail(() => startWorker(options))
lock.started()
const store = storeThrough((path, init) => host.dispatchFetch(`http://localhost${path}`, init), token)
const address = `http://localhost:${port}`
lock.announce({ url: `http://127.0.0.1:${port}`, token })
console.log(`Tidemark serves ${address}`)
console.log(`  ${address}/now            what is down now, and how old that news is`)
console.log(`  ${address}/api/v1/status  what it knows and what it cannot reach`)
console.log(`  ${address}/feeds/all.xml  everything, as a feed`)

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
if (asked.watch) watchSources()

function flags() {
	const flag = { type: 'boolean' } as const
	return { port: { type: 'string' }, offline: flag, 'no-build': flag, watch: flag, help: { ...flag, short: 'h' } } as const
}

/** Builds the site, unless what lies there is what would be built. */
async function makeSite(): Promise<void> {
	const files = fittingSite()
	if (files === undefined) await buildSite()
	else console.log(`the site is up to date: ${countText(files)}`)
}

/** Builds and bundles anew when a source changes, one change after the other; what does not build leaves the running one in place. */
function watchSources(): void {
	let due: NodeJS.Timeout | undefined
	let work = Promise.resolve()
	const renew = async () => {
		try {
			await makeSite()
			await replaceWorker(host, options)
			lock.started()
			console.log(`built anew, serving ${address}`)
		} catch (error) {
			console.error(`not built: ${sentenceOf(error)}`)
		}
	}
	const changed = () => {
		clearTimeout(due)
		due = setTimeout(() => {
			work = work.then(renew)
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
		if (!stopping) console.error(`${new Date(slot).toISOString().slice(0, 16)}Z: the tick failed: ${sentenceOf(error)}`)
	}
}

async function tellReach(): Promise<void> {
	try {
		console.log(reachLine(await store.looks()))
	} catch (error) {
		console.error(`the recorder does not answer: ${sentenceOf(error)}`)
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
	if (!Number.isInteger(value) || value < 1 || value > 65535) fail(`the port is ${JSON.stringify(text)}: a number from 1 to 65535 is expected`)
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

/** What cannot be done ends the program with one sentence. */
async function orFail<T>(work: () => T | Promise<T>): Promise<T> {
	try {
		return await work()
	} catch (error) {
		return fail(sentenceOf(error))
	}
}

function sentenceOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error)
}

function fail(sentence: string): never {
	console.error(`tidemark: ${sentence}`)
	process.exit(1)
}
