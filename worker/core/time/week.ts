/** The week that begins on Monday 00:00 UTC, which the working life of most users has in common. */

export const hour = 3_600_000
export const week = 168 * hour
/** 1970-01-05 was a Monday. */
export const firstMonday = 96 * hour

/** The number of the week that holds a moment. */
export function weekOf(moment: number): number {
	return Math.floor((moment - firstMonday) / week)
}

/** 0 for Monday from 00:00 to 01:00, 167 for the last hour of Sunday. */
export function hourOfTheWeek(moment: number): number {
	return Math.floor((moment - firstMonday - weekOf(moment) * week) / hour)
}
