import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Share } from '#core/model/analysis.ts'
import type { Update } from '#core/model/incident.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { WordsFigures, words } from '#core/questions/words/count.ts'
import { notReadable } from '#core/questions/words/statements.ts'
import { causeRules, fixRules, namingWords, scopeRules } from '#core/questions/words/word-lists.ts'
import { type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'
import { growsWithLength, repeated } from '../../support/linear.ts'

const answer = (told: Told) => words.answer(scopedRecord(toldExport(told), {}), {})
const declares = (
	states: Readonly<Record<string, SurfaceStateName>>,
	more: Partial<Update> = {},
): Partial<Update> => ({
	...more,
	states: Object.entries(states).map(([surface, state]) => ({
		surface,
		component: surface,
		state,
	})),
})

/**
 * Down at 10:00, posted 10:12, the API declared well at 10:30 without a remedy and affected again
 * at 11:15, a remedy at 12:00, over at 12:20.
 */
const story: IncidentRow = {
	id: 'story',
	from: '2026-01-05T10:12',
	startedAt: '2026-01-05T10:00',
	surfaces: ['web', 'api'],
	stages: [
		[
			'investigating',
			'2026-01-05T10:12',
			declares(
				{ web: 'partial_outage', api: 'partial_outage' },
				{ body: 'We are looking into errors.', notified: false },
			),
		],
		[
			'investigating',
			'2026-01-05T10:30',
			declares(
				{ api: 'operational' },
				{ body: 'The API works as intended; only some users of the website are concerned.' },
			),
		],
		[
			'identified',
			'2026-01-05T11:15',
			declares(
				{ api: 'partial_outage' },
				{ body: 'The errors are caused by a faulty deployment.', notified: true },
			),
		],
		[
			'monitoring',
			'2026-01-05T12:00',
			declares({ web: 'operational', api: 'operational' }, { body: 'We rolled back.' }),
		],
		['resolved', '2026-01-05T12:20', { body: 'Over.' }],
		['postmortem', '2026-01-06T12:20', { body: 'What happened.' }],
	],
}
const storyStates: Told['states'] = [
	{
		surface: 'web',
		state: 'partial_outage',
		from: '2026-01-05T10:12',
		to: '2026-01-05T12:00',
		incident: 'story',
	},
	{ surface: 'web', state: 'operational', from: '2026-01-05T12:00', incident: 'story' },
	{
		surface: 'api',
		state: 'partial_outage',
		from: '2026-01-05T10:12',
		to: '2026-01-05T10:30',
		incident: 'story',
	},
	{
		surface: 'api',
		state: 'operational',
		from: '2026-01-05T10:30',
		to: '2026-01-05T11:15',
		incident: 'story',
	},
	{
		surface: 'api',
		state: 'partial_outage',
		from: '2026-01-05T11:15',
		to: '2026-01-05T12:00',
		incident: 'story',
	},
	{ surface: 'api', state: 'operational', from: '2026-01-05T12:00', incident: 'story' },
]

describe('words', () => {
	test('a scorecard by hand', () => {
		const { figures, sampleSize } = answer({ incidents: [story], states: storyStates })
		expect(sampleSize).toBe(1)
		expect(WordsFigures.parse(figures)).toEqual(figures)
		const card = figures.incidents.shown[0]
		expect(card).toMatchObject({
			provider: 'acme',
			incident: 'story',
			from: '2026-01-05T10:00:00Z',
			complete: true,
			firstPost: { value: 12 * 60, evidence: ['story:u1'] },
			longestSilence: { value: 45 * 60, evidence: ['story:u2', 'story:u3'] },
			statements: { value: 5 },
			scope: { value: 'yes', by: 'components', evidence: ['story:u1:states'] },
			cause: { value: 'yes', by: 'words', words: 'caused by a', evidence: ['story:u3'] },
			fix: { value: 'yes', by: 'words', words: 'rolled back', evidence: ['story:u4'] },
			reversed: { value: 1, evidence: ['story:u2:states', 'story:u3:states'] },
			green: { value: 20 * 60 },
			posted: { value: 'at the time' },
			silentEdits: { value: null },
			notified: { value: 'later', evidence: ['story:u1', 'story:u3'] },
			postmortem: { value: 86400, evidence: ['story:u6'] },
		})
		expect(figures.reversals.shown).toEqual([
			{
				provider: 'acme',
				incident: 'story',
				surface: 'api',
				saidAt: '2026-01-05T10:30:00Z',
				said: 'story:u2:states',
				takenBackAt: '2026-01-05T11:15:00Z',
				takenBack: 'story:u3:states',
				became: 'partial_outage',
				heldSeconds: 45 * 60,
				kind: 'denial',
			},
		])
		expect(figures.greens.shown).toMatchObject([
			{
				from: '2026-01-05T12:00:00Z',
				to: '2026-01-05T12:20:00Z',
				seconds: 1200,
				withoutRemedySeconds: 0,
			},
		])
		expect(figures.providers[0]).toMatchObject({
			incidents: 1,
			reversed: { part: 1, of: 1 },
			causeNamed: { part: 1, of: 1 },
			silentlyEdited: { of: 0, share: null },
		})
	})

	test('our own words are not readable, and count neither as yes nor as no', () => {
		const { figures } = answer({
			incidents: [
				{
					id: 'a',
					from: '2026-01-05T10:00',
					stages: [
						[
							'investigating',
							'2026-01-05T10:00',
							{ summary: true, body: 'Caused by a faulty deployment.' },
						],
						['resolved', '2026-01-05T11:00', { body: 'Over.' }],
					],
				},
			],
		})
		expect(figures.incidents.shown[0]?.cause).toMatchObject({ value: 'not readable' })
		expect(figures.providers[0]?.causeNamed).toMatchObject({ part: 0, of: 0, share: null })
	})

	test('a cause that the provider named elsewhere is named', () => {
		const causes: Told['causes'] = [
			{
				provider: 'acme',
				incident: 'a',
				kind: 'change',
				says: 'A release.',
				sources: [{ title: 'Account', url: 'https://acme.example/account', confidence: 'exact' }],
			},
		]
		const { figures } = answer({
			incidents: [{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:00' }],
			causes,
		})
		expect(figures.incidents.shown[0]?.cause).toEqual({
			value: 'yes',
			by: 'register',
			readable: false,
			evidence: [],
		})
		// It could never have been a no, so that it is in no share.
		expect(figures.providers[0]?.causeNamed).toMatchObject({
			part: 0,
			of: 0,
			share: null,
			leftOut: { [notReadable]: 1 },
		})
	})

	test('a share of what is named counts only what could be read to the end, whatever else is known of the others', () => {
		const told = (id: string, body: string, summary: boolean): IncidentRow => ({
			id,
			from: '2026-01-05T10:00',
			stages: [
				['investigating', '2026-01-05T10:00', { body }],
				['resolved', '2026-01-05T11:00', { body: 'Fixed.', ...(summary && { summary }) }],
			],
		})
		const incidents = [
			told('yes', 'This is due to a faulty release.', false),
			told('no', 'We are looking.', false),
			told('half', 'This is due to a faulty release.', true),
		]
		expect(answer({ incidents }).figures.providers[0]?.causeNamed).toMatchObject({
			part: 1,
			of: 2,
			share: 0.5,
			leftOut: { [notReadable]: 1 },
		})
	})

	test('a history of stages gives bounds and no distribution; samples are listed, not counted', () => {
		const stages = [
			['investigating', '2026-01-05T10:00', { summary: true }],
			['resolved', '2026-01-05T11:00', { summary: true }],
		] as const
		const { figures, sampleSize, exclusions } = answer({
			incidents: [
				{ id: 'a', from: '2026-01-05T10:00', stages },
				{
					id: 'b',
					from: '2026-03-05T10:00',
					stages: [
						['investigating', '2026-03-05T10:00'],
						['resolved', '2026-03-05T11:00'],
					],
				},
			],
			asOf: '2026-04-01',
		})
		expect(sampleSize).toBe(1)
		expect(Object.values(exclusions)).toEqual([1])
		expect(figures.incidents.shown.map(({ incident, complete }) => [incident, complete])).toEqual([
			['b', false],
			['a', true],
		])
		expect(figures.incidents.shown[1]).toMatchObject({
			statements: { value: 2, bound: 'at least' },
			longestSilence: { value: 3600, bound: 'at most' },
		})
		expect(figures.providers[0]?.statements).toMatchObject({
			count: 0,
			median: null,
			excluded: { 'the history kept one statement a stage, so that it is only a bound': 1 },
		})
	})

	test('told afterwards, late, and with nothing to say', () => {
		const { figures } = answer({
			incidents: [
				{ id: 'after', from: '2026-01-05T10:00', stages: [['resolved', '2026-01-05T10:00']] },
				{
					id: 'late',
					from: '2026-01-06T12:00',
					startedAt: '2026-01-06T10:00',
					stages: [
						['investigating', '2026-01-06T12:00'],
						['resolved', '2026-01-06T13:00'],
					],
				},
				{ id: 'bare', from: '2026-01-07T12:00', to: '2026-01-07T13:00' },
			],
		})
		const posted = Object.fromEntries(
			figures.incidents.shown.map((card) => [card.incident, card.posted.value]),
		)
		expect(posted).toEqual({ after: 'afterwards', late: 'late' })
		// Of the third nothing is answered: it has no card and is said to be missing.
		expect(figures.incidents).toMatchObject({ of: 2, silent: 1 })
		expect(figures.providers[0]?.postedLateOrAfterwards).toMatchObject({ part: 2, of: 2 })
	})

	test('an open incident is silent until the last look', () => {
		const { figures } = answer({
			incidents: [
				{ id: 'open', from: '2026-01-31T22:00', stages: [['investigating', '2026-01-31T22:00']] },
			],
		})
		expect(figures.incidents.shown[0]?.longestSilence).toEqual({
			value: 7200,
			evidence: ['open:u1'],
		})
	})

	test('a surface that is listed as well before it is affected is spread, not taken back', () => {
		const stages = [
			['investigating', '2026-01-05T10:00', declares({ web: 'partial_outage' })],
			['investigating', '2026-01-05T10:10', declares({ api: 'operational' })],
			['investigating', '2026-01-05T10:20', declares({ api: 'degraded_performance' })],
			['resolved', '2026-01-05T11:00', declares({ web: 'operational', api: 'operational' })],
		] as const
		const { figures } = answer({ incidents: [{ id: 'a', from: '2026-01-05T10:00', stages }] })
		expect(figures.reversals.shown.map(({ surface, kind }) => [surface, kind])).toEqual([
			['api', 'spread'],
		])
		expect(figures.providers[0]?.reversed).toMatchObject({ part: 0, of: 1 })
	})

	test('an empty record gives empty lists and no numbers', () => {
		const { figures } = answer({})
		expect(figures).toMatchObject({
			incidents: { shown: [], of: 0 },
			providers: [
				{ incidents: 0, firstPost: { count: 0, median: null }, reversed: { share: null } },
			],
		})
	})
})

const lists = { cause: causeRules, fix: fixRules, scope: scopeRules }

describe('word lists', () => {
	test.each<[keyof typeof lists, string, boolean]>([
		['cause', 'This was caused by a misconfigured load balancer', true],
		['cause', 'Errors due to an issue with our service', false],
		['cause', 'The root cause was identified and we are working on it', false],
		['cause', 'The root cause was a full disk', true],
		['cause', 'An upstream provider is down', true],
		['fix', 'A fix has been implemented', false],
		['fix', 'We reverted the change', true],
		['scope', 'Some users may see errors', true],
		['scope', 'We are investigating', false],
		['scope', '<p>About <b>5</b>% of requests fail</p>', true],
		['scope', '<p class="in europe">About five requests fail</p>', false],
	])('%s in “%s”: %s', (list, text, named) => {
		expect(namingWords(text, lists[list]) !== undefined).toBe(named)
	})

	test('strangers’ text of any kind takes a time that grows with its length', () => {
		fc.assert(
			fc.property(
				fc.string({ maxLength: 5000 }),
				fc.constantFrom('<', 'due to ', 'a small subset of ', ' '),
				(text, filler) => {
					for (const rules of [scopeRules, causeRules, fixRules])
						expect(
							growsWithLength((length) => namingWords(text + repeated(filler, length), rules)),
						).toBe(true)
				},
			),
			{ numRuns: 20 },
		)
	})
})

const statuses = [
	'investigating',
	'identified',
	'monitoring',
	'resolved',
	'unknown',
	'postmortem',
] as const
const surfaceStates = [
	'operational',
	'degraded_performance',
	'partial_outage',
	'major_outage',
	'unknown',
] as const
const minute = (value: number) =>
	new Date(Date.UTC(2026, 0, 3) + value * 60_000).toISOString().slice(0, 19)
const rows = fc.array(
	fc.record({
		begins: fc.nat(20_000),
		stated: fc.option(fc.nat(300), { nil: undefined }),
		updates: fc.array(
			fc.record({
				after: fc.nat(600),
				status: fc.constantFrom(...statuses),
				state: fc.option(fc.constantFrom(...surfaceStates), { nil: undefined }),
				summary: fc.boolean(),
				notified: fc.option(fc.boolean(), { nil: undefined }),
			}),
			{ maxLength: 6 },
		),
	}),
	{ maxLength: 12 },
)

function rowsOf(generated: typeof rows extends fc.Arbitrary<infer T> ? T : never): IncidentRow[] {
	return generated.map(({ begins, stated, updates }, position) => {
		let at = begins
		return {
			id: `i${position}`,
			from: minute(begins),
			...(stated !== undefined && { startedAt: minute(begins - stated) }),
			stages: updates.map(({ after, status, state, summary, notified }, index) => {
				at += index === 0 ? 0 : after
				const more = {
					...(summary && { summary }),
					...(notified !== undefined && { notified }),
					...(state && { states: [{ surface: 'web', component: 'web', state }] }),
				}
				return [status, minute(at), more] as const
			}),
		}
	})
}

describe('words, whatever was said', () => {
	test('shares within 0 and 1, no part above its whole, and green never longer than open', () => {
		fc.assert(
			fc.property(rows, (generated) => {
				const incidents = rowsOf(generated)
				const states: Told['states'] = [
					{ surface: 'web', state: 'operational', from: '2026-01-02', to: '2026-01-20' },
				]
				const { figures } = answer({ incidents, states })
				for (const value of Object.values(figures.providers[0] ?? {})) {
					if (typeof value !== 'object' || !('of' in value && 'low' in value)) continue
					const { part, of, share } = Share.parse(value)
					expect(part).toBeLessThanOrEqual(of)
					if (share !== null)
						expect(share).toSatisfy((number: number) => number >= 0 && number <= 1)
				}
				const open = new Map(
					scopedRecord(toldExport({ incidents }), {}).providers[0]?.incidents.map(
						({ incident, from, to }) => [incident.id, (to - from) / 1000],
					),
				)
				for (const card of figures.incidents.shown)
					expect(card.green.value ?? 0).toBeLessThanOrEqual(open.get(card.incident) ?? 0)
				for (const { heldSeconds } of figures.reversals.shown)
					expect(heldSeconds).toBeGreaterThanOrEqual(0)
				expect(JSON.stringify(figures)).not.toMatch(/NaN|Infinity/)
			}),
			{ numRuns: 60 },
		)
	})

	test('the order of the input is irrelevant', () => {
		fc.assert(
			fc.property(rows, (generated) => {
				const record = toldExport({ incidents: rowsOf(generated) })
				const turned = { ...record, incidents: record.incidents.toReversed() }
				expect(words.answer(scopedRecord(turned, {}), {}).figures.providers).toEqual(
					words.answer(scopedRecord(record, {}), {}).figures.providers,
				)
			}),
			{ numRuns: 40 },
		)
	})
})
