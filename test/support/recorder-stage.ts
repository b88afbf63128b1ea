import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Content } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { fetchPolicyOf } from '../../worker/edge/http/fetch-policy.ts'
import type { Internet } from '../../worker/edge/http/internet.ts'
import { keys } from '../../worker/edge/keys.ts'
import { gunzip } from '../../worker/edge/recorder/archive.ts'
import type { RecorderDeps, TickContext } from '../../worker/edge/recorder/recorder-deps.ts'
import type { TickReport } from '../../worker/edge/recorder/recorder-rpc.ts'
import { Shard } from '../../worker/edge/recorder/shard.ts'
import { Store } from '../../worker/edge/recorder/store.ts'
import type { Env } from '../../worker/env.ts'
import { slotAt, start } from './acme-story.ts'
import { FakeKv } from './fake-kv.ts'

/**
 * A recorder in a real Durable Object with its real SQLite; its KV, its Internet and its clock are
 * the test's.
 */

type KeyedTable = 'heartbeat' | 'incidents' | 'ledger' | 'marks' | 'aside'

/** Answers by address; what is not there answers 404. */
export type Site = (
	url: string,
	minute: number,
	request: Request,
) => Response | undefined | Promise<Response | undefined>

export interface Stage {
	readonly kv: FakeKv
	/** The addresses that were asked for, with the minute. */
	readonly asked: { readonly url: string; readonly minute: number; readonly headers: Headers }[]
	tick(minute: number, change?: Partial<TickContext>): Promise<TickReport>
	/**
	 * Rewrites what the store holds under a key, behind the recorder's back: of an incident
	 * (`provider/id`), or in another table.
	 */
	spoil(key: string, change: (text: string) => string, table?: KeyedTable): void
	/** What the store holds under a key; empty where nothing is. */
	read(key: string, table?: KeyedTable): string
	/** Puts a row beside those of the recorder. */
	add(key: string, text: string, table?: KeyedTable): void
	/** What was moved out of the way, as far as its key begins so. */
	asideKeys(prefix: string): string[]
	/** How often archived bytes were read. */
	readonly reads: number
	/** Bytes of what the recorder knows of its providers, as its store keeps it. */
	knownBytes(): number
	/** As after a restart: nothing but the store is left. */
	restart(change?: Partial<RecorderDeps>): void
	readonly shard: Shard
	/** All runs, closed for the reader. */
	snapshots(): Snapshot[]
}

export function providerOf(id: string, everySeconds = 60): Provider {
	return {
		id,
		name: id,
		operator: id,
		homepage: `https://${id}.example`,
		surfaces: [
			{
				id: 'web',
				name: 'Website',
				kind: 'chat',
				aliases: [{ component: 'c-web', name: 'Website' }],
			},
			{ id: 'api', name: 'API', kind: 'api', aliases: [{ component: 'c-api', name: 'API' }] },
		],
		sources: [
			{
				id: `${id}-status`,
				platform: 'statuspage',
				url: `https://status.${id}.example`,
				kind: 'official',
				everySeconds,
				enabled: true,
			},
		],
		otherDoors: [],
	}
}

export function contentOf(...providers: Provider[]): Content {
	const licence = { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' }
	const site = {
		name: 'Tidemark',
		subject: 'tests',
		address: 'https://tidemark.example',
		contact: 'https://tidemark.example/about',
		licence,
		language: 'en',
	}
	return {
		site,
		providers,
		episodes: [],
		annotations: [],
		claims: [],
		readings: [],
		coverage: [],
		promises: [],
		causes: [],
		commitments: [],
		published: [],
		classes: [],
		changes: [],
	}
}

let stages = 0

/** Plays a scene in a fresh recorder. */
export async function onStage<T>(
	content: Content,
	site: Site,
	play: (stage: Stage) => Promise<T>,
	change: Partial<RecorderDeps> = {},
): Promise<T> {
	// The bindings are those of wrangler.toml, which Env describes.
	const namespace = (env as unknown as Env).RECORDER
	stages += 1
	return await runInDurableObject(
		namespace.get(namespace.idFromName(`stage-${stages}`)),
		async (_, state) => {
			let minute = 0
			let reads = 0
			const kv = new FakeKv(start)
			const asked: { url: string; minute: number; headers: Headers }[] = []
			const internet: Internet = {
				async fetch(request) {
					asked.push({ url: request.url, minute, headers: request.headers })
					return (await site(request.url, minute, request)) ?? new Response(null, { status: 404 })
				},
			}
			const parts = (further: Partial<RecorderDeps>): RecorderDeps => ({
				shard: 'shard-0',
				shards: 1,
				mine: () => true,
				store: new Store(state.storage),
				kv,
				async readBytes(sha256) {
					reads += 1
					const value = kv.get(keys.blob(sha256))
					return value instanceof ArrayBuffer ? await gunzip(value) : null
				},
				assets: { fetch: async () => new Response(null, { status: 404 }) },
				content,
				contentHash: 'content-1',
				policy: fetchPolicyOf(content.site, 'test'),
				...change,
				...further,
			})
			const clock = () => Date.parse(slotAt(minute))
			let shard = new Shard(parts({}), clock)
			return await play({
				kv,
				asked,
				async tick(at, occasion) {
					minute = at
					kv.now = slotAt(at)
					return await shard.tick({
						slot: slotAt(at),
						step: 60,
						internet,
						provenance: 'live',
						now: () => slotAt(at),
						remaining: () => 45_000,
						...occasion,
					})
				},
				spoil(key, change, table = 'incidents') {
					const rows = state.storage.sql
						.exec<{ part: number; body: string }>(
							`SELECT part, body FROM ${table} WHERE key = ?`,
							key,
						)
						.toArray()
					for (const { part, body } of rows)
						state.storage.sql.exec(
							`UPDATE ${table} SET body = ? WHERE key = ? AND part = ?`,
							change(body),
							key,
							part,
						)
				},
				read(key, table = 'incidents') {
					const rows = state.storage.sql
						.exec<{ body: string }>(`SELECT body FROM ${table} WHERE key = ? ORDER BY part`, key)
						.toArray()
					return rows.map(({ body }) => body).join('')
				},
				add(key, text, table = 'incidents') {
					state.storage.sql.exec(
						`INSERT INTO ${table} (key, part, body) VALUES (?, 0, ?)`,
						key,
						text,
					)
				},
				asideKeys: (prefix) => new Store(state.storage).asideKeys(prefix),
				get reads() {
					return reads
				},
				knownBytes() {
					const tables = ['incidents', 'ledger', 'marks', 'heartbeat']
					return tables.reduce(
						(sum, table) =>
							sum +
							(state.storage.sql
								.exec<{ bytes: number | null }>(`SELECT SUM(LENGTH(body)) AS bytes FROM ${table}`)
								.one().bytes ?? 0),
						0,
					)
				},
				restart(further = {}) {
					shard = new Shard(parts(further), clock)
				},
				get shard() {
					return shard
				},
				snapshots() {
					const all: Snapshot[] = []
					for (let cursor: string | null = ''; cursor !== null; ) {
						const page = shard.snapshots(cursor)
						all.push(...page.snapshots)
						cursor = page.next
					}
					return all
				},
			})
		},
	)
}
