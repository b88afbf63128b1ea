import type { Ledger } from '#core/incident/ledger.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import type { Incident } from '#core/model/incident.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { type Asking, nextDue } from './agenda.ts'
import { rowsLimitOf } from './budget.ts'
import { slownessOf } from './fair-share.ts'
import { ledgerOf, type Memory } from './memory.ts'
import type { Parts } from './parts.ts'

/**
 * How often a page is read: closely while something is open or unusual on it, at its quiet interval
 * otherwise.
 */

/**
 * An incident that was over less than this many seconds ago may open again, and its texts are still
 * being written.
 */
const afterwardsSeconds = 3600

/**
 * Sets when the documents are due that have a quiet interval. After the tick's readings: what they
 * brought may be unusual.
 */
export function setPace(
	{ shards }: Pick<Parts, 'shards'>,
	memory: Memory,
	askings: readonly Asking[],
	slot: string,
): void {
	const paced = askings.filter(({ source }) => source.quietSeconds !== undefined)
	for (const [provider, own] of Map.groupBy(paced, (asking) => asking.provider.id)) {
		const unusual = isUnusual(memory, provider, slot)
		// A page whose changes would use up the day's rows is read more seldom, also while something is
		// open on it.
		const slowness = slownessOf(memory.spent, provider, rowsLimitOf(shards), slot)
		for (const { key, source } of own) {
			const state = memory.documents.get(key)
			// A failure has a pace of its own.
			if (!state || state.dueAt === null || state.failures > 0) continue
			const soon = nextDue(source.everySeconds * slowness, slot, 0)
			if (unusual && compareInstants(state.dueAt, soon) > 0)
				memory.documents.set(key, { ...state, dueAt: soon })
			const asked = compareInstants(state.dueAt, soon) === 0
			if (!unusual && asked)
				memory.documents.set(key, {
					...state,
					dueAt: nextDue((source.quietSeconds ?? source.everySeconds) * slowness, slot, 0),
				})
		}
	}
}

/**
 * Whether a provider's page is to be read closely: something is open or just over, a state is bad,
 * something is missing once, or its users report more than usual.
 */
export function isUnusual(
	memory: Pick<Memory, 'ledgers' | 'crowd'>,
	provider: string,
	slot: string,
): boolean {
	if (memory.crowd.rises.some((rise) => rise.provider === provider && rise.settledAt === null))
		return true
	const ledger = ledgerOf(memory, provider)
	return (
		isTroubledList(ledger) ||
		[...ledger.incidents.values()].some((incident) => isLively(incident, slot))
	)
}

function isTroubledList({ rest }: Ledger): boolean {
	return Object.values(rest.listed).some((entries) =>
		troubles.includes(entries.at(-1)?.state ?? 'unknown'),
	)
}

const troubles: readonly SurfaceStateName[] = [
	'degraded_performance',
	'partial_outage',
	'major_outage',
]

/** A maintenance that is only announced and a notice are no reason. */
function isLively(incident: Incident, slot: string): boolean {
	// What was missing in one look is missing or not after the next.
	const pending = [incident, ...incident.updates].some(
		({ absence }) => absence !== undefined && !absence.confirmed,
	)
	if (pending) return true
	if (incident.kind === 'notice' || incident.status === 'scheduled') return false
	const end = incident.milestones.resolvedAt?.at
	return (
		isOpen(incident) ||
		(end !== undefined && compareInstants(end, addSeconds(slot, -afterwardsSeconds)) >= 0)
	)
}
