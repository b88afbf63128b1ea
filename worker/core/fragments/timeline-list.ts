import type { EventOf, TimelineEvent } from '#core/model/timeline.ts'
import { crowdSourceName } from '#core/record/crowd-sources.ts'
import { addresses, anchorOf } from '#core/text/addresses.ts'
import { confidenceWords, originWords, provenanceWords } from '#core/text/words.ts'
import { addSeconds } from '#core/time/time.ts'
import { capturedMarkup } from './captured.ts'
import { isOfCounts, isWithdrawnByCounts } from './crowd-incident.ts'
import { companionContent, eventContent, type TimelineContext } from './event-content.ts'
import { evidenceLinks } from './evidence.ts'
import { html, joined, type Markup } from './markup.ts'
import { inline } from './provider-text.ts'
import { comparedOn } from './redline.ts'
import { seenMarkup, timeMarkup } from './time-text.ts'

/**
 * A statement with what it declares beside its words: one line to read, each event with its own
 * address.
 */
interface Line {
	readonly event: TimelineEvent
	readonly attached: TimelineEvent[]
}

/** The events in their order, under a heading for each UTC day. */
export function timelineList(events: readonly TimelineEvent[], context: TimelineContext): Markup {
	const compared = comparedOn(events)
	const days: { day: string; lines: Line[] }[] = []
	for (const line of linesOf(events)) {
		const day = line.event.at.slice(0, 10)
		const last = days.at(-1)
		if (last?.day === day) last.lines.push(line)
		else days.push({ day, lines: [line] })
	}
	return html`${days.map(
		({ day, lines }) =>
			html`<section class="day"><h3>${timeMarkup(day, 'day', 'weekday')}</h3><ol class="timeline">${lines.map((line) => item(line, { ...contextOf(line, context), compared }))}</ol></section>`,
	)}`
}

function contextOf({ event: { provider } }: Line, context: TimelineContext): TimelineContext {
	return (provider === undefined ? undefined : context.each?.get(provider)) ?? context
}

const statements: ReadonlySet<TimelineEvent['kind']> = new Set([
	'acknowledged',
	'update',
	'status_changed',
	'resolved',
	'postmortem',
])
const companions: ReadonlySet<TimelineEvent['kind']> = new Set([
	'state_changed',
	'fix_did_not_hold',
	'resolved',
])
type RiseEvent = EventOf<'reports_rose' | 'reports_peaked' | 'reports_settled'>

function isOfRise(event: TimelineEvent): event is RiseEvent {
	return (
		event.kind === 'reports_rose' ||
		event.kind === 'reports_peaked' ||
		event.kind === 'reports_settled'
	)
}

function linesOf(events: readonly TimelineEvent[]): Line[] {
	const lines: Line[] = []
	const byUpdate = new Map<string, Line>()
	const keyOf = (event: TimelineEvent) =>
		`${event.incident ?? ''}\n${event.update ?? ''}\n${event.at}`
	for (const event of events) {
		if (event.update === undefined || !statements.has(event.kind) || byUpdate.has(keyOf(event)))
			continue
		byUpdate.set(keyOf(event), { event, attached: [] })
	}
	// A number that somebody disputes is a claim and a point of the chart: one line, that of the
	// claim.
	const claims = new Map<string, Line>()
	// What nobody acknowledged begins and ends with the very rise that opened it.
	const byMoment = new Map<string, Line>()
	const ofCrowd = new Map<TimelineEvent, Line>()
	for (const event of events) {
		if (event.kind === 'claim') claims.set(event.id, { event, attached: [] })
		if (event.origin !== 'crowd' || event.incident === undefined) continue
		const line = { event, attached: [] }
		byMoment.set(
			`${event.id.endsWith(':created') ? 'reports_rose' : 'reports_settled'} ${event.at}`,
			line,
		)
		ofCrowd.set(event, line)
	}
	for (const event of events) {
		const line = event.update === undefined ? undefined : byUpdate.get(keyOf(event))
		const claim =
			event.kind === 'claim'
				? claims.get(event.id)
				: event.kind === 'reading'
					? claims.get(event.id.replace(/^reading:/, 'claim:'))
					: undefined
		if (line?.event === event) lines.push(line)
		else if (line && companions.has(event.kind)) line.attached.push(event)
		else if (claim && claim.event !== event) claim.attached.push(event)
		else if (byMoment.has(momentOf(event))) byMoment.get(momentOf(event))?.attached.push(event)
		else lines.push(claim ?? ofCrowd.get(event) ?? { event, attached: [] })
	}
	return lines
}

