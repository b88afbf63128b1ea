import type { DayState, SurfaceDays } from '#core/documents/surface-days.ts'
import { addresses } from '#core/text/addresses.ts'

/**
 * The days of surfaces, as the strips of the front page sum them up and `/providers/{provider}/days`
 * lists them.
 */

/** The ways in which a surface's days are summed up. */
export const dayGroups = {
	trouble: {
		states: ['incident', 'degraded_performance', 'partial_outage', 'major_outage'],
		heading: 'with trouble',
	},
	maintenance: { states: ['under_maintenance'], heading: 'with maintenance' },
	clear: { states: ['clear'], heading: 'clear' },
	absent: { states: ['not_there'], heading: 'before it began' },
	unknown: { states: ['unknown'], heading: 'not known' },
} as const satisfies Readonly<
	Record<string, { readonly states: readonly DayState[]; readonly heading: string }>
>

export type DayGroup = keyof typeof dayGroups

export const groupNames: readonly DayGroup[] = [
	'trouble',
	'maintenance',
	'clear',
	'absent',
	'unknown',
]

/** Where the days of one group, or the entries, of a surface are listed. */
export function daysAddress(provider: string, surface: string, list: DayGroup | 'entries'): string {
	return `${addresses.providerDays(provider)}#${surface}-${list}`
}

/** The days of a group, each with its state, oldest first. */
export function daysIn(
	group: DayGroup,
	states: readonly DayState[],
	days: readonly string[] = [],
): { readonly day: string; readonly state: DayState }[] {
	const wanted: readonly DayState[] = dayGroups[group].states
	return states.flatMap((state, index) =>
		wanted.includes(state) ? [{ day: days[index] ?? '', state }] : [],
	)
}

/** Whether the record can speak for the surface on any of the days. */
export function isTold({ days }: SurfaceDays): boolean {
	return days.some((day) => day !== 'unknown' && day !== 'not_there')
}

/** Days of one state that follow each other. */
export interface DayRun {
	readonly state: DayState
	readonly from: number
	readonly length: number
}

export function runsOf(days: readonly DayState[]): DayRun[] {
	const runs: DayRun[] = []
	for (const [index, state] of days.entries()) {
		const last = runs.at(-1)
		if (last?.state === state) runs[runs.length - 1] = { ...last, length: last.length + 1 }
		else runs.push({ state, from: index, length: 1 })
	}
	return runs
}

/** How high a strip is drawn. */
export const stripHeight = 18

/** The height of the water by state; a day that nobody knows is dotted all over. */
export const waterLevels: Readonly<Record<DayState, number>> = {
	not_there: 0,
	clear: 3,
	under_maintenance: 6,
	incident: 7,
	degraded_performance: 7,
	partial_outage: 12,
	major_outage: stripHeight,
	unknown: stripHeight,
}
