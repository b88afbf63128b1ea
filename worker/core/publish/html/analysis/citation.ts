import { dayText } from '#core/fragments/time-text.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { AnalysisSource } from './source.ts'

/**
 * How a page of figures is cited: exact enough that somebody else finds the same figures or sees
 * that they have changed.
 */
export interface Citation {
	readonly text: string
	/** The same in two lines, for a picture. */
	readonly lines: readonly [string, string]
}

export function citation(
	{ analysis, names, asOf, path = '' }: AnalysisSource,
	site: SiteHeader,
): Citation {
	const { asks, scope, version, inputHash } = analysis
	const who = scope.provider === undefined ? 'all providers' : names.provider(scope.provider)
	const first = `${site.name}, “${asks}” (${[who, ...(scope.from === undefined ? [] : [scope.from.slice(0, 4)])].join(', ')})`
	const when = asOf === null ? 'empty record' : `record as of ${dayText(asOf)}`
	const second = `${when}, method ${version}, input ${inputHash.slice(0, 16)}. ${site.address.replace(/\/+$/, '')}${path}`
	return { text: `${first}, ${second}`, lines: [first, second] }
}

export function licenceLine({ licence }: SiteHeader): string {
	return `${licence.name}, ${licence.url}`
}
