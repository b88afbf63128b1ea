import type {
	BodyFormat,
	Component,
	ObservedIncident,
	ObservedState,
	ObservedUpdate,
} from '#core/model/observation.ts'
import type { IncidentKind, IncidentStatus } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'
import {
	addressOf,
	bodyOf,
	hasTags,
	idOf,
	instantAt,
	isCancelled,
	known,
	nameOf,
	oldestFirst,
	type Problems,
	type Row,
	rowsOf,
	titleOf,
	wordOf,
	writtenApart,
} from '../read.ts'
import type { Dialect } from './document.ts'
import { impacts, states, statuses } from './vocabulary.ts'

/** What surrounds a row of a list. */
export interface RowContext {
	readonly document: string
	readonly pageUrl: string | undefined
	readonly kind: IncidentKind
	readonly dialect: Dialect
	readonly problems: Problems
}

/** One incident or maintenance; undefined with a problem when it has no id or no time of filing. */
export function readIncident(
	row: Row,
	path: string,
	context: RowContext,
): ObservedIncident | undefined {
	const { problems, dialect } = context
	const nativeId = idOf(row.id)
	if (nativeId === undefined) {
		problems.add(`${path}/id`, 'an incident without an id is left out')
		return undefined
	}
	const createdAt = instantAt(row.created_at, `${path}/created_at`, problems)
	if (createdAt === undefined) {
		problems.add(`${path}/created_at`, `${nativeId} has no time of filing and is left out`)
		return undefined
	}
	const kind = row.impact === 'maintenance' ? 'maintenance' : context.kind
	const resolvedAt = instantAt(row.resolved_at, `${path}/resolved_at`, problems)
	if (resolvedAt !== undefined && compareInstants(resolvedAt, createdAt) < 0) {
		problems.add(
			`${path}/resolved_at`,
			`${nativeId} ends (${resolvedAt}) before it was filed (${createdAt})`,
		)
	}
	const updates = readUpdates(row.incident_updates, `${path}/incident_updates`, dialect, problems)
	const cancelled = kind === 'maintenance' && isCancelled(row.status)
	return {
		document: context.document,
		nativeId,
		kind,
		title: titleOf(row.name, `${path}/name`, problems),
		impact: wordOf(row.impact, impacts, `${path}/impact`, problems),
		status: cancelled ? 'unknown' : wordOf(row.status, statuses, `${path}/status`, problems),
		createdAt,
		filedBy: 'created_at',
		...known({
			url: addressOfIncident(context.pageUrl, nativeId) ?? addressOf(row.shortlink),
			// A maintenance's `started_at` is the time of its filing, not of its beginning.
			startedAt:
				kind === 'incident' ? instantAt(row.started_at, `${path}/started_at`, problems) : undefined,
			resolvedAt,
			scheduledFor:
				kind === 'maintenance'
					? instantAt(row.scheduled_for, `${path}/scheduled_for`, problems)
					: undefined,
			scheduledUntil:
				kind === 'maintenance'
					? instantAt(row.scheduled_until, `${path}/scheduled_until`, problems)
					: undefined,
			updatedAt: instantAt(row.updated_at, `${path}/updated_at`, problems),
		}),
		updates,
		allUpdates: true,
		components: componentsOf(row.components, `${path}/components`, problems),
		...(listsComponents(row, dialect) && { tiedBy: 'components' }),
		...(cancelled && { cancelled }),
		spans: [],
	}
}

/**
 * Statuspage's rows always have the list; who only speaks its language may leave it empty whatever
 * is concerned.
 */
function listsComponents(row: Row, dialect: Dialect): boolean {
	return (
		Array.isArray(row.components) && (row.components.length > 0 || dialect.fullList !== undefined)
	)
}

/**
 * An incident's own page, which outlives the short links; undefined for an id that is no path
 * segment.
 */
export function addressOfIncident(pageUrl: string | undefined, id: string): string | undefined {
	return pageUrl !== undefined && /^[A-Za-z0-9_-]+$/.test(id)
		? `${pageUrl}/incidents/${id}`
		: undefined
}

/** Components by id and name, groups left out: a group is not a surface. */
export function componentsOf(value: unknown, path: string, problems: Problems): Component[] {
	return rowsOf(value, path, problems)
		.filter(({ row }) => row.group !== true)
		.map(({ row, path: at }) =>
			known({ id: idOf(row.id), name: nameOf(row.name, `${at}/name`, problems) }),
		)
		.filter(({ id, name }) => id !== undefined || name !== undefined)
}

function readUpdates(
	value: unknown,
	path: string,
	dialect: Dialect,
	problems: Problems,
): ObservedUpdate[] {
	const seen = new Set<string>()
	const updates: ObservedUpdate[] = []
	for (const { row, path: at } of rowsOf(value, path, problems)) {
		const update = readUpdate(row, at, dialect, problems)
		if (update === undefined) continue
		if (update.nativeId !== undefined && seen.has(update.nativeId)) {
			problems.add(`${at}/id`, `${update.nativeId} is listed twice; the first one counts`)
			continue
		}
		if (update.nativeId !== undefined) seen.add(update.nativeId)
		updates.push(update)
	}
	return oldestFirst(updates)
}

function readUpdate(
	row: Row,
	path: string,
	dialect: Dialect,
	problems: Problems,
): ObservedUpdate | undefined {
	const writtenAt = instantAt(row.created_at, `${path}/created_at`, problems)
	const at = instantAt(row.display_at, `${path}/display_at`, problems) ?? writtenAt
	if (at === undefined) {
		problems.add(`${path}/display_at`, 'an update without a time is left out')
		return undefined
	}
	const status = isCancelled(row.status)
		? 'unknown'
		: wordOf(row.status, statuses, `${path}/status`, problems)
	const body = bodyOf(row.body, `${path}/body`, problems)
	return {
		...known({ nativeId: idOf(row.id) }),
		at,
		...writtenApart(at, writtenAt),
		status,
		body,
		format: dialect.markdown ? 'markdown' : formatOf(body, status),
		...(dialect.wordsElsewhere && body === '' && { wordless: true }),
		states: affectedStates(row.affected_components, `${path}/affected_components`, problems),
		...(typeof row.deliver_notifications === 'boolean' && { notified: row.deliver_notifications }),
	}
}

/** Bodies are text or HTML; only postmortems are written in Markdown. */
function formatOf(body: string, status: IncidentStatus): BodyFormat {
	if (hasTags(body)) return 'html'
	return status === 'postmortem' ? 'markdown' : 'text'
}

/** What an update says of components. Their names are those of that day; the code stays. */
function affectedStates(value: unknown, path: string, problems: Problems): ObservedState[] {
	const declared: ObservedState[] = []
	for (const { row, path: at } of rowsOf(value, path, problems)) {
		const component = known({ id: idOf(row.code), name: nameOf(row.name, `${at}/name`, problems) })
		if (component.id === undefined && component.name === undefined) {
			problems.add(at, 'a component without code and name is left out')
			continue
		}
		declared.push({
			component,
			state: wordOf(row.new_status, states, `${at}/new_status`, problems),
			...(row.old_status !== undefined &&
				row.old_status !== null && {
					from: wordOf(row.old_status, states, `${at}/old_status`, problems),
				}),
		})
	}
	return declared
}
