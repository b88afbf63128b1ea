import { html, type Markup } from '#core/fragments/markup.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'

/** The marks of single moments: what kind of statement, or whose note, tells by its shape. */

export type Shape = 'statement' | 'status' | 'relapse' | 'end' | 'correction' | 'note'

export interface Mark {
	readonly at: string
	readonly shape: Shape
}

export const shapeWords: Readonly<Record<Shape, string>> = {
	statement: 'statement',
	status: 'change of status',
	relapse: 'fix did not hold',
	end: 'declared over',
	correction: 'changed afterwards',
	note: 'editor’s note',
}

const paths: Readonly<Record<Shape, string>> = {
	statement: 'M-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z',
	status: 'M0 -4.5L4.5 0L0 4.5L-4.5 0z',
	relapse: 'M0 -5.5L5.5 4.5L-5.5 4.5z',
	end: 'M-3.5 -3.5H3.5V3.5H-3.5z',
	correction: 'M-4 -4L4 4M4 -4L-4 4',
	note: 'M-4 -4H4V1.5H0L-4 5z',
}

/** The marks of a timeline's statements for its picture. */
export function marksOf(events: readonly TimelineEvent[]): Mark[] {
	const relapses = new Set(
		events.flatMap((event) =>
			event.kind === 'fix_did_not_hold' ? [`${event.incident} ${event.update}`] : [],
		),
	)
	return events.flatMap((event) => {
		// What users reported is no statement.
		if (event.origin === 'crowd') return []
		const shape =
			relapses.has(`${event.incident} ${event.update}`) && event.kind !== 'fix_did_not_hold'
				? undefined
				: shapes[event.kind]
		return shape === undefined || event.precision === 'day' ? [] : [{ at: event.at, shape }]
	})
}

const shapes: Readonly<Partial<Record<TimelineEvent['kind'], Shape>>> = {
	acknowledged: 'status',
	update: 'statement',
	status_changed: 'status',
	fix_did_not_hold: 'relapse',
	resolved: 'end',
	edited: 'correction',
	retitled: 'correction',
	rerated: 'correction',
	backdated: 'correction',
	withdrawn: 'correction',
	note: 'note',
}

/** A shape at a position in percent and a height in pixels. */
export function shapeAt(shape: Shape, position: number, y: number): Markup {
	return html`<svg x="${position}%" y="${y}" overflow="visible"><path class="event-mark" data-shape="${shape}" d="${paths[shape]}"/></svg>`
}

/** The same in the middle of a swatch of 22 by 16 pixels. */
export function shapeInside(shape: Shape): Markup {
	return html`<path class="event-mark" data-shape="${shape}" d="${paths[shape]}" transform="translate(11 8)"/>`
}
