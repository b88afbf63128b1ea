import { floorTo, instantOf, millisecondsOf } from '#core/time.ts'

/**
 * Times as a history feed prints them for people, `Jan 5, 03:38 PST`: without a year, in the page's zone. The year follows from
 * going backwards from the entry's own time; a zone is believed when it is UTC or an offset, or when the entry's own time proves it.
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
const day = 86_400_000
// A page may list two updates in another order than their times; a month is far less than the year that would be mistaken.
const disorder = 31 * day

/** Reads `Jan 5, 03:38 UTC`; undefined for anything else. */
export function readWrittenTime(text: string): WrittenTime | undefined {
	const match = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{2}):(\d{2}) ([A-Z]{1,5}|[+-]\d{2}:?\d{2})$/.exec(text.replace(/\s+/g, ' ').trim())
	if (!match) return undefined
	// The pattern has five groups, none of them optional.
	const [, monthName, dayText, hourText, minuteText, zone] = match as unknown as [string, string, string, string, string, string]
	const month = months.indexOf(monthName.toLowerCase())
	const [date, hour, minute] = [Number(dayText), Number(hourText), Number(minuteText)]
	return month < 0 || date < 1 || date > 31 || hour > 23 || minute > 59 ? undefined : { month, day: date, hour, minute, zone }
}

/**
 * The instants of an entry's updates, newest first as the feed lists them, to the minute. `published` is the instant that the feed gives the
 * entry: the time of its latest update. Undefined where the year or the zone cannot be known.
 */
export function instantsOf(times: readonly WrittenTime[], published: string): (string | undefined)[] {
	let bound: number | undefined
	const walls = times.map((time) => {
		const wall = bound === undefined ? nearest(time, millisecondsOf(published)) : latestBefore(time, bound + disorder)
		bound = wall ?? bound
		return wall
	})
	const minute = floorTo(published, 60)
	const proven = new Set(times.flatMap(({ zone }, index) => (zoneInstant(zone, walls[index]) === minute ? (regions.get(zone) ?? []) : [])))
	return times.map(({ zone }, index) => (isFixed(zone) || proven.has(regions.get(zone) ?? Number.NaN) ? zoneInstant(zone, walls[index]) : undefined))
}

/** The wall clock in the year that brings it closest to a moment, as if it were UTC; in milliseconds. */
function nearest(time: WrittenTime, moment: number): number | undefined {
	const year = new Date(moment).getUTCFullYear()
	const candidates = [year - 1, year, year + 1].flatMap((candidate) => wallClock(time, candidate) ?? [])
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

// Standard offset in hours. A page may print PST all year round, so that a label names a region and not an offset.
const regions: ReadonlyMap<string, number> = new Map(
	Object.entries({ PST: -8, PDT: -8, PT: -8, MST: -7, MDT: -7, MT: -7, CST: -6, CDT: -6, CT: -6, EST: -5, EDT: -5, ET: -5 }),
)

function isFixed(zone: string): boolean {
	return zone === 'UTC' || zone === 'GMT' || zone === 'Z' || /^[+-]/.test(zone)
}

function zoneInstant(zone: string, wall: number | undefined): string | undefined {
	if (wall === undefined) return undefined
	if (/^[+-]/.test(zone)) {
		const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
		if (minutes > 14 * 60) return undefined
		return instant(wall - (zone.startsWith('-') ? -minutes : minutes) * 60_000)
	}
	if (isFixed(zone)) return instant(wall)
	const standard = regions.get(zone)
	const summer = standard === undefined ? undefined : isSummer(wall)
	return standard === undefined || summer === undefined ? undefined : instant(wall - (standard + (summer ? 1 : 0)) * 3_600_000)
}

/** Whether the clocks of the United States are forward, by the rule since 2007; undefined before, and in the hour that comes twice or never. */
function isSummer(wall: number): boolean | undefined {
	const year = new Date(wall).getUTCFullYear()
	if (year < 2007) return undefined
	const forward = sunday(year, 2, 8) + 2 * 3_600_000
	const back = sunday(year, 10, 1) + 3_600_000
	const inHour = (start: number) => wall >= start && wall < start + 3_600_000
	if (inHour(forward) || inHour(back)) return undefined
	return wall >= forward && wall < back
}

/** The first Sunday on or after a date, midnight. */
function sunday(year: number, month: number, date: number): number {
	const start = Date.UTC(year, month, date)
	return start + ((7 - new Date(start).getUTCDay()) % 7) * day
}

function instant(milliseconds: number): string | undefined {
	return milliseconds > -62_135_596_800_000 && milliseconds < 253_402_300_800_000 ? instantOf(milliseconds) : undefined
}
