import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { episodesOf } from '#core/incident/episodes.ts'
import { lifespanOf } from '#core/incident/lifespan.ts'
import { addSeconds, compareInstants, secondsBetween } from '#core/time/time.ts'
import { Chronicle } from '../../support/chronicle.ts'
import { incidentsDocument, type PageIncident } from '../../support/statuspage-documents.ts'

const at = (minute: number) => addSeconds('2026-05-01T10:00:00Z', minute * 60)

/** An incident of one surface, from one minute to another. */
function ended(id: string, from: number, to: number, surface = 'c-api'): PageIncident {
	return {
		id,
		createdAt: at(from),
		updates: [
			{
				id: `${id}-1`,
				at: at(from),
				status: 'investigating',
				states: { [surface]: ['operational', 'partial_outage'] },
			},
			{
				id: `${id}-2`,
				at: at(to),
				status: 'resolved',
				states: { [surface]: ['partial_outage', 'operational'] },
			},
		],
	}
}

function incidentsOf(...incidents: PageIncident[]) {
	return new Chronicle()
		.look(at(5000), 'incidents', incidentsDocument(at(4999), incidents))
		.exported().incidents
}

describe('episodes by rule', () => {
	test('what overlaps belongs together, whatever the surface; a single incident is no episode', () => {
		const episodes = episodesOf(
			'acme',
			incidentsOf(ended('a', 0, 60), ended('b', 30, 90, 'c-web'), ended('alone', 3000, 3010)),
			[],
		)
		expect(episodes.map((episode) => [episode.id, episode.incidents, episode.basis.by])).toEqual([
			['acme-2026-05-01', ['a', 'b'], 'rule'],
		])
	})

	test('what follows within twelve hours belongs together only on a shared surface', () => {
		const same = episodesOf(
			'acme',
			incidentsOf(ended('a', 0, 60), ended('b', 60 + 719, 60 + 730)),
			[],
		)
		expect(same.map((episode) => episode.incidents)).toEqual([['a', 'b']])
		expect(
			episodesOf(
				'acme',
				incidentsOf(ended('a', 0, 60), ended('b', 60 + 719, 60 + 730, 'c-web')),
				[],
			),
		).toEqual([])
		expect(
			episodesOf('acme', incidentsOf(ended('a', 0, 60), ended('b', 60 + 721, 60 + 730)), []),
		).toEqual([])
	})

	test('one that is open for longer than 48 hours holds others to it only through its first 48', () => {
		const hours = (id: string, from: number, to: number, surface?: string) =>
			ended(id, from * 60, to * 60, surface)
		const long = hours('long', 0, 80)
		const groups = (...incidents: PageIncident[]) =>
			episodesOf('acme', incidentsOf(...incidents), []).map((episode) => episode.incidents)
		expect(groups(long, hours('early', 47, 49, 'c-web'))).toEqual([['long', 'early']])
		expect(groups(long, hours('late', 48, 49))).toEqual([])
		// What overlaps each other there is an episode of its own, and what follows its late end
		// follows nothing.
		expect(groups(long, hours('b', 60, 62), hours('c', 61, 63), hours('after', 81, 82))).toEqual([
			['b', 'c'],
		])
	})

	test('one that nobody closes does not hold the months together', () => {
		const forgotten: PageIncident = {
			id: 'forgotten',
			createdAt: at(0),
			updates: [{ id: 'f-1', at: at(0), status: 'identified' }],
		}
		const daily = Array.from({ length: 30 }, (_, day) =>
			ended(`day-${day}`, day * 1440 + 10, day * 1440 + 40),
		)
		const exported = new Chronicle()
			.look(at(50_000), 'incidents', incidentsDocument(at(49_999), [forgotten, ...daily]))
			.exported()
		expect(
			episodesOf('acme', exported.incidents, []).map((episode) => [episode.incidents, episode.to]),
		).toEqual([[['forgotten', 'day-0', 'day-1'], null]])
	})

	test('a second episode that began the same day has a number', () => {
		const episodes = episodesOf(
			'acme',
			incidentsOf(
				ended('a', -600, -590),
				ended('b', -595, -580),
				ended('c', 200, 210, 'c-web'),
				ended('d', 205, 220, 'c-web'),
			),
			[],
		)
		expect(episodes.map((episode) => episode.id)).toEqual(['acme-2026-05-01', 'acme-2026-05-01-2'])
	})

	test('an editor decides over the rule, for one incident too', () => {
		const editor = {
			id: 'acme-2026-05-01',
			provider: 'acme',
			title: 'The long day',
			incidents: ['a', 'c'],
			reason: 'One cause, by the provider’s own account.',
		}
		const episodes = episodesOf(
			'acme',
			incidentsOf(ended('a', 0, 60), ended('b', 30, 90), ended('c', 2000, 2010)),
			[editor],
		)
		expect(episodes.map((episode) => [episode.id, episode.incidents, episode.basis.by])).toEqual([
			['acme-2026-05-01', ['a', 'c'], 'editor'],
		])
	})
})

