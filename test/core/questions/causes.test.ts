import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cause, CauseKind, Commitment } from '#core/model/register.ts'
import { CausesFigures, causes } from '#core/questions/causes/count.ts'
import { CommitmentsFigures, commitments } from '#core/questions/commitments/count.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { moment, type Told, toldExport } from '../../support/analysed.ts'

const sources = [
	{ title: 'Account', url: 'https://acme.example/account', confidence: 'exact' as const },
]
const cause = (incident: string, kind: CauseKind, more: Partial<Cause> = {}): Cause => ({
	provider: 'acme',
	incident,
	kind,
	says: `${kind} of ${incident}`,
	sources,
	...more,
})
const committed = (
	id: string,
	against: CauseKind[],
	more: Partial<Commitment> = {},
): Commitment => ({
	id,
	provider: 'acme',
	madeAt: moment('2026-01-10'),
	says: 'Never again.',
	state: 'announced',
	against,
	sources,
	...more,
})
const asked = (told: Told) => {
	const scoped = scopedRecord(toldExport(told), {})
	return { causes: causes.answer(scoped, {}), commitments: commitments.answer(scoped, {}) }
}

/**
 * Two failures on the web within a day, one on the API, one that came back within itself, and one
 * long after.
 */
const incidents: Told['incidents'] = [
	{ id: 'first', from: '2026-01-05T10:00', to: '2026-01-05T11:00' },
	{ id: 'second', from: '2026-01-05T20:00', to: '2026-01-05T21:00' },
	{ id: 'elsewhere', from: '2026-01-05T22:00', to: '2026-01-05T23:00', surfaces: ['api'] },
	{
		id: 'twice',
		from: '2026-01-12T10:00',
		stages: [
			['investigating', '2026-01-12T10:00'],
			['monitoring', '2026-01-12T10:30'],
			['identified', '2026-01-12T11:00'],
			['resolved', '2026-01-12T12:00'],
		],
	},
	{ id: 'later', from: '2026-01-20T10:00', to: '2026-01-20T11:00' },
]

describe('stated causes', () => {
	test('by hand: the share that states one, its kinds, and where it stands', () => {
		const { figures, sampleSize } = asked({
			incidents,
			causes: [
				cause('first', 'change'),
				cause('second', 'change', { also: ['capacity'] }),
				cause('later', 'capacity'),
			],
		}).causes
		expect(CausesFigures.parse(figures)).toEqual(figures)
		expect(sampleSize).toBe(5)
		expect(figures.stated).toMatchObject({ part: 3, of: 5, share: 0.6 })
		expect(figures.kinds.map(({ kind, count, incidents: named }) => [kind, count, named])).toEqual([
			['capacity', 1, ['acme/later']],
			['change', 2, ['acme/first', 'acme/second']],
		])
		expect(figures.providers[0]?.kinds).toEqual({ capacity: 1, change: 2 })
	})

	test('a failure after a failure: within itself and on the same surface, and what can be told of it', () => {
		const again = (list: Cause[]) => asked({ incidents, causes: list }).causes.figures.again
		expect(again([]).shown.map(({ incident, after, fits }) => [incident, after, fits])).toEqual([
			['twice', undefined, 'cannot be told'],
			['second', 'first', 'cannot be told'],
		])
		expect(again([]).shown[0]?.evidence).toEqual(['twice:u2', 'twice:u3:fix-did-not-hold'])
		expect(again([cause('first', 'change'), cause('second', 'change')]).fits).toEqual({
			'the same kind of cause': 1,
			'cannot be told': 1,
		})
		expect(again([cause('first', 'change'), cause('second', 'data')]).fits).toEqual({
			'another cause': 1,
			'cannot be told': 1,
		})
		expect(again([cause('first', 'unknown'), cause('second', 'unknown')]).fits).toEqual({
			'cannot be told': 2,
		})
		const said = cause('second', 'change', {
			second: {
				after: 'first',
				fits: 'cause missed',
				says: 'The first cause was there all along.',
			},
		})
		expect(again([said]).shown[0]).toMatchObject({
			incident: 'second',
			after: 'first',
			fits: 'cause missed',
			says: 'The first cause was there all along.',
		})
		const within = cause('twice', 'change', {
			second: { fits: 'the fix broke it', says: 'The remedy failed.' },
		})
		expect(again([within]).fits).toEqual({ 'the fix broke it': 1, 'cannot be told': 1 })
	})

	test('a statement that speaks of a second failure counts where the record shows no stages', () => {
		const { again } = asked({
			incidents,
			causes: [
				cause('later', 'change', { second: { fits: 'still overloaded', says: 'Retries.' } }),
			],
		}).causes.figures
		expect(again.shown[0]).toMatchObject({ incident: 'later', fits: 'still overloaded' })
	})

	test('times known to the day follow nothing, and chosen incidents are listed without a share', () => {
		const { figures, exclusions } = asked({
			incidents: [
				{ id: 'a', from: '2026-01-05', to: '2026-01-06', precision: 'day' },
				{ id: 'b', from: '2026-01-06T05:00', to: '2026-01-06T06:00' },
				{ id: 'chosen', from: '2026-03-05T10:00', to: '2026-03-05T11:00' },
			],
			causes: [cause('chosen', 'data')],
			asOf: '2026-04-01',
		}).causes
		expect(figures.again.of).toBe(0)
		expect(figures.stated).toMatchObject({ part: 0, of: 2 })
		expect(figures.causes.shown).toMatchObject([{ incident: 'chosen', complete: false }])
		expect(Object.values(exclusions)).toEqual([1])
	})

	test('whatever is stated: the kinds add up to what is stated, in any order of the input', () => {
		const kinds: CauseKind[] = [
			'capacity',
			'change',
			'dependency',
			'network',
			'data',
			'client',
			'unknown',
		]
		fc.assert(
			fc.property(
				fc.array(
					fc.tuple(
						fc.nat(700),
						fc.integer({ min: 1, max: 40 }),
						fc.option(fc.constantFrom(...kinds)),
					),
					{ maxLength: 20 },
				),
				(list) => {
					const told = list.map(([begins, hours], position) => ({
						id: `i${position}`,
						from: at(begins),
						to: at(begins + hours),
					}))
					const stated = list.flatMap(([, , kind], position) =>
						kind === null ? [] : [cause(`i${position}`, kind)],
					)
					const { figures } = asked({ incidents: told, causes: stated, asOf: '2026-03-01' }).causes
					expect(figures.kinds.reduce((sum, { count }) => sum + count, 0)).toBe(figures.stated.part)
					expect(figures.causes.of).toBe(stated.length)
					expect(Object.values(figures.again.fits).reduce((sum, count) => sum + count, 0)).toBe(
						figures.again.of,
					)
					for (const { incident, after } of figures.again.shown) expect(incident).not.toBe(after)
					const turned = asked({
						incidents: told.toReversed(),
						causes: stated.toReversed(),
						asOf: '2026-03-01',
					}).causes.figures
					expect({ ...turned, causes: 0, kinds: 0 }).toEqual({ ...figures, causes: 0, kinds: 0 })
				},
			),
			{ numRuns: 60 },
		)
	})
})