function momentOf({ kind, at }: TimelineEvent): string {
	return `${kind} ${at}`
}

function item({ event, attached }: Line, context: TimelineContext): Markup {
	const anchor = anchorOf(event.id)
	const incident = event.incident === undefined ? undefined : context.incidents.get(event.incident)
	const relapse = attached.filter((companion) => companion.kind === 'fix_did_not_hold')
	const others = attached.filter((companion) => companion.kind !== 'fix_did_not_hold')
	return html`<li id="${anchor}" class="event" data-kind="${event.kind}" data-origin="${event.origin}"${event.update !== undefined && statements.has(event.kind) && html` data-said`}><div class="when"><a href="#${anchor}" class="permalink" title="Permanent link to this line">${timeMarkup(event.at, event.precision, 'clock')}</a></div><div class="what">${incident !== undefined && event.incident !== undefined && html`<p class="of"><a href="${addresses.incident(context.provider, event.incident)}"><b class="label">${incident.label}</b> ${inline(incident.title)}</a></p>`}${relapse.map((companion) => companionMarkup(companion, context))}${eventContent(event, context)}${others.map((companion) => companionMarkup(companion, context))}${meta(event, context)}</div></li>`
}

function companionMarkup(event: TimelineEvent, context: TimelineContext): Markup {
	return html`<div id="${anchorOf(event.id)}" class="with" data-kind="${event.kind}">${event.kind === 'resolved' ? html`<p>This statement is also the end of the incident.</p>` : companionContent(event, context)}${isOfRise(event) && html`<p class="meta">${inline(countedBy(event, context))} · ${countsAround(event, context)}</p>`}</div>`
}

/** Where a line comes from: both clocks, who says it, how it came to us, and the proof. */
function meta(event: TimelineEvent, context: TimelineContext): Markup {
	if (isWithdrawnByCounts(event))
		return html`<p class="meta">${originWords.crowd} · ${countsAround(event, context)}</p>`
	const parts = [
		event.captured ? capturedMarkup(event.captured) : html`${originWords[event.origin]}`,
		isOfRise(event) && inline(countedBy(event, context)),
		event.origin === 'official' &&
			html`provider’s time ${timeMarkup(event.at, event.precision, 'clock')}`,
		event.publishedAt !== undefined &&
			html`posted ${timeMarkup(event.publishedAt, undefined, event.publishedAt.slice(0, 10) === event.at.slice(0, 10) ? 'clock' : 'full')}`,
		event.seen !== undefined &&
			(isOfCounts(event)
				? html`our rule was met by the counts until ${timeMarkup(event.seen.by, 'minute')}`
				: seenMarkup(event.seen, event.provenance, event.at)),
		event.provenance !== undefined &&
			html`<span class="provenance" title="${provenanceWords[event.provenance].long}">${provenanceWords[event.provenance].short}</span>`,
		event.confidence !== undefined &&
			event.confidence !== 'exact' &&
			html`<strong>${confidenceWords[event.confidence]}</strong>`,
		isOfRise(event) && countsAround(event, context),
		event.evidence.length > 0
			? evidenceLinks(
					event.evidence,
					event.incident === undefined
						? undefined
						: addresses.incidentTimelineJson(context.provider, event.incident),
				)
			: event.origin !== 'annotation' &&
				event.kind !== 'gap' &&
				!isOfRise(event) &&
				'no evidence attached',
	]
	return html`<p class="meta">${joined(parts, ' · ')}</p>`
}

const shownAround = 3 * 3600

function countsAround({ at }: TimelineEvent, { provider }: TimelineContext): Markup {
	return html`<a href="${addresses.reportsJson(provider, addSeconds(at, -shownAround), addSeconds(at, shownAround))}">the counts around it</a>`
}

/** `Downdetector, API, United States`. */
function countedBy({ value }: RiseEvent, { crowdSources, surfaces }: TimelineContext): string {
	const { source, surface, region } = value
	return [
		crowdSourceName({ crowdSources }, source),
		surfaces.find(({ id }) => id === surface)?.name,
		region,
	]
		.filter(Boolean)
		.join(', ')
}
