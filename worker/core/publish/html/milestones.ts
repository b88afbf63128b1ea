import type { Incident, Milestones } from '#core/model/incident.ts'
import { secondsBetween } from '#core/time.ts'
import { anchorOf } from './addresses.ts'
import { html, type Markup } from './markup.ts'
import { durationMarkup, timeMarkup } from './time-text.ts'

/** The moments between which everything is counted, each with the line that justifies it and the time since the start. */
export function milestonesBox(incident: Incident): Markup {
	const start = incident.milestones.startedAt
	return html`<dl class="milestones">${entries.map(([name, label, word]) => {
		const milestone = incident.milestones[name]
		if (milestone === null && (name === 'signalAt' || name === 'postmortemAt')) return false
		if (milestone === null) return html`<div class="none"><dt>${label}</dt><dd>${word}</dd></div>`
		// A difference of two days known only as days would be an invented precision.
		const exact = start !== null && start.precision !== 'day' && milestone.precision !== 'day' && name !== 'startedAt'
		const after = exact ? secondsBetween(start.at, milestone.at) : 0
		return html`<div><dt><a href="#${anchorOf(milestone.event)}">${label}</a></dt><dd>${timeMarkup(milestone.at, milestone.precision)}${exact && html` <span class="after">${after === 0 ? 'at the start' : html`${durationMarkup(Math.abs(after))} ${after < 0 ? 'before' : 'after'} the start`}</span>`}</dd></div>`
	})}</dl>`
}

const entries: readonly (readonly [keyof Milestones, string, string])[] = [
	['startedAt', 'Started', 'not known'],
	['signalAt', 'First seen by the crowd', 'not known'],
	['acknowledgedAt', 'Acknowledged', 'never'],
	['identifiedAt', 'Cause identified', 'never said'],
	['monitoringAt', 'Fix being watched', 'never said'],
	['resolvedAt', 'Resolved', 'not yet, as far as the record goes'],
	['postmortemAt', 'Postmortem', 'none'],
]
