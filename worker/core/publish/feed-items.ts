import type { Seen } from '#core/model/instant.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { IncidentStatus, isOurLook } from '#core/model/vocabulary.ts'
import { compareInstants, dayOf, latest } from '#core/time.ts'
import type { FeedEntry } from './documents.ts'
import { addresses, anchorOf, hostOf, outsideAddress } from './html/addresses.ts'
import { capturedText } from './html/captured.ts'
import { readState } from './html/chips.ts'
import { isOfCounts, isWithdrawnByCounts } from './html/crowd-incident.ts'
import { bounded, cleaned } from './html/markup.ts'
import { plainText } from './html/provider-text.ts'
import { dateTimeText, dayText } from './html/time-text.ts'
import { capital, kindLabels, provenanceWords, stateWords, statusWords } from './html/words.ts'

/** Timeline events as feed items: one item for each of a provider's statements, one for everything else that happened. */

export interface FeedItem {
	/** A URN, independent of the host, stable for good. */
	readonly id: string
	/** The URN of the incident that it belongs to; absent where there is none. */
	readonly thread?: string
	readonly title: string
	/** Where it stands on the incident's page; a path. */
	readonly path: string
	/** What the provider claims; absent where only a day is known, for feeds have no way to say a day. */
	readonly at?: string
	/** When it last changed: our first look at its last revision, else the same as `at`. */
	readonly updatedAt: string
	/** Paragraphs of plain text. */
	readonly paragraphs: readonly string[]
	/** Where each statement can be checked: a path of ours or an outside address. */
	readonly evidence: readonly { readonly href: string; readonly title: string }[]
	readonly categories: readonly string[]
}

/** The kinds in which a statement of the provider's may appear; those of one statement become one item. */
const statements: ReadonlySet<TimelineEvent['kind']> = new Set([
	'acknowledged',
	'update',
	'status_changed',
	'state_changed',
	'fix_did_not_hold',
	'resolved',
	'postmortem',
])
const corrections: ReadonlySet<TimelineEvent['kind']> = new Set(['edited', 'retitled', 'rerated', 'backdated', 'withdrawn'])

/** The items of a provider's entries, newest first. Corrections of a statement also count as its last change. */
export function feedItems(
	provider: { readonly id: string; readonly name: string },
	entries: readonly FeedEntry[],
	revisions: readonly FeedEntry[] = [],
): FeedItem[] {
	const groups = new Map<string, FeedEntry[]>()
	for (const entry of entries) {
		const key = groupOf(entry)
		groups.set(key, [...(groups.get(key) ?? []), entry])
	}
	const changes = [...entries, ...revisions].filter((entry) => corrections.has(entry.event.kind))
	return [...groups.values()].flatMap((group) => itemOf(provider, group, changes) ?? []).sort(newestFirst)
}

export function newestFirst(a: FeedItem, b: FeedItem): number {
	return compareInstants(b.at ?? b.updatedAt, a.at ?? a.updatedAt) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** `urn:tidemark:claude:0ghc53zpsfmt`, with more parts behind it; each part is encoded. */
export function urn(...parts: readonly string[]): string {
	return [
		'urn:tidemark',
		...parts.map((part) => encodeURIComponent(part.toWellFormed()).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)),
	].join(':')
}

/** Event ids begin with their incident's. */
function withinIncident(incident: string, event: string): string[] {
	return (event.startsWith(`${incident}:`) ? event.slice(incident.length + 1) : event).split(':')
}

function groupOf({ incident, event }: FeedEntry): string {
	return event.update !== undefined && statements.has(event.kind) ? `${incident.id} update ${event.update}` : `${incident.id} event ${event.id}`
}

function itemOf(provider: { readonly id: string; readonly name: string }, group: readonly FeedEntry[], changes: readonly FeedEntry[]): FeedItem | undefined {
	const chosen = group.find(({ event }) => event.body !== undefined) ?? group[0]
	if (!chosen) return undefined
	const { incident, event } = chosen
	const stated = event.update !== undefined && statements.has(event.kind)
	const thread = urn(provider.id, incident.id)
	const revised = stated ? changes.filter((change) => change.incident.id === incident.id && change.event.update === event.update) : []
	const changedAt = latest(...revised.map((change) => change.event.seen?.by))
	const known = event.precision === 'day' ? undefined : event.at
	return {
		id: stated ? urn(provider.id, incident.id, 'update', event.update ?? '') : urn(provider.id, incident.id, 'event', ...withinIncident(incident.id, event.id)),
		thread,
		title: bounded(cleaned(`${headline(group)}: ${oneLine(incident.title)}`), 300),
		path: `${addresses.incident(provider.id, incident.id)}#${anchorOf(event.id)}`,
		...(known !== undefined && { at: known }),
		updatedAt: latest(changedAt, known ?? event.seen?.by ?? event.at) ?? event.at,
		paragraphs: paragraphsOf(provider.name, group, chosen, revised),
		evidence: event.evidence.flatMap(proofOf),
		categories: [...new Set([provider.id, ...incident.surfaces, ...group.map((entry) => entry.event.kind)])],
	}
}

