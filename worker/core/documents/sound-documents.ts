import type {
	FeedDocument,
	HeadsDocument,
	HistoryDocument,
	IncidentDocument,
	IncidentSummary,
	ProviderNow,
	ReportsDocument,
} from '#core/model/documents.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import {
	type Check,
	has,
	isAny,
	isInstant,
	isNumber,
	isText,
	listOf,
	maybe,
	orNull,
} from '#core/shape.ts'

/**
 * Whether a stored document has the shape that it is rendered from. Written by us, it nearly always
 * has; where it has not, it costs the
 * provider that it is about and nobody beside it, so each is asked before documents of several
 * providers become one answer.
 */

const seen = has({ by: isInstant, after: maybe(isInstant) })
const summary = has({
	provider: isText,
	id: isText,
	origin: isText,
	kind: isText,
	title: isText,
	impact: isText,
	status: isText,
	surfaces: listOf(isText),
	unattributed: isNumber,
	createdAt: isInstant,
	startedAt: orNull(isInstant),
	resolvedAt: orNull(isInstant),
	endedUnseen: maybe(seen),
	lastUpdateAt: orNull(isInstant),
	seenBy: isInstant,
	provenance: isText,
	updates: isNumber,
	corrections: isNumber,
	episode: orNull(isText),
	url: orNull(isText),
	scheduledFor: maybe(isInstant),
	scheduledUntil: maybe(isInstant),
	changedAt: maybe(isInstant),
	statement: maybe(has({ at: isInstant, status: isText, body: isText })),
})
const header = has({
	id: isText,
	name: isText,
	operator: isText,
	homepage: isText,
	statusPage: orNull(isText),
	surfaces: listOf(has({ id: isText, name: isText, kind: isText })),
	crowdSources: listOf(has({ id: isText, name: isText })),
})
const episode = has({
	id: isText,
	provider: isText,
	title: isText,
	from: isInstant,
	to: orNull(isInstant),
	incidents: listOf(isText),
	waves: listOf(isAny),
})
const coverage = has({ provider: isText, from: isInstant, to: maybe(isInstant), kind: isText })
const gap = has({ from: isInstant, to: maybe(isInstant), sources: listOf(isText) })
const state = has({ surface: isText, state: isText, from: isInstant, to: maybe(isInstant) })

const now = has({
	asOf: orNull(isInstant),
	provider: header,
	surfaces: listOf(
		has({
			id: isText,
			name: isText,
			kind: isText,
			state: isText,
			since: orNull(isInstant),
			basis: orNull(isText),
			incident: orNull(isText),
		}),
	),
	open: listOf(summary),
	recent: listOf(summary),
	episodes: listOf(episode),
	coverage: listOf(coverage),
	gaps: listOf(gap),
	problems: listOf(
		has({ source: isText, document: isText, path: isText, message: isText, at: isInstant }),
	),
	unattributed: listOf(isText),
	alsoListed: maybe(listOf(has({ name: isText, state: isText, since: orNull(isInstant) }))),
	crowd: listOf(
		has({
			id: isText,
			provider: isText,
			source: isText,
			roseAt: isInstant,
			settledAt: orNull(isInstant),
		}),
	),
	filed: maybe(listOf(has({ month: isText, incidents: isNumber, maintenance: isNumber }))),
})

const event = has({
	id: isText,
	at: isInstant,
	origin: isText,
	kind: isText,
	title: isText,
	evidence: listOf(isAny),
})
const update = has({
	at: isInstant,
	status: isText,
	body: isText,
	states: listOf(isAny),
	evidence: listOf(isAny),
	revisions: listOf(isAny),
})
/** An incident as it is stored and published. */
export const isSoundStored = has({
	provider: isText,
	id: isText,
	aliases: listOf(isText),
	title: isText,
	kind: isText,
	impact: isText,
	status: isText,
	origin: isText,
	surfaces: listOf(isText),
	unattributed: listOf(isText),
	createdAt: isInstant,
	milestones: isAny,
	updates: listOf(update),
	revisions: listOf(isAny),
	seen,
})
const incidentDocument = has({
	asOf: isInstant,
	provider: header,
	incident: isSoundStored,
	timeline: has({ subject: isAny, events: listOf(event), reports: listOf(isAny) }),
	episode: orNull(has({ id: isText, title: isText })),
	states: listOf(state),
	coverage: listOf(coverage),
	claims: listOf(isAny),
	window: has({ from: isInstant, to: isInstant }),
})

const entry = has({
	incident: has({ id: isText, title: isText, surfaces: listOf(isText) }),
	event,
	statement: maybe(has({ body: isText, format: isText })),
})
const feed = has({
	asOf: orNull(isInstant),
	provider: header,
	entries: listOf(entry),
	corrections: listOf(entry),
	knows: maybe(listOf(isText)),
})

const snapshot = has({
	provider: isText,
	source: isText,
	document: isText,
	url: isText,
	slot: isInstant,
	fetchedAt: isInstant,
	until: isInstant,
	outcome: isText,
	previous: isText,
	sha256: maybe(isText),
})
const count = has({ provider: isText, source: isText, at: isInstant, count: isNumber })
const headsDay = has({
	day: isText,
	heads: listOf(has({ document: isText, hash: isText, until: isInstant })),
})

/**
 * A check that looks at each document once: whoever reads a text that was read before is given the
 * same document, and nobody may change it. To look again cost as much as a page takes to make.
 */
function once(check: Check): Check {
	const known = new WeakMap<object, boolean>()
	return (value) => {
		if (typeof value !== 'object' || value === null) return check(value)
		const before = known.get(value)
		if (before !== undefined) return before
		const sound = check(value)
		known.set(value, sound)
		return sound
	}
}

const moved = has({ movedTo: isText })
const incidentOnce = once((value) => incidentDocument(value) || moved(value))
const feedOnce = once(feed)
const historyOnce = once(
	has({ summaries: listOf(summary), incidents: listOf(isAny), since: orNull(isText) }),
)

export function isSoundNow(value: unknown): value is ProviderNow {
	return now(value)
}

export function isSoundSummary(value: unknown): value is IncidentSummary {
	return summary(value)
}

export function isSoundEpisode(value: unknown): boolean {
	return episode(value)
}

export function isSoundIncident(
	value: unknown,
): value is IncidentDocument | { readonly movedTo: string } {
	return incidentOnce(value)
}

export function isSoundFeed(value: unknown): value is FeedDocument {
	return feedOnce(value)
}

export function isSoundHistory(value: unknown): value is HistoryDocument {
	return historyOnce(value)
}

export function isSoundSnapshot(value: unknown): value is Snapshot {
	return snapshot(value)
}

export function isSoundCount(value: unknown): value is ReportsDocument['reports'][number] {
	return count(value)
}

export function isSoundHeads(value: unknown): value is HeadsDocument['days'][number] {
	return headsDay(value)
}
