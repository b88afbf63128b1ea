import type {
	Component,
	ObservedIncident,
	ObservedSpan,
	ObservedUpdate,
} from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import type { Impact, IncidentStatus, SurfaceStateName } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'
import { canonicalRows, moment, scalar } from '../canonical.ts'
import { listCover } from '../covers.ts'
import { ParseError } from '../platform.ts'
import {
	bodyOf,
	idOf,
	instantAt,
	isCancelled,
	known,
	nameOfType,
	oldestFirst,
	Problems,
	parseObject,
	type Row,
	rowsOf,
	titleOf,
	wordOf,
	wordsOf,
	writtenApart,
} from '../read.ts'
import { addressOfIncident } from '../statuspage/incident.ts'
import { type DocumentContents, oncePerId } from '../statuspage/reading.ts'

/** The JSON behind incident.io's own pages: `/proxy/<host>/incidents`. */

const states: ReadonlyMap<string, SurfaceStateName> = wordsOf(
	['operational', 'degraded_performance', 'partial_outage', 'under_maintenance'],
	{
		full_outage: 'major_outage',
	},
)

const statuses: ReadonlyMap<string, IncidentStatus> = wordsOf(
	['investigating', 'identified', 'monitoring', 'resolved'],
	{
		maintenance_scheduled: 'scheduled',
		maintenance_in_progress: 'in_progress',
		maintenance_complete: 'completed',
	},
)

const impacts: ReadonlyMap<string, Impact> = wordsOf(['none', 'minor', 'major', 'critical'], {
	maintenance: 'none',
})

/** The list of incidents. Throws ParseError when there is none. */
export function nativeList(document: Document): readonly unknown[] {
	const { incidents } = parseObject(document)
	if (!Array.isArray(incidents))
		throw new ParseError(
			document.name,
			'/incidents',
			`expected a list, got ${nameOfType(incidents)}`,
		)
	return incidents
}

/** What the native document says: it knows no page and no component list. Throws ParseError. */
export function readNative(document: Document): DocumentContents {
	const list = nativeList(document)
	const problems = new Problems(document.name)
	const pageUrl = pageOf(document.url)
	const read = rowsOf(list, '/incidents', problems)
		.map(({ row, path }) => readIncident(row, path, document.name, pageUrl, problems))
		.filter((incident) => incident !== undefined)
	const all = { read, complete: read.length === list.length, isThere: true }
	return {
		incidents: oncePerId(read, problems),
		complete: all.complete,
		components: [],
		covers: [listCover(document.name, all, ['incident', 'maintenance'])].filter(
			(cover) => cover !== undefined,
		),
		version: { document: document.name, ...(!all.complete && { unread: true as const }) },
		problems: problems.all(),
	}
}

function readIncident(
	row: Row,
	path: string,
	document: string,
	pageUrl: string | undefined,
	problems: Problems,
): ObservedIncident | undefined {
	const nativeId = idOf(row.id)
	const createdAt = secondAt(row.published_at, `${path}/published_at`, problems)
	if (nativeId === undefined || createdAt === undefined) {
		problems.add(
			path,
			`an incident without ${nativeId === undefined ? 'an id' : 'a time of publication'} is left out`,
		)
		return undefined
	}
	const cancelled = isCancelled(row.status)
	const status = cancelled ? 'unknown' : wordOf(row.status, statuses, `${path}/status`, problems)
	return {
		document,
		nativeId,
		kind:
			cancelled || status === 'scheduled' || status === 'in_progress' || status === 'completed'
				? 'maintenance'
				: 'incident',
		title: titleOf(row.name, `${path}/name`, problems),
		impact: impactOf(row, path, problems),
		status,
		createdAt,
		filedBy: 'published_at',
		...known({ url: addressOfIncident(pageUrl, nativeId) }),
		updates: readUpdates(row.updates, createdAt, `${path}/updates`, problems),
		allUpdates: true,
		components: affectedComponents(
			row.affected_components,
			`${path}/affected_components`,
			problems,
		),
		...(Array.isArray(row.affected_components) && { tiedBy: 'affected_components' }),
		...(cancelled && { cancelled }),
		spans: readSpans(row.component_impacts, `${path}/component_impacts`, problems),
	}
}

/** The impact where the page gives one; it need not. */
function impactOf(row: Row, path: string, problems: Problems): Impact {
	const word = row.impact ?? row.severity
	return word === undefined || word === null
		? 'unknown'
		: wordOf(word, impacts, `${path}/impact`, problems)
}

