import type { OfficialObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { checkDocumentOptions, chosenDocuments, inPlanOrder, rootOf } from '../options.ts'
import type { Platform } from '../platform.ts'
import { canonicalDocument } from '../statuspage/canonical.ts'
import type { Dialect } from '../statuspage/document.ts'
import { type DocumentContents, readDocument } from '../statuspage/reading.ts'

import { joinNative } from './join.ts'
import { canonicalNative, readNative } from './native.ts'

const names = ['summary', 'incidents', 'components', 'native'] as const

const dialect: Dialect = {
	// Lists vanish when they are empty, so that the page alone has to do.
	documents: { summary: ['status'], incidents: [], components: ['components'] },
	markdown: true,
	wordsElsewhere: true,
	// It is the newest of the last edit of the component list and the last update of an incident that
	// is open, so that it goes back when that one ends.
	marks: 'falling',
	cappedList: { document: 'summary', rows: 25 },
	absentIsEmpty: true,
}

/**
 * incident.io: its subset of Statuspage's API, and the richer JSON that its own pages read, which
 * alone tells when each component was
 * in which state. `Source.url` is the page's root. Option `documents`: those to read.
 */
export const incidentio: Platform = {
	id: 'incidentio',
	kind: 'official',
	marks: dialect.marks,
	checkOptions: (options) => checkDocumentOptions(options, names),
	plan: (source) =>
		chosenDocuments(source.options, names).map((name) => ({
			name,
			url:
				name === 'native'
					? `${rootOf(source)}/proxy/${hostOf(rootOf(source))}/incidents`
					: `${rootOf(source)}/api/v2/${name}.json`,
			accept: 'application/json',
			bearsState: name === 'summary',
		})),
	canonical: (document) =>
		document.name === 'native' ? canonicalNative(document) : canonicalDocument(document, dialect),
	parse(documents): OfficialObservation {
		const readings = inPlanOrder(documents, names).map(readOne)
		const native = readings
			.filter((reading) => reading.version.document === 'native')
			.flatMap((reading) => reading.incidents)
		const compatible = readings
			.filter((reading) => reading.version.document !== 'native')
			.flatMap((reading) => reading.incidents)
		return {
			kind: 'official',
			incidents: joinNative(compatible, native),
			states: readings.flatMap(statesOf),
			covers: readings.flatMap((reading) => reading.covers),
			documents: readings.map((reading) => reading.version),
			problems: readings.flatMap((reading) => reading.problems),
		}
	},
}

function readOne(document: Document): DocumentContents {
	return document.name === 'native' ? readNative(document) : readDocument(document, dialect)
}

/**
 * The rows of a component list. They say `operational` throughout an incident, also of the
 * components that it harms.
 */
function statesOf({ version, components }: DocumentContents): OfficialObservation['states'] {
	return components.map(({ component, state }) => ({
		document: version.document,
		component,
		state,
		...(state === 'operational' && { unlessNamed: true as const }),
	}))
}

function hostOf(root: string): string {
	return root.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
}
