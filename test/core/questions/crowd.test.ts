import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Reading } from '#core/model/content.ts'
import type { Rise } from '#core/model/report.ts'
import { crowd } from '#core/questions/crowd/count.ts'
import { CrowdFigures } from '#core/questions/crowd/figures.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { moment, type Told, toldExport } from '../../support/analysed.ts'

const answer = (told: Told, scope = {}) =>
	crowd.answer(scopedRecord(toldExport(told), scope), scope)

function rise(roseAt: string, settledAt: string | null, more: Partial<Rise> = {}): Rise {
	const at = moment(roseAt)
	return {
		id: `reports-${at}`,
		provider: 'acme',
		source: 'reports',
		counted: 'reporters',
		windowSeconds: 300,
		roseAt: at,
		knownAt: at,
		count: 40,
		usual: 2,
		threshold: 10,
		basis: 'hour-of-week',
		weeks: 4,
		peakAt: at,
		peakCount: 60,
		peakUsual: 2,
		settledAt: settledAt === null ? null : moment(settledAt),
		windowsAbove: 3,
		neighbours: [],
		...more,
	}
}

function reading(
	kind: Reading['kind'],
	at: string,
	subject: string,
	more: Partial<Reading> = {},
): Reading {
	const text = {
		id: `${kind}-${at.slice(0, 10)}`,
		title: '',
		body: '',
		author: 'the editors',
		links: [],
		writtenAt: moment(at),
	}
	return { ...text, subject, at: moment(at), precision: 'minute', source: 'Gator', kind, ...more }
}

