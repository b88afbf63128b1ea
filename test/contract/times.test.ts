import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Observation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { platforms } from '#core/platforms/index.ts'
import { observe } from '#core/platforms/observe.ts'
import { ParseError } from '#core/platforms/platform.ts'
import { compareInstants } from '#core/time/time.ts'
import { suitesOf } from './suites.ts'

const runs = Number(process.env.FC_RUNS ?? 15)
const seed = Number(process.env.FC_SEED ?? 20260302)
const at = '2026-11-28T12:00:00Z'

/**
 * Moments at which calendars, months and durations end, and just outside of what a page can mean.
 */
const years = ['0001', '0002', '1000', '1899', '1969', '1989', '2029', '2099', '9998', '9999']
const times = years.flatMap((year) => [
	`${year}-01-01T00:00:00Z`,
	`${year}-12-31T23:59:59Z`,
	`${year}-06-15T05:00:00+14:00`,
])
const printed = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})/g
const mailYear = /(\d{1,2} [A-Z][a-z]{2} )(\d{4})( \d{2}:\d{2})/g

/** The document with some of its times replaced. */
function withTimes(
	document: Document,
	chosen: readonly { readonly share: number; readonly time: string }[],
): Document {
	let body = document.body
	for (const { share, time } of chosen) {
		const hits = [...body.matchAll(printed)]
		const hit = hits[Math.floor(share * hits.length)]
		if (hit) body = body.slice(0, hit.index) + time + body.slice(hit.index + hit[0].length)
		body = body.replace(mailYear, (text, day, _, clock) =>
			share > 0.5 ? `${day}${time.slice(0, 4)}${clock}` : text,
		)
	}
	return { ...document, body, fetchedAt: at }
}

const change = fc.array(
	fc.record({
		share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
		time: fc.constantFrom(...times),
	}),
	{
		minLength: 1,
		maxLength: 8,
	},
)

describe.each(await suitesOf(platforms))('$platform.id', ({ platform, cases }) => {
	test('no time of a page lies outside of what can be, whatever it prints', () => {
		for (const { documents, options } of cases.fixtures) {
			fc.assert(
				fc.property(change, (chosen) => {
					try {
						const observation = observe(
							platform,
							documents.map((document) => withTimes(document, chosen)),
							options,
							at,
						)
						for (const instant of instantsOf(observation)) {
							expect(compareInstants(instant, '1990-01-01T00:00:00Z')).toBeGreaterThanOrEqual(0)
							expect(compareInstants(instant, '2036-12-31T00:00:00Z')).toBeLessThanOrEqual(0)
						}
					} catch (error) {
						expect(error).toBeInstanceOf(ParseError)
					}
				}),
				{ numRuns: runs, seed },
			)
		}
	})

	test('what a page prints of its own time is taken as it stands', () => {
		for (const { documents, options } of cases.fixtures)
			expect(observe(platform, documents, options, at)).toEqual(platform.parse(documents, options))
	})
})

function instantsOf(observation: Observation): string[] {
	if (observation.kind === 'crowd')
		return [...observation.reports, ...(observation.open ? [observation.open] : [])].map(
			(count) => count.at,
		)
	const known = (...found: (string | undefined)[]) =>
		found.filter((instant) => instant !== undefined)
	return [
		...observation.incidents.flatMap((incident) => [
			...known(
				incident.createdAt,
				incident.startedAt,
				incident.resolvedAt,
				incident.updatedAt,
				incident.scheduledFor,
				incident.scheduledUntil,
			),
			...incident.updates.map((update) => update.at),
			...incident.spans.flatMap(({ from, to }) => known(from, to)),
		]),
		...observation.covers.flatMap((cover) => (cover.list === 'since' ? [cover.since] : [])),
		...observation.documents.flatMap(({ versionAt }) => known(versionAt)),
	]
}
