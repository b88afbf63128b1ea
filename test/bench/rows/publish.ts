import { historyDocument, recentDocument } from '#core/documents/recent.ts'
import { fold } from '#core/incident/fold.ts'
import { emptyLedger } from '#core/incident/ledger.ts'
import type { ObservedIncident, OfficialObservation } from '#core/model/observation.ts'
import { genesis, type Snapshot } from '#core/model/snapshot.ts'
import { type ProviderRecord, providerRecord } from '#core/record/provider-record.ts'
import { addSeconds } from '#core/time/time.ts'
import { publicationsOf } from '../../../worker/edge/recorder/publish.ts'
import { acme, contentOf } from '../../support/chronicle.ts'
import { type Bench, milliseconds, type Row, times } from '../measure.ts'

const start = '2026-01-01T00:00:00Z'
const content = contentOf(acme)
const [few, lots] = [1000, 8000]

/**
 * The documents of one tick in which very many incidents changed, as after an import or a page that
 * moves all its times: against an eighth as many.
 */
export const bench: Bench = async () => [
	grown('an hour apart', 3600),
	grown('a minute apart, so that they are one episode', 60),
]

function grown(name: string, secondsApart: number): Row {
	const spent = [few, few, lots].map((count) => publishing(recordOf(count, secondsApart)))
	const [, less = 0, more = 0] = spent
	return {
		name: `publishing ${lots.toLocaleString('en')} changed incidents, ${name}`,
		measured: milliseconds(more),
		against: `${milliseconds(less)} for ${few.toLocaleString('en')}`,
		ratio: times(more / less),
		aim: '≤ 12 ×',
	}
}

function publishing(record: ProviderRecord): number {
	const changed = new Set(record.incidents.map(({ id }) => id))
	const started = performance.now()
	publicationsOf('shard-0', record, changed, undefined, [])
	historyDocument(record)
	recentDocument([record])
	return performance.now() - started
}

function recordOf(count: number, secondsApart: number): ProviderRecord {
	const [source] = acme.sources
	if (!source) throw new Error('the provider of the tests has a source')
	const at = addSeconds(start, count * secondsApart)
	const incidents = Array.from({ length: count }, (_, index): ObservedIncident => {
		const createdAt = addSeconds(start, index * secondsApart)
		return {
			document: 'incidents',
			nativeId: `i${index}`,
			kind: 'incident',
			title: `Errors ${index}`,
			impact: 'minor',
			status: 'resolved',
			createdAt,
			resolvedAt: addSeconds(createdAt, 1800),
			allUpdates: true,
			components: [],
			spans: [],
			updates: [
				{
					nativeId: `u${index}`,
					at: createdAt,
					status: 'resolved',
					body: 'Words. '.repeat(20),
					format: 'text',
					states: [],
				},
			],
		}
	})
	const observation: OfficialObservation = {
		kind: 'official',
		incidents,
		states: [],
		covers: [],
		documents: [{ document: 'incidents' }],
		problems: [],
	}
	const snapshot: Snapshot = {
		provider: acme.id,
		source: source.id,
		document: 'incidents',
		url: 'https://status.acme.example',
		slot: at,
		fetchedAt: at,
		outcome: 'stored',
		until: at,
		provenance: 'live',
		sha256: genesis,
		previous: genesis,
	}
	const { ledger } = fold(emptyLedger(acme.id), acme, source, observation, [
		{ document: 'incidents', snapshot },
	])
	return providerRecord({
		content,
		provider: acme,
		ledger,
		gaps: [],
		problems: [],
		asOf: at,
		reports: [],
		rises: [],
	})
}
