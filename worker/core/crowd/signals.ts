import { lifespanOf } from '#core/incident/lifespan.ts'
import type { Reading } from '#core/model/content.ts'
import type { Incident, Milestones } from '#core/model/incident.ts'
import type { Rise } from '#core/model/report.ts'
import { compareInstants, millisecondsOf } from '#core/time/time.ts'
import { onsetEventId } from './events.ts'
import { crowdThresholds as limits } from './thresholds.ts'

/**
 * Official incidents with the moment at which users showed the trouble. A measured onset wins over
 * a cited one, the earliest over a later one. Each
 * onset and each reading is the signal of one incident: of those that it fits, the one whose
 * beginning is nearest. Mentions are no signal: they rise
 * with a release as with an outage, and would blame a provider for hours of silence before anything
 * was wrong. Others stay the very same objects.
 */
export function withSignals(
	incidents: readonly Incident[],
	rises: readonly Rise[],
	readings: readonly Reading[],
): Incident[] {
	const open = incidents
		.filter(({ origin, kind }) => origin === 'official' && kind === 'incident')
		.map(openFor)
	const measured = new Map<string, Signal>()
	const cited = new Map<string, Signal>()
	for (const rise of rises) {
		const fitting = rise.counted === 'reporters' ? open.filter((one) => fitsRise(one, rise)) : []
		const nearest = nearestTo(rise.roseAt, fitting)
		if (nearest) keepEarliest(measured, nearest, { at: rise.roseAt, event: onsetEventId(rise) })
	}
	for (const reading of readings) {
		const { id, at, precision, kind } = reading
		if (kind === 'last' || precision === 'day') continue
		const nearest = nearestTo(
			at,
			open.filter((one) => fitsReading(one, reading)),
		)
		// A number that was read while it was open tells that users reported, not that they had only
		// begun to.
		const isMoment = kind === 'first' || kind === 'alarm'
		if (!nearest || (!isMoment && millisecondsOf(at) > nearest.start)) continue
		keepEarliest(cited, nearest, {
			at,
			event: `reading:${id}`,
			...(precision && { precision }),
			cited: true,
		})
	}
	return incidents.map((incident) => {
		const signal = measured.get(keyOf(incident)) ?? cited.get(keyOf(incident))
		return signal
			? { ...incident, milestones: { ...incident.milestones, signalAt: signal } }
			: incident
	})
}

type Signal = NonNullable<Milestones['signalAt']>

/**
 * An incident and what time may belong to it: from three hours before it began to its end, or to
 * the end of its first hours, epoch milliseconds.
 */
interface Open {
	readonly incident: Incident
	readonly start: number
	readonly from: number
	readonly to: number
}

function openFor(incident: Incident): Open {
	const span = lifespanOf(incident)
	const start = millisecondsOf(span.from)
	const held = start + limits.longestHoldSeconds.value * 1000
	return {
		incident,
		start,
		from: start - limits.joinSeconds.value * 1000,
		to: Math.min(held, span.to === null ? held : millisecondsOf(span.to)),
	}
}

function fitsRise(
	{ incident, from, to }: Open,
	{ provider, surface, roseAt, settledAt }: Rise,
): boolean {
	if (incident.provider !== provider) return false
	if (surface !== undefined && incident.surfaces.length > 0 && !incident.surfaces.includes(surface))
		return false
	return millisecondsOf(roseAt) <= to && (settledAt === null || millisecondsOf(settledAt) >= from)
}

function fitsReading({ incident, from, to }: Open, { subject, at }: Reading): boolean {
	const moment = millisecondsOf(at)
	if (moment < from || moment > to) return false
	return (
		subject === `incidents/${incident.provider}/${incident.id}` ||
		isEpisodeOf(subject, incident.provider)
	)
}

/** Episodes are named after their provider and day. */
function isEpisodeOf(subject: string, provider: string): boolean {
	const [kind, id = ''] = subject.split('/')
	return (
		kind === 'episodes' &&
		id.startsWith(`${provider}-`) &&
		/^\d/.test(id.slice(provider.length + 1))
	)
}

function nearestTo(instant: string, candidates: readonly Open[]): Open | undefined {
	const at = millisecondsOf(instant)
	const distance = (one: Open) => Math.abs(one.start - at)
	return [...candidates].sort(
		(a, b) =>
			distance(a) - distance(b) || a.start - b.start || (a.incident.id < b.incident.id ? -1 : 1),
	)[0]
}

function keepEarliest(signals: Map<string, Signal>, { incident }: Open, signal: Signal): void {
	const before = signals.get(keyOf(incident))
	const order = before
		? compareInstants(signal.at, before.at) || (signal.event < before.event ? -1 : 1)
		: -1
	if (order < 0) signals.set(keyOf(incident), signal)
}

function keyOf({ provider, id }: Incident): string {
	return `${provider}/${id}`
}
