import {
	cpSync,
	existsSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { damageIn, refuseDamaged } from '../../worker/cli/store-damage.ts'
import { databasesIn, recorderFile, valuesFolder } from '../../worker/cli/store-files.ts'
import { acmeFrames, slotAt } from '../support/acme-story.ts'
import { tidemark } from '../support/command.ts'
import { everythingOf, playFrames } from '../support/replayed.ts'
import { temporaryFolder } from '../support/small-content.ts'

/**
 * A store of the real runtime, damaged in one way after the other: it is told before anything opens
 * it, and mended as far as it goes.
 */

const minutes = 30
const { frames, bodies } = acmeFrames(minutes)
const folder = temporaryFolder()
const whole = join(folder, 'whole')
const incident = '/api/v1/incidents/claude/inc1'
let told: Awaited<ReturnType<typeof lookInto>>

async function lookInto(store: string) {
	const stage = await playFrames(frames, bodies, {}, join(store, 'state'))
	try {
		return {
			...(await everythingOf(stage)),
			incident: await stage.ask(incident),
			status: await stage.ask('/admin/status'),
		}
	} finally {
		await stage.host.dispose()
	}
}

/** A copy of the store, to be damaged. */
function copy(name: string): {
	readonly store: string
	readonly state: string
	readonly recorder: string
	readonly index: string
} {
	const store = join(folder, name)
	cpSync(whole, store, { recursive: true })
	const state = join(store, 'state')
	const index = databasesIn(state).find(({ room }) => room === 'kv')?.path ?? ''
	return { store, state, recorder: recorderFile(state, 'shard-0'), index }
}

/** Writes a file's log into it, so that damage to the file is damage to what it holds. */
function settle(path: string): void {
	const database = new DatabaseSync(path)
	database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
	database.close()
}

function asideIn(store: string): string[] {
	return readdirSync(join(store, 'aside'), { recursive: true, withFileTypes: true }).flatMap(
		(entry) => (entry.isFile() ? [entry.name] : []),
	)
}

beforeAll(async () => {
	const stage = await playFrames(frames, bodies, {}, join(whole, 'state'))
	const request = {
		from: slotAt(0),
		to: slotAt(minutes),
		stepSeconds: 60,
		urls: [...new Set(frames.map(({ url }) => url))],
	}
	await stage.replay({ ...request, maxTicks: 100 })
	await stage.host.dispose()
	told = await lookInto(whole)
	expect(JSON.parse(told.incident)).toMatchObject({ id: 'inc1' })
	expect(told.snapshots.length).toBeGreaterThan(5)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('tidemark repair', () => {
	test('finds nothing to do in a sound store, and does nothing', async () => {
		const { store, state } = copy('sound')
		expect(damageIn(state, true)).toEqual([])
		const ran = await tidemark(['repair'], store)
		expect([ran.code, ran.stderr]).toEqual([0, ''])
		expect(ran.stdout).toContain('the store is sound')
		expect(existsSync(join(store, 'aside'))).toBe(false)
	})

	const ways: readonly (readonly [string, (paths: ReturnType<typeof copy>) => void, RegExp])[] = [
		[
			'a recorder that was cut to nothing',
			({ recorder }) => {
				settle(recorder)
				truncateSync(recorder, 0)
			},
			/it is empty/,
		],
		[
			'a recorder that is gone',
			({ recorder }) => {
				for (const end of ['', '-wal', '-shm']) rmSync(`${recorder}${end}`, { force: true })
			},
			/it is gone, though it has published/,
		],
		[
			'half a recorder',
			({ recorder }) => {
				settle(recorder)
				truncateSync(recorder, Math.floor(statSync(recorder).size / 2))
			},
			/it is cut off after \d+ of \d+ pages/,
		],
		[
			'a recorder with a page of noise in it',
			({ recorder }) => {
				settle(recorder)
				const bytes = readFileSync(recorder)
				bytes.fill(0x5a, 4096 * 3, 4096 * 5)
				writeFileSync(recorder, bytes)
			},
			/SQLite says/,
		],
		[
			'a recorder with a row that is no JSON',
			({ recorder }) => {
				const database = new DatabaseSync(recorder)
				database.exec('UPDATE ledger SET body = substr(body, 1, 40)')
				database.close()
			},
			/entries of ledger cannot be read/,
		],
		[
			'a log that was cut off, so that the recorder knows less than it published',
			({ recorder }) => {
				const database = new DatabaseSync(recorder)
				const { body } = database.prepare('SELECT body FROM heartbeat WHERE part = 0').get() ?? {}
				database
					.prepare('UPDATE heartbeat SET body = ? WHERE part = 0')
					.run(String(body).replace(/"slot":"[^"]+"/, `"slot":"${slotAt(1)}"`))
				database.close()
			},
			/it ends at 2026-03-02T12:01:00Z, though it has published/,
		],
	]
	test.each(ways)(
		'makes %s whole again, and the damaged file is kept',
		async (name, damage, says) => {
			const paths = copy(name.replaceAll(' ', '-'))
			damage(paths)
			if (!name.includes('JSON'))
				expect(() => refuseDamaged(paths.state)).toThrow(/the store is damaged.*repair" mends/)
			const dry = await tidemark(['repair', '--dry-run'], paths.store)
			expect(dry.stdout).toMatch(says)
			expect(dry.code).toBe(1)
			expect(existsSync(join(paths.store, 'aside'))).toBe(false)

			const ran = await tidemark(['repair'], paths.store)
			expect(ran.stdout).toMatch(says)
			expect(ran.stderr.split('\n').filter((line) => /^\s+at /.test(line))).toEqual([])
			if (!name.includes('gone'))
				expect(asideIn(paths.store)).toContain(paths.recorder.split('/').at(-1))
			expect(damageIn(paths.state, true)).toEqual([])
			const after = await lookInto(paths.store)
			expect(JSON.parse(after.incident)).toEqual(JSON.parse(told.incident))
			// What was never published may be gone, but then it was said.
			const had = new Set(
				after.snapshots.map(
					(run) => `${run.source} ${run.document} ${run.fetchedAt} ${run.sha256}`,
				),
			)
			const gone = told.snapshots.filter(
				(run) => !had.has(`${run.source} ${run.document} ${run.fetchedAt} ${run.sha256}`),
			)
			if (gone.length > 0) expect(ran.stdout).toContain('lost:')
		},
	)

	test('takes a lost index of KV from the values beside it', async () => {
		const { store, state, index } = copy('index')
		settle(index)
		truncateSync(index, 0)
		expect(() => refuseDamaged(state)).toThrow('the store is damaged')
		const ran = await tidemark(['repair'], store)
		expect(ran.stdout).toContain('mended: the index of KV')
		const after = await lookInto(store)
		expect(after.keys.filter((key) => key.startsWith('blob/'))).toEqual(
			told.keys.filter((key) => key.startsWith('blob/')),
		)
		expect(after.snapshots).toEqual(told.snapshots)
	})

	test('says whose bytes are gone, and export writes all the rest', async () => {
		const { store, state, index } = copy('bytes')
		const database = new DatabaseSync(index)
		const stored = told.snapshots.filter(
			({ outcome, sha256 }) => outcome === 'stored' && sha256 !== undefined,
		)
		const [one, other] = stored
		const fileOf = (sha256: string | undefined) =>
			join(
				valuesFolder(state),
				String(
					database.prepare('SELECT blob_id FROM _mf_entries WHERE key = ?').get(`blob/${sha256}`)
						?.blob_id,
				),
			)
		rmSync(fileOf(one?.sha256))
		truncateSync(fileOf(other?.sha256), 10)
		database.close()
		const out = join(folder, 'bundle')
		const exported = await tidemark(['export', '--out', out], store)
		expect(exported.code).toBe(1)
		expect(exported.stdout).toContain(`(${one?.sha256})`)
		expect(exported.stdout).toContain(`(${other?.sha256})`)
		expect(readdirSync(join(out, 'snapshots')).length).toBeGreaterThan(1)
		const verified = await tidemark(['verify', out])
		expect(verified.code).toBe(1)
		expect(verified.stdout).toContain(`expected a file snapshots/${one?.sha256}, found nothing`)

		const ran = await tidemark(['repair'], store)
		expect(ran.code).toBe(1)
		expect(ran.stdout).toContain(`damaged: blob/${one?.sha256}: its file is gone`)
		expect(ran.stdout).toContain(
			`damaged: blob/${other?.sha256}: its bytes are not those of its hash`,
		)
		expect(ran.stdout).toContain(`lost: the bytes of a check: ${one?.sha256}`)
	})
})
