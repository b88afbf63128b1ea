import { plainText } from '#core/fragments/provider-text.ts'
import type { FeedEntry, ProviderHeader } from '#core/model/documents.ts'
import { saidIn, type TimelineEvent, writtenAtOf } from '#core/model/timeline.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import {
	compareInstants,
	earliest,
	latest,
	millisecondsOf,
	secondsBetween,
} from '#core/time/time.ts'
import { correctionKinds } from '#core/timeline/corrections.ts'

/**
 * A timeline's events as what a feed tells: one thing for each statement, and for each outage that
 * a page files as several rows.
 */

export interface Told {
	/** A URN, independent of the host, stable for good. */
	readonly id: string
	/** The URN of its incident. */
	readonly thread: string
	/** The event that has the words, or the first. */
	readonly chosen: FeedEntry
	/** All events of the statement. */
	readonly group: readonly FeedEntry[]
	/** What was changed about it afterwards. */
	readonly changes: readonly FeedEntry[]
	/** Our own date: when we saw it, or what is claimed where no look of ours bounds that. */
	readonly date: string
	readonly changedAt: string
	/** The same words in other rows of the page. */
	readonly twins: readonly Told[]
}

/**
 * The kinds in which a statement of the provider's may appear; those of one statement become one
 * entry.
 */
export const statements: ReadonlySet<TimelineEvent['kind']> = new Set([
	'acknowledged',
	'update',
	'status_changed',
	'state_changed',
	'fix_did_not_hold',
	'resolved',
	'postmortem',
])

/**
 * What is told of a provider, newest first. `revisions` are corrections that count as the last
 * change of a statement without being told themselves.
 */
export function toldOf(
	provider: Pick<ProviderHeader, 'id' | 'name' | 'surfaces'>,
	entries: readonly FeedEntry[],
	asOf: string | null,
	revisions: readonly FeedEntry[] = [],
): Told[] {
	const corrections = Map.groupBy(
		[...entries, ...revisions].filter(
			({ event }) => event.update !== undefined && correctionKinds.has(event.kind),
		),
		statementOf,
	)
	const groups = [...Map.groupBy(entries, groupOf).values()]
	const told = groups.flatMap((group) => tell(provider.id, group, corrections, asOf) ?? [])
	return onceEach(provider, told).sort(newestFirst)
}