/** The status where the statement has one, else what happened; a fix that did not hold is said with it. */
function headline(group: readonly FeedEntry[]): string {
	const relapse = group.some(({ event }) => event.kind === 'fix_did_not_hold') ? ' (the fix did not hold)' : ''
	for (const { event } of group) {
		const status = IncidentStatus.safeParse(event.value?.status)
		if (statements.has(event.kind) && status.success && status.data !== 'unknown') return capital(statusWords[status.data]) + relapse
	}
	const first = group[0]?.event
	// A row without statements: its lines have titles of their own.
	return first && statements.has(first.kind) && first.update === undefined ? oneLine(first.title) : capital(kindLabels[first?.kind ?? 'update'])
}

function paragraphsOf(name: string, group: readonly FeedEntry[], chosen: FeedEntry, revised: readonly FeedEntry[]): string[] {
	const { event } = chosen
	const body = event.body === undefined ? [] : cleaned(plainText(event.body, event.format ?? 'text')).split(/\n\s*\n/)
	if (event.summary && body.length > 0) body[0] = `Our summary, not ${name}’s words: ${body[0]}`
	const rest = group.filter((entry) => entry !== chosen || body.length === 0).map((entry) => stateLine(entry.event) ?? oneLine(entry.event.title))
	const changed = revised.map((entry) => `${capital(kindLabels[entry.event.kind])}: ${oneLine(entry.event.title)}`)
	const judged = chosen.incident.judged === undefined ? [] : [chosen.incident.judged]
	return [...judged, ...body, ...new Set(rest), ...new Set(changed), clocks(name, event)].map((text) => cleaned(text).trim()).filter(Boolean)
}

/** `claude-ai: partial outage` for each state that a statement declares. */
function stateLine(event: TimelineEvent): string | undefined {
	const states = event.value?.states
	if (event.kind !== 'state_changed' || !Array.isArray(states) || states.length === 0) return undefined
	return `States declared: ${states.map((entry: { component?: unknown; state?: unknown }) => `${String(entry?.component ?? 'component')}: ${stateWords[readState(entry?.state)]}`).join('; ')}`
}

function proofOf(evidence: Evidence): FeedItem['evidence'][number][] {
	if (evidence.kind === 'snapshot')
		return [{ href: addresses.snapshot(evidence.sha256), title: `snapshot ${evidence.sha256.slice(0, 12)} of ${evidence.source}/${evidence.document}` }]
	const href = outsideAddress(evidence.url)
	return href === undefined ? [] : [{ href, title: oneLine(evidence.title ?? hostOf(href)) }]
}

/** Both clocks and the provenance, in a sentence. */
function clocks(name: string, event: TimelineEvent): string {
	const who = event.origin === 'official' ? `${name}’s time` : event.origin === 'crowd' ? 'The source’s time' : 'Time'
	const claimed = `${who}: ${dateTimeText(event.at, event.precision)}.`
	const seen = event.captured
		? ` ${capital(capturedText(event.captured))}.`
		: !event.seen
			? ''
			: isOfCounts(event)
				? ` Our rule was met by the counts until ${dateTimeText(event.seen.by, event.seen.precision)}.`
				: isWithdrawnByCounts(event)
					? ''
					: ` Our record: ${seenText(event.seen, event)}.`
	return `${claimed}${seen}${event.provenance ? ` Provenance: ${provenanceWords[event.provenance].short}, ${provenanceWords[event.provenance].long}.` : ''}`
}

function seenText(seen: Seen, event: TimelineEvent): string {
	const by = seen.precision === 'day' ? dayText(seen.by) : dateTimeText(seen.by, seen.precision)
	if (seen.after !== undefined) return `seen between ${dayOf(seen.after) === dayOf(seen.by) ? seen.after.slice(11, 19) : dateTimeText(seen.after)} and ${by}`
	return event.provenance !== undefined && !isOurLook(event.provenance) ? `read ${by}, not watched` : `already there at our first look, ${by}`
}

function oneLine(text: string): string {
	return cleaned(text).replace(/\s+/g, ' ').trim()
}
