import type { OfficialObservation } from '#core/model/observation.ts'
import { checkDocumentOptions, chosenDocuments, inPlanOrder, rootOf } from '../options.ts'
import type { Platform } from '../platform.ts'
import { canonicalDocument } from './canonical.ts'
import type { Dialect } from './document.ts'
import { readDocument } from './reading.ts'

const names = ['summary', 'incidents', 'scheduled-maintenances'] as const

const dialect: Dialect = {
	documents: {
		summary: ['components'],
		incidents: ['incidents', 'scheduled_maintenances'],
		'scheduled-maintenances': ['scheduled_maintenances', 'incidents'],
	},
	markdown: false,
	marks: 'monotonic',
	fullList: 50,
}

/**
 * Atlassian Statuspage, API v2. The summary holds the component list and what is open; a resolved
 * incident leaves it, so that its
 * end is told by the list of the 50 newest incidents. `Source.url` is the page's root. Option
 * `documents`: those that the page has.
 */
export const statuspage: Platform = {
	id: 'statuspage',
	kind: 'official',
	// `page.updated_at` rises with every edit of the page.
	marks: dialect.marks,
	checkOptions: (options) => checkDocumentOptions(options, names),
	plan: (source) =>
		chosenDocuments(source.options, names).map((name) => ({
			name,
			url: `${rootOf(source)}/api/v2/${name}.json`,
			accept: 'application/json',
			bearsState: name === 'summary',
		})),
	canonical: (document) => canonicalDocument(document, dialect),
	parse(documents): OfficialObservation {
		const readings = inPlanOrder(documents, names).map((document) =>
			readDocument(document, dialect),
		)
		return {
			kind: 'official',
			incidents: readings.flatMap((reading) => reading.incidents),
			states: readings.flatMap(({ version, components }) =>
				components.map((component) => ({ document: version.document, ...component })),
			),
			covers: readings.flatMap((reading) => reading.covers),
			documents: readings.map((reading) => reading.version),
			problems: readings.flatMap((reading) => reading.problems),
		}
	},
}
