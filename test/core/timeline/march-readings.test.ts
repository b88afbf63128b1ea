import { describe, expect, test } from 'vitest'
import { content } from '#content'
import { withSignals } from '#core/crowd/signals.ts'
import { lagText } from '#core/fragments/crowd-incident.ts'
import { episodesOf } from '#core/incident/episodes.ts'
import { secondsBetween } from '#core/time/time.ts'
import { episodeTimeline, incidentTimeline, type TimelineContext } from '#core/timeline/timeline.ts'
import { toldIncident } from '../../support/analysed.ts'

/** The crowd of 2 March 2026 as it was cited, beside the provider's first statement. */

const first = toldIncident({
	id: '0ghc53zpsfmt',
	provider: 'claude',
	from: '2026-03-02T11:49:20',
	stages: [
		['investigating', '2026-03-02T11:49:20'],
		['resolved', '2026-03-02T15:47:09'],
	],
})
const [incident = first] = withSignals([first], [], content.readings)
const [episode] = episodesOf('claude', [incident], content.episodes)
const context: TimelineContext = {
	states: [],
	gaps: [],
	annotations: content.annotations,
	claims: content.claims,
	readings: content.readings,
	rises: [],
	reports: [],
	episodes: episode ? [episode] : [],
	window: { from: '2026-03-02T10:00:00Z', to: '2026-03-02T19:00:00Z' },
}

describe('2 March 2026', () => {
	test('the crowd was first, at 11:37 and 11:44, the page at 11:49:20', () => {
		const { events } = incidentTimeline(incident, context)
		const told = events.filter(
			(event) =>
				event.kind === 'acknowledged' ||
				(event.kind === 'reading' && ['first', 'alarm'].includes(event.value.kind)),
		)
		expect(told.map((event) => [event.at.slice(11, 19), event.origin])).toEqual([
			['11:37:00', 'crowd'],
			['11:44:00', 'crowd'],
			['11:49:20', 'official'],
		])
	})

	test('the lag is counted from the first cited moment, and is marked so', () => {
		const { signalAt, acknowledgedAt } = incident.milestones
		expect(signalAt).toEqual({
			at: '2026-03-02T11:37:00Z',
			event: 'reading:march-2026-first-reports',
			precision: 'minute',
			cited: true,
		})
		expect(secondsBetween(signalAt?.at ?? '', acknowledgedAt?.at ?? '')).toBe(740)
		expect(lagText(incident)).toBe('+12 min: the provider spoke after the crowd')
	})

	test('every reading of any episode or incident has a source, an address, and one line where it is a claim as well', () => {
		expect(content.readings.length).toBeGreaterThan(25)
		for (const { id, source, links } of content.readings) {
			expect(source, id).not.toBe('')
			expect(links.length, id).toBeGreaterThan(0)
		}
		const claims = new Map(content.claims.map((claim) => [claim.id, claim]))
		for (const { id, links, at } of content.readings) {
			const claim = claims.get(id)
			if (!claim) continue
			expect(
				claim.links.map(({ url }) => url),
				id,
			).toContain(links[0]?.url)
			expect(claim.at.slice(0, 10), id).toBe(at.slice(0, 10))
		}
	})

	test('the episode has them all, the numbers of which only the day is known after that day', () => {
		if (!episode) throw new Error('the episode of March is not in the content')
		const readings = episodeTimeline(episode, [incident], context).events.filter(
			(event) => event.kind === 'reading',
		)
		expect(readings).toHaveLength(
			content.readings.filter(({ subject }) => subject === 'episodes/claude-2026-03-02').length,
		)
		const days = readings
			.filter(({ precision }) => precision === 'day')
			.map(({ at }) => at.slice(0, 10))
		expect(days.filter((day) => day === '2026-03-02')).toHaveLength(4)
		expect(readings.findIndex(({ precision }) => precision === 'day')).toBeGreaterThan(
			readings.findIndex(({ id }) => id.endsWith('last-reports-1832')),
		)
	})
})
