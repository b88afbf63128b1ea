import { endIsUnrecorded } from '#core/documents/summary.ts'
import { cleaned } from '#core/fragments/markup.ts'
import { dateTimeText, dayText } from '#core/fragments/time-text.ts'
import type { IncidentSummary, ProviderHeader, SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { authorOfTitle, titleRemark } from '#core/text/authorship.ts'
import { capital, impactWords, kindWords, listed, statusWords } from '#core/text/words.ts'
import {
	addSeconds,
	compareInstants,
	dayOf,
	earliest,
	latest,
	secondsBetween,
} from '#core/time/time.ts'
import { urn } from './feeds/feed-statements.ts'

/**
 * A provider's incidents and maintenance windows as a calendar (RFC 5545). An open one grows with
 * each check.
 */

export interface CalendarView {
	readonly provider: ProviderHeader
	readonly incidents: readonly IncidentSummary[]
	/** Our last good check of the provider's page; null before any. */
	readonly lookedAt: string | null
	/** Why its present is not known, in a sentence; absent while it is. */
	readonly notKnown?: string
	readonly site: SiteHeader
	readonly origin: string
}

export function calendar(view: CalendarView): string {
	const { provider, incidents, site, notKnown } = view
	const lines = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Tidemark//Calendar//EN',
		'CALSCALE:GREGORIAN',
		`X-WR-CALNAME:${text(`${provider.name} · ${site.name}`)}`,
		...(notKnown === undefined ? [] : [`X-WR-CALDESC:${text(notKnown)}`]),
		'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
		...incidents.flatMap((incident) => event(incident, view)),
		'END:VCALENDAR',
	]
	return `${lines.map(folded).join('\r\n')}\r\n`
}

function event(
	incident: IncidentSummary,
	{ provider, lookedAt, site, origin }: CalendarView,
): string[] {
	const span = spanOf(incident, lookedAt)
	const page = origin + addresses.incident(provider.id, incident.id)
	const changedAt = span.grows
		? span.to
		: earliest(incident.changedAt ?? incident.lastUpdateAt ?? incident.createdAt, lookedAt)
	const modified = changedAt ?? incident.createdAt
	const modifiedStamp = stamp(modified)
	return [
		'BEGIN:VEVENT',
		`UID:${urn(provider.id, incident.id)}`,
		`DTSTAMP:${modifiedStamp}`,
		`LAST-MODIFIED:${modifiedStamp}`,
		// A later change has a higher number, whatever changed.
		`SEQUENCE:${Math.max(0, secondsBetween(incident.createdAt, modified))}`,
		...times(span),
		`SUMMARY:${text(`${provider.name}: ${incident.title}${span.note === undefined ? '' : ` (${span.note})`}`)}`,
		`DESCRIPTION:${text(`${description(incident, span, { provider, lookedAt, site })}\n${page}`)}`,
		`URL:${page}`,
		`CATEGORIES:${text(incident.kind)}`,
		'TRANSP:TRANSPARENT',
		`STATUS:${incident.withdrawn ? 'CANCELLED' : 'CONFIRMED'}`,
		'END:VEVENT',
	]
}

/** From when to when; `to` is absent where no end is known. */
interface Span {
	readonly from: string
	readonly to?: string
	/** Whether its end is our last check, since it goes on. */
	readonly grows: boolean
	/** Only the day is known. */
	readonly wholeDays: boolean
	readonly note?: string
}

