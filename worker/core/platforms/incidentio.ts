import type { Component, ObservedIncident, OfficialObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { isOver, type SurfaceStateName } from '#core/model/vocabulary.ts'
import { canonicalNative } from './incidentio/canonical.ts'
import { joinNative } from './incidentio/join.ts'
import { readNative } from './incidentio/native.ts'
import { newestOfEach } from './merge.ts'
import { checkDocumentOptions, chosenDocuments, inPlanOrder, rootOf } from './options.ts'
import type { Platform } from './platform.ts'
import { canonicalDocument } from './statuspage/canonical.ts'
import type { Dialect } from './statuspage/document.ts'
import { type Reading, readDocument } from './statuspage/reading.ts'

const names = ['summary', 'incidents', 'components', 'native'] as const

const dialect: Dialect = {
	// Lists vanish when they are empty, so that the page alone has to do.
	documents: { summary: ['status'], incidents: [], components: ['components'] },
	markdown: true,
	wordsElsewhere: true,
	cappedList: 'summary',
}

/**
 * incident.io: its subset of Statuspage's API, and the richer JSON that its own pages read, which alone tells when each component was
 * in which state. `Source.url` is the page's root. Option `documents`: those to read.
 */
export const incidentio: Platform = {
	id: 'incidentio',
	kind: 'official',
	checkOptions: (options) => checkDocumentOptions(options, names),
	plan: (source) =>
		chosenDocuments(source.options, names).map((name) => ({
			name,
			url: name === 'native' ? `${rootOf(source)}/proxy/${hostOf(rootOf(source))}/incidents` : `${rootOf(source)}/api/v2/${name}.json`,
			accept: 'application/json',
			bearsState: name === 'summary',
		})),
	canonical: (document) => (document.name === 'native' ? canonicalNative(document) : canonicalDocument(document, dialect)),
	parse(documents): OfficialObservation {
		const readings = inPlanOrder(documents, names).map(readOne)
		const native = readings.filter((reading) => reading.version.document === 'native').flatMap((reading) => reading.incidents)
		const compatible = readings.filter((reading) => reading.version.document !== 'native').flatMap((reading) => reading.incidents)
		const incidents = joinNative(newestOfEach(compatible), newestOfEach(native))
		return {
			kind: 'official',
			incidents,
			states: statesOf(readings, incidents),
			covers: readings.flatMap((reading) => reading.covers),
			documents: readings.map((reading) => reading.version),
			problems: readings.flatMap((reading) => reading.problems),
		}
	},
}

function readOne(document: Document): Reading {
	return document.name === 'native' ? readNative(document) : readDocument(document, dialect)
}

/**
 * The component lists, the full one first. They say `operational` throughout an incident, so that this word counts only where a list
 * of incidents is at hand, all of it could be read and nothing in it is open.
 */
function statesOf(readings: readonly Reading[], incidents: readonly ObservedIncident[]): OfficialObservation['states'] {
	const listed = readings.filter(({ version }) => version.document !== 'components')
	const quiet = listed.length > 0 && listed.every(({ complete }) => complete) && !incidents.some(isOngoing)
	const states = new Map<string, { document: string; component: Component; state: SurfaceStateName }>()
	for (const { version, components } of readings.toSorted((a, b) => rank(a) - rank(b))) {
		for (const { component, state } of components) {
			const key = component.id ?? component.name ?? ''
			if (!states.has(key)) states.set(key, { document: version.document, component, state })
		}
	}
	return [...states.values()].filter(({ state }) => quiet || state !== 'operational')
}

function rank(reading: Reading): number {
	return reading.version.document === 'components' ? 0 : 1
}

/** Whether it may be doing harm now: announced maintenance is not. */
function isOngoing(incident: ObservedIncident): boolean {
	return !isOver(incident.status) && incident.status !== 'scheduled'
}

function hostOf(root: string): string {
	return root.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
}
