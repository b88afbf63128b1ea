import { randomBytes } from 'node:crypto'
import { existsSync, watch } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Miniflare } from 'miniflare'
import { checkout } from './checkout.ts'
import { readArguments, shown } from './command.ts'
import { announcedServer, stateFolder, storeFolder, takeLock } from './lock.ts'
import { reachLine } from './reach.ts'
import { buildSite, countText, fittingSite } from './site-build.ts'
import { storeThrough } from './store.ts'
import { refuseDamaged } from './store-damage.ts'
import { sentenceOf } from './system-error.ts'
import { say, sayError } from './terminal.ts'
import { replaceWorker, startWorker } from './worker-host.ts'
import { whyNotKept } from './writable-folder.ts'

/**
 * `npm start`: the whole product on this machine. Builds the site where it would come out otherwise
 * than it lies there, starts the Worker
 * with its store under `.wrangler/`, ticks at once and then every minute, and serves everything.
 * What it prints fits on a small screen.
 */

const usage = [
	'usage: npm start -- [--port N] [--offline] [--no-build] [--watch]',
	'',
	'Builds the site, starts the Worker with its store, asks the status pages once a minute, ' +
		'and serves everything.',
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
	(await orFail(takeLock)) ??
	fail(
		'another Tidemark is using .wrangler ' +
			`here${announcedServer() ? ` and serves ${announcedServer()?.url}` : ''}: stop it first`,
	)
if (!(await becomesFree(port)))
	fail(
		`port ${port} is in use: name another one, as in npm start -- --port ${port === 65535 ? 8787 : port + 1}`,
	)
if (!asked['no-build'] || !existsSync(checkout('dist', 'index.html'))) await orFail(makeSite)

await orFail(() => refuseDamaged(stateFolder))
lock.starting()
const token = randomBytes(24).toString('base64url')
const nobody = { script: 'export default { fetch: () => Response.error() }', bindings: {} }
/** What the Worker has said of a tick that failed, by its minute: it is told with the tick. */
const reasons = new Map<string, string>()
const hear = (message: string) => {
	const [, minute, reason] = /^(\S+T\d\d:\d\d):00Z shard-\d+: (.*)$/.exec(message) ?? []
	if (minute !== undefined && reason !== undefined) reasons.set(`${minute}Z`, reason)
	return reason !== undefined
}
const options = {
	state: stateFolder,
	hear,
	port,
	assets: true,
	bindings: { ADMIN_TOKEN: token },
	...(asked.offline && { internet: nobody }),
}
const host = await orFail(() => startWorker(options))
lock.started()
const store = storeThrough(
	(path, init) => host.dispatchFetch(`http://localhost${path}`, init),
	token,
)
const address = `http://localhost:${port}`
await orFail(() => lock.announce({ url: `http://127.0.0.1:${port}`, token }))
console.log(`Tidemark serves ${address}`)
console.log(`  ${address}/now            what is down now, and how old that news is`)
console.log(`  ${address}/api/v1/status  what it knows and what it cannot reach`)
console.log(`  ${address}/feeds/all.xml  everything, as a feed`)

/** Longer than a tick may take, shorter than the minute. */
const tickPatience = 58_000
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
	return {
		port: { type: 'string' },
		offline: flag,
		'no-build': flag,
		watch: flag,
		help: { ...flag, short: 'h' },
	} as const
}

/** Builds the site, unless what lies there is what would be built. */
async function makeSite(): Promise<void> {
	const files = fittingSite()
	if (files === undefined) await buildSite()
	else console.log(`the site is up to date: ${countText(files)}`)
}

/**
 * Builds and bundles anew when a source changes, one change after the other; what does not build
 * leaves the running one in place.
 */
function watchSources(): void {
	let due: NodeJS.Timeout | undefined
	let work = Promise.resolve()
	const renew = async () => {
		try {
			await makeSite()
			lock.starting()
			await replaceWorker(host, options)
			lock.started()
			console.log(`built anew, serving ${address}`)
		} catch (error) {
			sayError(`not built: ${sentenceOf(error)}`)
		}
	}
	const changed = () => {
		clearTimeout(due)
		due = setTimeout(() => {
			work = work.then(renew)
		}, 300)
	}
	for (const folder of ['content', 'site', 'worker'])
		watch(checkout(folder), { recursive: true }, changed)
	console.log('watching content, site and worker')
}

/** A signal to npm ends npm's shell and does not reach this process; the shell's end does. */
function endWithParent(parent: number): void {
	setInterval(() => {
		if (process.ppid !== parent) void stop()
	}, 1000).unref()
}

/** Ticks at the start of every minute, whatever became of the tick before. */
function plan(): void {
	timer = setTimeout(
		() => {
			plan()
			void tick(host)
		},
		60_000 - (Date.now() % 60_000),
	)
}

/**
 * A tick that comes to nothing is said, each time, with the reason and the place; the next minute's
 * tries again.
 */
async function tick(worker: Miniflare): Promise<void> {
	const slot = Math.floor(Date.now() / 60_000) * 60_000
	const minute = `${new Date(slot).toISOString().slice(0, 16)}Z`
	try {
		const ran = worker
			.getWorker()
			.then((entry) => entry.scheduled({ scheduledTime: new Date(slot), cron: '* * * * *' }))
		const result = await Promise.race([ran, sleep(tickPatience, undefined, { ref: false })])
		if (result === undefined) throw new Error('it has not ended within a minute')
		if (result.outcome !== 'ok') throw new Error(reasons.get(minute) ?? result.outcome)
	} catch (error) {
		const reason = whyNotKept(storeFolder)
		const why =
			reason === undefined
				? sentenceOf(error)
				: `${reason}; it goes on as soon as something can be written`
		if (!stopping)
			sayError(`${minute}: the tick failed: ${why} (the store is ${shown(storeFolder)})`)
	} finally {
		reasons.clear()
	}
}

async function tellReach(): Promise<void> {
	try {
		say(reachLine(await store.looks()))
	} catch (error) {
		sayError(`the recorder does not answer: ${sentenceOf(error)}`)
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
	if (!Number.isInteger(value) || value < 1 || value > 65535)
		fail(`the port is ${JSON.stringify(text)}: a number from 1 to 65535 is expected`)
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

function fail(sentence: string): never {
	sayError(`tidemark: ${sentence}`)
	process.exit(1)
}
