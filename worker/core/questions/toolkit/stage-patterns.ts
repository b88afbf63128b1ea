import type { IncidentStatus } from '#core/model/vocabulary.ts'
import type { ScopedIncident } from './scoped-record.ts'
import { bitOf, statementFactsOf } from './statement-facts.ts'

/**
 * Which stages providers declare at all: many incidents skip some, and every duration of a stage is
 * one of those that do not.
 */

const order: readonly IncidentStatus[] = [
	'investigating',
	'identified',
	'monitoring',
	'resolved',
	'postmortem',
]

/** Per incident the stages that occur, as bits; 0 where there are no statements of a stage. */
export function stageMasks(entries: readonly ScopedIncident[]): Uint8Array {
	const all = order.reduce((mask, status) => mask | bitOf(status), 0)
	return Uint8Array.from(entries, (entry) => statementFactsOf(entry).stages & all)
}

/**
 * Of the incidents that have statements, by their position: which stages occur, each named once;
 * the most frequent pattern first.
 */
export function stagePatterns(
	masks: Uint8Array,
	members: ArrayLike<number>,
): { stages: string[]; count: number; share: number }[] {
	const counts = new Uint32Array(1 << order.length)
	for (let place = 0; place < members.length; place++) {
		const mask = masks[members[place] ?? 0] ?? 0
		counts[mask] = (counts[mask] ?? 0) + 1
	}
	const found = [...counts.entries()].filter(([mask, count]) => mask > 0 && count > 0)
	const total = found.reduce((sum, [, count]) => sum + count, 0)
	return found
		.map(([mask, count]) => ({
			stages: order.filter((status) => mask & bitOf(status)),
			count,
			share: count / total,
		}))
		.sort((a, b) => b.count - a.count || (a.stages.join(' ') < b.stages.join(' ') ? -1 : 1))
}
