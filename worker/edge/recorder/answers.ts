import { canonicalJson, sha256Hex } from '#core/hash.ts'
import type { Provider } from '#core/model/provider.ts'
import { platformOf } from '#core/platforms/index.ts'
import { leftOutProblems } from '#core/record/left-out-problems.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { compareInstants, floorTo, latest } from '#core/time/time.ts'
import { isRefused, isStandby, slotSeconds, tasksOf } from './agenda.ts'
import { kvLimitOf, rowsLimitOf, slownessOf, spentAt } from './budget.ts'
import { quarantineProblems, troublesIn } from './quarantine.ts'
import { missingOf, type RecorderDeps } from './recorder-deps.ts'
import type {
	DocumentLook,
	RecorderProblem,
	RecorderStatus,
	RecordPage,
	RecordRest,
} from './recorder-rpc.ts'
import type { RecorderState } from './state.ts'

/**
 * What the recorder tells of itself, and its record page by page for the analyst. Reads no store.
 */

/** Every document that the providers' sources ask for, and how the last look at it went. */
export function looksOf(
	deps: Pick<RecorderDeps, 'credentials'>,
	recorder: RecorderState,
	providers: readonly Provider[],
	now: string,
): DocumentLook[] {
	const { tasks } = tasksOf(providers, floorTo(now, slotSeconds), platformOf, missingOf(deps))
	return tasks.map((task) => {
		const { key, provider, source, request } = task
		const state = recorder.documents.get(key)
		const standby = isStandby(task, tasks, recorder.documents)
		const run = state?.chain.current
		return {
			provider: provider.id,
			source: source.id,
			document: request.name,
			platform: source.platform,
			url: request.url,
			bearsState: request.bearsState,
			lastLookAt: run?.until ?? null,
			lastGoodLookAt: state?.chain.good?.lookAt ?? null,
			lastChangeAt: state?.chain.good?.storedAt ?? null,
			outcome: run?.outcome ?? null,
			failure: run?.failure ?? null,
			nextDueAt: standby ? null : (state?.dueAt ?? null),
			refusedUntil: state && !standby && isRefused(state) ? state.dueAt : null,
			fallbackFor: source.fallbackFor ?? null,
			standby,
		}
	})
}

export function statusOf(
	deps: RecorderDeps,
	recorder: RecorderState,
	providers: readonly Provider[],
	now: string,
): Omit<RecorderStatus, 'failure'> {
	const slot = floorTo(now, slotSeconds)
	const { off } = tasksOf(providers, slot, platformOf, missingOf(deps))
	const spent = spentAt(recorder.spent, slot)
	const states = [...recorder.documents.values()]
	const { pending, oldestAt, degraded } = recorder.outbox.waiting(slot)
	return {
		shard: deps.shard,
		providers: providers.map((provider) => provider.id),
		lastSlot: recorder.slot,
		lastLookAt:
			latest(
				...states.filter((state) => state.dueAt !== null).map((state) => state.chain.current.until),
			) ?? null,
		budgets: {
			day: spent.day,
			kvWrites: spent.kvWrites,
			kvWritesLimit: kvLimitOf(deps.shards),
			kvRefused: spent.kvRefused,
			rowsWritten: spent.rowsWritten,
			rowsWrittenLimit: rowsLimitOf(deps.shards),
		},
		outbox: { pending, oldestAt },
		degraded,
		problems: [
			...slowed(deps, recorder, slot),
			...leftOut(recorder, slot),
			...problemsOf(recorder),
		],
		troubles: troublesIn(recorder),
		gaps: [...recorder.gapsOf(providers)].filter((gap) => gap.to === undefined),
		off,
		archiveHash: recorder.archiveHash,
		contentHash: recorder.contentHash,
	}
}

/** Providers whose page is read more seldom, or whose documents wait, because of what it costs. */
function slowed(
	{ shards }: RecorderDeps,
	recorder: RecorderState,
	slot: string,
): RecorderProblem[] {
	const seldom = Object.keys(recorder.spent.rowsByProvider ?? {}).flatMap(
		(provider): RecorderProblem[] => {
			const times = slownessOf(recorder.spent, provider, rowsLimitOf(shards), slot)
			const message =
				`this page changes so much that it is read ${times} times more seldom ` +
				'until the day is over'
			return times > 1 ? [{ provider, source: '', document: '', path: '', message, at: slot }] : []
		},
	)
	const waiting = [...recorder.held].map(([provider, { since, incidents }]): RecorderProblem => {
		const message =
			`this page changes so much that ${incidents.size} of its incidents wait to be published; ` +
			'every look is kept'
		return { provider, source: '', document: '', path: '', message, at: since }
	})
	return [...seldom, ...waiting]
}

