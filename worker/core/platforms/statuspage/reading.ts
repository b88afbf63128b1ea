import type {
	Component,
	Cover,
	ObservedIncident,
	OfficialObservation,
	Problem,
} from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import type { IncidentKind, SurfaceStateName } from '#core/model/vocabulary.ts'
import { listCover, type ReadList } from '../covers.ts'
import {
	idOf,
	instantAt,
	isRow,
	known,
	nameOf,
	Problems,
	type Row,
	rowsOf,
	wordOf,
} from '../read.ts'
import { type Dialect, readPageDocument } from './document.ts'
import { readIncident } from './incident.ts'
import { states } from './vocabulary.ts'

/**
 * What one document of Statuspage's shape says, before the documents of a tick are put together.
 */
export interface DocumentContents {
	readonly incidents: readonly ObservedIncident[]
	/** Whether every row of its lists of incidents could be read: one left out may be open. */
	readonly complete: boolean
	readonly components: readonly {
		readonly component: Component
		readonly state: SurfaceStateName
	}[]
	readonly covers: readonly Cover[]
	readonly version: OfficialObservation['documents'][number]
	readonly problems: readonly Problem[]
}

/**
 * Reads whatever lists the document holds, so that any of a platform's files can be imported.
 * Throws ParseError.
 */
export function readDocument(document: Document, dialect: Dialect): DocumentContents {
	const { root, page } = readPageDocument(document, dialect)
	const problems = new Problems(document.name)
	const context = { document: document.name, pageUrl: page.url, dialect, problems }
	const incidents = readList(root.incidents, '/incidents', { ...context, kind: 'incident' })
	const maintenances = readList(root.scheduled_maintenances, '/scheduled_maintenances', {
		...context,
		kind: 'maintenance',
	})
	const covers: (Cover | undefined)[] = isSummary(document, root)
		? [openCover(document.name, root, dialect, { incident: incidents, maintenance: maintenances })]
		: [
				listCover(document.name, incidents, ['incident'], dialect.fullList),
				listCover(document.name, maintenances, ['maintenance'], dialect.fullList),
			]
	const mark = instantAt(page.updatedAt, '/page/updated_at', problems)
	const { rows: components, whole } = readComponents(root.components, problems)
	const capped =
		dialect.cappedList?.document === document.name && components.length >= dialect.cappedList.rows
	return {
		incidents: oncePerId([...incidents.read, ...maintenances.read], problems),
		complete: incidents.complete && maintenances.complete,
		components,
		covers: covers.filter((cover) => cover !== undefined),
		version: {
			document: document.name,
			page: page.id,
			...(dialect.marks === 'monotonic' &&
				mark !== undefined && { versionAt: mark, versionPath: '/page/updated_at' }),
			...(Array.isArray(root.components) && {
				components: whole && !capped ? ('whole' as const) : ('part' as const),
			}),
			...(!(incidents.complete && maintenances.complete) && { unread: true as const }),
		},
		problems: problems.all(),
	}
}

/**
 * A summary lists all that is open: of the kinds whose list is there and was read to the last row.
 */
function openCover(
	document: string,
	root: Row,
	dialect: Dialect,
	lists: Readonly<Record<'incident' | 'maintenance', ReadList>>,
): Cover | undefined {
	const kinds: IncidentKind[] = []
	if (lists.incident.complete && (Array.isArray(root.incidents) || dialect.absentIsEmpty))
		kinds.push('incident')
	if (lists.maintenance.complete && Array.isArray(root.scheduled_maintenances))
		kinds.push('maintenance')
	return kinds.length > 0 ? { document, list: 'open', kinds } : undefined
}

/**
 * By name or, for a file that was given another name, by shape: only a summary tells the page's
 * state besides its components. It lists what is open.
 */
function isSummary(document: Document, root: Row): boolean {
	return document.name === 'summary' || (Array.isArray(root.components) && isRow(root.status))
}

/** The rows that could be read, in the page's order, and whether those were all. */
function readList(
	value: unknown,
	path: string,
	context: Parameters<typeof readIncident>[2],
): ReadList {
	const read = rowsOf(value, path, context.problems)
		.map(({ row, path: at }) => readIncident(row, at, context))
		.filter((incident) => incident !== undefined)
	const isThere = Array.isArray(value)
	return { read, complete: read.length === (isThere ? value.length : 0), isThere }
}

/** Each incident once: the first row with its id counts. */
export function oncePerId(
	incidents: readonly ObservedIncident[],
	problems: Problems,
): ObservedIncident[] {
	const seen = new Set<string>()
	return incidents.filter(({ nativeId }) => {
		if (!seen.has(nativeId)) return seen.add(nativeId)
		problems.add(nativeId, 'listed twice; the first one counts')
		return false
	})
}

/**
 * The component list without its groups, and whether all of it could be read. Names repeat on some
 * pages, so that only a row without id goes by its name.
 */
function readComponents(
	value: unknown,
	problems: Problems,
): { readonly rows: DocumentContents['components']; readonly whole: boolean } {
	const seen = new Set<string>()
	const components: { component: Component; state: SurfaceStateName }[] = []
	let whole =
		rowsOf(value, '/components', new Problems('')).length ===
		(Array.isArray(value) ? value.length : 0)
	for (const { row, path } of rowsOf(value, '/components', problems)) {
		if (row.group === true) continue
		const component = known({ id: idOf(row.id), name: nameOf(row.name, `${path}/name`, problems) })
		const key = component.id ?? component.name
		if (key === undefined) {
			problems.add(path, 'a component without id and name is left out')
			whole = false
		} else if (seen.has(key)) {
			problems.add(path, `${key} is listed twice; the first one counts`)
		} else {
			seen.add(key)
			components.push({ component, state: wordOf(row.status, states, `${path}/status`, problems) })
		}
	}
	return { rows: components, whole }
}
