import type {
	ObservedIncident,
	ObservedState,
	OfficialObservation,
} from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import type { IncidentStatus, SurfaceStateName } from '#core/model/vocabulary.ts'
import { type Token, textOf, tokensOf } from '#core/text/html-text.ts'
import { earliest } from '#core/time/time.ts'
import { lastSegment, titleFrom } from '../feed/entry.ts'
import { canonicalFeed, type FeedEntry, feedInstant } from '../feed/feed-document.ts'
import { readEntries } from '../feed/read-entries.ts'
import { joinObservations } from '../list/join.ts'
import { noOptions } from '../options.ts'
import type { Platform } from '../platform.ts'
import { addressOf, bodyOf, isCancelled, nameOf, type Problems, quote, wordOf } from '../read.ts'

/**
 * incident.io's feeds, RSS and Atom. An entry shows only the LATEST update of an incident, with the
 * components' states at that moment:
 * no timeline can be had from one reading, and what an entry no longer shows was not withdrawn. The
 * entry's time is the only one it has.
 */
export const incidentioFeed: Platform = {
	id: 'incidentio-feed',
	kind: 'official',
	// The feed's time is that of its newest entry: it goes back when that one is taken away.
	marks: 'falling',
	checkOptions: noOptions,
	plan: (source) => [
		{
			name: 'history',
			url: source.url,
			accept: 'application/rss+xml, application/atom+xml',
			bearsState: true,
		},
	],
	canonical: (document) => canonicalFeed(document),
	parse: (documents) => joinObservations(documents.map(readDocument)),
}

const statuses: ReadonlyMap<string, IncidentStatus> = new Map([
	['investigating', 'investigating'],
	['identified', 'identified'],
	['monitoring', 'monitoring'],
	['resolved', 'resolved'],
	['scheduled', 'scheduled'],
	['maintenance scheduled', 'scheduled'],
	['in progress', 'in_progress'],
	['maintenance in progress', 'in_progress'],
	['verifying', 'verifying'],
	['completed', 'completed'],
	['maintenance complete', 'completed'],
])
const maintenance: readonly IncidentStatus[] = [
	'scheduled',
	'in_progress',
	'verifying',
	'completed',
]
const states: ReadonlyMap<string, SurfaceStateName> = new Map([
	['operational', 'operational'],
	['degraded performance', 'degraded_performance'],
	['partial outage', 'partial_outage'],
	['full outage', 'major_outage'],
	['major outage', 'major_outage'],
	['under maintenance', 'under_maintenance'],
])

function readDocument(document: Document): OfficialObservation {
	const { incidents, entries, complete, documents, problems } = readEntries(
		document,
		incidentioFeed.marks,
		readEntry,
	)
	const since = earliest(...entries.map((entry) => feedInstant(entry.published)))
	return {
		kind: 'official',
		incidents: [...incidents],
		states: [],
		covers:
			since === undefined || !complete
				? []
				: [
						{
							document: document.name,
							list: 'since',
							since,
							kinds: ['incident', 'maintenance', 'notice'],
						},
					],
		documents: [...documents],
		problems: problems.all(),
	}
}

function readEntry(
	document: Document,
	entry: FeedEntry,
	problems: Problems,
): ObservedIncident | undefined {
	const nativeId = lastSegment(entry.link) ?? lastSegment(entry.id)
	const at = feedInstant(entry.published)
	if (nativeId === undefined || at === undefined) {
		problems.add(
			entry.path,
			nativeId === undefined
				? 'an entry without an address is left out'
				: `expected a time with its offset, got ${quote(entry.published)}`,
		)
		return undefined
	}
	const parts = splitParts(tokensOf(entry.html))
	const cancelled = isCancelled(parts.status)
	const status = cancelled
		? 'unknown'
		: wordOf(parts.status?.toLowerCase(), statuses, `${entry.path}/status`, problems)
	const declared = parts.components.flatMap((line) => readState(line, entry.path, problems))
	// The page writes its own host with two slashes behind it.
	const url = addressOf(entry.link?.trim().replace(/^(https?:\/\/[^/]+)\/+/, '$1/'))
	return {
		document: document.name,
		nativeId,
		kind: cancelled || maintenance.includes(status) ? 'maintenance' : 'incident',
		title: titleFrom(entry, problems),
		impact: 'unknown',
		status,
		...(cancelled && { cancelled }),
		...(url && { url }),
		createdAt: at,
		updates: [
			{
				at,
				status,
				body: bodyOf(parts.body, entry.path, problems),
				format: 'text',
				states: declared,
			},
		],
		allUpdates: false,
		components: declared.map((state) => state.component),
		spans: [],
	}
}

interface Parts {
	readonly status?: string
	readonly body: string
	readonly components: readonly string[]
}

/** `<b>Status: Resolved</b>`, the text, `<b>Affected components</b>` and a list. */
function splitParts(tokens: readonly Token[]): Parts {
	let status: string | undefined
	const body: Token[] = []
	const components: string[] = []
	let inComponents = false
	for (let index = 0; index < tokens.length; index++) {
		const token = tokens[index]
		if (token === undefined) break
		const end =
			token.kind === 'open' &&
			(token.name === 'b' || token.name === 'strong' || token.name === 'li')
				? closeOf(tokens, index, token.name)
				: index
		const inner = end > index ? textOf(tokens.slice(index + 1, end)) : ''
		const bold = token.kind === 'open' && token.name !== 'li'
		if (bold && status === undefined && /^status:/i.test(inner)) {
			status = inner.slice('status:'.length).trim()
			index = end
		} else if (bold && /^affected components$/i.test(inner)) {
			inComponents = true
			index = end
		} else if (inComponents && inner !== '') {
			components.push(inner)
			index = end
		} else if (!inComponents) body.push(token)
	}
	return { ...(status !== undefined && { status }), body: textOf(body), components }
}

function closeOf(tokens: readonly Token[], from: number, name: string): number {
	for (let index = from + 1; index < Math.min(tokens.length, from + 40); index++) {
		const token = tokens[index]
		if (token?.kind === 'close' && token.name === name) return index
	}
	return from
}

/** `Responses (Operational)`. */
function readState(line: string, path: string, problems: Problems): ObservedState[] {
	const open = line.lastIndexOf('(')
	const name = nameOf(open < 0 ? line : line.slice(0, open), `${path}/components`, problems)
	if (name === undefined) return []
	const word =
		open < 0
			? undefined
			: line
					.slice(open + 1)
					.replace(/\)\s*$/, '')
					.trim()
					.toLowerCase()
	return [{ component: { name }, state: wordOf(word, states, `${path}/components`, problems) }]
}