/** What is known of a page and kept in part. */
function leftOut({ ledgers, changedAt }: RecorderState, slot: string): RecorderProblem[] {
	return [...ledgers.values()].flatMap((ledger) =>
		leftOutProblems(ledger).map((problem) => ({
			...problem,
			provider: ledger.provider,
			source: '',
			at: changedAt.get(ledger.provider) ?? slot,
		})),
	)
}

/**
 * What was met on reading, and documents that cannot be read at all: the old state stays, with its
 * age.
 */
function problemsOf(recorder: RecorderState): RecorderProblem[] {
	const unreadable = [...recorder.documents.values()].flatMap(
		({ chain: { current } }): RecorderProblem[] => {
			if (current.failure?.kind !== 'unreadable') return []
			const { provider, source, document, failure, fetchedAt } = current
			return [{ provider, source, document, path: '', message: failure.message, at: fetchedAt }]
		},
	)
	return [...[...recorder.problems.values()].flat(), ...quarantineProblems(recorder), ...unreadable]
		.sort((a, b) => compareInstants(b.at, a.at))
		.slice(0, 200)
}

/** The shard's record for the analyst: how far it is, and the whole of it in pages. */

/** Characters of incidents in a page, about. */
const pageLength = 4_000_000

/**
 * Differs when anything differs that figures are counted from; a moment is not enough, since a file
 * may be imported that was read long ago.
 */
export function tagOf(
	{ contentHash, archiveHash, archivePacks, added, ledgers }: RecorderState,
	records: readonly ProviderRecord[],
): string {
	const parts = records.map(
		({ provider, asOf, coverage, publishedDays, gaps, rises, possibleRises }) => {
			const incidents = ledgers.get(provider.id)?.incidents
			return [
				provider.id,
				asOf,
				incidents ? digestOf(incidents) : null,
				...[coverage, publishedDays, gaps, rises, possibleRises].map(digestOf),
			]
		},
	)
	return sha256Hex(
		canonicalJson([contentHash, archiveHash, archivePacks.length, [...added], parts]),
	)
}

/**
 * What is remembered here is replaced when it changes, never changed in place, so each is hashed
 * once.
 */
const digests = new WeakMap<object, string>()

function digestOf(known: ReadonlyMap<string, object> | readonly unknown[] | object): string {
	const before = digests.get(known)
	if (before !== undefined) return before
	const digest = sha256Hex(
		known instanceof Map ? [...known.values()].map(digestOf).join(' ') : JSON.stringify(known),
	)
	digests.set(known, digest)
	return digest
}

/**
 * Why figures of this record have to wait; null when they need not. `archiveSeen`: whether the
 * archive was asked for since the object began.
 */
export function waitingFor(
	{ slot, archivePacks, archiveHash }: RecorderState,
	archiveSeen: boolean,
): string | null {
	if (archivePacks.length > 0)
		return `the recorder is still taking over the archive, ${archivePacks.length} parts of it are left`
	return slot !== null && (archiveSeen || archiveHash !== null)
		? null
		: 'the recorder has not made its first look yet'
}

/**
 * A page after `cursor`, which is empty at first: `<position of the provider>|<position of its next
 * incident>`.
 */
export function recordPage(
	records: readonly ProviderRecord[],
	tag: string,
	cursor: string,
	most = pageLength,
): RecordPage {
	const [place = 0, first = 0] = cursor.split('|').map(Number)
	const record = records[place]
	if (!record) return { tag, text: '', next: null }
	const texts: string[] = []
	let length = 0
	let position = first
	for (; position < record.incidents.length && length < most; position += 1) {
		const text = JSON.stringify(record.incidents[position])
		texts.push(text)
		length += text.length
	}
	const rest = first === 0 ? `"rest":${JSON.stringify(restOf(record))},` : ''
	const next =
		position < record.incidents.length
			? `${place}|${position}`
			: place + 1 < records.length
				? `${place + 1}|0`
				: null
	return { tag, text: `{${rest}"incidents":[${texts.join(',')}]}`, next }
}

function restOf({
	provider,
	asOf,
	coverage,
	states,
	episodes,
	rises,
	possibleRises,
	publishedDays,
	gaps,
}: ProviderRecord): RecordRest {
	return { provider, asOf, coverage, states, episodes, rises, possibleRises, publishedDays, gaps }
}