export function newestFirst(
	a: Pick<Told, 'date' | 'chosen' | 'id'>,
	b: Pick<Told, 'date' | 'chosen' | 'id'>,
): number {
	return (
		compareInstants(b.date, a.date) ||
		compareInstants(b.chosen.event.at, a.chosen.event.at) ||
		(a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
	)
}

/** Which entries are one statement. */
export function groupOf(entry: FeedEntry): string {
	const { incident, event } = entry
	return event.update !== undefined && statements.has(event.kind)
		? statementOf(entry)
		: `${incident.id} event ${event.id}`
}

/** The statement that an event belongs to, or is about. */
function statementOf({ incident, event }: FeedEntry): string {
	return `${incident.id} update ${event.update ?? ''}`
}

/**
 * The date of an entry: the look that first showed it, where a look before had not, else the
 * claimed time; a day is dated at its end.
 * Never after `asOf`: what claims to come from the future is dated by when it was read.
 */
export function feedDateOf(event: TimelineEvent, asOf: string | null): string {
	const { at, precision, seen, provenance } = event
	const until = knownUntil(event, asOf)
	if (seen?.after !== undefined && provenance !== undefined && isOurLook(provenance))
		return earliest(seen.by, until) ?? seen.by
	const claimed = precision === 'day' ? `${at.slice(0, 10)}T23:59:59Z` : at
	if (until === undefined || compareInstants(claimed, until) <= 0) return claimed
	return (
		[seen?.by, writtenAtOf(event)].find(
			(moment) => moment !== undefined && compareInstants(moment, until) <= 0,
		) ?? until
	)
}

/**
 * Users are counted while no look of ours sees the page, and a record that no look has reached is
 * as new as what it holds.
 */
function knownUntil({ origin, seen }: TimelineEvent, asOf: string | null): string | undefined {
	return asOf === null || origin === 'crowd' ? latest(asOf, seen?.by) : asOf
}

/** `urn:tidemark:claude:0ghc53zpsfmt`, with more parts behind it; each part is encoded. */
export function urn(...parts: readonly string[]): string {
	return [
		'urn:tidemark',
		...parts.map((part) =>
			/^[\w.-]*$/.test(part)
				? part
				: encodeURIComponent(part.toWellFormed()).replace(
						/[!'()*~]/g,
						(mark) => `%${mark.charCodeAt(0).toString(16)}`,
					),
		),
	].join(':')
}

function tell(
	provider: string,
	group: readonly FeedEntry[],
	corrections: ReadonlyMap<string, readonly FeedEntry[]>,
	asOf: string | null,
): Told | undefined {
	const chosen = group.find(({ event }) => event.body !== undefined) ?? group[0]
	if (!chosen) return undefined
	const { incident, event } = chosen
	const stated = event.update !== undefined && statements.has(event.kind)
	const changes = stated ? (corrections.get(statementOf(chosen)) ?? []) : []
	const date = feedDateOf(event, asOf)
	return {
		id: stated
			? urn(provider, incident.id, 'update', event.update ?? '')
			: urn(provider, incident.id, 'event', ...withinIncident(incident.id, event.id)),
		thread: urn(provider, incident.id),
		chosen,
		group,
		changes: [...new Map(changes.map((entry) => [entry.event.id, entry])).values()],
		date,
		changedAt:
			latest(
				date,
				...changes
					.map((entry) => entry.event.seen?.by)
					.filter((by) => by === undefined || asOf === null || compareInstants(by, asOf) <= 0),
			) ?? date,
		twins: [],
	}
}

/** Event ids begin with their incident's. */
function withinIncident(incident: string, event: string): string[] {
	return (event.startsWith(`${incident}:`) ? event.slice(incident.length + 1) : event).split(':')
}

/**
 * Rows of one outage are written one after the other, by hand: xAI's carry times up to two minutes
 * apart.
 */
const rowsWithinSeconds = 180

/**
 * A page that files one outage as a row for each product says the same words at nearly the same
 * time in each: that is told once,
 * by the row that was seen first. A title may differ in the product that it names, and in nothing
 * else.
 */
function onceEach(
	provider: Pick<ProviderHeader, 'name' | 'surfaces'>,
	told: readonly Told[],
): Told[] {
	const names = new Set(
		[provider.name, ...provider.surfaces.map((surface) => surface.name)].flatMap(wordsOf),
	)
	const near = withOthersNear(told)
	const result = told.filter((entry) => !near.has(entry))
	for (const [, alike] of Map.groupBy(near, (entry) => sameness(entry, names))) {
		const clusters: Told[][] = []
		for (const entry of alike.toSorted(
			(a, b) => compareInstants(a.date, b.date) || (a.id < b.id ? -1 : 1),
		)) {
			const cluster = clusters.find(
				([first, ...others]) =>
					first !== undefined &&
					Math.abs(secondsBetween(first.chosen.event.at, entry.chosen.event.at)) <=
						rowsWithinSeconds &&
					![first, ...others].some((member) => member.thread === entry.thread),
			)
			if (cluster) cluster.push(entry)
			else clusters.push([entry])
		}
		for (const [first, ...twins] of clusters)
			if (first)
				result.push({
					...first,
					twins,
					changedAt: latest(first.changedAt, ...twins.map((twin) => twin.date)) ?? first.changedAt,
				})
	}
	return result
}

/**
 * Those beside which another incident was told of at nearly the same time. Of the others, which are
 * most, no words need to be compared.
 */
function withOthersNear(told: readonly Told[]): Set<Told> {
	const timed = told
		.map((entry) => ({ entry, at: millisecondsOf(entry.chosen.event.at) }))
		.sort((a, b) => a.at - b.at)
	const near = new Set<Told>()
	for (const direction of [timed, timed.toReversed()]) {
		// If even the last one of another incident is too far, so are all before it.
		let [last, lastOfOther]: typeof timed = []
		for (const one of direction) {
			if (last && last.entry.thread !== one.entry.thread) lastOfOther = last
			// A distance is rounded to seconds before it is judged.
			if (lastOfOther && Math.abs(one.at - lastOfOther.at) < (rowsWithinSeconds + 1) * 1000)
				near.add(one.entry)
			last = one
		}
	}
	return near
}

function sameness({ chosen, id }: Told, names: ReadonlySet<string>): string {
	const { incident, event } = chosen
	// Only what a page posts is filed in rows; notes, counts and corrections are told one by one.
	if (event.origin !== 'official' || !statements.has(event.kind)) return id
	const title = wordsOf(incident.title.replace(/^\s*\[[^\]]*\]/, '')).filter(
		(word) => !names.has(word),
	)
	const body = wordsOf(plainText(event.body ?? '', event.format ?? 'text'))
	const status = saidIn(event)?.status ?? event.kind
	return JSON.stringify([status, event.precision === 'day', title, body])
}

function wordsOf(text: string): string[] {
	return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
