import { incidentDocument, providerNow } from '#core/documents/build-documents.ts'
import { fittedNow } from '#core/documents/fitted-documents.ts'
import { partsOfIncident } from '#core/documents/incident-parts.ts'
import { sizeOf } from '#core/documents/sized.ts'
import { emptyLedger, type Ledger, type Look } from '#core/incident/ledger.ts'
import { foldTick } from '#core/incident/tick.ts'
import type { ObservedIncident, OfficialObservation } from '#core/model/observation.ts'
import { genesis, type Snapshot } from '#core/model/snapshot.ts'
import { providerRecord } from '#core/record/provider-record.ts'
import { addSeconds } from '#core/time/time.ts'
import { acme, contentOf } from '../../support/chronicle.ts'
import { type Bench, median, milliseconds, type Row, times } from '../measure.ts'

const start = '2026-05-01T00:00:00Z'
const looksADay = 144
const days = 7
const content = contentOf(acme)
const [source] = acme.sources

/**
 * A week of a look each ten minutes at pages that grow with every look: what a look of the last day
 * costs against one of the second, and the largest document.
 */
export const bench: Bench = async () => [
	...week('a week of new component ids at every look', { components: newComponents }),
	...week('a week of edits to one incident', { incidents: edited }),
]

interface Page {
	readonly components?: (look: number, at: string) => OfficialObservation['states']
	readonly incidents?: (look: number, at: string) => ObservedIncident[]
}

function newComponents(look: number): OfficialObservation['states'] {
	return Array.from({ length: 400 }, (_, index) => ({
		document: 'summary',
		component: { id: `k${look}-${index}`, name: `${look}-${index} ${'name '.repeat(20)}` },
		state: 'operational',
	}))
}

function edited(look: number, at: string): ObservedIncident[] {
	const updates = Array.from({ length: 40 }, (_, index) => ({
		nativeId: `u${index}`,
		at: addSeconds(start, index * 60),
		status: 'investigating' as const,
		body: `${look}-${index} ${'words '.repeat(800)}`,
		format: 'text' as const,
		states: [],
	}))
	const common = {
		kind: 'incident',
		impact: 'minor',
		status: 'investigating',
		allUpdates: true,
		components: [],
		spans: [],
	} as const
	return [
		{
			...common,
			components: [],
			spans: [],
			document: 'summary',
			nativeId: 'one',
			title: 'Errors',
			createdAt: start,
			updatedAt: at,
			updates,
		},
	]
}

function week(name: string, page: Page): Row[] {
	if (!source) throw new Error('the provider of the tests has a source')
	let ledger = emptyLedger(acme.id)
	let largest = 0
	const spent: number[] = []
	for (let number = 0; number < looksADay * days; number += 1) {
		const at = addSeconds(start, number * 600)
		const observation: OfficialObservation = {
			kind: 'official',
			incidents: page.incidents?.(number, at) ?? [],
			states: page.components?.(number, at) ?? [],
			covers: [],
			documents: [{ document: 'summary', components: 'whole' }],
			problems: [],
		}
		const started = performance.now()
		ledger = foldTick(ledger, acme, source, {
			slot: at,
			observation,
			looks: [lookAt(at, number)],
			unchanged: [],
		}).ledger
		largest = Math.max(largest, ...published(ledger, at))
		spent.push(performance.now() - started)
	}
	const [second, last] = [spent.slice(looksADay, 2 * looksADay), spent.slice(-looksADay)].map(
		median,
	)
	return [
		{
			name,
			measured: milliseconds(last ?? 0),
			against: `${milliseconds(second ?? 0)} on the second day`,
			ratio: times((last ?? 0) / (second ?? 1)),
			aim: '≤ 1.5 ×',
		},
		{
			name: `${name}: largest document`,
			measured: `${largest.toLocaleString('en')} bytes`,
			against: '1,000,000 bytes',
			ratio: times(largest / 1_000_000),
			aim: '≤ 1 ×',
		},
	]
}

function lookAt(at: string, number: number): Look {
	const snapshot: Snapshot = {
		provider: acme.id,
		source: source?.id ?? '',
		document: 'summary',
		url: 'https://status.acme.example',
		slot: at,
		fetchedAt: at,
		outcome: 'stored',
		until: at,
		provenance: 'live',
		sha256: genesis,
		previous: genesis,
	}
	return {
		document: 'summary',
		snapshot,
		...(number > 0 && { previousGoodLookAt: addSeconds(at, -600) }),
	}
}

/** The sizes of what the recorder would publish. */
function published(ledger: Ledger, asOf: string): number[] {
	const record = providerRecord({
		content,
		provider: acme,
		ledger,
		gaps: [],
		problems: [],
		asOf,
		reports: [],
		rises: [],
	})
	const incidents = record.incidents.flatMap(({ id }) => {
		const document = incidentDocument(record, id)
		if (!document) return []
		const { head, parts } = partsOfIncident(document)
		return [head, ...parts]
	})
	return [...incidents, fittedNow({ asOf, providers: [providerNow(record)], months: [] })].map(
		sizeOf,
	)
}
