import type { LeftOut } from '#core/model/left-out.ts'
import { counted, listed } from './words.ts'

/**
 * What a list of left-out things holds, one and many; by the bound that left it out, or by the list
 * that was too long.
 */
const nouns: Readonly<Record<string, readonly [one: string, many?: string]>> = {
	updatesAnIncident: ['update'],
	componentsAnIncident: ['component name'],
	spansAnIncident: ['stretch of a component', 'stretches of components'],
	pagesAnIncident: ['former address', 'former addresses'],
	bytesADocument: ['item'],
	partsADocument: ['older item'],
	unattributed: ['component name'],
	alsoListed: ['component'],
	problems: ['problem'],
	gaps: ['gap'],
	episodes: ['outage'],
	recent: ['past incident'],
	open: ['open incident'],
	coverage: ['stretch of coverage', 'stretches of coverage'],
	crowd: ['rise in user reports', 'rises in user reports'],
}

/** One sentence for readers about what a page leaves out; empty where it leaves out nothing. */
export function leftOutSentence(leftOut: LeftOut | undefined): string {
	const parts = Object.entries(leftOut ?? {}).map(([name, count]) =>
		counted(count, ...(nouns[name] ?? ['item'])),
	)
	return parts.length === 0
		? ''
		: `We left ${listed(parts)} out of this page. Our snapshots keep everything.`
}
