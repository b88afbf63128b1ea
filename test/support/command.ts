import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** Runs parts of the checkout as people do: as processes. */

const root = join(import.meta.dirname, '../..')

export interface Ran {
	readonly code: number | null
	readonly stdout: string
	readonly stderr: string
}

/** Runs `tidemark` with arguments. `state` is the folder of the local store. */
export function tidemark(args: readonly string[], state?: string): Promise<Ran> {
	return run(
		[join(root, 'worker/cli/tidemark.ts'), ...args],
		root,
		state === undefined ? {} : { TIDEMARK_STATE: state },
	)
}

/** Runs this Node with arguments to its end. */
export function run(
	args: readonly string[],
	cwd: string,
	env: Readonly<Record<string, string>>,
): Promise<Ran> {
	const child = spawn(process.execPath, [...args], {
		cwd,
		stdio: 'pipe',
		env: { ...process.env, ...env },
	})
	let stdout = ''
	let stderr = ''
	child.stdout.on('data', (chunk) => {
		stdout += chunk
	})
	child.stderr.on('data', (chunk) => {
		stderr += chunk
	})
	return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
}

export interface Serving {
	readonly process: ChildProcess
	readonly url: string
	/** What it has said so far. */
	said(): string
	/** Ends when the process does. */
	readonly ended: Promise<number | null>
}

/**
 * Starts `npm start`'s own program, on the built site and asking nobody unless `from` says
 * otherwise, and waits until it has ticked. Throws what it said when it ends instead.
 */
export function startServing(
	state: string,
	port: number,
	from = { root, args: ['--no-build', '--offline'] },
): Promise<Serving> {
	const child = spawn(process.execPath, [join(from.root, 'worker/cli/start.ts'), ...from.args], {
		cwd: from.root,
		stdio: 'pipe',
		env: { ...process.env, TIDEMARK_STATE: state, PORT: String(port) },
	})
	let said = ''
	const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
	return new Promise((resolve, reject) => {
		const hear = (chunk: unknown) => {
			said += chunk
			if (said.includes('Ctrl-C ends it.'))
				resolve({ process: child, url: `http://127.0.0.1:${port}`, said: () => said, ended })
		}
		child.stdout.on('data', hear)
		child.stderr.on('data', hear)
		setTimeout(() => reject(new Error(`not ready after 60 s: ${said}`)), 60_000).unref()
		void ended.then(() => reject(new Error(said)))
	})
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const probe = createServer()
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address()
			probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
		})
	})
}
