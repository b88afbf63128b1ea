import { describe, expect, test } from 'vitest'
import type { Annotation } from '#core/model/content.ts'
import { episodeTimeline } from '#core/timeline/timeline.ts'

const window = { from: '2026-03-02T00:00:00Z', to: '2026-03-04T00:00:00Z' }
const subject = 'episodes/acme-2026-03-02'
const episode = {
	id: 'acme-2026-03-02',
	provider: 'acme',
	title: 'Two days',
	basis: { by: 'editor' as const, reason: 'One cause.' },
	incidents: [],
	waves: [],
	from: window.from,
	to: window.to,
}

function note(id: string, at: string, precision?: Annotation['precision']): Annotation {
	return {
		id,
		subject,
		at,
		...(precision && { precision }),
		title: id,
		body: '',
		author: 'the editors',
		links: [],
		writtenAt: '2026-11-22T00:00:00Z',
	}
}

describe('the order of remarks', () => {
	test('one of which only the day is known comes after what has a time on that day, and before the next day', () => {
		const annotations = [
			note('next-day', '2026-03-03T00:00:01Z'),
			note('some-time', '2026-03-02T00:00:00Z', 'day'),
			note('late', '2026-03-02T23:10:00Z', 'minute'),
			note('early', '2026-03-02T00:00:00Z'),
		]
		const claims = [
			{
				...note('asserted', '2026-03-02T00:00:00Z', 'day'),
				claimant: 'A paper',
				standing: 'not checkable' as const,
			},
		]
		const { events } = episodeTimeline(episode, [], {
			states: [],
			gaps: [],
			annotations,
			claims,
			readings: [],
			rises: [],
			reports: [],
			episodes: [],
			window,
		})
		expect(events.map((event) => event.id)).toEqual([
			'note:early',
			'note:late',
			'note:some-time',
			'claim:asserted',
			'note:next-day',
		])
		expect(events.find((event) => event.id === 'note:some-time')).toMatchObject({
			at: '2026-03-02T00:00:00Z',
			precision: 'day',
		})
	})
})
