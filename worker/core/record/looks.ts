import type { Look } from '#core/incident/ledger.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import { compareInstants, floorTo } from '#core/time/time.ts'

/**
 * Everything one source brought in one tick, as the recorder folded it: what is new first, then
 * confirmations.
 */
export interface SourceTick {
	readonly slot: string
	readonly provider: Provider
	readonly source: Source
	/**
	 * Documents (`source/document`) that a good look found unchanged, where that could confirm an
	 * absence.
	 */
	readonly unchanged: readonly string[]
	readonly looks: readonly Look[]
}

/**
 * The order in which the chained looks were folded: by slot, then by the order of providers and
 * sources in the content, then by
 * the order of the plan. Only the looks that can change anything appear: new content, and the
 * second good look at it.
 */
export function ticksOf(
	snapshots: readonly Snapshot[],
	providers: readonly Provider[],
	planned: (source: Source) => readonly string[],
): SourceTick[] {
	const ticks = new Map<
		string,
		{ slot: string; provider: Provider; source: Source; unchanged: string[]; looks: Look[] }
	>()
	const places = placesOf(providers)
	const at = (slot: string, row: Snapshot) => {
		const place = places.get(`${row.provider}/${row.source}`)
		if (!place) return undefined
		const key = `${slot} ${row.provider}/${row.source}`
		const known = ticks.get(key) ?? { slot, ...place, unchanged: [], looks: [] }
		ticks.set(key, known)
		return known
	}
	for (const rows of chainsOf(snapshots)) {
		let lastGood: string | undefined
		for (const row of rows) {
			if (row.outcome !== 'stored' && row.outcome !== 'unchanged') continue
			const name = `${row.source}/${row.document}`
			if (row.outcome === 'stored')
				at(row.slot, row)?.looks.push({
					document: row.document,
					snapshot: row,
					...(lastGood !== undefined && { previousGoodLookAt: lastGood }),
				})
			else at(row.slot, row)?.unchanged.push(name)
			// A replay looks at the very moment of its slot, which a recording of captures need not have
			// on the minute.
			if (row.confirmedAt !== undefined)
				at(
					row.provenance === 'replay' ? row.confirmedAt : floorTo(row.confirmedAt, 60),
					row,
				)?.unchanged.push(name)
			lastGood = row.until
		}
	}
	const order = [...places.keys()]
	const rank = (tick: { provider: Provider; source: Source }) =>
		order.indexOf(`${tick.provider.id}/${tick.source.id}`)
	return [...ticks.values()]
		.map((tick) => ({ ...tick, looks: inPlanOrder(tick.looks, planned(tick.source)) }))
		.sort((a, b) => compareInstants(a.slot, b.slot) || rank(a) - rank(b))
}

function placesOf(
	providers: readonly Provider[],
): Map<string, { provider: Provider; source: Source }> {
	return new Map(
		providers.flatMap((provider) =>
			provider.sources.map(
				(source) => [`${provider.id}/${source.id}`, { provider, source }] as const,
			),
		),
	)
}

/** One list a document, each in the order of its chain. */
function chainsOf(snapshots: readonly Snapshot[]): Snapshot[][] {
	const chains = new Map<string, Snapshot[]>()
	for (const row of snapshots) {
		const key = documentKey(row)
		const rows = chains.get(key)
		if (rows) rows.push(row)
		else chains.set(key, [row])
	}
	return [...chains.values()].map((rows) =>
		rows
			.map((row, position) => ({ row, position }))
			.sort((a, b) => compareInstants(a.row.fetchedAt, b.row.fetchedAt) || a.position - b.position)
			.map(({ row }) => row),
	)
}

function inPlanOrder(looks: readonly Look[], plan: readonly string[]): Look[] {
	const rank = (look: Look) => (plan.indexOf(look.document) + plan.length + 1) % (plan.length + 1)
	return [...looks].sort(
		(a, b) => rank(a) - rank(b) || (a.document < b.document ? -1 : a.document > b.document ? 1 : 0),
	)
}
