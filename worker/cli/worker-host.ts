import type { BuildOptions } from 'esbuild'
import type {
	Log,
	Miniflare,
	MiniflareOptions,
	V4WorkerOptions,
	V4WorkerOptionsShape,
} from 'miniflare'
import { checkout } from './checkout.ts'
import { generateContent } from './generated-content.ts'
import { say, sayError } from './terminal.ts'

/**
 * Runs the real Worker on this machine: bundled once, in workerd, with the bindings of
 * wrangler.toml. The tools take half a second
 * to load, so they are loaded when they are needed.
 */

export interface HostOptions {
	/** Where KV and Durable Objects are kept; absent: in memory, gone with the host. */
	readonly state?: string
	readonly port?: number
	/** Further text bindings, such as ADMIN_TOKEN. */
	readonly bindings?: Readonly<Record<string, string>>
	/**
	 * A Worker in place of the Internet, bound as INTERNET. Its module is one text without imports.
	 */
	readonly internet?: {
		readonly script: string
		readonly bindings: Readonly<Record<string, string>>
	}
	/**
	 * Another entry in place of the Worker's own, and other content in place of this checkout's:
	 * paths, for the benchmarks.
	 */
	readonly entry?: string
	readonly content?: string
	/** Is given what the Worker says before it is passed on; true when there is no need to. */
	readonly hear?: (message: string) => boolean
	/** Whether the built site and the archive are there; without them ASSETS answers 404. */
	readonly assets: boolean
}

/**
 * Bundles the Worker and starts it. The caller disposes of it. Rejects when a past moment is to be
 * read beside the archive, which knows what came after it.
 */
export async function startWorker(options: HostOptions): Promise<Miniflare> {
	if (options.assets && options.bindings?.CLOCK !== undefined)
		throw new Error('a clock of the past goes without the archive, whose incidents came later')
	const { Miniflare } = await import('miniflare')
	const host = new Miniflare(await hostOptions(options))
	try {
		await host.ready
	} catch (error) {
		await host.dispose().catch(() => undefined)
		throw error
	}
	return host
}

/** Bundles the Worker anew and puts it in place of the one that runs; the store stays. */
export async function replaceWorker(host: Miniflare, options: HostOptions): Promise<void> {
	await host.setOptions(await hostOptions(options))
}

async function hostOptions(options: HostOptions): Promise<MiniflareOptions> {
	// The bundler is a process of its own: it works while the tools are loaded.
	const [
		script,
		{ convertV4MiniflareOptions, Log: RuntimeLog, LogLevel },
		{ unstable_getMiniflareWorkerOptions },
	] = await Promise.all([
		bundle(options.entry ?? checkout('worker', 'index.ts'), options.content),
		import('miniflare'),
		import('wrangler'),
	])
	// Wrangler's own type for these is the same shape with its keys hidden behind an index signature.
	const { assets, ...rest } = unstable_getMiniflareWorkerOptions(checkout('wrangler.toml'))
		.workerOptions as V4WorkerOptionsShape
	refuseEarlyClock(rest.compatibilityDate)
	const name = 'tidemark'
	const worker: V4WorkerOptions = {
		...rest,
		...(options.assets && assets && { assets }),
		name,
		modules: [{ type: 'ESModule', path: 'index.js', contents: script }],
		bindings: { ...rest.bindings, ...options.bindings },
		serviceBindings: {
			...rest.serviceBindings,
			...(options.internet && { INTERNET: 'internet' }),
			...(!options.assets && { ASSETS: 'no-assets' }),
		},
	}
	const beside: V4WorkerOptions[] = []
	if (options.internet)
		beside.push({
			name: 'internet',
			compatibilityDate: rest.compatibilityDate ?? '2026-11-02',
			modules: true,
			script: options.internet.script,
			bindings: { ...options.internet.bindings },
		})
	if (!options.assets)
		beside.push({
			name: 'no-assets',
			modules: true,
			script: 'export default { fetch: () => new Response(null, { status: 404 }) }',
		})
	return convertV4MiniflareOptions({
		workers: [worker, ...beside],
		host: '127.0.0.1',
		...(options.port !== undefined && { port: options.port }),
		...(options.state !== undefined && { resourcePersistencePath: options.state }),
		// Nothing is known of where a request comes from. Otherwise an address on the Internet would be
		// asked for what this machine's requests
		// would look like there, or all would seem to come from one network.
		cf: {},
		log: quiet(new RuntimeLog(LogLevel.WARN)),
		handleStructuredLogs: ({ level, message }) => {
			if (!options.hear?.(message)) tell(level, message)
		},
		logRequests: false,
	})
}

/**
 * The runtime takes no compatibility date of the future, and says so in a stack trace of its own.
 */
function refuseEarlyClock(compatibilityDate: string | undefined): void {
	const today = new Date().toISOString().slice(0, 10)
	if (compatibilityDate === undefined || compatibilityDate <= today) return
	throw new Error(
		`this machine's clock says ${today}, and the runtime begins with ${compatibilityDate}: set the clock right`,
	)
}

/**
 * What the Worker says is passed on, without the stack; what workerd says of a connection that
 * failed is the recorder's to tell, and it does.
 */
function tell(level: string, message: string): void {
	if (/wdErrId|^e = |^stack: |disconnected/.test(message)) return
	const text = process.env.TIDEMARK_TRACE ? message : (message.split(/\n\s+at /)[0] ?? message)
	for (const line of text.split('\n'))
		if (level === 'error' || level === 'warn') sayError(line)
		else say(line)
}

/**
 * What fails inside the runtime's own parts (a write to KV, say) comes back to the Worker, which
 * tells it in words.
 */
function quiet(log: Log): Log {
	if (!process.env.TIDEMARK_TRACE) log.error = () => undefined
	return log
}

/**
 * One module from an entry and all that it imports, for workerd. `content` is a module in place of
 * `#content`, which is made to fit otherwise.
 */
export async function bundle(entry: string, content?: string): Promise<string> {
	if (content === undefined) await generateContent()
	const { build } = await import('esbuild')
	const result = await build({
		...bundling(entry),
		...(content !== undefined && { alias: { '#content': content } }),
	})
	const [output] = result.outputFiles
	if (!output) throw new Error(`${entry} gave no bundle`)
	return output.text
}

/** How a bundle for workerd is made, in memory. */
export function bundling(entry: string) {
	return {
		entryPoints: [entry],
		outdir: 'dist',
		write: false,
		bundle: true,
		format: 'esm',
		target: 'es2024',
		platform: 'browser',
		conditions: ['workerd', 'worker', 'browser'],
		external: ['cloudflare:*', 'node:*'],
		logLevel: 'error',
		absWorkingDir: checkout(),
	} as const satisfies BuildOptions
}