function affectedComponents(value: unknown, path: string, problems: Problems): Component[] {
	const ids = rowsOf(value, path, problems)
		.map(({ row }) => idOf(row.component_id))
		.filter((id) => id !== undefined)
	return [...new Set(ids)].map((id) => ({ id }))
}

/**
 * `published_at` of an update is the time that the page shows, and can be set. That of the incident
 * is when it first could be read, so that no
 * statement of it was written before.
 */
function readUpdates(
	value: unknown,
	filedAt: string,
	path: string,
	problems: Problems,
): ObservedUpdate[] {
	const seen = new Set<string>()
	const updates: ObservedUpdate[] = []
	for (const { row, path: place } of rowsOf(value, path, problems)) {
		const at = secondAt(row.published_at, `${place}/published_at`, problems)
		const nativeId = idOf(row.id)
		if (at === undefined || (nativeId !== undefined && seen.has(nativeId))) {
			problems.add(
				place,
				at === undefined
					? 'an update without a time is left out'
					: `${nativeId} is listed twice; the first one counts`,
			)
			continue
		}
		if (nativeId !== undefined) seen.add(nativeId)
		const body = bodyOf(row.message_string, `${place}/message_string`, problems)
		updates.push({
			...known({ nativeId }),
			at,
			...(compareInstants(at, filedAt) < 0 && writtenApart(at, filedAt)),
			status: isCancelled(row.to_status)
				? 'unknown'
				: wordOf(row.to_status, statuses, `${place}/to_status`, problems),
			body,
			...(body === '' && { wordless: true }),
			format: 'markdown',
			states: [],
		})
	}
	return oldestFirst(updates)
}

/**
 * When each component was in which state, both ends declared by the page; an open end is absent.
 */
function readSpans(value: unknown, path: string, problems: Problems): ObservedSpan[] {
	const spans: ObservedSpan[] = []
	for (const { row, path: place } of rowsOf(value, path, problems)) {
		const id = idOf(row.component_id)
		const from = secondAt(row.start_at, `${place}/start_at`, problems)
		const to = secondAt(row.end_at, `${place}/end_at`, problems)
		if (id === undefined || from === undefined) {
			problems.add(
				place,
				`a stretch without ${id === undefined ? 'a component' : 'a beginning'} is left out`,
			)
			continue
		}
		if (to !== undefined && compareInstants(to, from) < 0) {
			problems.add(place, `a stretch that ends (${to}) before it begins (${from}) is left out`)
			continue
		}
		spans.push({
			component: { id },
			state: wordOf(row.status, states, `${place}/status`, problems),
			from,
			...known({ to }),
		})
	}
	return spans.sort(
		(a, b) =>
			compareInstants(a.from, b.from) || byCodeUnits(a.component.id ?? '', b.component.id ?? ''),
	)
}

function byCodeUnits(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}

/**
 * A moment to the second, as the Statuspage-compatible documents print it: the same moment must not
 * seem to have moved.
 */
function secondAt(value: unknown, path: string, problems: Problems): string | undefined {
	const instant = instantAt(value, path, problems)
	return instant === undefined || instant.length === 20 ? instant : `${instant.slice(0, 19)}Z`
}

/**
 * The page that a native address speaks for: `https://a/proxy/b/incidents` is that of `https://b`.
 */
function pageOf(url: string): string | undefined {
	const host = /^https?:\/\/[^/]+\/proxy\/([A-Za-z0-9.-]+)\/incidents(?:[?#].*)?$/.exec(url)?.[1]
	return host === undefined ? undefined : `https://${host}`
}

/**
 * What the native document says, in an order of its own and without the state that components have
 * by now. Throws ParseError.
 */
export function canonicalNative(document: Document): string {
	return JSON.stringify({ incidents: canonicalRows(nativeList(document), canonicalIncident) })
}

function canonicalIncident(row: Row): unknown {
	return {
		id: scalar(row.id),
		name: scalar(row.name),
		status: scalar(row.status),
		impact: scalar(row.impact ?? row.severity),
		at: moment(row.published_at),
		components: canonicalRows(row.affected_components, (component) => [
			scalar(component.component_id),
		]),
		spans: canonicalRows(row.component_impacts, (span) => [
			scalar(span.component_id),
			scalar(span.status),
			moment(span.start_at),
			moment(span.end_at),
		]),
		updates: canonicalRows(row.updates, (update) => [
			scalar(update.id),
			moment(update.published_at),
			scalar(update.to_status),
			scalar(update.message_string),
		]),
	}
}
