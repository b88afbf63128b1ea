import * as z from 'zod/mini'
import { type ConditionSpan, conditions } from '../toolkit/condition/vocabulary.ts'

/** The ways in which a share of time can be counted, from one table of seconds a condition. */

/**
 * Seconds in each condition (`condition.ts` says what they mean), and how long incidents that name
 * the surface were open, whatever its state;
 * of this and of `unplaced`, in how much no incident was open but those that stay so for longer
 * than 48 hours. `incidentOpenUnmeasured`: the known
 * part of incidents of unknown length, where no other was open.
 */
export const Seconds = z.object({
	operational: z.number(),
	clear: z.number(),
	degraded: z.number(),
	partial: z.number(),
	major: z.number(),
	ungraded: z.number(),
	unplaced: z.number(),
	maintenance: z.number(),
	unknown: z.number(),
	incidentOpen: z.number(),
	incidentOpenRows: z.number(),
	incidentOpenUnmeasured: z.number(),
	unplacedRows: z.number(),
})
export type Seconds = z.infer<typeof Seconds>

export const Way = z.object({
	/** As in `ways`. */
	way: z.string(),
	/**
	 * How much of a second counts as down in a partial outage and while degraded; a major one counts
	 * whole. Absent where only incidents count.
	 */
	partial: z.optional(z.number()),
	degraded: z.optional(z.number()),
	/**
	 * The available share of the seconds that are known, where it can be told exactly: never beside
	 * an incident of unknown length.
	 */
	share: z.nullable(z.number()),
	/**
	 * Its bounds: time of which no state is known, incidents that name no surface and the known part
	 * of one of unknown length count as down here and
	 * as up there. Incidents of unknown length are set aside from both; what they may change stands
	 * in `unknownLengths`. Null where no second is known.
	 */
	atLeast: z.nullable(z.number()),
	atMost: z.nullable(z.number()),
	/** What counts as down, in seconds: to `atMost` and to `atLeast`. */
	downAtLeastSeconds: z.number(),
	downAtMostSeconds: z.number(),
	/** Of what: neither unknown nor maintenance. */
	knownSeconds: z.number(),
})
export type Way = z.infer<typeof Way>

/** A way by states: what a partial outage and a degraded stretch weigh; or by incidents alone. */
export type Weights =
	| { readonly way: string; readonly partial: number; readonly degraded: number }
	| { readonly way: string; readonly incidents: 'all' | 'without long rows' }

/**
 * Every way that is printed side by side; `custom` joins them where the reader gives weights of his
 * own.
 */
export const ways: readonly Weights[] = [
	{ way: 'major only', partial: 0, degraded: 0 },
	{ way: 'partial at 30 %', partial: 0.3, degraded: 0 },
	{ way: 'partial in full', partial: 1, degraded: 0 },
	{ way: 'major and degraded', partial: 0, degraded: 1 },
	{ way: 'partial at 30 %, degraded', partial: 0.3, degraded: 1 },
	{ way: 'every minute not green', partial: 1, degraded: 1 },
	{ way: 'incident open', incidents: 'all' },
	{ way: 'incident open, up to 48 h', incidents: 'without long rows' },
]

/** Adds up stretches, which do not overlap. */
export function secondsOf(stretches: readonly ConditionSpan[]): Seconds {
	// Asked of every day and month of every surface: to make these from lists of names took most of it.
	const sums = {
		operational: 0,
		clear: 0,
		degraded: 0,
		partial: 0,
		major: 0,
		ungraded: 0,
		unplaced: 0,
		maintenance: 0,
		unknown: 0,
		incidentOpen: 0,
		incidentOpenRows: 0,
		incidentOpenUnmeasured: 0,
		unplacedRows: 0,
	} satisfies Seconds
	for (const { from, to, condition, open, row } of stretches) {
		sums[condition] += to - from
		if (condition === 'unplaced' && row) sums.unplacedRows += to - from
		if (open === 'no' || condition === 'unknown' || condition === 'maintenance') continue
		if (open === 'part') {
			sums.incidentOpenUnmeasured += to - from
			continue
		}
		sums.incidentOpen += to - from
		if (open === 'row') sums.incidentOpenRows += to - from
	}
	for (const key of keys) sums[key] /= 1000
	return sums
}

const keys = [
	...conditions,
	'incidentOpen',
	'incidentOpenRows',
	'incidentOpenUnmeasured',
	'unplacedRows',
] as const

/** How many seconds are known: maintenance and what is unknown stand on neither side. */
export function knownIn({
	operational,
	clear,
	degraded,
	partial,
	major,
	ungraded,
	unplaced,
}: Seconds): number {
	return operational + clear + degraded + partial + major + ungraded + unplaced
}

/** `isMeasured`: no incident of unknown length is in it. */
export function wayOf(seconds: Seconds, weights: Weights, isMeasured: boolean): Way {
	const known = knownIn(seconds)
	const [least, most] = downOf(seconds, weights)
	const [atMost, atLeast] = [upOf(known, least), upOf(known, most)]
	return {
		way: weights.way,
		...(!('incidents' in weights) && { partial: weights.partial, degraded: weights.degraded }),
		share: isMeasured && least === most ? atMost : null,
		atLeast,
		atMost,
		downAtLeastSeconds: least,
		downAtMostSeconds: most,
		knownSeconds: known,
	}
}

/** The share of so many known seconds that is left beside those that count as down. */
export function upOf(known: number, down: number): number | null {
	return known === 0 ? null : 1 - Math.min(known, down) / known
}

/** Down seconds, at least and at most. */
export function downOf(seconds: Seconds, weights: Weights): [number, number] {
	const {
		degraded,
		partial,
		major,
		ungraded,
		unplaced,
		incidentOpen,
		incidentOpenRows,
		incidentOpenUnmeasured,
		unplacedRows,
	} = seconds
	if ('incidents' in weights) {
		if (weights.incidents === 'all')
			return [incidentOpen, incidentOpen + incidentOpenUnmeasured + unplaced]
		const open = incidentOpen - incidentOpenRows
		return [open, open + incidentOpenUnmeasured + unplaced - unplacedRows]
	}
	const least = major + weights.partial * partial + weights.degraded * degraded
	return [least, least + ungraded + unplaced]
}
