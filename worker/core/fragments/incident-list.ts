import { endIsUnrecorded } from '#core/documents/summary.ts'
import type { IncidentSummary } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { authorOfTitle } from '#core/text/authorship.ts'
import { counted, kindWords } from '#core/text/words.ts'
import { secondsBetween } from '#core/time/time.ts'
import { impactText, statusChip } from './chips.ts'
import { html, type Markup } from './markup.ts'
import { inline } from './provider-text.ts'
import { tally } from './tally.ts'
import { durationMarkup, timeMarkup } from './time-text.ts'

/** Incidents as a list of links, each with what is needed to choose one. */
export function incidentList(
	incidents: readonly IncidentSummary[],
	names: ReadonlyMap<string, string>,
): Markup {
	return html`<ul class="incidents">${incidents.map((incident) => row(incident, names))}</ul>`
}

function row(incident: IncidentSummary, names: ReadonlyMap<string, string>): Markup {
	const start = incident.startedAt ?? incident.createdAt
	const provider = names.get(incident.provider)
	const surfaces = incident.surfaces.length + incident.unattributed
	const page = addresses.incident(incident.provider, incident.id)
	return html`<li><a href="${page}">${inline(incident.title)}</a> <span class="facts">${provider !== undefined && html`${inline(provider)} · `}${timeMarkup(start)}${
		incident.resolvedAt === null
			? html` · ${endIsUnrecorded(incident) || incident.withdrawn ? 'end not recorded' : incident.origin === 'crowd' ? 'reports go on' : statusChip(incident.status)}`
			: secondsBetween(start, incident.resolvedAt) < 0
				? ' · ends before it begins'
				: html` · ${durationMarkup(secondsBetween(start, incident.resolvedAt))}`
	} · ${incident.origin === 'crowd' ? 'reported by users' : incident.kind === 'incident' ? impactText(incident.impact) : kindWords[incident.kind]} · ${surfaces === 0 ? 'surface not recorded' : tally(surfaces, 'surface', `${page}#surfaces`)} · ${incident.origin === 'crowd' ? 'no statement recorded' : incident.updates === 0 ? 'statements not recorded' : tally(incident.updates, 'statement', `${page}#timeline-heading`)}${incident.corrections > 0 && html` · <strong>${tally(incident.corrections, 'change', `${page}#timeline-heading`, counted(incident.corrections, 'correction'))}</strong>`}${incident.withdrawn && html` · <strong>withdrawn</strong>`}${incident.origin === 'official' && authorOfTitle(incident) === 'us' && ' · title in our words'}</span></li>`
}
