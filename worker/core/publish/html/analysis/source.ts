import type { Analysis } from '#core/model/analysis.ts'
import type { Names } from '#core/questions/names.ts'
import { addresses } from '#core/text/addresses.ts'
import type { Cuts } from './cuts.ts'

/** What a page of figures is made from. */
export interface AnalysisSource {
	readonly analysis: Analysis
	readonly names: Names
	/** The record's last look; null for a record without one. */
	readonly asOf: string | null
	readonly cuts: Cuts
	/** Incidents of the scope, newest first, for a list where no figures may be given. */
	readonly incidents: readonly string[]
	/** Where it stands, when not at its own address. */
	readonly path?: string
}

/** Where an analysis stands. */
export function pathOf({ name, scope }: Analysis): string {
	return addresses.analysis(name, scope.provider, scope.from?.slice(0, 4))
}

/** The scope as a query of the API. */
export function queryOf({ scope }: Analysis): string {
	const pairs = (['provider', 'from', 'to'] as const).flatMap((key) =>
		scope[key] === undefined ? [] : [`${key}=${encodeURIComponent(scope[key])}`],
	)
	return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
