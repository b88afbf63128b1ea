import type { Rise } from '#core/model/report.ts'
import { addSeconds, compareInstants, earliest, latest } from '#core/time/time.ts'
import { crowdThresholds as limits } from './thresholds.ts'

/**
 * Rises that are strong enough to open an incident and lie together in time: one trouble, whoever
 * counted it.
 */
export interface Trouble {
	/** The id of its incident, and those of incidents that it took in after they had been opened. */
	readonly ids: readonly string[]
	/** The one that was known first: it names the incident. */
	readonly first: Rise
	/** The one that began first. */
	readonly onset: Rise
	/** The instant from which the incident stood in the record. */
	readonly openedAt: string
	/** When the last of them ended; null while one lasts. */
	readonly to: string | null
	/** What ended it where that is no end: counting stopped, or the level changed. */
	readonly overBy: 'gap' | 'level' | undefined
	/** Those that the series are about, sorted; none when one is about the provider as a whole. */
	readonly surfaces: readonly string[]
}

interface Group {
	readonly ids: string[]
	/** In the order in which they were known. */
	readonly rises: Rise[]
}

/**
 * Groups the rises of one provider that open an incident: those that overlap, or of which one
 * begins within the settling time after another. Taken
 * by when they were known, so that a later one joins what stands and never renames it. Oldest
 * first.
 */
export function troublesOf(rises: readonly Rise[]): Trouble[] {
	let groups: Group[] = []
	for (const rise of rises.filter(opensIncident).sort(byKnown)) {
		const joined = groups.filter((group) => group.rises.some((member) => areTogether(member, rise)))
		const others = groups.filter((group) => !joined.includes(group))
		const merged = {
			ids: joined.flatMap(({ ids }) => ids),
			rises: [...joined.flatMap((group) => group.rises), rise].sort(byKnown),
		}
		groups = [...others, joined.length > 0 ? merged : { ids: [idOf(rise)], rises: [rise] }]
	}
	return groups
		.map(troubleOf)
		.sort(
			(a, b) =>
				compareInstants(a.onset.roseAt, b.onset.roseAt) ||
				((a.ids[0] ?? '') < (b.ids[0] ?? '') ? -1 : 1),
		)
}

/**
 * Mentions never do, nor one burst, few reporters, one network, or what rose with a neighbour that
 * was known by then.
 */
function opensIncident(rise: Rise): boolean {
	return (
		rise.counted === 'reporters' &&
		rise.windowsAbove >= limits.openingWindows.value &&
		rise.peakCount >= limits.openingReporters.value &&
		(rise.networks === undefined || rise.networks >= limits.openingNetworks.value) &&
		!rise.neighbours.some(({ knownAt }) => compareInstants(knownAt, openingOf(rise)) <= 0)
	)
}

/**
 * With its third window above the threshold at the earliest, and one window after the rise was
 * known: until then neighbours can show.
 */
function openingOf({ roseAt, knownAt, windowSeconds }: Rise): string {
	return (
		latest(
			addSeconds(knownAt, windowSeconds),
			addSeconds(roseAt, limits.openingWindows.value * windowSeconds),
		) ?? knownAt
	)
}

function areTogether(a: Rise, b: Rise): boolean {
	const slack = limits.quietSeconds.value
	const begins = (later: Rise, before: Rise) =>
		before.settledAt === null ||
		compareInstants(later.roseAt, addSeconds(before.settledAt, slack)) <= 0
	return begins(a, b) && begins(b, a)
}

function byKnown(a: Rise, b: Rise): number {
	return (
		compareInstants(a.knownAt, b.knownAt) ||
		compareInstants(a.roseAt, b.roseAt) ||
		(a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
	)
}

/**
 * `crowd-20260302T1137Z`, with the surface where the series is about one; at most the 64 characters
 * that an id may have.
 */
function idOf({ roseAt, surface }: Rise): string {
	const minute = `${roseAt.slice(0, 16).replaceAll(/[-:]/g, '')}Z`
	return `crowd-${minute}${surface === undefined ? '' : `-${surface}`}`.slice(0, 64)
}

function troubleOf({ ids, rises }: Group): Trouble {
	const first = rises[0] as Rise // a group has at least the rise that it was made for
	const begin = earliest(...rises.map(({ roseAt }) => roseAt))
	const to = rises.some(({ settledAt }) => settledAt === null)
		? null
		: (latest(...rises.map(({ settledAt }) => settledAt)) ?? null)
	const last = rises
		.filter(({ settledAt, settledBy = 'quiet' }) => settledAt === to && settledBy !== 'quiet')
		.map(({ settledBy }) => settledBy)
	const about = rises.map(({ surface }) => surface)
	return {
		ids,
		first,
		onset: rises.find(({ roseAt }) => roseAt === begin) ?? first,
		openedAt: openingOf(first),
		to,
		overBy: to === null || last.length === 0 ? undefined : last.includes('level') ? 'level' : 'gap',
		surfaces: about.includes(undefined)
			? []
			: [...new Set(about.filter((surface) => surface !== undefined))].sort(),
	}
}
