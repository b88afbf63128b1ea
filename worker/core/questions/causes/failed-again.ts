import type { Cause } from '#core/model/register.ts'
import { isOver, isWatching } from '#core/model/vocabulary.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { statementFactsOf } from '../toolkit/statement-facts.ts'

/**
 * An incident that failed again within itself (no `after`), or came after another on the same
 * surface.
 */
export interface Failure {
	readonly provider: string
	readonly entry: ScopedIncident
	readonly after?: ScopedIncident
	/** When it failed again, epoch milliseconds. */
	readonly at: number
	/** Events that show it; absent where it is the beginning of the incident. */
	readonly evidence?: readonly string[]
}

export const againWithinSeconds = 24 * 3600

/**
 * Every failure after a failure of one provider, chosen incidents included: they are listed and
 * never counted as a rate. `stated`: its causes by incident.
 */
export function failuresAgain(
	{ provider, incidents, samples }: ProviderScope,
	stated: ReadonlyMap<string, Cause>,
): Failure[] {
	const sorted = [...incidents, ...samples].sort(
		(a, b) => a.from - b.from || (a.incident.id < b.incident.id ? -1 : 1),
	)
	const within = sorted.flatMap((entry) => {
		const moment = openedAgain(entry)
		const said = stated.get(entry.incident.id)
		if (moment) return [{ provider: provider.id, entry, ...moment }]
		return said?.second && said.second.after === undefined
			? [
					{
						provider: provider.id,
						entry,
						at: entry.from,
						evidence: said.update === undefined ? [] : [`${entry.incident.id}:${said.update}`],
					},
				]
			: []
	})
	return [...within, ...followers(provider.id, sorted)]
}

/** The first time that it was open again after a remedy was declared. */
function openedAgain(
	entry: ScopedIncident,
): { readonly at: number; readonly evidence: readonly string[] } | undefined {
	if (!statementFactsOf(entry).goesOn) return undefined
	const { incident } = entry
	let declared: string | undefined
	for (const update of incident.updates) {
		if (update.absence?.confirmed || update.status === 'unknown') continue
		if (isWatching(update.status) || isOver(update.status)) declared = update.id
		else if (
			declared !== undefined &&
			(update.status === 'investigating' || update.status === 'identified')
		)
			return {
				at: millisecondsOf(update.at),
				evidence: [`${incident.id}:${declared}`, `${incident.id}:${update.id}:fix-did-not-hold`],
			}
	}
	return undefined
}

/**
 * Incidents that began after another had ended on a surface that both name, with the one that ended
 * last.
 */
function followers(provider: string, sorted: readonly ScopedIncident[]): Failure[] {
	const found: Failure[] = []
	const ends = sorted
		.filter(({ ended, incident }) => ended && isExact(incident.precision))
		.sort((a, b) => a.to - b.to)
	const last = new Map<string, ScopedIncident>()
	let next = 0
	for (const entry of sorted) {
		for (; next < ends.length && (ends[next]?.to ?? 0) <= entry.from; next++) {
			const ended = ends[next]
			for (const surface of ended?.incident.surfaces ?? []) if (ended) last.set(surface, ended)
		}
		if (!isExact(entry.incident.precision)) continue
		let after: ScopedIncident | undefined
		for (const surface of entry.incident.surfaces) {
			const candidate = last.get(surface)
			if (
				candidate &&
				candidate !== entry &&
				candidate.from < entry.from &&
				(!after || candidate.to > after.to)
			)
				after = candidate
		}
		if (!after || entry.from - after.to > againWithinSeconds * 1000) continue
		found.push({ provider, entry, after, at: entry.from })
	}
	return found
}

function isExact(precision: string | undefined): boolean {
	return precision !== 'day' && precision !== 'hour'
}
