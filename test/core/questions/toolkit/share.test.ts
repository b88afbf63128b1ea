import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ShareTally, shareAmong, shrunkTowards } from '#core/questions/toolkit/share.ts'
import { seeded, share } from '#core/statistics/statistics.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { weekOf } from '#core/time/week.ts'

const monday = millisecondsOf('2026-03-02T00:00:00Z')
const day = 86_400_000

describe('a share says who is in it', () => {
	test('and who is left out, with the reason', () => {
		const tally = new ShareTally('incidents whose statements can be read')
		tally
			.add(true)
			.add(false)
			.add(false)
			.add('kept in our words')
			.add('kept in our words')
			.add('no statement')
		expect(tally.share()).toEqual({
			...share(1, 3),
			population: 'incidents whose statements can be read',
			leftOut: { 'kept in our words': 2, 'no statement': 1 },
		})
	})

	test('of nobody is null, and still says who was left out', () => {
		expect(new ShareTally('incidents').add('no length').share()).toMatchObject({
			part: 0,
			of: 0,
			share: null,
			leftOut: { 'no length': 1 },
		})
	})

	test('never counts a part that is none of the population', () => {
		expect(() =>
			shareAmong({ population: 'incidents with a length', members: ['a', 'b'] }, ['a', 'c']),
		).toThrow(RangeError)
		expect(
			shareAmong({ population: 'incidents', members: ['a', 'b', 'b'] }, ['a', 'a']),
		).toMatchObject({ part: 1, of: 2 })
	})

	test('holds each of those asked once: yes, no or left out', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.boolean(), fc.constantFrom('open', 'no length')), { maxLength: 40 }),
				(answers) => {
					const tally = new ShareTally('all')
					for (const answer of answers) tally.add(answer)
					const { part, of, leftOut = {} } = tally.share()
					expect(part).toBeLessThanOrEqual(of)
					expect(of + Object.values(leftOut).reduce((sum, count) => sum + count, 0)).toBe(
						answers.length,
					)
				},
			),
		)
	})

	test('allows for weeks where it knows when each of them was', () => {
		const spread = new ShareTally('all')
		const dense = new ShareTally('all')
		for (let index = 0; index < 40; index++) {
			// Four weeks: in two of them all, in two of them none; and the same answers spread evenly.
			dense.add(index % 4 < 2, monday + (index % 4) * 7 * day)
			spread.add(index % 4 < 2, monday + (Math.floor(index / 4) % 4) * 7 * day)
		}
		expect(dense.share()).toMatchObject({ part: 20, of: 40, weeks: 4 })
		expect((dense.share().high ?? 0) - (dense.share().low ?? 0)).toBeGreaterThan(
			(spread.share().high ?? 0) - (spread.share().low ?? 0),
		)
	})
})

test('tallies of one population, joined, are the tally of all its members', () => {
	const member = fc.tuple(fc.constantFrom(true, false, 'not known'), fc.nat(60))
	fc.assert(
		fc.property(fc.array(member), fc.nat(), (members, at) => {
			const tally = (part: typeof members) =>
				part.reduce(
					(all, [answer, days]) => all.add(answer, monday + days * day),
					new ShareTally('cases'),
				)
			const cut = at % (members.length + 1)
			const parts = tally(members.slice(0, cut)).join(tally(members.slice(cut)))
			expect(parts.share()).toEqual(tally(members).share())
		}),
	)
})

test('weeks begin on Monday in UTC', () => {
	expect(weekOf(monday) - weekOf(monday - 1)).toBe(1)
	expect(weekOf(monday + 7 * day - 1)).toBe(weekOf(monday))
})

describe('shares of few', () => {
	test('are drawn towards the pool, the fewer the more, and keep what was counted', () => {
		const [few, fewer, many] = shrunkTowards([share(2, 2), share(1, 1), share(30, 100)])
		expect(few).toMatchObject({ part: 2, of: 2, share: 1 })
		expect(few?.shrunk?.pool).toBeCloseTo(33 / 103, 12)
		expect(few?.shrunk?.share).toBeLessThan(1)
		expect(fewer?.shrunk?.share).toBeLessThan(few?.shrunk?.share ?? 0)
		expect(many?.shrunk).toBeUndefined()
	})

	test('lie between their own share and the pool’s', () => {
		const pairs = fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 12 })
		fc.assert(
			fc.property(pairs, (list) => {
				for (const { share: own, shrunk } of shrunkTowards(
					list.map(([a, b]) => share(Math.min(a, b), Math.max(a, b))),
				)) {
					if (!shrunk || own === null) continue
					expect(shrunk.share).toBeGreaterThanOrEqual(Math.min(own, shrunk.pool) - 1e-12)
					expect(shrunk.share).toBeLessThanOrEqual(Math.max(own, shrunk.pool) + 1e-12)
				}
			}),
		)
	})

	test('are nearer to the truth than what was counted', () => {
		const random = seeded(5)
		let [raw, drawn] = [0, 0]
		for (let draw = 0; draw < 400; draw++) {
			const truths = Array.from({ length: 9 }, () => 0.3 + 0.2 * random())
			const sizes = truths.map(() => 3 + Math.floor(random() * 16))
			const counted = truths.map((truth, index) =>
				share(
					Array.from({ length: sizes[index] ?? 0 }, random).filter((value) => value < truth).length,
					sizes[index] ?? 0,
				),
			)
			for (const [index, own] of shrunkTowards(counted).entries()) {
				raw += ((own.share ?? 0) - (truths[index] ?? 0)) ** 2
				drawn += ((own.shrunk?.share ?? own.share ?? 0) - (truths[index] ?? 0)) ** 2
			}
		}
		expect(drawn).toBeLessThan(raw * 0.6)
	})
})
