import { dayText } from '#core/fragments/time-text.ts'
import type { Analysis } from '#core/model/analysis.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { Names } from '#core/questions/names.ts'

/**
 * How a page of figures is cited: exact enough that somebody else finds the same figures or sees
 * that they have changed.
 */
export interface Citation {
	readonly text: string
	/** The same in two lines, for a picture. */
	readonly lines: readonly [string, string]
}

/** What is cited: an analysis, and the page that shows it. */
export interface Cited {
	readonly analysis: Analysis
	readonly names: Names
	readonly asOf: string | null
	readonly path: string
}

export function citation({ analysis, names, asOf, path }: Cited, site: SiteHeader): Citation {
	const { asks, scope, version, inputHash } = analysis
	const who = scope.provider === undefined ? 'all providers' : names.provider(scope.provider)
	const year = scope.from === undefined ? '' : `, ${scope.from.slice(0, 4)}`
	const first = `${site.name}, “${asks}” (${who}${year})`
	const when = asOf === null ? 'empty record' : `record as of ${dayText(asOf)}`
	const address = `${site.address.replace(/\/+$/, '')}${path}`
	const second = `${when}, method ${version}, input ${inputHash.slice(0, 16)}. ${address}`
	return { text: `${first}, ${second}`, lines: [first, second] }
}

export function licenceLine({ licence }: SiteHeader): string {
	return `${licence.name}, ${licence.url}`
}