describe('the crowd and the page', () => {
	test('by hand: answered late, answered early, cried wolf, and pending', () => {
		const { figures, sampleSize, exclusions } = answer({
			incidents: [
				{ id: 'late', from: '2026-01-05T10:20', to: '2026-01-05T12:00' },
				{ id: 'early', from: '2026-01-06T09:50', to: '2026-01-06T11:00' },
				{ id: 'far', from: '2026-01-08T18:30', to: '2026-01-08T19:00' },
			],
			rises: [
				rise('2026-01-05T10:00', '2026-01-05T11:00'),
				rise('2026-01-05T10:30', '2026-01-05T12:30', { id: 'other', source: 'elsewhere' }),
				rise('2026-01-06T10:00', '2026-01-06T10:30'),
				rise('2026-01-08T12:00', '2026-01-08T13:00'),
				rise('2026-01-31T22:00', null),
				rise('2026-01-20T12:00', '2026-01-20T13:00', { id: 'words', counted: 'mentions' }),
			],
		})
		expect(CrowdFigures.parse(figures)).toEqual(figures)
		expect(
			figures.measured.signals.shown.map(({ roseAt, verdict, incidents, lagSeconds }) => [
				roseAt,
				verdict,
				incidents,
				lagSeconds,
			]),
		).toEqual([
			['2026-01-31T22:00:00Z', 'pending', [], null],
			['2026-01-08T12:00:00Z', 'false alarm', [], null],
			['2026-01-06T10:00:00Z', 'answered', ['early'], -600],
			['2026-01-05T10:00:00Z', 'answered', ['late'], 1200],
		])
		expect(figures.measured.lag).toMatchObject({
			count: 2,
			min: -600,
			median: 300,
			max: 1200,
			excluded: { 'never answered': 1 },
		})
		expect(figures.measured.falseAlarms).toMatchObject({ part: 1, of: 3, share: 1 / 3 })
		expect(sampleSize).toBe(3)
		expect(exclusions).toMatchObject({ 'an answer may still come': 1 })
		expect(figures.sources).toContainEqual({
			provider: 'acme',
			source: 'reports',
			kind: 'rises of mentions',
			count: 1,
		})
	})

	test('cited moments stand apart and are never averaged', () => {
		const { figures } = answer({
			incidents: [
				{ id: 'a', from: '2026-01-05T10:20', to: '2026-01-05T12:00' },
				{ id: 'b', from: '2026-01-05T13:00', to: '2026-01-05T14:00' },
			],
			readings: [
				reading('first', '2026-01-05T10:05', 'episodes/acme-2026-01-05'),
				reading('alarm', '2026-01-05T12:50', 'incidents/acme/b'),
				reading('first', '2026-01-05', 'incidents/acme/b', { precision: 'day' }),
				reading('total', '2026-01-05T13:30', 'incidents/acme/b', { count: 2000 }),
			],
		})
		expect(
			figures.cited.lags.shown.map(({ incident, kind, lagSeconds }) => [
				incident,
				kind,
				lagSeconds,
			]),
		).toEqual([
			['b', 'alarm', 600],
			['a', 'first', 900],
		])
		expect(figures.measured.lag.count).toBe(0)
		expect(figures.words.join(' ')).toContain('nothing was measured')
	})

	test('outages known from users: what the page had, what it never had, and where its list is not complete', () => {
		const incidents = [
			{ id: 'official', from: '2026-01-05T10:20', to: '2026-01-05T12:00' },
			{ id: 'crowd-1', origin: 'crowd' as const, from: '2026-01-05T10:00', to: '2026-01-05T11:00' },
			{ id: 'crowd-2', origin: 'crowd' as const, from: '2026-01-09T10:00', to: '2026-01-09T11:00' },
			{ id: 'crowd-3', origin: 'crowd' as const, from: '2026-02-09T10:00', to: '2026-02-09T11:00' },
		]
		const verdicts = (kind: 'live' | 'census') => {
			const { figures } = answer({
				incidents,
				coverage: [{ from: '2026-01-01', to: '2026-02-01', kind }],
				asOf: '2026-03-01',
			})
			return figures.unacknowledged
		}
		expect(
			verdicts('live').incidents.shown.map(({ incident, verdict }) => [incident, verdict]),
		).toEqual([
			['crowd-3', 'cannot be told'],
			['crowd-2', 'not on the page'],
			['crowd-1', 'on the page'],
		])
		expect(verdicts('live').notOnThePage).toMatchObject({ part: 1, of: 2 })
		expect(verdicts('census').notOnThePage).toMatchObject({ part: 0, of: 0, share: null })
	})

	test('an empty record says so in words', () => {
		expect(answer({}).figures).toMatchObject({
			measured: { lag: { count: 0, median: null }, answered: { share: null } },
			sources: [],
		})
	})

	test('whatever rises: every signal has one verdict, and the shares add up', () => {
		const minutes = fc.nat(40_000)
		const at = (minute: number) =>
			new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString().slice(0, 19)
		fc.assert(
			fc.property(
				fc.array(fc.tuple(minutes, fc.nat(600)), { maxLength: 15 }),
				fc.array(fc.tuple(minutes, fc.nat(900)), { maxLength: 15 }),
				(rises, incidents) => {
					const told: Told = {
						rises: rises.map(([from, length], position) =>
							rise(at(from), at(from + length), { id: `r${position}` }),
						),
						incidents: incidents.map(([from, length], position) => ({
							id: `i${position}`,
							from: at(from),
							to: at(from + length),
						})),
					}
					const { figures } = answer(told)
					const { answered, falseAlarms, lag, signals } = figures.measured
					expect(answered.part + falseAlarms.part).toBe(answered.of)
					expect(
						lag.count +
							(lag.excluded['never answered'] ?? 0) +
							(lag.excluded['when the provider first spoke is not known'] ?? 0),
					).toBe(answered.of)
					expect(signals.of).toBe(signals.shown.length)
					for (const { incidents: found, verdict } of signals.shown)
						expect(found.length > 0).toBe(verdict === 'answered')
					const turned = answer({
						...told,
						rises: told.rises?.toReversed() ?? [],
						incidents: told.incidents?.toReversed() ?? [],
					})
					expect(turned.figures.measured).toEqual(figures.measured)
				},
			),
			{ numRuns: 60 },
		)
	})
})
