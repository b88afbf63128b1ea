import type { DatabaseSync } from 'node:sqlite'
import { brokenLinks } from '#core/archive/chain.ts'
import { rebuildLedgers } from '#core/bundle/rebuild.ts'
import { withImportSources } from '#core/import/imported-sources.ts'
import type { Content } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'
import type { PublishedDay } from '#core/model/published.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import { counted } from '#core/text/words.ts'
import { compareInstants, floorTo, latest } from '#core/time/time.ts'
import { type DocumentState, firstHeartbeat, type Heartbeat } from '../edge/recorder/heartbeat.ts'
import { marks } from '../edge/recorder/state.ts'
import { Store } from '../edge/recorder/store.ts'
import type { KeptValues } from './kept-values.ts'
import { storageOn } from './store-database.ts'

/**
 * Makes of what was read of a damaged recorder a whole one: checks from what was published, where
 * each chain ends, and the incidents by folding all checks again.
 */

export interface Mended {
	/** What was done, in sentences. */
	readonly done: readonly string[]
	/** What is gone, in sentences. */
	readonly lost: readonly string[]
}

export function mendRecorder(
	database: DatabaseSync,
	content: Content,
	mine: (provider: string) => boolean,
	values: KeptValues,
	bytesOf: (sha256: string) => Uint8Array | undefined,
): Mended {
	const done: string[] = []
	const lost: string[] = []
	const tables = ['heartbeat', 'incidents', 'ledger', 'marks'] as const
	for (const table of tables) {
		const dropped = dropBroken(database, table)
		if (dropped.length > 0)
			lost.push(`${table}: ${counted(dropped.length, 'entry', 'entries')} that cannot be read`)
	}
	for (const table of ['snapshots', 'counts']) {
		const broken = database
			.prepare(`SELECT body FROM ${table}`)
			.all()
			.filter(({ body }) => parsed(body) === undefined)
		for (const { body } of broken)
			database.prepare(`DELETE FROM ${table} WHERE body = ?`).run(body ?? null)
		if (broken.length > 0)
			lost.push(`${table}: ${counted(broken.length, 'entry', 'entries')} that cannot be read`)
	}
	const store = new Store(storageOn(database))
	const heartbeat = store.readHeartbeat()
	const published = publishedRuns(values).filter(({ provider }) => mine(provider))
	const runs = allRuns(store)
	const open = new Map(
		Object.entries(heartbeat?.documents ?? {}).map(([key, { chain }]) => [key, chain.current]),
	)
	const known = new Set([...runs, ...open.values()].map(identityOf))
	const back = published.filter((run) => !known.has(identityOf(run)))
	if (back.length > 0)
		done.push(`${counted(back.length, 'run')} of checks taken back from what was published`)
	const chains = Map.groupBy([...runs, ...back], documentKey)
	for (const [key, chain] of chains)
		chain.sort((a, b) => compareInstants(a.fetchedAt, b.fetchedAt) || (open.get(key) === a ? 1 : 0))

	const documents = new Map(Object.entries(heartbeat?.documents ?? {}))
	const ended: string[] = []
	for (const [key, chain] of chains) {
		const last = chain.at(-1)
		const current = documents.get(key)?.chain.current
		if (last && (current === undefined || compareInstants(last.fetchedAt, current.fetchedAt) > 0)) {
			documents.set(key, stateFrom(chain))
			chain.pop()
			if (current !== undefined && identityOf(current) !== identityOf(last)) chain.push(current)
			ended.push(key)
		}
	}
	if (ended.length > 0)
		done.push(`the end of ${counted(ended.length, 'chain')} of checks found again`)
	const slot =
		latest(
			heartbeat?.slot ?? undefined,
			...[...documents.values()].map(({ chain }) => floorTo(chain.current.until, 60)),
		) ?? null

	// One that was made anew is open, and no closed run.
	database.exec('DELETE FROM snapshots')
	const closed = [...chains.values()].flat()
	for (const [index, run] of closed.entries())
		store.writeSnapshot(
			run,
			isBad(run) || (index > 0 && isBad(closed[index - 1]) && sameDocument(run, closed[index - 1])),
		)
	const everything = [...closed, ...[...documents.values()].map(({ chain }) => chain.current)]
	for (const [key, chain] of Map.groupBy(everything, documentKey)) {
		const breaks = brokenLinks(
			chain.sort((a, b) => compareInstants(a.fetchedAt, b.fetchedAt)),
		).length
		if (breaks > 0)
			lost.push(`${key}: ${counted(breaks, 'run')} of checks between those that are left`)
	}

	const missing = new Set<string>()
	const providers = knownProviders(content, store).filter(({ id }) => mine(id))
	const whole = {
		...content,
		providers: providers.map((provider) => withImportSources(provider, everything)),
	}
	const { ledgers, publishedDays } = rebuildLedgers({
		content: whole,
		snapshots: everything,
		readBlob: (sha256) => text(bytesOf(sha256)),
		lacking: ({ sha256 }) => missing.add(sha256 ?? ''),
		reports: [],
	})
	if (missing.size > 0) lost.push(`the bytes of ${counted(missing.size, 'check')}`)
	const left = store.readLedgers()
	let incidents = 0
	for (const [provider, ledger] of ledgers) {
		const before = left.get(provider)
		const aliases = new Set([...ledger.incidents.values()].flatMap((incident) => incident.aliases))
		for (const id of before?.incidents.keys() ?? [])
			if (aliases.has(id))
				database.prepare('DELETE FROM incidents WHERE key = ?').run(`${provider}/${id}`)
		for (const incident of ledger.incidents.values()) store.writeIncident(incident)
		incidents += ledger.incidents.size
		if (ledger.incidents.size > 0 || Object.keys(ledger.rest.documents).length > 0)
			store.writeRest(provider, ledger.rest)
	}
	for (const [provider, days] of Map.groupBy(publishedDays, (day: PublishedDay) => day.provider))
		store.writeMark(marks.published(provider), days)
	done.push(
		`${counted(incidents, 'incident')} computed anew from ${counted(everything.length, 'run')} of checks`,
	)

	const before = heartbeat ?? firstHeartbeat((slot ?? '1970-01-01T00:00:00Z').slice(0, 10))
	const changedAt = { ...changedFrom(everything), ...before.changedAt }
	store.writeHeartbeat({
		...before,
		slot,
		documents: Object.fromEntries(documents),
		changedAt,
	} satisfies Heartbeat)
	// The archive is read once more, and what is open or recent is published anew.
	database.prepare('DELETE FROM marks WHERE key = ?').run(marks.archive)
	store.writeMark(marks.content, 'mended')
	return { done, lost }
}

