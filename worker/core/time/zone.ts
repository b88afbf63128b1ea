/**
 * Clocks of the world: where days begin and hours are read, in a zone whose days may have 23 or 25
 * hours.
 */
export interface Zone {
	readonly name: string
	/** Local time minus UTC at a moment, in milliseconds. */
	offsetAt(moment: number): number
	/** The local day of a moment: days since 1970-01-01 of the local calendar. */
	dayOf(moment: number): number
	/** The first moment of a local day; it need not be midnight, which some days lack. */
	dayStart(day: number): number
}

const hour = 3_600_000
const day = 24 * hour

const zones = new Map<string, Zone>()

/** The clock of an IANA zone. Throws RangeError with a sentence for a name that is none. */
export function zoneOf(name = 'UTC'): Zone {
	const known = zones.get(name)
	if (known) return known
	const offsetAt = name === 'UTC' ? () => 0 : offsetsOf(name)
	const dayOf = (moment: number) => Math.floor((moment + offsetAt(moment)) / day)
	const dayStart = (local: number) => {
		// Offsets lie between −12 and +14 hours.
		let low = local * day - 15 * hour
		let high = local * day + 13 * hour
		const offset = offsetAt(low)
		if (offset === offsetAt(high)) return local * day - offset
		while (high - low > 1) {
			const middle = Math.floor((low + high) / 2)
			if (dayOf(middle) >= local) high = middle
			else low = middle
		}
		return high
	}
	const zone = { name, offsetAt, dayOf, dayStart }
	zones.set(name, zone)
	return zone
}

/**
 * The usual spelling of an IANA zone's name, whose letters may be of either case; undefined for a
 * text that names none, or only an offset.
 */
export function zoneName(text: string): string | undefined {
	if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,59}$/.test(text)) return undefined
	try {
		return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone
	} catch {
		return undefined
	}
}

/** Whether a text names a zone. */
export function isZone(name: string): boolean {
	try {
		zoneOf(name)
		return true
	} catch {
		return false
	}
}

/** The hour of the local clock, 0 to 23. */
export function hourOf(zone: Zone, moment: number): number {
	const local = moment + zone.offsetAt(moment)
	return Math.floor((local - Math.floor(local / day) * day) / hour)
}

/** The weekday of a local day, 0 for Monday. */
export function weekdayOf(localDay: number): number {
	return (((localDay + 3) % 7) + 7) % 7
}

/**
 * Months since 1970 of a local day. In whole numbers of the calendar's four-hundred-year era (H.
 * Hinnant's `civil_from_days`): ten years of days are asked for their months again and again, and a
 * `Date` for each took a tenth of all figures of a thousand incidents.
 */
export function monthOfDay(localDay: number): number {
	const fromEra = localDay + 719_468
	const era = Math.floor(fromEra / 146_097)
	const dayOfEra = fromEra - era * 146_097
	const yearOfEra = Math.floor(
		(dayOfEra -
			Math.floor(dayOfEra / 1460) +
			Math.floor(dayOfEra / 36_524) -
			Math.floor(dayOfEra / 146_096)) /
			365,
	)
	const dayOfYear =
		dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
	// Its years begin in March, so that the leap day is the last one.
	const sinceMarch = Math.floor((5 * dayOfYear + 2) / 153)
	return (yearOfEra + era * 400 - 1970) * 12 + sinceMarch + 2
}

/** The first local day of a month, numbered as `monthOfDay` does. */
export function firstDayOf(month: number): number {
	return Date.UTC(1970, month, 1) / day
}

/** `2026-03-02` for a local day. */
export function dayName(localDay: number): string {
	return new Date(localDay * day).toISOString().slice(0, 10)
}

/** The moment at which the local clock of a day shows an hour that the day has. */
export function momentAt(zone: Zone, localDay: number, localHour: number): number {
	const local = localDay * day + localHour * hour
	return local - zone.offsetAt(local - zone.offsetAt(local))
}

/** Asking the runtime takes microseconds, so a UTC day whose ends agree is asked about once. */
function offsetsOf(name: string): (moment: number) => number {
	const exact = asker(name)
	const ends = new Map<number, number>()
	const end = (utcDay: number) => {
		const known = ends.get(utcDay)
		if (known !== undefined) return known
		const offset = exact(utcDay * day)
		ends.set(utcDay, offset)
		return offset
	}
	return (moment) => {
		const utcDay = Math.floor(moment / day)
		const offset = end(utcDay)
		return offset === end(utcDay + 1) ? offset : exact(moment)
	}
}

function asker(name: string): (moment: number) => number {
	let format: Intl.DateTimeFormat
	try {
		const numeric = {
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		} as const
		format = new Intl.DateTimeFormat('en-US', {
			timeZone: name,
			hourCycle: 'h23',
			calendar: 'iso8601',
			...numeric,
		})
	} catch {
		throw new RangeError(
			`no time zone is called ${JSON.stringify(name.slice(0, 60))}: expected an IANA name such as Europe/Berlin`,
		)
	}
	return (moment) => {
		const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
		for (const { type, value } of format.formatToParts(moment)) parts[type] = Number(value)
		const {
			year = 1970,
			month = 1,
			day: dayOfMonth = 1,
			hour: hours = 0,
			minute = 0,
			second = 0,
		} = parts
		return (
			Date.UTC(year, month - 1, dayOfMonth, hours, minute, second) -
			Math.floor(moment / 1000) * 1000
		)
	}
}
