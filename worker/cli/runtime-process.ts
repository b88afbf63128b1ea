import { execFileSync } from 'node:child_process'
import {
	existsSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	rmSync,
	writeFileSync,
} from 'node:fs'
import { sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * workerd outlives a Node that is killed without a chance to say goodbye, and would go on holding
 * the store and the port.
 * So its process is written down while it runs, and the next one who takes the store ends it. What
 * was killed before it could write anything
 * down is found by the files that its runtime has open.
 */

interface Runtime {
	readonly pid: number
	/**
	 * Its command line holds a random port: a process with the same number and another line is
	 * somebody else's.
	 */
	readonly command: string
}

interface Process extends Runtime {
	readonly parent: number
}

/** Writes down the workerd processes that this process has started. */
export function rememberRuntimes(file: string): void {
	const runtimes = processes().filter(
		(candidate) => candidate.parent === process.pid && isRuntime(candidate),
	)
	try {
		writeFileSync(
			file,
			JSON.stringify(runtimes.map(({ pid, command }) => ({ pid, command }) satisfies Runtime)),
		)
	} catch {
		// On a full disk it stays unwritten; the files that it has open tell of it, too.
	}
}

/**
 * Ends the workerd processes that were written down and still run, and those that have files of the
 * folder open and nobody to answer to; waits
 * until they are gone, and forgets them. Throws an Error with a sentence when one that somebody
 * else runs is using the folder.
 */
export async function endForgottenRuntimes(file: string, folder?: string): Promise<void> {
	if (existsSync(file)) for (const runtime of readRuntimes(file)) await end(runtime)
	rmSync(file, { force: true })
	if (folder === undefined) return
	for (const runtime of runtimesOn(folder)) {
		if (!isOrphan(runtime))
			throw new Error(
				`another program's runtime (process ${runtime.pid}) is using ${folder}: stop it first`,
			)
		await end(runtime)
	}
}

async function end({ pid, command }: Runtime): Promise<void> {
	if (commandOf(pid) !== command) return
	process.kill(pid, 'SIGKILL')
	for (let waited = 0; waited < 5000 && commandOf(pid) === command; waited += 20) await sleep(20)
}

function isRuntime({ command }: Process): boolean {
	return /workerd/.test(command)
}

/**
 * A runtime's parent is the Node that started it. When that is gone, the system's first process, or
 * another that takes in orphans, has it.
 */
function isOrphan({ parent }: Process): boolean {
	return parent === 1 || !/node|wrangler|bun/i.test(commandOf(parent) ?? '')
}

/** The workerd processes that have a file of a folder open. On Windows none is found. */
function runtimesOn(folder: string): Process[] {
	if (!existsSync(folder)) return []
	const within = realpathSync(folder) + sep
	return processes().filter(
		(candidate) =>
			candidate.pid !== process.pid &&
			isRuntime(candidate) &&
			openFilesOf(candidate.pid).some((path) => path.startsWith(within)),
	)
}

function openFilesOf(pid: number): string[] {
	if (process.platform !== 'linux')
		return said('lsof', ['-p', String(pid), '-F', 'n']).flatMap((line) =>
			line.startsWith('n') ? [line.slice(1)] : [],
		)
	try {
		return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
			try {
				return [readlinkSync(`/proc/${pid}/fd/${name}`)]
			} catch {
				return []
			}
		})
	} catch {
		// The process has ended in between, or is another user's.
		return []
	}
}

function readRuntimes(file: string): Runtime[] {
	try {
		const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
		// Written by `rememberRuntimes`; whatever else is there is left alone.
		return Array.isArray(value)
			? (value as Runtime[]).filter(
					({ pid, command }) => Number.isInteger(pid) && pid > 1 && typeof command === 'string',
				)
			: []
	} catch {
		return []
	}
}

function processes(): Process[] {
	if (process.platform === 'linux') {
		return readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name))
			.flatMap((name) => {
				const parent = /^PPid:\s*(\d+)$/m.exec(readProc(`/proc/${name}/status`))?.[1]
				return parent === undefined
					? []
					: [{ pid: Number(name), parent: Number(parent), command: commandOf(Number(name)) ?? '' }]
			})
	}
	return said('ps', ['-A', '-o', 'pid=,ppid=,command=']).flatMap((line) => {
		const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)
		return match
			? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }]
			: []
	})
}

function commandOf(pid: number): string | undefined {
	const line =
		process.platform === 'linux'
			? readProc(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
			: said('ps', ['-p', String(pid), '-o', 'command='])[0]?.trim()
	return line === '' ? undefined : line
}

function readProc(path: string): string {
	try {
		return readFileSync(path, 'utf8')
	} catch {
		// The process has ended in between.
		return ''
	}
}

/** The lines that a program of the system prints. */
function said(program: string, args: readonly string[]): string[] {
	try {
		return execFileSync(program, [...args], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}).split('\n')
	} catch {
		// Where there is no such program there is nothing to find.
		return []
	}
}
