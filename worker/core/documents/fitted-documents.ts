import { leftOutAlso, most } from '#core/bounds.ts'
import type {
	EpisodeDocument,
	FeedDocument,
	NowDocument,
	ProviderNow,
} from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { LeftOut } from '#core/model/left-out.ts'
import { cutBySize, filled, fitsAsIs, fittedInto, sizeOf } from './sized.ts'

/**
 * Documents of which a reader wants the newest: what they have no room for is counted, and other
 * documents have it. What fits is the very same object.
 */

/**
 * An outage: its newest incidents, and the newest lines of its timeline. Each incident's own
 * documents have the rest.
 */
export function fittedEpisode(document: EpisodeDocument): EpisodeDocument {
	if (fitsAsIs(document)) return document
	const { episode, incidents, timeline, states } = document
	let leftOut = document.leftOut
	const newest = <Item>(items: readonly Item[], part: number): Item[] => {
		const kept = cutBySize(items, part * most('bytesADocument'), sizeOf, 1).newest
		leftOut = leftOutAlso(leftOut, 'bytesADocument', items.length - kept.length)
		return [...kept]
	}
	// Without their statements, which the timeline tells.
	const members = incidents.map(
		(incident): Incident => fittedInto({ ...incident, updates: [], revisions: [] }, 20_000),
	)
	const told = {
		incidents: newest(members, 0.2),
		states: newest(states, 0.1),
		timeline: {
			...timeline,
			events: newest(
				timeline.events.map((event) => fittedInto(event, 100_000)),
				0.3,
			),
			reports: newest(timeline.reports, 0.1),
			gaps: newest(timeline.gaps, 0.05),
			builtFrom: newest(timeline.builtFrom, 0.05),
		},
		// Ids alone: thousands of them fit.
		episode: {
			...episode,
			incidents: episode.incidents.slice(-mostMembers),
			waves: newest(episode.waves, 0.05),
		},
	}
	leftOut = leftOutAlso(
		leftOut,
		'bytesADocument',
		episode.incidents.length - told.episode.incidents.length,
	)
	return { ...document, ...told, ...(leftOut && { leftOut }) }
}

const mostMembers = 500

/** A provider's feeds: the newest entries and corrections that there is room for. */
export function fittedFeed(document: FeedDocument): FeedDocument {
	if (fitsAsIs(document)) return document
	const room = filled - sizeOf({ ...document, entries: [], corrections: [], knows: [] })
	const newest = <Item>(items: readonly Item[], bytes: number): Item[] => {
		const inOrder = items.map((item) => fittedInto(item, bytes / 4)).reverse()
		return [...cutBySize(inOrder, bytes, sizeOf, 1).newest].reverse()
	}
	const entries = newest(document.entries, room * 0.6)
	const corrections = newest(document.corrections, room * 0.3)
	const knows = newest(document.knows ?? [], room * 0.1)
	const lost =
		document.entries.length + document.corrections.length - entries.length - corrections.length
	const leftOut = leftOutAlso(document.leftOut, 'bytesADocument', lost)
	return {
		...document,
		entries,
		corrections,
		...(document.knows && { knows }),
		...(leftOut && { leftOut }),
	}
}

/**
 * The state of things: every provider with as much as its share of the room allows, what matters
 * least left out first. Who needs less than
 * its share leaves the rest to the others.
 */
export function fittedNow(document: NowDocument): NowDocument {
	const calm = document.providers.map(withinLists)
	const isCalm = calm.every((provider, position) => provider === document.providers[position])
	const now = isCalm ? document : { ...document, providers: calm }
	if (fitsAsIs(now)) return now
	const sizes = now.providers.map(sizeOf)
	const share = fairShare(sizes, filled - sizeOf({ ...now, providers: [] }))
	return {
		...now,
		providers: now.providers.map((provider, position) =>
			(sizes[position] ?? 0) <= share ? provider : withinBytes(provider, share),
		),
	}
}

/** The most that each may have so that all have at most `room` together. */
function fairShare(sizes: readonly number[], room: number): number {
	let left = room
	const inOrder = [...sizes].sort((a, b) => a - b)
	for (const [position, size] of inOrder.entries()) {
		const share = left / (inOrder.length - position)
		if (size > share) return share
		left -= size
	}
	return room
}

/**
 * Lists that a page makes as long as it likes; how long each may be, in the order in which they
 * give way when there is no room.
 */
const lists = [
	['unattributed', 200],
	['problems', 50],
	['gaps', 200],
	['episodes', 40],
	['recent', 20],
	['coverage', 200],
	['alsoListed', 100],
	['crowd', 50],
	['open', 100],
] as const satisfies readonly (readonly [keyof ProviderNow, number])[]

type ListName = (typeof lists)[number][0]

function withinLists(now: ProviderNow): ProviderNow {
	return lists.reduce((kept, [name, length]) => withList(kept, name, length), now)
}

function withinBytes(now: ProviderNow, bytes: number): ProviderNow {
	let kept = now
	for (const parts of [
		[0.5, 0.25],
		[0.1, 0],
	]) {
		for (const part of parts) {
			for (const [name, length] of lists) {
				// Of what is open something is told, or it would pass for an all-clear.
				kept = withList(kept, name, Math.max(name === 'open' ? 3 : 0, Math.floor(part * length)))
				if (sizeOf(kept) <= bytes) return kept
			}
		}
		const short = fittedInto(kept, bytes)
		if (sizeOf(short) <= bytes) return short
	}
	return fittedInto(kept, bytes)
}

/** Lists that are told oldest first, whose newest items are at the end. */
const oldestFirst: ReadonlySet<ListName> = new Set(['problems', 'gaps', 'coverage'])

function withList(now: ProviderNow, name: ListName, length: number): ProviderNow {
	const items: readonly unknown[] | undefined = now[name]
	if (items === undefined || items.length <= length) return now
	const kept = oldestFirst.has(name) ? items.slice(items.length - length) : items.slice(0, length)
	const leftOut: LeftOut = {
		...now.leftOut,
		[name]: (now.leftOut?.[name] ?? 0) + items.length - length,
	}
	return { ...now, [name]: kept, leftOut }
}
