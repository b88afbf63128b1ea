import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * workerd outlives a Node that is killed without a chance to say goodbye, and would go on holding the store and the port.
 * So its process is written down while it runs, and the next one who takes the store ends it.
 */

interface Runtime {
	readonly pid: number
	/** Its command line holds a random port: a process with the same number and another line is somebody else's. */
	readonly command: string
}

/** Writes down the workerd processes that this process has started. */
export function rememberRuntimes(file: string): void {
	const runtimes = processes().filter((candidate) => candidate.parent === process.pid && /workerd/.test(candidate.command))
	writeFileSync(file, JSON.stringify(runtimes.map(({ pid, command }) => ({ pid, command }) satisfies Runtime)))
}

/** Ends the workerd processes that were written down and still run, waits until they are gone, and forgets them. */
export async function endForgottenRuntimes(file: string): Promise<void> {
	if (!existsSync(file)) return
	for (const runtime of readRuntimes(file)) {
		if (commandOf(runtime.pid) !== runtime.command) continue
		process.kill(runtime.pid, 'SIGKILL')
		for (let waited = 0; waited < 5000 && commandOf(runtime.pid) === runtime.command; waited += 20) await sleep(20)
	}
	rmSync(file, { force: true })
}

function readRuntimes(file: string): Runtime[] {
	try {
		const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
		// Written by `rememberRuntimes`; whatever else is there is left alone.
		return Array.isArray(value) ? (value as Runtime[]).filter(({ pid, command }) => Number.isInteger(pid) && pid > 1 && typeof command === 'string') : []
	} catch {
		return []
	}
}

function processes(): { pid: number; parent: number; command: string }[] {
	if (process.platform === 'linux') {
		return readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name))
			.flatMap((name) => {
				const parent = /^PPid:\s*(\d+)$/m.exec(readProc(`/proc/${name}/status`))?.[1]
				return parent === undefined ? [] : [{ pid: Number(name), parent: Number(parent), command: commandOf(Number(name)) ?? '' }]
			})
	}
	return ps(['-A', '-o', 'pid=,ppid=,command=']).flatMap((line) => {
		const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)
		return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }] : []
	})
}

function commandOf(pid: number): string | undefined {
	const line =
		process.platform === 'linux' ? readProc(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() : ps(['-p', String(pid), '-o', 'command='])[0]?.trim()
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

function ps(args: readonly string[]): string[] {
	try {
		return execFileSync('ps', [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')
	} catch {
		// Where there is no ps there is nothing to find.
		return []
	}
}