describe('waves', () => {
	test('stretches less than five minutes apart are one; five minutes apart are two', () => {
		const together = episodesOf('acme', incidentsOf(ended('a', 0, 60), ended('b', 64, 90)), [])
		expect(together[0]?.waves).toEqual([{ from: at(0), to: at(90), incidents: ['a', 'b'] }])
		const apart = episodesOf('acme', incidentsOf(ended('a', 0, 60), ended('b', 65, 90)), [])
		expect(apart[0]?.waves.map((wave) => wave.incidents)).toEqual([['a'], ['b']])
	})

	test('a wave lasts while one of its incidents is open', () => {
		const open: PageIncident = {
			id: 'b',
			createdAt: at(30),
			updates: [{ id: 'b-1', at: at(30), status: 'identified' }],
		}
		const [episode] = episodesOf('acme', incidentsOf(ended('a', 0, 60), open), [])
		expect(episode?.to).toBeNull()
		expect(episode?.waves).toEqual([{ from: at(0), to: null, incidents: ['a', 'b'] }])
	})

	test('what a page declares over before it was filed lasted no time at all, at the time that it claims', () => {
		const negative = ended('a', 60, 0)
		negative.createdAt = at(60)
		const [incident] = incidentsOf(negative)
		expect(incident?.milestones.resolvedAt?.at).toBe(at(0))
		expect(
			episodesOf('acme', incident ? [incident] : [], [
				{ id: 'e', provider: 'acme', title: 't', incidents: ['a'], reason: 'r' },
			])[0]?.waves,
		).toEqual([{ from: at(0), to: at(0), incidents: ['a'] }])
	})
})

test('one sweep finds the groups that a look at every pair finds', () => {
	const surfaces = ['c-api', 'c-web'] as const
	const rows = fc.array(
		fc.record({
			from: fc.nat(9000),
			length: fc.oneof(fc.nat(90), fc.nat(4000)),
			surface: fc.constantFrom(...surfaces),
		}),
		{ maxLength: 14 },
	)
	fc.assert(
		fc.property(rows, (list) => {
			const incidents = incidentsOf(
				...list.map(({ from, length, surface }, index) =>
					ended(`i${index}`, from, from + length, surface),
				),
			)
			const spans = incidents.map((incident) => {
				const { from, to } = lifespanOf(incident)
				const limit = addSeconds(from, 48 * 3600)
				const isOver = to !== null && compareInstants(to, limit) <= 0
				return { incident, from, isOver, reach: isOver ? to : limit }
			})
			const belong = (a: (typeof spans)[number], b: (typeof spans)[number]) =>
				compareInstants(b.from, a.reach) < 0 ||
				(a.isOver &&
					secondsBetween(a.reach, b.from) <= 12 * 3600 &&
					a.incident.surfaces.some((surface) => b.incident.surfaces.includes(surface)))
			const groupOf = new Map(spans.map((span) => [span, new Set([span])]))
			for (const a of spans)
				for (const b of spans)
					if (
						a !== b &&
						compareInstants(a.from, b.from) <= 0 &&
						belong(a, b) &&
						groupOf.get(a) !== groupOf.get(b)
					) {
						const all = new Set([...(groupOf.get(a) ?? []), ...(groupOf.get(b) ?? [])])
						for (const member of all) groupOf.set(member, all)
					}
			const wanted = [...new Set(groupOf.values())]
				.filter(({ size }) => size > 1)
				.map((group) => [...group].map(({ incident }) => incident.id).sort())
			const found = episodesOf('acme', incidents, []).map((episode) =>
				[...episode.incidents].sort(),
			)
			expect(found.map(String).sort()).toEqual(wanted.map(String).sort())
		}),
		{ numRuns: 150 },
	)
})
