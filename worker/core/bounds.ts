import type { LeftOut } from '#core/model/left-out.ts'

/**
 * The bounds on what a page can make grow, in one place. What lies beyond one is kept in the
 * snapshots as it came, is counted where it was
 * left out, and is said: in the document concerned, on its page, and as a problem of the provider.
 * None of them stops anything else.
 */
export interface Bound {
	readonly most: number
	/** What is counted, as a reader may meet it. */
	readonly what: string
	readonly why: string
	/** What happens beyond it. */
	readonly beyond: string
}

export const bounds = {
	incidentsAList: {
		most: 10_000,
		what: 'New incidents read from one document',
		why: 'The longest history in our archive has fewer than 1,000.',
		beyond: 'The newest are read.',
	},
	newIncidentsADay: {
		most: 500,
		what: 'New incidents of one provider in a UTC day, after our first check of its list',
		why: 'The busiest day of a provider in our archive has 12.',
		beyond:
			'Those read first are kept. The rest can join the next day if the page still lists them.',
	},
	incidentsAProvider: {
		most: 20_000,
		what: 'Incidents of one provider',
		why: 'All of them are in memory while its page is read.',
		beyond: 'No further ones are taken up. Known ones are still followed.',
	},
	updatesAnIncident: {
		most: 500,
		what: 'Updates of one incident',
		why: 'The longest incident in our archive has 18.',
		beyond: 'The first and the newest are kept.',
	},
	statesAnUpdate: {
		most: 500,
		what: 'Component states in one update',
		why: 'The longest component list that we have seen has 475 rows.',
		beyond: 'Those of products that we list are kept first.',
	},
	revisionsAField: {
		most: 20,
		what: 'Versions of one text, title, time or rating',
		why: 'More than a few edits of one sentence is a page that rewrites itself.',
		beyond: 'The first and the newest are kept, with the number of those between.',
	},
	revisionCharacters: {
		most: 500_000,
		what: 'Characters in the replaced versions of one incident',
		why: 'An incident is read as a whole for every page about it.',
		beyond: 'Fewer versions of each field are kept, then only the beginning of long ones.',
	},
	componentsAnIncident: {
		most: 500,
		what: 'Components that one incident names',
		why: 'The longest component list that we have seen has 475 rows.',
		beyond: 'Those of products that we list are kept first.',
	},
	spansAnIncident: {
		most: 1000,
		what: 'Stretches that one incident declares for its components',
		why: 'Two for each component that it can name.',
		beyond: 'The newest are kept.',
	},
	pagesAnIncident: {
		most: 20,
		what: 'Documents and other ids under which one incident is known',
		why: 'A page moves house once in years.',
		beyond: 'The newest documents and the oldest ids are kept.',
	},
	componentsAList: {
		most: 2000,
		what: 'Rows read from one component list',
		why: 'The longest that we have seen has 475.',
		beyond:
			'Products that we list are read first, then what is in trouble, then the rest in the page’s order.',
	},
	componentsAProvider: {
		most: 4000,
		what: 'Components of one provider whose states are remembered',
		why: 'Two lists as long as one may be.',
		beyond:
			'Those longest gone from the page are forgotten first; whatever never was in trouble goes ' +
			'before what was.',
	},
	changesAComponentADay: {
		most: 48,
		what: 'State changes of one component on a UTC day, as its list shows them',
		why: 'One each half hour tells that it flaps.',
		beyond:
			'The last one is kept. Those before it become one stretch with the worst of their states.',
	},
	changesAComponent: {
		most: 2000,
		what: 'State changes of one component, as its list shows them',
		why: 'Six weeks of flapping all day.',
		beyond: 'The oldest become one stretch of an unknown state.',
	},
	gapsADay: {
		most: 48,
		what: 'Gaps of one document on a UTC day',
		why: 'A page that answers every other time is one that we cannot follow.',
		beyond: 'The gaps with the shortest good stretches between them become one.',
	},
	countSeries: {
		most: 100,
		what: 'Series of report counts of one source',
		why: 'One for each product and region that it could sensibly tell apart.',
		beyond: 'New ones are not taken up.',
	},
	countsADay: {
		most: 1440,
		what: 'Windows of one series of report counts on a UTC day',
		why: 'One each minute.',
		beyond: 'The newest are kept.',
	},
	publishedDays: {
		most: 20_000,
		what: 'Days of one provider’s own uptime display',
		why: 'Fifty components for a year.',
		beyond: 'The newest are kept.',
	},
	bytesADocument: {
		most: 1_000_000,
		what: 'Bytes of one published document',
		why: 'It is read and parsed as a whole for every request; KV refuses 25 MiB.',
		beyond: 'Older parts become documents of their own, linked from the first.',
	},
	partsADocument: {
		most: 12,
		what: 'Older parts of one published document',
		why: 'Each costs a write of the thousand that a day has.',
		beyond: 'The oldest are left out.',
	},
} as const satisfies Readonly<Record<string, Bound>>

export type BoundName = keyof typeof bounds

/** The number of a bound. */
export function most(name: BoundName): number {
	return bounds[name].most
}

/** What was left out before, and `count` more by one bound; undefined where nothing was. */
export function leftOutAlso(
	before: LeftOut | undefined,
	name: BoundName,
	count: number,
): LeftOut | undefined {
	if (count <= 0) return before
	return { ...before, [name]: (before?.[name] ?? 0) + count }
}

/** The same where one and the same thing may be left out at every look: at least so many were. */
export function leftOutAtLeast(
	before: LeftOut | undefined,
	name: BoundName,
	count: number,
): LeftOut | undefined {
	return count > (before?.[name] ?? 0) ? { ...before, [name]: count } : before
}

/** What several left out, as one; undefined where none did. */
export function leftOutInAll(...all: readonly (LeftOut | undefined)[]): LeftOut | undefined {
	const sum: LeftOut = {}
	for (const [name, count] of all.flatMap((leftOut) => Object.entries(leftOut ?? {})))
		sum[name] = (sum[name] ?? 0) + count
	return Object.keys(sum).length > 0 ? sum : undefined
}
