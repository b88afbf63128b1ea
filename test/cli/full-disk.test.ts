import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { patientKv } from '../../worker/edge/patient-kv.ts'
import { failureSentence } from '../../worker/edge/recorder/recorder-rpc.ts'
import { tidemark } from '../support/command.ts'
import { temporaryFolder } from '../support/small-content.ts'

/**
 * A disk with no room, and one that nothing may be written on: a sentence, with the place and the
 * way out.
 */

const folder = temporaryFolder()
const disk = join(folder, 'disk')
/** A small file system of its own, where this user may make one. */
const mounted = mount()
afterAll(() => {
	if (mounted) execFileSync('umount', ['-l', disk], { stdio: 'ignore' })
	rmSync(folder, { recursive: true, force: true })
})

function mount(): boolean {
	mkdirSync(disk)
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' })
		return true
	} catch {
		return false
	}
}

test.runIf(mounted)('a command says that the disk is full, where, and what to do', async () => {
	const filler = join(disk, 'filler')
	try {
		writeFileSync(filler, new Uint8Array(2 * 1024 * 1024))
	} catch {
		// Full, as it is meant to be.
	}
	const ran = await tidemark(['export', '--out', join(folder, 'out')], join(disk, 'store'))
	expect(ran.code).toBe(1)
	expect(ran.stderr).toMatch(
		/^tidemark: export: .*the disk is full; TIDEMARK_STATE names another folder for the store\n$/,
	)
	rmSync(filler)
	execFileSync('mount', ['-o', 'remount,ro', disk])
	const readOnly = await tidemark(['repair'], join(disk, 'store'))
	expect(readOnly.stderr).toMatch(
		/^tidemark: repair: .*cannot be written: it is read-only; TIDEMARK_STATE names/,
	)
})

test('a write to KV that is never answered is a refusal, and the next ones do not wait for it', async () => {
	let now = 0
	let asked = 0
	const put = () => {
		asked += 1
		return new Promise<void>(() => undefined)
	}
	const kv = patientKv({ put }, 5, () => now)
	await expect(kv.put('a', 'b')).rejects.toThrow('KV did not answer in time')
	await expect(kv.put('a', 'b')).rejects.toThrow('KV did not answer in time')
	expect(asked).toBe(1)
	now = 21
	await expect(kv.put('a', 'b')).rejects.toThrow('KV did not answer in time')
	expect(asked).toBe(2)
})

test('what SQLite says is told in words', () => {
	expect(failureSentence(new Error('database or disk is full: SQLITE_FULL'))).toContain(
		'the disk is full',
	)
	expect(failureSentence(new Error('database disk image is malformed: SQLITE_CORRUPT'))).toContain(
		'tidemark repair',
	)
	expect(
		failureSentence(new Error('attempt to write a readonly database: SQLITE_READONLY')),
	).toContain('cannot be written')
})