describe('what was to change', () => {
	test('by hand: came again, not seen again, cannot be told', () => {
		const many = Array.from({ length: 6 }, (_, position) => ({
			id: `m${position}`,
			from: `2026-01-1${position + 2}T10:00`,
			to: `2026-01-1${position + 2}T11:00`,
			surfaces: ['api'],
		}))
		const list = [
			cause('later', 'change'),
			...many.slice(0, 4).map(({ id }) => cause(id, 'network')),
		]
		const { figures } = asked({
			incidents: [...incidents, ...many],
			causes: list,
			commitments: [
				committed('rollouts', ['change']),
				committed('database', ['data']),
				committed('quality', []),
				committed('late', ['data'], { madeAt: moment('2026-01-18') }),
			],
		}).commitments
		expect(CommitmentsFigures.parse(figures)).toEqual(figures)
		expect(
			Object.fromEntries(
				figures.commitments.shown.map(({ id, verdict, laterOf, laterWithCause }) => [
					id,
					[verdict, laterOf, laterWithCause.part, laterWithCause.of],
				]),
			),
		).toEqual({
			rollouts: ['came again', 1, 5, 8],
			database: ['not seen again', 0, 5, 8],
			quality: ['cannot be told', 0, 5, 8],
			late: ['cannot be told', 0, 1, 1],
		})
		expect(figures.commitments.shown.find(({ id }) => id === 'rollouts')?.later).toMatchObject([
			{ incident: 'later', kind: 'change', complete: true },
		])
	})

	test('a day is over before anything comes after it, and an unknown day is the end of the incident', () => {
		const { figures } = asked({
			incidents,
			causes: [cause('twice', 'change'), cause('later', 'change')],
			commitments: [
				committed('same-day', ['change'], { madeAt: moment('2026-01-12'), precision: 'day' }),
				{ ...committed('undated', ['change'], { incident: 'first' }), madeAt: undefined },
				{ ...committed('lost', ['change'], { incident: 'nowhere' }), madeAt: undefined },
			].map(({ madeAt, ...rest }) => ({ ...rest, ...(madeAt !== undefined && { madeAt }) })),
		}).commitments
		const row = (id: string) => figures.commitments.shown.find((entry) => entry.id === id)
		expect(row('same-day')).toMatchObject({ since: '2026-01-13T00:00:00Z', laterOf: 1 })
		expect(row('undated')).toMatchObject({ since: '2026-01-05T11:00:00Z', laterOf: 2 })
		expect(row('lost')).toMatchObject({ since: null, laterOf: 0, verdict: 'cannot be told' })
	})

	test('nothing in the register is said in words', () => {
		expect(asked({}).commitments.figures.words).toHaveLength(1)
	})
})

function at(hour: number): string {
	return new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString().slice(0, 19)
}
