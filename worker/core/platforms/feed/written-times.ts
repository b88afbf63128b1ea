import { floorTo, instantOf, millisecondsOf } from '#core/time/time.ts'

/**
 * Times as a history feed prints them for people, `Jan 5, 03:38 PST`: without a year, in the page's
 * zone. The year follows from
 * going backwards from the entry's own time; a zone is believed when it is UTC or an offset, or
 * when the entry's own time proves it: the newest
 * update's clock beside that instant is the offset of its label, whatever the label is.
 */
export interface WrittenTime {
	/** 0 to 11. */
	readonly month: number
	readonly day: number
	readonly hour: number
	readonly minute: number
	readonly zone: string
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const hour = 3_600_000
const day = 24 * hour
// A page may list two updates in another order than their times; a month is far less than the year
// that would be mistaken.
const disorder = 31 * day

/**
 * Reads `Jan 5, 03:38 UTC`, in place of UTC any letters or an offset (`-03`, `+0530`); undefined
 * for anything else.
 */
export function readWrittenTime(text: string): WrittenTime | undefined {
	const match =
		/^([A-Z][a-z]{2}) (\d{1,2}), (\d{2}):(\d{2}) ([A-Za-z]{1,5}|[+-]\d{2}(?::?\d{2})?)$/.exec(
			text.replace(/\s+/g, ' ').trim(),
		)
	if (!match) return undefined
	// The pattern has five groups, none of them optional.
	const [, monthName, dayText, hourText, minuteText, zone] = match as unknown as [
		string,
		string,
		string,
		string,
		string,
		string,
	]
	const month = months.indexOf(monthName.toLowerCase())
	const [date, hour, minute] = [Number(dayText), Number(hourText), Number(minuteText)]
	return month < 0 || date < 1 || date > 31 || hour > 23 || minute > 59
		? undefined
		: { month, day: date, hour, minute, zone }
}

/**
 * The instants of an entry's updates, newest first as the feed lists them, to the minute.
 * `published` is the instant that the feed gives the
 * entry: the time of its latest update. Undefined where the year or the zone cannot be known.
 */
export function instantsOf(
	times: readonly WrittenTime[],
	published: string,
): (string | undefined)[] {
	let bound: number | undefined
	const walls = times.map((time) => {
		const wall =
			bound === undefined
				? nearest(time, millisecondsOf(published))
				: latestBefore(time, bound + disorder)
		bound = wall ?? bound
		return wall
	})
	const minute = floorTo(published, 60)
	const proven = new Set(
		times.flatMap(({ zone }, index) =>
			zoneInstant(zone, walls[index]) === minute ? (regions.get(zone)?.name ?? []) : [],
		),
	)
	const labels = provenOffsets(times, walls, minute)
	return times.map(({ zone }, index) => {
		const region = regions.get(zone)
		if (isFixed(zone) || (region && proven.has(region.name))) return zoneInstant(zone, walls[index])
		const [wall, offset] = [walls[index], labels(zone)]
		return wall === undefined || offset === undefined ? undefined : instant(wall - offset * hour)
	})
}

/**
 * The offsets, in hours, that the entry's own time proves for labels: that of the newest update's,
 * and an hour more or less for its partner of
 * the other season. A report on top may be days newer than the entry's time: then the next one is
 * held against it. A difference that no zone
 * of the world has proves nothing, since the entry's time is then not that update's.
 */
function provenOffsets(
	times: readonly WrittenTime[],
	walls: readonly (number | undefined)[],
	minute: string,
): (label: string) => number | undefined {
	const published = millisecondsOf(minute)
	const newestFirst = times
		.flatMap(({ zone }, index) => {
			const wall = walls[index]
			return wall === undefined ? [] : [{ zone, offset: (wall - published) / hour }]
		})
		.sort((a, b) => b.offset - a.offset)
	const newest = newestFirst.find(({ offset }) => offset <= farthestEast)
	if (newest === undefined || isFixed(newest.zone) || !isOffsetOfTheWorld(newest.offset))
		return () => undefined
	const { zone, offset } = newest
	return (label) => {
		if (label === zone) return offset
		const season = seasonBetween(zone, label)
		return season === undefined ? undefined : offset + season
	}
}

const farthestEast = 14

/** Whole hours, and the halves and three quarters that there are. */
function isOffsetOfTheWorld(offset: number): boolean {
	if (offset < -12 || offset > farthestEast) return false
	return Number.isInteger(offset) || oddOffsets.includes(offset)
}

const oddOffsets = [-9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 11.5, 12.75, 13.75]

/**
 * The hours from one label's clock to that of the same place in the other season: AEST and AEDT,
 * CET and CEST. Undefined for labels of different places.
 */
function seasonBetween(from: string, to: string): number | undefined {
	if (summerLabels(from).includes(to)) return 1
	return summerLabels(to).includes(from) ? -1 : undefined
}

function summerLabels(standard: string): string[] {
	return [standard.replace(/ST$/, 'DT'), standard.replace(/([A-Z])T$/, '$1ST')].filter(
		(label) => label !== standard,
	)
}

/**
 * The wall clock in the year that brings it closest to a moment, as if it were UTC; in
 * milliseconds.
 */
function nearest(time: WrittenTime, moment: number): number | undefined {
	const year = new Date(moment).getUTCFullYear()
	const candidates = [year - 1, year, year + 1].flatMap(
		(candidate) => wallClock(time, candidate) ?? [],
	)
	return candidates.sort((a, b) => Math.abs(a - moment) - Math.abs(b - moment))[0]
}

function latestBefore(time: WrittenTime, bound: number): number | undefined {
	const year = new Date(bound).getUTCFullYear()
	// A 29 February may be as far as eight years back.
	for (let candidate = year; candidate >= year - 8; candidate--) {
		const wall = wallClock(time, candidate)
		if (wall !== undefined && wall <= bound) return wall
	}
	return undefined
}

function wallClock(time: WrittenTime, year: number): number | undefined {
	const wall = Date.UTC(year, time.month, time.day, time.hour, time.minute)
	return new Date(wall).getUTCMonth() === time.month ? wall : undefined
}

interface Region {
	readonly name: string
	/** Hours. */
	readonly standard: number
	/**
	 * Whether its clocks are forward; undefined where that is not known, and in the hour that comes
	 * twice or never.
	 */
	isSummer(wall: number): boolean | undefined
}

// A page may print PST or CET all year round, so that a label names a region and not an offset.
const regions: ReadonlyMap<string, Region> = new Map(
	[
		{ labels: ['PST', 'PDT', 'PT'], standard: -8, isSummer: isAmericanSummer },
		{ labels: ['MST', 'MDT', 'MT'], standard: -7, isSummer: isAmericanSummer },
		{ labels: ['CST', 'CDT', 'CT'], standard: -6, isSummer: isAmericanSummer },
		{ labels: ['EST', 'EDT', 'ET'], standard: -5, isSummer: isAmericanSummer },
		{ labels: ['WET', 'WEST'], standard: 0, isSummer: (wall: number) => isEuropeanSummer(wall, 0) },
		{ labels: ['CET', 'CEST'], standard: 1, isSummer: (wall: number) => isEuropeanSummer(wall, 1) },
		{ labels: ['EET', 'EEST'], standard: 2, isSummer: (wall: number) => isEuropeanSummer(wall, 2) },
	].flatMap(({ labels, standard, isSummer }) =>
		labels.map((label): [string, Region] => [label, { name: labels.join(), standard, isSummer }]),
	),
)

function isFixed(zone: string): boolean {
	return zone === 'UTC' || zone === 'GMT' || zone === 'Z' || /^[+-]/.test(zone)
}

function zoneInstant(zone: string, wall: number | undefined): string | undefined {
	if (wall === undefined) return undefined
	if (/^[+-]/.test(zone)) {
		const minutes = Number(zone.slice(1, 3)) * 60 + (zone.length > 3 ? Number(zone.slice(-2)) : 0)
		if (minutes > 14 * 60) return undefined
		return instant(wall - (zone.startsWith('-') ? -minutes : minutes) * 60_000)
	}
	if (isFixed(zone)) return instant(wall)
	const region = regions.get(zone)
	const summer = region?.isSummer(wall)
	return region === undefined || summer === undefined
		? undefined
		: instant(wall - (region.standard + (summer ? 1 : 0)) * hour)
}

/**
 * Whether the clocks of the United States are forward, by the rule since 2007; undefined before,
 * and in the hour that comes twice or never.
 */
function isAmericanSummer(wall: number): boolean | undefined {
	const year = new Date(wall).getUTCFullYear()
	if (year < 2007) return undefined
	return isBetween(wall, sunday(year, 2, 8) + 2 * hour, sunday(year, 10, 1) + hour)
}

/**
 * Whether the clocks of the European Union are forward, by the rule since 1996: at one o'clock UTC,
 * everywhere at once.
 */
function isEuropeanSummer(wall: number, standard: number): boolean | undefined {
	const year = new Date(wall).getUTCFullYear()
	if (year < 1996) return undefined
	return isBetween(
		wall,
		sunday(year, 2, 25) + (1 + standard) * hour,
		sunday(year, 9, 25) + (1 + standard) * hour,
	)
}

/**
 * Between going forward and back by the clock on the wall: the hour that is left out and the one
 * that comes twice belong to neither.
 */
function isBetween(wall: number, forward: number, back: number): boolean | undefined {
	const inHour = (start: number) => wall >= start && wall < start + hour
	if (inHour(forward) || inHour(back)) return undefined
	return wall >= forward && wall < back
}

/** The first Sunday on or after a date, midnight. */
function sunday(year: number, month: number, date: number): number {
	const start = Date.UTC(year, month, date)
	return start + ((7 - new Date(start).getUTCDay()) % 7) * day
}

function instant(milliseconds: number): string | undefined {
	return milliseconds > -62_135_596_800_000 && milliseconds < 253_402_300_800_000
		? instantOf(milliseconds)
		: undefined
}
