import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { counted } from '#core/text/words.ts'
import { keys } from '../edge/keys.ts'
import { storeSchema } from '../edge/recorder/store.ts'
import { hashOf } from './bundle.ts'
import { checkout } from './checkout.ts'
import { type Command, Negative, readArguments, shown, UsageError } from './command.ts'
import { problemText, readContent } from './content.ts'
import { KeptValues, unzipped } from './kept-values.ts'
import { stateFolder, storeFolder, takeLock } from './lock.ts'
import { mendRecorder } from './mend-recorder.ts'
import { salvage } from './salvage.ts'
import { type Damage, damageIn } from './store-damage.ts'
import { withDatabase } from './store-database.ts'
import { companions, databasesIn, recorderFile, valuesFolder, valuesIn } from './store-files.ts'
import { say } from './terminal.ts'

export const command: Command = {
	summary: 'checks the local store and mends what can be mended',
	usage: [
		'usage: tidemark repair [--dry-run]',
		'',
		'Checks the local store as a whole: each SQLite file, each value of KV, the bytes of each ' +
			'check. What is damaged is read as far as it can be',
		'read, and made whole: checks from what was published, incidents by folding the checks ' +
			'again, bytes from content/archive. The damaged files',
		'are moved to a folder aside/ in the store and never deleted. Every loss is listed.',
		'',
		'  --dry-run   does all of it on copies, says what it found, and leaves the store as it is',
		'',
		'Stop Tidemark first. Exit 1 when something is lost, or when a dry run found damage.',
	].join('\n'),
	async run(args) {
		const { values, positionals } = readArguments(args, { 'dry-run': { type: 'boolean' } })
		if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one argument too many`)
		const lock = await takeLock()
		if (!lock) throw new Error('another Tidemark is using the store: stop it first')
		try {
			repair(values['dry-run'] ?? false)
		} finally {
			lock.release()
		}
	},
}

/** Files that are to be put in the place of others, and what there is to say. */
interface Plan {
	/** By path in the store: the new file; undefined where the old one only goes. */
	readonly replace: Map<string, string | undefined>
	readonly lost: string[]
}

function repair(isDry: boolean): void {
	const damages = damageIn(stateFolder, true)
	for (const { file, what } of damages) say(`damaged: ${shown(file.path)}: ${what}`)
	const work = mkdtempSync(join(storeFolder, 'repair-'))
	try {
		const plan: Plan = { replace: new Map(), lost: [] }
		const index = mendIndex(damages, plan, work)
		const values = new KeptValues(stateFolder, index)
		const faults = mendValues(values, index, plan, work)
		mendRecorders(damages, values, faults, plan, work)
		for (const { file } of damages) {
			if (file.room === 'reports')
				plan.lost.push('reports of users that were not counted yet: those of the last hour')
			if (file.room === 'reports' || file.room === 'analyst' || file.room === 'runtime')
				plan.replace.set(file.path, undefined)
		}
		if (plan.replace.size > 0 && !isDry) swap(plan)
		for (const sentence of new Set(plan.lost)) say(`lost: ${sentence}`)
		conclude(damages.length + faults, plan, isDry)
	} finally {
		rmSync(work, { recursive: true, force: true })
	}
}

function conclude(found: number, plan: Plan, isDry: boolean): void {
	const place = shown(storeFolder)
	if (found === 0 && plan.lost.length === 0 && plan.replace.size === 0) {
		say(`${place}: the store is sound`)
		return
	}
	if (isDry)
		throw new Negative(
			`${place}: ${counted(found, 'fault')}; without --dry-run what can be mended is mended`,
		)
	if (plan.lost.length > 0) throw new Negative(`${place}: mended, with what is lost listed above`)
	say(`${place}: mended, and nothing was lost`)
}

/**
 * The index of KV; where it is damaged a new one, with what of the old one can be read and with the
 * bytes that tell their own name.
 */
function mendIndex(damages: readonly Damage[], plan: Plan, work: string): string | undefined {
	const damage = damages.find(({ file }) => file.room === 'kv')
	if (!damage) return databasesIn(stateFolder).find(({ room }) => room === 'kv')?.path
	const fresh = join(work, 'index.sqlite')
	const { kept } = salvage(damage.file.path, join(work, 'index-copy.sqlite'), fresh, indexSchema)
	const found = withDatabase(fresh, (database) => {
		const named = new Set(
			database
				.prepare('SELECT blob_id FROM _mf_entries')
				.all()
				.map(({ blob_id }) => String(blob_id)),
		)
		const insert = database.prepare(
			'INSERT OR IGNORE INTO _mf_entries (key, blob_id, expiration, metadata) VALUES (?, ?, NULL, ?)',
		)
		const nameless = valuesIn(stateFolder).filter((name) => !named.has(name))
		for (const name of nameless) {
			const file = join(valuesFolder(stateFolder), name)
			const bytes = unzipped(file)
			// The type is in the record of the check.
			const metadata =
				bytes &&
				JSON.stringify({ contentType: 'application/octet-stream', bytes: bytes.byteLength })
			const key = bytes ? keys.blob(hashOf(bytes)) : keyOf(readFileSync(file, 'utf8'))
			if (key !== undefined) insert.run(key, name, metadata ?? null)
		}
		return nameless.length
	})
	plan.replace.set(damage.file.path, fresh)
	say(
		`mended: the index of KV, with ${counted(kept.get('_mf_entries') ?? 0, 'key')} that could ` +
			`be read and ${counted(found, 'value')} looked at`,
	)
	return fresh
}

/**
 * The key of a published list of a day's checks, which says whose it is. Whatever else was
 * published is published anew.
 */
function keyOf(text: string): string | undefined {
	const [, day, provider] =
		/^\{"day":"(\d{4}-\d\d-\d\d)","provider":"([a-z0-9-]+)","snapshots":/.exec(text) ?? []
	return provider !== undefined && day !== undefined ? keys.snapshots(provider, day) : undefined
}

/** As the runtime makes it. */
const indexSchema = [
	'CREATE TABLE _mf_entries (key TEXT PRIMARY KEY, blob_id TEXT NOT NULL, expiration INTEGER, metadata TEXT)',
	'CREATE INDEX _mf_entries_expiration_idx ON _mf_entries(expiration)',
]

/**
 * Values that cannot be served leave the index; bytes come back from the archive where it has them.
 * Gives how many faults there were.
 */
function mendValues(
	values: KeptValues,
	index: string | undefined,
	plan: Plan,
	work: string,
): number {
	const faulty = values.keys.flatMap((key) => {
		const fault = values.faultOf(key)
		return fault === undefined ? [] : [{ key, fault }]
	})
	if (faulty.length === 0 || index === undefined) return 0
	const isFresh = [...plan.replace.values()].includes(index)
	const fresh = isFresh ? index : join(work, 'values.sqlite')
	if (!isFresh) {
		withDatabase(index, (database) => database.prepare('VACUUM INTO ?').run(fresh))
		plan.replace.set(index, fresh)
	}
	withDatabase(fresh, (database) => {
		for (const { key, fault } of faulty) {
			say(`damaged: ${key}: ${fault}`)
			const file = values.fileOf(key)
			const archived = checkout('content', 'archive', 'snapshots', key.slice('blob/'.length))
			if (file !== undefined && key.startsWith('blob/') && existsSync(archived)) {
				say(`mended: ${key}, from content/archive`)
				const bytes = join(work, basename(file))
				writeFileSync(bytes, gzipSync(readFileSync(archived)))
				plan.replace.set(file, bytes)
				continue
			}
			database.prepare('DELETE FROM _mf_entries WHERE key = ?').run(key)
			if (file !== undefined && existsSync(file)) plan.replace.set(file, undefined)
			if (key.startsWith('blob/'))
				plan.lost.push(`the bytes of a check: ${key.slice('blob/'.length)}`)
		}
	})
	return faulty.length
}

function mendRecorders(
	damages: readonly Damage[],
	values: KeptValues,
	faults: number,
	plan: Plan,
	work: string,
): void {
	const damaged = new Set(
		damages.filter(({ file }) => file.room === 'recorder').map(({ file }) => file.path),
	)
	const { content, problems } = readContent(checkout('content'))
	if (!content) throw new Error(`content/ has problems: ${problems.map(problemText).join('; ')}`)
	const archived = (sha256: string) => {
		const path = checkout('content', 'archive', 'snapshots', sha256)
		return existsSync(path) ? readFileSync(path) : undefined
	}
	for (const path of new Set([
		...databasesIn(stateFolder)
			.filter(({ room }) => room === 'recorder')
			.map((file) => file.path),
		...damaged,
	])) {
		const fresh = join(work, `recorder-${basename(path)}`)
		const { kept, torn } = salvage(path, join(work, `copy-${basename(path)}`), fresh, storeSchema)
		const unread = withDatabase(fresh, unreadable)
		const isLost = damages.some(({ file }) => file.room === 'kv')
		if (!damaged.has(path) && unread.length === 0 && torn.length === 0) {
			if (faults > 0 || isLost) withDatabase(fresh, (database) => publishAgain(database, values))
			if (faults > 0 || isLost) plan.replace.set(path, fresh)
			continue
		}
		for (const table of unread) say(`damaged: ${shown(path)}: entries of ${table} cannot be read`)
		for (const table of torn.filter((name) => !remade.has(name)))
			plan.lost.push(
				`${table}: a part that cannot be read; ${counted(kept.get(table) ?? 0, 'entry', 'entries')} are left`,
			)
		const { done, lost } = withDatabase(fresh, (database) => {
			const mended = mendRecorder(
				database,
				content,
				() => path === recorderFile(stateFolder, 'shard-0'),
				values,
				(sha256) => values.bytes(sha256) ?? archived(sha256),
			)
			publishAgain(database, values)
			return mended
		})
		for (const sentence of done) say(`mended: ${sentence}`)
		plan.lost.push(...lost)
		plan.replace.set(path, fresh)
	}
}

/**
 * Tables whose contents are found again elsewhere; what is not found again is listed by what it
 * lacks.
 */
const remade = new Set(['heartbeat', 'incidents', 'ledger', 'snapshots', 'outbox'])

/** Tables with a row that is no JSON. */
function unreadable(database: DatabaseSync): string[] {
	const isJson = (text: string) => {
		try {
			JSON.parse(text)
			return true
		} catch {
			return false
		}
	}
	const keyed = ['heartbeat', 'incidents', 'ledger', 'marks'].filter((table) =>
		database
			.prepare(
				`SELECT group_concat(body, '') AS body FROM (SELECT key, body FROM ${table} ORDER BY key, ` +
					'part) GROUP BY key',
			)
			.all()
			.some(({ body }) => !isJson(String(body))),
	)
	return [
		...keyed,
		...['snapshots', 'counts'].filter((table) =>
			database
				.prepare(`SELECT body FROM ${table}`)
				.all()
				.some(({ body }) => !isJson(String(body))),
		),
	]
}

/**
 * What the recorder takes for published and KV does not have is offered again with its next change.
 */
function publishAgain(database: DatabaseSync, values: KeptValues): void {
	const has = new Set(values.keys.filter((key) => values.faultOf(key) === undefined))
	for (const { key } of database
		.prepare("SELECT DISTINCT key FROM outbox WHERE pending IS NULL AND kind <> 'incident'")
		.all())
		if (!has.has(String(key))) database.prepare('DELETE FROM outbox WHERE key = ?').run(key ?? null)
	database
		.prepare("INSERT OR REPLACE INTO marks (key, part, body) VALUES ('content', 0, '\"mended\"')")
		.run()
}

/** Puts the new files in the place of the old ones, which go to a folder of their own. */
function swap({ replace }: Plan): void {
	const aside = join(
		storeFolder,
		'aside',
		new Date().toISOString().slice(0, 19).replaceAll(':', '-'),
	)
	for (const [path, fresh] of replace) {
		for (const suffix of companions) {
			if (!existsSync(`${path}${suffix}`)) continue
			const kept = join(aside, relative(storeFolder, `${path}${suffix}`))
			mkdirSync(dirname(kept), { recursive: true })
			renameSync(`${path}${suffix}`, kept)
		}
		if (fresh === undefined) continue
		mkdirSync(dirname(path), { recursive: true })
		renameSync(fresh, path)
	}
	say(`moved aside: ${counted(replace.size, 'file')}, to ${shown(aside)}`)
}
