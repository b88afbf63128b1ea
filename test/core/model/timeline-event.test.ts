import { describe, expect, test } from 'vitest'
import type { Export } from '#core/model/export.ts'
import { eventKinds, TimelineEvent, timelineEvents } from '#core/model/timeline.ts'
import { Chronicle } from '../../support/chronicle.ts'
import { record as march } from '../../support/published.ts'
import { incidentsDocument, type PageIncident } from '../../support/statuspage-documents.ts'
import { toldRecord } from '../../support/told-record.ts'
import { at, older, open } from '../../support/traps.ts'

/** A page that edits, dates back, takes away, stops listing and lists again what it posted. */
function restless(): Export {
	const first: PageIncident = {
		...open,
		updates: [
			{ id: 'u1', at: at(1), status: 'investigating', body: 'We look.' },
			{ id: 'u2', at: at(2), status: 'monitoring', body: 'It is mended.' },
		],
	}
	const later: PageIncident = {
		...open,
		name: 'Errors, again',
		impact: 'critical',
		updatedAt: at(29),
		updates: [
			{ id: 'u1', at: at(1), status: 'investigating', body: 'We looked.' },
			{ id: 'u3', at: at(3), status: 'identified', body: 'It was not.' },
		],
	}
	return new Chronicle()
		.look(at(10), 'incidents', incidentsDocument(at(9), [first, older]))
		.look(at(30), 'incidents', incidentsDocument(at(29), [later, older]))
		.look(at(31), 'incidents', incidentsDocument(at(29), [later, older]))
		.exported()
}

const eventsOf = ({ timelines }: Export) => timelines.flatMap(({ events }) => events)

describe('an event’s value', () => {
	test('is declared for each kind, and for each once', () => {
		const declared = Object.values(timelineEvents).flatMap(({ shape }) => shape.kind.options)
		expect(declared.toSorted()).toEqual(Object.keys(eventKinds).toSorted())
		expect(TimelineEvent.def.options).toEqual(Object.values(timelineEvents))
	})

	test.each([
		['of a page that goes back on its words', restless],
		['of all that a page has to show', () => toldRecord().record],
		['of two days of the archive', () => march],
	])('holds what is declared of its kind and nothing else: %s', (_, recordOf) => {
		const events = eventsOf(recordOf())
		expect(events.length).toBeGreaterThan(5)
		for (const event of events) {
			const written: unknown = JSON.parse(JSON.stringify(event))
			expect(TimelineEvent.parse(written)).toEqual(written)
		}
	})

	test('is that of no other kind', () => {
		const [note] = eventsOf(toldRecord().record).filter(({ kind }) => kind === 'note')
		expect(note).toBeDefined()
		for (const kind of Object.keys(eventKinds))
			if (kind !== 'note') {
				const read = TimelineEvent.safeParse({ ...note, kind })
				expect(read.success && read.data.value).not.toEqual(note?.value)
			}
	})
})