function spanOf(incident: IncidentSummary, lookedAt: string | null): Span {
	const { kind, status, resolvedAt, scheduledFor, scheduledUntil, withdrawn, precision } = incident
	const from = scheduledFor ?? incident.startedAt ?? incident.createdAt
	const wholeDays = scheduledFor === undefined && precision === 'day'
	const noted = (note: string | undefined) => (note === undefined ? {} : { note })
	const watched = incident.provenance === 'live' || incident.provenance === 'replay'
	if (withdrawn) {
		const to = scheduledUntil ?? resolvedAt
		return {
			from,
			...(to !== undefined && to !== null && { to }),
			grows: false,
			wholeDays,
			note: 'withdrawn',
		}
	}
	if (kind === 'maintenance' && scheduledUntil !== undefined) {
		const last =
			status === 'in_progress' || status === 'verifying'
				? (latest(scheduledUntil, lookedAt) ?? scheduledUntil)
				: scheduledUntil
		const overrun = last !== scheduledUntil
		return {
			from,
			to: last,
			grows: overrun,
			wholeDays,
			...noted(overrun ? 'still running' : undefined),
		}
	}
	if (resolvedAt !== null)
		return {
			from,
			to: resolvedAt,
			grows: false,
			wholeDays,
			...noted(incident.origin === 'crowd' ? 'reported by users' : undefined),
		}
	if (!watched || endIsUnrecorded(incident))
		return { from, grows: false, wholeDays, note: 'end not recorded' }
	// What is only announced has not begun, and a notice has no length.
	if (kind !== 'incident' && status !== 'in_progress' && status !== 'verifying')
		return { from, grows: false, wholeDays }
	if (lookedAt === null) return { from, grows: false, wholeDays, note: 'open' }
	return { from, to: lookedAt, grows: compareInstants(lookedAt, from) > 0, wholeDays, note: 'open' }
}

/** A day is a day and ends where the next begins; what has no length has a beginning alone. */
function times({ from, to, wholeDays }: Span): string[] {
	const later = to !== undefined && compareInstants(to, from) > 0
	if (!wholeDays) return [`DTSTART:${stamp(from)}`, ...(later ? [`DTEND:${stamp(to)}`] : [])]
	const next = addSeconds(`${dayOf(later ? to : from)}T00:00:00Z`, 86_400)
	return [`DTSTART;VALUE=DATE:${date(from)}`, `DTEND;VALUE=DATE:${date(next)}`]
}

function description(
	incident: IncidentSummary,
	span: Span,
	{ provider, lookedAt, site }: Pick<CalendarView, 'provider' | 'lookedAt' | 'site'>,
): string {
	const products = incident.surfaces.map(
		(id) => provider.surfaces.find((surface) => surface.id === id)?.name ?? id,
	)
	const filed =
		incident.precision === 'day'
			? dayText(incident.createdAt)
			: dateTimeText(incident.createdAt, 'minute')
	return [
		`${capital(kindWords[incident.kind])}. ${incident.origin === 'crowd' ? 'Reported by users.' : `Status: ${statusWords[incident.status]}. Impact: ${impactWords[incident.impact]}.`}`,
		products.length > 0 && `Products: ${listed(products)}.`,
		incident.origin === 'official' && `${provider.operator} posted it: ${filed}.`,
		span.note === 'open' &&
			lookedAt !== null &&
			`Still open at our last check, ${dateTimeText(lookedAt, 'minute')}.`,
		span.note === 'end not recorded' && 'When it ended is not recorded, so it has no length here.',
		span.wholeDays && 'Only the day is known.',
		incident.origin === 'official' && authorOfTitle(incident) === 'us' && titleRemark(site.name),
	]
		.filter(Boolean)
		.join(' ')
}

/** Instants have one spelling, so that the other one is cut from it. */
function stamp(instant: string): string {
	return `${instant.slice(0, 4)}${instant.slice(5, 7)}${instant.slice(8, 13)}${instant.slice(14, 16)}${instant.slice(17, 19)}Z`
}

function date(instant: string): string {
	return dayOf(instant).replaceAll('-', '')
}

function text(words: string): string {
	if (bare.test(words)) return words
	return cleaned(words)
		.replace(/\\/g, '\\\\')
		.replace(/\r\n?|\n/g, '\\n')
		.replace(/[;,]/g, (mark) => `\\${mark}`)
}

/** Words that nothing has to be done to: most of them. */
const bare = /^[ -+\--:<-[\]-~]*$/
const ascii = /^[ -~]*$/

/**
 * Lines of at most 75 octets; a continuation begins with a space. Never cuts inside of a character.
 */
function folded(line: string): string {
	if (ascii.test(line)) return line.length <= 75 ? line : foldedAscii(line)
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

function foldedAscii(line: string): string {
	let result = line.slice(0, 75)
	for (let at = 75; at < line.length; at += 74) result += `\r\n ${line.slice(at, at + 74)}`
	return result
}
