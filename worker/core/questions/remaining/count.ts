import * as z from 'zod/mini'
import type { Question } from '../question.ts'
import { lastingOf, reasonOf } from '../toolkit/lengths.ts'
import { comparableAtLeast, Remaining, remainingAfter } from '../toolkit/remaining-time.ts'
import type { ScopedIncident } from '../toolkit/scoped-record.ts'
import { Curve, type Lasting, stepsAtMost, survivalCurve } from '../toolkit/survival.ts'
import { Tally } from '../toolkit/tally.ts'
import { idsOf } from '../toolkit/trace.ts'

/** How much longer it will take, as far as the past can tell. */

const Basis = z.enum(['provider and impact', 'provider', 'all providers'])

export const LastingCurve = z.object({
	basis: Basis,
	provider: z.optional(z.string()),
	impact: z.optional(z.string()),
	curve: Curve,
	/** Those that it was counted from, where they are at most 100. */
	incidents: z.optional(z.array(z.string())),
})
export type LastingCurve = z.infer<typeof LastingCurve>

export const Outlook = z.extend(Remaining, { elapsedSeconds: z.int(), basis: z.nullable(Basis) })
export type Outlook = z.infer<typeof Outlook>

export const RemainingFigures = z.object({
	comparableAtLeast: z.int(),
	/** The curves that the outlooks are read from, for whoever asks about another moment. */
	curves: z.array(LastingCurve),
	/** Per provider and impact (and once for any impact): what remains after so long. */
	outlooks: z.array(
		z.object({ provider: z.string(), impact: z.optional(z.string()), after: z.array(Outlook) }),
	),
})
export type RemainingFigures = z.infer<typeof RemainingFigures>

/** The moments that are asked about, in seconds: at once, a quarter of an hour, … a day. */
const grid = [0, 15, 30, 60, 120, 240, 480, 1440].map((minutes) => minutes * 60)

export const remaining: Question<RemainingFigures> = {
	name: 'remaining',
	title: 'How much longer?',
	asks: 'Given that it has lasted so long already, how much longer will it take?',
	method:
		'Unplanned incidents that a provider filed, which began inside of complete record, from ' +
		'the start that the provider states, else its first statement, to its resolution. ' +
		'One that is still open counts as lasting at least until the last look (product-limit ' +
		'estimate of Kaplan and Meier). ' +
		'Left out: incidents filed only when they were over without a word on when they began, ' +
		'those whose end is not known or comes before the beginning, and times known only to the ' +
		'hour or the day. ' +
		'What remains after t: of those that lasted longer than t, when a quarter, half and three ' +
		'quarters were over, counted from t; the share that still lasts is divided by the share ' +
		'that lasted longer than t. ' +
		'Comparable are the incidents of the same provider and impact rating (where a rating is ' +
		`known); where fewer than ${comparableAtLeast} of those lasted longer than t, all of the ` +
		'provider’s; where these are too few, those of all providers in the scope. ' +
		'The median of what remains has a 95 % interval: when the limits of the curve (Greenwood’s ' +
		'variance, log-log scale) fall to a half. It takes incidents as independent; those of one ' +
		'week often are not, and the interval is then too narrow. ' +
		`The basis is named with every answer, and where none has ${comparableAtLeast} nothing is ` +
		'said. ' +
		'What would make it wrong: it looks at how long incidents were open on a page, not at what ' +
		'causes this one; providers close at different speed, and a rating is often changed while ' +
		'an incident is open.',
	version: '2',
	changes: [
		{ version: '2', what: 'Gives the median of what remains an interval, and rounds nothing.' },
	],
	needs: 'complete',
	pages: 'by provider',
	schema: RemainingFigures,
	answer(record) {
		const excluded = new Tally()
		const lasting: { entry: ScopedIncident; lasting: Lasting }[] = []
		for (const { incidents } of record.providers) {
			for (const entry of incidents) {
				const seconds = lastingOf(entry)
				if (seconds < 0) excluded.add(reasonOf(seconds))
				else lasting.push({ entry, lasting: { seconds, ended: !entry.open } })
			}
		}
		const curves = curvesOf(lasting)
		return {
			sampleSize: lasting.length,
			exclusions: excluded.exclusions(),
			figures: { comparableAtLeast, curves, outlooks: outlooksOf(curves) },
		}
	},
}

/**
 * What remains of an incident of a provider, from the narrowest group of comparable ones that is
 * large enough. `curves` as in the figures.
 */
export function outlook(
	curves: readonly LastingCurve[],
	subject: { readonly provider: string; readonly impact?: string },
	elapsedSeconds: number,
): Outlook {
	let best: Outlook | undefined
	for (const { basis, curve } of candidates(curves, subject)) {
		const answer = remainingAfter(curve, elapsedSeconds)
		if (answer.silence === undefined) return { elapsedSeconds, basis, ...answer }
		if (!best || answer.count > best.count) best = { elapsedSeconds, basis: null, ...answer }
	}
	return (
		best ?? { elapsedSeconds, basis: null, ...remainingAfter(survivalCurve([]), elapsedSeconds) }
	)
}

function candidates(
	curves: readonly LastingCurve[],
	{ provider, impact }: { readonly provider: string; readonly impact?: string },
): LastingCurve[] {
	const wanted = [
		impact === undefined
			? undefined
			: curves.find((entry) => entry.provider === provider && entry.impact === impact),
		curves.find((entry) => entry.basis === 'provider' && entry.provider === provider),
		curves.find((entry) => entry.basis === 'all providers'),
	]
	return wanted.filter((entry) => entry !== undefined)
}

function curvesOf(
	lasting: readonly { readonly entry: ScopedIncident; readonly lasting: Lasting }[],
): LastingCurve[] {
	// What is published is what is read: who asks about another moment later finds the same numbers.
	const curve = (members: typeof lasting) => ({
		curve: survivalCurve(
			members.map((member) => member.lasting),
			stepsAtMost,
		),
		...idsOf(members.map(({ entry }) => entry)),
	})
	const byProvider = [...Map.groupBy(lasting, ({ entry }) => entry.incident.provider)]
	return [
		...(byProvider.length > 1 ? [{ basis: 'all providers' as const, ...curve(lasting) }] : []),
		...byProvider.flatMap(([provider, own]) => [
			{ basis: 'provider' as const, provider, ...curve(own) },
			...[...Map.groupBy(own, ({ entry }) => entry.incident.impact)]
				.filter(([impact]) => impact !== 'unknown')
				.sort(([a], [b]) => (a < b ? -1 : 1))
				.map(([impact, members]) => ({
					basis: 'provider and impact' as const,
					provider,
					impact,
					...curve(members),
				})),
		]),
	]
}

function outlooksOf(curves: readonly LastingCurve[]): RemainingFigures['outlooks'] {
	return curves.flatMap(({ provider, impact }) => {
		if (provider === undefined) return []
		const subject = { provider, ...(impact !== undefined && { impact }) }
		return [{ ...subject, after: grid.map((elapsed) => outlook(curves, subject, elapsed)) }]
	})
}
