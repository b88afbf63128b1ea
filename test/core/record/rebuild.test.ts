import { describe, expect, test } from 'vitest'
import type { Ledger } from '#core/incident/ledger.ts'
import type { Incident } from '#core/model/incident.ts'
import { rebuiltSentence } from '#core/model/trouble.ts'
import {
	beginRebuild,
	caughtUp,
	endRebuild,
	isRebuilt,
	rebuildProvider,
	rebuildStep,
} from '#core/record/rebuild.ts'
import { addSeconds } from '#core/time/time.ts'
import { acme, Chronicle } from '../../support/chronicle.ts'
import { incidentsDocument, summaryDocument } from '../../support/statuspage-documents.ts'

const at = (minute: number) => addSeconds('2026-03-02T12:00:00Z', minute * 60)

/** Two incidents, one of which is reworded and ends; the other one's name is changed. */
function story(minutes = 12): Chronicle {
	const chronicle = new Chronicle()
	for (let minute = 0; minute <= minutes; minute += 1) {
		const first = [
			{
				id: 'u1',
				at: at(1),
				status: 'investigating',
				body: minute < 5 ? 'We look.' : 'We looked.',
			},
			...(minute >= 8 ? [{ id: 'u2', at: at(8), status: 'resolved' }] : []),
		]
		const second = [{ id: 'u3', at: at(3), status: 'investigating' }]
		const incidents = [
			...(minute >= 3
				? [
						{
							id: 'i2',
							name: minute < 6 ? 'Errors' : 'More errors',
							updates: second,
							updatedAt: at(minute < 6 ? 3 : 6),
						},
					]
				: []),
			...(minute >= 1
				? [{ id: 'i1', updates: first, updatedAt: at(minute >= 8 ? 8 : minute >= 5 ? 5 : 1) }]
				: []),
		]
		chronicle.look(
			at(minute),
			'summary',
			summaryDocument(at(0), {
				'c-web': minute >= 1 && minute < 8 ? 'major_outage' : 'operational',
			}),
		)
		chronicle.look(at(minute), 'incidents', incidentsDocument(at(minute), incidents))
	}
	return chronicle
}

const bodies = (chronicle: Chronicle) => (snapshot: { readonly sha256?: string | undefined }) =>
	chronicle.blobs.get(snapshot.sha256 ?? '')

function known(chronicle: Chronicle): Incident[] {
	return chronicle.known()
}

function withOthers(ledger: Ledger, ...incidents: Incident[]): Ledger {
	return {
		...ledger,
		incidents: new Map([
			...ledger.incidents,
			...incidents.map((incident) => [incident.id, incident] as const),
		]),
	}
}

describe('a provider made anew from its snapshots', () => {
	test('is what the recorder folded, whether at once or in steps', () => {
		const chronicle = story()
		const { ledger, told } = rebuildProvider(acme, chronicle.snapshots, bodies(chronicle))
		expect([...ledger.incidents.values()]).toEqual(known(chronicle))
		expect(told).toEqual({
			snapshots: chronicle.snapshots.filter(({ outcome }) => outcome === 'stored').length,
			unread: 0,
			kept: 0,
			lost: [],
		})
		let rebuild = beginRebuild(acme, chronicle.snapshots)
		for (let steps = 0; !isRebuilt(rebuild); steps += 1) {
			expect(steps).toBeLessThan(100)
			rebuild = rebuildStep(rebuild, bodies(chronicle))
		}
		expect(endRebuild(rebuild, undefined, []).ledger).toEqual(ledger)
	})

	test('goes on with what was looked at while it was being made', () => {
		const [early, late] = [story(4), story(12)]
		let rebuild = beginRebuild(acme, early.snapshots)
		while (!isRebuilt(rebuild)) rebuild = rebuildStep(rebuild, bodies(late))
		let further = caughtUp(rebuild, late.snapshots)
		expect(further && isRebuilt(further)).toBe(false)
		while (further && !isRebuilt(further)) further = rebuildStep(further, bodies(late))
		expect(further && [...endRebuild(further, undefined, []).ledger.incidents.values()]).toEqual(
			known(late),
		)
	})

	test('keeps what no snapshot tells of, and names what is lost', () => {
		const chronicle = story()
		const [one] = known(chronicle)
		if (!one) throw new Error('the story has incidents')
		const [old, bad] = [
			{ ...one, id: 'old', aliases: [] },
			{ ...one, id: 'bad', aliases: [], createdAt: 'no time' },
		]
		const stored = withOthers(
			rebuildProvider(acme, chronicle.snapshots, bodies(chronicle)).ledger,
			old,
			bad,
		)
		const { ledger, told } = rebuildProvider(acme, chronicle.snapshots, bodies(chronicle), {
			stored,
			spoilt: ['bad', 'i1'],
		})
		expect([...ledger.incidents.keys()].sort()).toEqual(['i1', 'i2', 'old'])
		expect(told).toMatchObject({ kept: 1, lost: ['bad'] })
		expect(rebuiltSentence({ what: 'state', since: at(0), reason: '', rebuilt: told })).toMatch(
			/^We rebuilt it from \d+ snapshots\. 1 incident .* kept as stored\. Not rebuilt: bad;/,
		)
	})

	test('what came from an archive joins after the first looks, and later looks go on with it', () => {
		const chronicle = story()
		const [one] = known(chronicle)
		if (!one) throw new Error('the story has incidents')
		// The archive has an update of the second incident that the page does not list any more.
		const archived = known(story(4)).find(({ id }) => id === 'i2')
		if (!archived) throw new Error('the story has two incidents')
		const older = { ...archived, title: 'As it was called in the archive' }
		const { ledger } = rebuildProvider(acme, chronicle.snapshots, bodies(chronicle), {
			adopted: [older, { ...one, id: 'older', aliases: [] }],
		})
		expect(ledger.incidents.get('i2')?.revisions.map(({ was }) => was)).toContain(
			'As it was called in the archive',
		)
		expect(ledger.incidents.has('older')).toBe(true)
	})

	test('counts the snapshots whose bytes are gone, and makes the rest', () => {
		const chronicle = story()
		const gone = chronicle.snapshots.find(
			({ document, outcome, slot }) =>
				document === 'incidents' && outcome === 'stored' && slot === at(5),
		)
		const { ledger, told } = rebuildProvider(acme, chronicle.snapshots, (snapshot) =>
			snapshot.sha256 === gone?.sha256 ? undefined : chronicle.blobs.get(snapshot.sha256 ?? ''),
		)
		expect(told.unread).toBe(1)
		expect([...ledger.incidents.keys()].sort()).toEqual(['i1', 'i2'])
	})
})