/** Drops keys whose parts do not make a JSON text, and names them. */
function dropBroken(database: DatabaseSync, table: string): string[] {
	const texts = new Map<string, string>()
	for (const { key, body } of database
		.prepare(`SELECT key, body FROM ${table} ORDER BY key, part`)
		.all())
		texts.set(String(key), (texts.get(String(key)) ?? '') + String(body))
	const broken = [...texts].filter(([, body]) => parsed(body) === undefined).map(([key]) => key)
	for (const key of broken) database.prepare(`DELETE FROM ${table} WHERE key = ?`).run(key)
	return broken
}

/** The state of a document that ends with a chain's last run: it is asked for at once. */
function stateFrom(chain: readonly Snapshot[]): DocumentState {
	const current = chain.at(-1)
	if (!current) throw new RangeError('a chain has at least one run')
	const good = chain.findLast(({ outcome }) => outcome === 'stored' || outcome === 'unchanged')
	const stored = [
		...new Set(
			chain.filter(({ outcome }) => outcome === 'stored').flatMap(({ sha256 }) => sha256 ?? []),
		),
	].slice(-8)
	const isFile = current.provenance === 'import' || current.provenance === 'rebuilt'
	const first =
		good && chain.findLast(({ outcome, sha256 }) => outcome === 'stored' && sha256 === good.sha256)
	return {
		chain: {
			current,
			...(good?.sha256 !== undefined && {
				good: {
					sha256: good.sha256,
					fingerprint: good.fingerprint ?? good.sha256,
					bytes: good.bytes ?? 0,
					contentType: good.contentType ?? '',
					storedAt: (first ?? good).fetchedAt,
					lookAt: good.until,
				},
			}),
		},
		dueAt: isFile ? null : current.slot,
		failures: 0,
		stored,
	}
}

function allRuns(store: Store): Snapshot[] {
	const runs: Snapshot[] = []
	for (let cursor: string | null = ''; cursor !== null; ) {
		const page: { snapshots: Snapshot[]; next: string | null } = store.readSnapshots(cursor, 1000)
		runs.push(...page.snapshots)
		cursor = page.next
	}
	return runs
}

/** The runs in the days' lists that were published, each as it was last told. */
function publishedRuns(values: KeptValues): Snapshot[] {
	const runs = new Map<string, Snapshot>()
	for (const key of values.keys.filter((key) => key.startsWith('snap/'))) {
		// As the recorder published it.
		const document = values.json(key) as { snapshots?: readonly Snapshot[] } | undefined
		for (const run of document?.snapshots ?? []) {
			const known = runs.get(identityOf(run))
			if (!known || compareInstants(run.until, known.until) > 0) runs.set(identityOf(run), run)
		}
	}
	return [...runs.values()]
}

/** One run, however long it was when it was told. */
function identityOf(run: Snapshot): string {
	return `${documentKey(run)} ${run.fetchedAt} ${run.previous}`
}

/** When a look at each provider last brought something new. */
function changedFrom(runs: readonly Snapshot[]): Record<string, string> {
	const changed: Record<string, string> = {}
	for (const { provider, outcome, sha256, fetchedAt } of runs)
		if (outcome === 'stored' && sha256 !== undefined)
			changed[provider] = latest(changed[provider], fetchedAt) ?? fetchedAt
	return changed
}

/** The providers with the surfaces and sources that imports added. */
function knownProviders(content: Content, store: Store): Provider[] {
	const kept = store.readMarks()
	return content.providers.map((provider) => {
		// As the recorder wrote them.
		const surfaces =
			(kept.get(marks.surfaces(provider.id)) as Provider['surfaces'] | undefined) ?? []
		const imported =
			(kept.get(marks.imported(provider.id)) as Provider['sources'] | undefined) ?? []
		const known = new Set(provider.surfaces.map(({ id }) => id))
		return {
			...provider,
			surfaces: [...provider.surfaces, ...surfaces.filter(({ id }) => !known.has(id))],
			sources: [...provider.sources, ...imported],
		}
	})
}

function isBad(run: Snapshot | undefined): boolean {
	return run?.outcome === 'failed' || run?.outcome === 'missed'
}

function sameDocument(run: Snapshot, other: Snapshot | undefined): boolean {
	return other !== undefined && documentKey(run) === documentKey(other)
}

function text(bytes: Uint8Array | undefined): string | undefined {
	return bytes && new TextDecoder().decode(bytes)
}

function parsed(body: unknown): unknown {
	try {
		return JSON.parse(String(body))
	} catch {
		return undefined
	}
}
