import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolution } from '#core/incident/milestones.ts'
import { setbacksOf } from '#core/incident/setbacks.ts'
import type { Update } from '#core/model/incident.ts'
import type { Precision } from '#core/model/instant.ts'
import { inOrder, isOneMoment } from '#core/model/moments.ts'
import { isOver } from '#core/model/vocabulary.ts'
import { statuspageFeed } from '#core/platforms/statuspage-feed/statuspage-feed.ts'
import { addSeconds } from '#core/time/time.ts'

/** Statements whose times are known to the minute, and the order that nothing proves. */

function said(at: string, status: Update['status'], precision?: Precision): Update {
	const update: Update = {
		id: `${at}-${status}`,
		at,
		seen: { by: '2026-05-02T00:00:00Z' },
		status,
		body: '',
		format: 'text',
		states: [],
		evidence: [],
		revisions: [],
	}
	return precision ? { ...update, precision } : update
}

const minute = (value: number) => `2026-05-01T10:${String(value).padStart(2, '0')}:00Z`

describe('an end in the last minute', () => {
	test('ends it, whichever way the list has the two', () => {
		for (const listed of [
			['resolved', 'investigating'] as const,
			['investigating', 'resolved'] as const,
		]) {
			const updates = inOrder([
				said(minute(0), 'investigating', 'minute'),
				...listed.map((status) => said(minute(30), status, 'minute')),
			])
			expect(updates.at(-1)?.status).toBe('resolved')
			expect(resolution(updates)?.at).toBe(minute(30))
			expect(setbacksOf(updates)).toEqual([])
		}
	})

	test('also where the two come from pages of which only one prints minutes', () => {
		const updates = [
			said(minute(30), 'resolved', 'minute'),
			said('2026-05-01T10:30:40Z', 'investigating'),
		]
		expect(resolution(updates)?.status).toBe('resolved')
		expect(setbacksOf(updates)).toEqual([])
	})

	test('an account of it comes after it', () => {
		expect(
			inOrder(
				['postmortem', 'resolved', 'monitoring'].map((status) =>
					said(minute(3), status as Update['status'], 'minute'),
				),
			).map(({ status }) => status),
		).toEqual(['monitoring', 'resolved', 'postmortem'])
	})

	test('does not end what goes on in a later minute, nor what a page that prints seconds opened again', () => {
		expect(
			resolution([
				said(minute(30), 'resolved', 'minute'),
				said(minute(31), 'investigating', 'minute'),
			]),
		).toBeUndefined()
		const again = [
			said('2026-05-01T10:30:05Z', 'resolved'),
			said('2026-05-01T10:30:40Z', 'investigating'),
		]
		expect(resolution(again)).toBeUndefined()
		expect(setbacksOf(again)).toHaveLength(1)
	})
})

test('a history feed that lists “Investigating” above “Resolved” in one minute is over', () => {
	const block = (time: string, word: string) =>
		`<p><small>May <var data-var='date'> 1</var>, <var data-var='time'>${time}</var> UTC</small><br><strong>${word}</strong> - Text.</p>`
	const html = [
		block('10:30', 'Update'),
		block('10:30', 'Investigating'),
		block('10:30', 'Resolved'),
		block('10:00', 'Investigating'),
	].join('')
	const escaped = html.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
	const body = `<?xml version="1.0"?><rss version="2.0"><channel><title>Acme</title><link>https://status.acme.example</link><description>d</description><item><title>T</title><description>${escaped}</description><pubDate>Fri, 01 May 2026 10:30:00 +0000</pubDate><link>https://status.acme.example/incidents/abc</link><guid>https://status.acme.example/incidents/abc</guid></item></channel></rss>`
	const observation = statuspageFeed.parse(
		[
			{
				source: 's',
				name: 'history',
				url: 'https://status.acme.example/history.rss',
				contentType: 'application/rss+xml',
				body,
			},
		],
		undefined,
	)
	if (observation.kind !== 'official') throw new Error('a status feed is official')
	expect(observation.incidents[0]?.status).toBe('resolved')
	expect(observation.incidents[0]?.updates.map(({ status }) => status)).toEqual([
		'investigating',
		'investigating',
		'investigating',
		'resolved',
	])
})

test('whatever was said, with any precision: what one moment covers is no relapse, and an end that nothing follows is an end', () => {
	const precision = fc.constantFrom<Precision | undefined>(undefined, 'minute', 'hour', 'day')
	const status = fc.constantFrom<Update['status']>(
		'investigating',
		'identified',
		'monitoring',
		'resolved',
		'postmortem',
		'unknown',
	)
	const statement = fc.record({ second: fc.nat(7200), status, precision })
	fc.assert(
		fc.property(fc.array(statement, { minLength: 1, maxLength: 8 }), (statements) => {
			const updates = inOrder(
				statements.map((one) => said(addSeconds(minute(0), one.second), one.status, one.precision)),
			)
			const isOpen = (update: Update) => !isOver(update.status) && update.status !== 'unknown'
			const last = updates.findLastIndex((update) => update.status === 'resolved')
			const after = updates.slice(last + 1).filter(isOpen)
			const end = updates[last]
			if (end && after.every((update) => isOneMoment(end, update)))
				expect(resolution(updates)).toBeDefined()
			if (
				updates.every((one) => updates.every((other) => one === other || isOneMoment(one, other)))
			) {
				expect(setbacksOf(updates).filter(({ from }) => isOver(from))).toEqual([])
				if (end) expect(resolution(updates)).toBeDefined()
			}
		}),
		{ numRuns: 500 },
	)
})
