import type { Provider } from '#core/model/provider.ts'
import { platformOf } from '#core/platforms/index.ts'
import { leftOutProblems } from '#core/record/left-out-problems.ts'
import { compareInstants, floorTo, latest } from '#core/time/time.ts'
import { askingsOf, isRefused, isStandby, slotSeconds } from './agenda.ts'
import { kvLimitOf, rowsLimitOf, spentAt } from './budget.ts'
import { slownessOf } from './fair-share.ts'
import { gapsIn, type Memory } from './memory.ts'
import { missingOf, type Parts } from './parts.ts'
import { quarantineProblems, troublesIn } from './quarantine.ts'
import type { DocumentLook, RecorderProblem, RecorderStatus } from './recorder-rpc.ts'

/** What the recorder tells of itself. Reads memory only. */

/** Every document that the providers' sources ask for, and how the last look at it went. */
export function looksOf(
	parts: Pick<Parts, 'credentials'>,
	memory: Memory,
	providers: readonly Provider[],
	now: string,
): DocumentLook[] {
	const { askings } = askingsOf(providers, floorTo(now, slotSeconds), platformOf, missingOf(parts))
	return askings.map((asking) => {
		const { key, provider, source, request } = asking
		const state = memory.documents.get(key)
		const standby = isStandby(asking, askings, memory.documents)
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
	parts: Parts,
	memory: Memory,
	providers: readonly Provider[],
	now: string,
): Omit<RecorderStatus, 'failure'> {
	const slot = floorTo(now, slotSeconds)
	const { off } = askingsOf(providers, slot, platformOf, missingOf(parts))
	const spent = spentAt(memory.spent, slot)
	const states = [...memory.documents.values()]
	const { pending, oldestAt, degraded } = memory.outbox.waiting(slot)
	return {
		shard: parts.shard,
		providers: providers.map((provider) => provider.id),
		lastSlot: memory.slot,
		lastLookAt:
			latest(
				...states.filter((state) => state.dueAt !== null).map((state) => state.chain.current.until),
			) ?? null,
		budgets: {
			day: spent.day,
			kvWrites: spent.kvWrites,
			kvWritesLimit: kvLimitOf(parts.shards),
			kvRefused: spent.kvRefused,
			rowsWritten: spent.rowsWritten,
			rowsWrittenLimit: rowsLimitOf(parts.shards),
		},
		outbox: { pending, oldestAt },
		degraded,
		problems: [...slowed(parts, memory, slot), ...leftOut(memory, slot), ...problemsOf(memory)],
		troubles: troublesIn(memory),
		gaps: [...gapsIn(memory, providers)].filter((gap) => gap.to === undefined),
		off,
		archiveHash: memory.archiveHash,
		contentHash: memory.contentHash,
	}
}

/** Providers whose page is read more seldom, or whose documents wait, because of what it costs. */
function slowed({ shards }: Parts, memory: Memory, slot: string): RecorderProblem[] {
	const seldom = Object.keys(memory.spent.rowsByProvider ?? {}).flatMap(
		(provider): RecorderProblem[] => {
			const times = slownessOf(memory.spent, provider, rowsLimitOf(shards), slot)
			const message = `this page changes so much that it is read ${times} times more seldom until the day is over`
			return times > 1 ? [{ provider, source: '', document: '', path: '', message, at: slot }] : []
		},
	)
	const waiting = [...memory.held].map(([provider, { since, incidents }]): RecorderProblem => {
		const message = `this page changes so much that ${incidents.size} of its incidents wait to be published; every look is kept`
		return { provider, source: '', document: '', path: '', message, at: since }
	})
	return [...seldom, ...waiting]
}

/** What is known of a page and kept in part. */
function leftOut({ ledgers, changedAt }: Memory, slot: string): RecorderProblem[] {
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
function problemsOf(memory: Memory): RecorderProblem[] {
	const unreadable = [...memory.documents.values()].flatMap(
		({ chain: { current } }): RecorderProblem[] => {
			if (current.failure?.kind !== 'unreadable') return []
			const { provider, source, document, failure, fetchedAt } = current
			return [{ provider, source, document, path: '', message: failure.message, at: fetchedAt }]
		},
	)
	return [...[...memory.problems.values()].flat(), ...quarantineProblems(memory), ...unreadable]
		.sort((a, b) => compareInstants(b.at, a.at))
		.slice(0, 200)
}
