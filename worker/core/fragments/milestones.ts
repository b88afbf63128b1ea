import { isOpen } from '#core/incident/lifespan.ts'
import type { Incident, Milestones } from '#core/model/incident.ts'
import { anchorOf } from '#core/text/addresses.ts'
import { milestoneLabels } from '#core/text/words.ts'
import { isMeasured, isTakenBack, lagText, secondsApart } from './crowd-incident.ts'
import { html, type Markup } from './markup.ts'
import { durationMarkup, timeMarkup } from './time-text.ts'

/**
 * The moments between which everything is counted, each with the line that justifies it, where the
 * page has it among its `lines`, and the time since the start.
 */
export function milestonesBox(incident: Incident, lines: ReadonlySet<string>): Markup {
	const start = incident.milestones.startedAt
	return html`<dl class="milestones">${milestoneLabels.map(([name, usualLabel]) => {
		const label =
			name === 'resolvedAt' && incident.origin === 'crowd' ? 'Over, by the reports' : usualLabel
		const milestone = incident.milestones[name]
		if (
			milestone === null &&
			(name === 'signalAt' || name === 'postmortemAt' || isTakenBack(incident))
		)
			return false
		if ((name === 'identifiedAt' || name === 'monitoringAt') && isMeasured(incident)) return false
		if (name === 'acknowledgedAt' && milestone === null && isMeasured(incident))
			return [missed(label), lag(incident)]
		if (milestone === null)
			return html`<div class="none"><dt>${label}</dt><dd>${missingWords(name, incident)}</dd></div>`
		if (milestone.untold) return html`<div><dt>Ended</dt><dd>${untoldMarkup(milestone)}</dd></div>`
		// A difference of two days known only as days would be an invented precision.
		const exact =
			start !== null &&
			start.precision !== 'day' &&
			milestone.precision !== 'day' &&
			name !== 'startedAt'
		const after = exact ? secondsApart(start, milestone) : 0
		const row = html`<div><dt>${lines.has(milestone.event) ? html`<a href="#${anchorOf(milestone.event)}">${label}</a>` : label}</dt><dd>${timeMarkup(milestone.at, milestone.precision)}${exact && html` <span class="after">${after === 0 ? 'at the start' : html`${durationMarkup(Math.abs(after))} ${after < 0 ? 'before' : 'after'} the start`}</span>`}${milestone.cited === true && html` <span class="after">cited from a publication, not measured</span>`}</dd></div>`
		return name === 'acknowledgedAt' ? [row, lag(incident)] : row
	})}</dl>`
}

/** Between which of our looks it ended: the page itself posted no end. */
export function untoldMarkup({
	at,
	precision,
	untold,
}: NonNullable<Milestones['resolvedAt']>): Markup {
	const { after } = untold ?? {}
	return html`${after === undefined ? 'before' : html`between ${timeMarkup(after)} and`} ${timeMarkup(at, precision)}, no end posted`
}

function missed(label: string): Markup {
	return html`<div class="none"><dt>${label}</dt><dd>never, as far as this record goes</dd></div>`
}

/** How far apart the crowd and the provider were. */
function lag(incident: Incident): Markup | false {
	const text = lagText(incident)
	return (
		text !== undefined &&
		html`<div><dt>Acknowledgement lag</dt><dd>${text}${incident.milestones.signalAt?.cited === true && html` <span class="after">counted from the cited moment</span>`}</dd></div>`
	)
}

/** What nobody wrote down was not left unsaid by the provider. */
function missingWords(name: keyof Milestones, incident: Incident): string {
	if (name === 'resolvedAt' && !isOpen(incident)) return 'end not recorded'
	const isStatement =
		name === 'acknowledgedAt' || name === 'identifiedAt' || name === 'monitoringAt'
	return isStatement && incident.updates.length === 0 ? 'not recorded' : missing[name]
}

const missing: Readonly<Record<keyof Milestones, string>> = {
	startedAt: 'not known',
	signalAt: 'not known',
	acknowledgedAt: 'never',
	identifiedAt: 'never said',
	monitoringAt: 'never said',
	resolvedAt: 'not yet, as far as the record goes',
	postmortemAt: 'none',
}
