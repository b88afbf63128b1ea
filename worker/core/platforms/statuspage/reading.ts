import type { Component, Cover, ObservedIncident, OfficialObservation, Problem } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { sinceCover } from '../covers.ts'
import { idOf, instantAt, isRow, known, nameOf, Problems, type Row, rowsOf, wordOf } from '../read.ts'
import { type Dialect, readPageDocument } from './document.ts'
import { readIncident } from './incident.ts'
import { states } from './vocabulary.ts'

/** What one document of Statuspage's shape says, before the documents of a tick are put together. */
export interface Reading {
	readonly incidents: readonly ObservedIncident[]
	/** Whether every row of its lists of incidents could be read: one left out may be open. */
	readonly complete: boolean
	readonly components: readonly { readonly component: Component; readonly state: SurfaceStateName }[]
	readonly covers: readonly Cover[]
	readonly version: OfficialObservation['documents'][number]
	readonly problems: readonly Problem[]
}

/** Reads whatever lists the document holds, so that any of a platform's files can be imported. Throws ParseError. */
export function readDocument(document: Document, dialect: Dialect): Reading {
	const { root, page } = readPageDocument(document, dialect)
	const problems = new Problems(document.name)
	const context = { document: document.name, pageUrl: page.url, dialect, problems }
	const incidents = readList(root.incidents, '/incidents', { ...context, kind: 'incident' })
	const maintenances = readList(root.scheduled_maintenances, '/scheduled_maintenances', { ...context, kind: 'maintenance' })
	const covers: (Cover | undefined)[] = isSummary(document, root)
		? [{ document: document.name, list: 'open' }]
		: [sinceCover(document.name, incidents, 'incident', dialect.fullList), sinceCover(document.name, maintenances, 'maintenance', dialect.fullList)]
	return {
		incidents: oncePerId([...incidents.read, ...maintenances.read], problems),
		complete: incidents.complete && maintenances.complete,
		components: readComponents(root.components, problems),
		covers: covers.filter((cover) => cover !== undefined),
		version: { document: document.name, page: page.id, ...known({ versionAt: instantAt(page.updatedAt, '/page/updated_at', problems) }) },
		problems: problems.all(),
	}
}

/** By name or, for a file that was given another name, by shape: only a summary tells the page's state besides its components. It lists what is open. */
function isSummary(document: Document, root: Row): boolean {
	return document.name === 'summary' || (Array.isArray(root.components) && isRow(root.status))
}

/** The rows that could be read, in the page's order, and whether those were all. */
function readList(value: unknown, path: string, context: Parameters<typeof readIncident>[2]): { read: ObservedIncident[]; complete: boolean } {
	const read = rowsOf(value, path, context.problems)
		.map(({ row, path: at }) => readIncident(row, at, context))
		.filter((incident) => incident !== undefined)
	return { read, complete: read.length === (Array.isArray(value) ? value.length : 0) }
}

/** Each incident once: the first row with its id counts. */
export function oncePerId(incidents: readonly ObservedIncident[], problems: Problems): ObservedIncident[] {
	const seen = new Set<string>()
	return incidents.filter(({ nativeId }) => {
		if (!seen.has(nativeId)) return seen.add(nativeId)
		problems.add(nativeId, 'listed twice; the first one counts')
		return false
	})
}

/** The component list without its groups. Names repeat on some pages, so that only a row without id goes by its name. */
function readComponents(value: unknown, problems: Problems): Reading['components'] {
	const seen = new Set<string>()
	const components: { component: Component; state: SurfaceStateName }[] = []
	for (const { row, path } of rowsOf(value, '/components', problems)) {
		if (row.group === true) continue
		const component = known({ id: idOf(row.id), name: nameOf(row.name, `${path}/name`, problems) })
		const key = component.id ?? component.name
		if (key === undefined) {
			problems.add(path, 'a component without id and name is left out')
		} else if (seen.has(key)) {
			problems.add(path, `${key} is listed twice; the first one counts`)
		} else {
			seen.add(key)
			components.push({ component, state: wordOf(row.status, states, `${path}/status`, problems) })
		}
	}
	return components
}
