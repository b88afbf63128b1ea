import type { Incident } from '#core/model/incident.ts'
import { addSeconds, compareInstants, dayOf } from '#core/time.ts'
import type { IncidentSummary, ProviderHeader, SiteHeader } from './documents.ts'
import { urn } from './feed-items.ts'
import { addresses } from './html/addresses.ts'
import { cleaned } from './html/markup.ts'
import { impactWords, kindWords, statusWords } from './html/words.ts'

/** A provider's incidents and maintenance windows as a calendar (RFC 5545). */
export interface CalendarEntry {
	readonly incident: IncidentSummary
	/** The announced window, where there is one. */
	readonly window?: Pick<Incident, 'scheduledFor' | 'scheduledUntil'>
}

export function calendar(provider: ProviderHeader, entries: readonly CalendarEntry[], site: SiteHeader, origin: string): string {
	const lines = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Tidemark//Calendar//EN',
		'CALSCALE:GREGORIAN',
		`X-WR-CALNAME:${text(`${provider.name} · ${site.name}`)}`,
		'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
		...entries.flatMap((entry) => event(provider, entry, origin)),
		'END:VCALENDAR',
	]
	return `${lines.map(folded).join('\r\n')}\r\n`
}

function event(provider: ProviderHeader, { incident, window }: CalendarEntry, origin: string): string[] {
	const from = window?.scheduledFor ?? incident.startedAt ?? incident.createdAt
	const to = window?.scheduledUntil ?? incident.resolvedAt
	const page = origin + addresses.incident(provider.id, incident.id)
	return [
		'BEGIN:VEVENT',
		`UID:${urn(provider.id, incident.id)}`,
		`DTSTAMP:${stamp(incident.lastUpdateAt ?? incident.createdAt)}`,
		`DTSTART:${stamp(from)}`,
		// Without an end it would stand for an instant; an open one is shown as lasting at least an hour.
		`DTEND:${stamp(to !== null && compareInstants(to, from) > 0 ? to : addSeconds(from, 3600))}`,
		`SUMMARY:${text(`${provider.name}: ${incident.title}`)}`,
		`DESCRIPTION:${text(`${kindWords[incident.kind]}, ${statusWords[incident.status]}, ${impactWords[incident.impact]}. Filed ${dayOf(incident.createdAt)}.${to === null ? ' Not declared over.' : ''}\n${page}`)}`,
		`URL:${page}`,
		`CATEGORIES:${text(incident.kind)}`,
		'TRANSP:TRANSPARENT',
		`STATUS:${incident.withdrawn ? 'CANCELLED' : 'CONFIRMED'}`,
		'END:VEVENT',
	]
}

function stamp(instant: string): string {
	return `${new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

function text(words: string): string {
	return cleaned(words)
		.replace(/\\/g, '\\\\')
		.replace(/\r\n?|\n/g, '\\n')
		.replace(/[;,]/g, (mark) => `\\${mark}`)
}

/** Lines of at most 75 octets; a continuation begins with a space. Never cuts inside of a character. */
function folded(line: string): string {
	let result = ''
	let octets = 0
	for (const character of line) {
		const code = character.codePointAt(0) ?? 0
		const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
		if (octets + size > 75) {
			result += '\r\n '
			octets = 1
		}
		result += character
		octets += size
	}
	return result
}
