import type { Precision } from '#core/model/instant.ts'
import type { ScopedIncident } from '../scoped-record.ts'
import type { Span } from '../span.ts'

/**
 * What an incident lets us count. `measured`: from when to when it was open, an open one up to the
 * last look. `unmeasured`: it ended nobody knows
 * when, or was filed only when it was over, so that its span is a lower bound. `vague`: its times
 * are known to the hour or the day only; `span` is
 * then all that they may mean.
 */
export interface Concern {
	readonly entry: ScopedIncident
	readonly kind: 'measured' | 'unmeasured' | 'vague'
	readonly span: Span
	/** Open for longer than 48 hours: a notice of a month, or a row that nobody closed. */
	readonly isRow: boolean
}

const rowFrom = 48 * 3_600_000

export function concernOf(entry: ScopedIncident): Concern {
	const { from, to, open, ended } = entry
	const { precision, milestones } = entry.incident
	const isRow = to - from > rowFrom
	const unit = Math.max(
		unitOf(precision),
		unitOf(milestones.startedAt?.precision),
		unitOf(milestones.resolvedAt?.precision),
	)
	if (unit > 0)
		return {
			entry,
			kind: 'vague',
			isRow,
			span: { from: Math.floor(from / unit) * unit, to: (Math.floor(to / unit) + 1) * unit },
		}
	return {
		entry,
		kind: open || (ended && to > from) ? 'measured' : 'unmeasured',
		isRow,
		span: entry,
	}
}

function unitOf(precision: Precision | undefined): number {
	return precision === 'day' ? 86_400_000 : precision === 'hour' ? 3_600_000 : 0
}
