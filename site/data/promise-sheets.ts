import type { Analysis } from '#core/model/analysis.ts'
import { type PromiseRow, PromisesFigures } from '#core/questions/promises/figures.ts'
import { analyses } from './analyses.ts'

/** What one vendor promises, and what the record has of the months that were promised. */
export interface PromiseSheet {
	readonly vendor: string
	readonly rows: readonly PromiseRow[]
	readonly allowed: PromisesFigures['allowed']
	/** The answer to the question about promises, which all of it is from. */
	readonly analysis: Analysis
}

/** One sheet a vendor, by the alphabet, where the record has a register of promises. */
export async function sheetsOfPromises(): Promise<PromiseSheet[]> {
	const analysis = (await analyses()).find(({ name }) => name === 'promises')
	if (analysis?.figures === undefined) return []
	const { promises, allowed } = PromisesFigures.parse(analysis.figures)
	return [...Map.groupBy(promises, ({ promise }) => promise.vendor)]
		.map(([vendor, rows]) => ({ vendor, rows, allowed, analysis }))
		.sort((a, b) => (a.vendor < b.vendor ? -1 : 1))
}
