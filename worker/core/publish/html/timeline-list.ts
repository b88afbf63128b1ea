import type { TimelineEvent } from '#core/model/timeline.ts'
import { dayOf } from '#core/time.ts'
import { addresses, anchorOf } from './addresses.ts'
import { eventContent } from './event-content.ts'
import { evidenceLinks } from './evidence.ts'
import { html, joined, type Markup } from './markup.ts'
import { clockText, seenMarkup, timeMarkup, weekdayText } from './time-text.ts'
import { confidenceWords, kindLabels, originWords, provenanceWords } from './words.ts'

/** What a list needs to know beyond its events. */
export interface TimelineContext {
	readonly provider: string
	readonly surfaces: readonly { readonly id: string; readonly name: string }[]
	/** In an episode, the label and title of each incident by id; on an incident's own page, empty. */
	readonly incidents: ReadonlyMap<string, { readonly label: string; readonly title: string }>
}

/** The events in their order, under a heading for each UTC day. */
export function timelineList(events: readonly TimelineEvent[], context: TimelineContext): Markup {
	const days: { day: string; events: TimelineEvent[] }[] = []
	for (const event of events) {
		const day = dayOf(event.at)
		const last = days.at(-1)
		if (last?.day === day) last.events.push(event)
		else days.push({ day, events: [event] })
	}
	return html`${days.map(
		(group) =>
			html`<section class="day"><h3>${timeMarkup(group.day, 'day', 'day')}<span class="weekday">${weekdayText(group.day).split(' ')[0]}</span></h3><ol class="timeline">${group.events.map((event) => line(event, context))}</ol></section>`,
	)}`
}

function line(event: TimelineEvent, context: TimelineContext): Markup {
	const anchor = anchorOf(event.id)
	const incident = event.incident === undefined ? undefined : context.incidents.get(event.incident)
	return html`<li id="${anchor}" class="event" data-kind="${event.kind}" data-origin="${event.origin}"><div class="when"><a href="#${anchor}" class="permalink" aria-label="Link to this line: ${kindLabels[event.kind]}, ${clockText(event.at, event.precision)}">${timeMarkup(event.at, event.precision, 'clock')}</a></div><div class="what">${incident !== undefined && event.incident !== undefined && html`<p class="of"><a href="${addresses.incident(context.provider, event.incident)}"><b class="label">${incident.label}</b> <bdi>${incident.title}</bdi></a></p>`}${eventContent(event, context)}${meta(event)}</div></li>`
}

/** Where a line comes from: both clocks, who says it, how it came to us, and the proof. */
function meta(event: TimelineEvent): Markup {
	const parts = [
		html`${originWords[event.origin]}`,
		event.origin === 'official' && html`provider’s time ${timeMarkup(event.at, event.precision, 'clock')}`,
		event.seen !== undefined && seenMarkup(event.seen, event.provenance, event.at),
		event.provenance !== undefined &&
			html`<span class="provenance" title="${provenanceWords[event.provenance].long}">${provenanceWords[event.provenance].short}</span>`,
		event.confidence !== undefined && event.confidence !== 'exact' && html`<strong>${confidenceWords[event.confidence]}</strong>`,
		event.evidence.length > 0 ? evidenceLinks(event.evidence) : event.kind !== 'gap' && html`no evidence attached`,
	]
	return html`<p class="meta">${joined(parts, ' · ')}</p>`
}
