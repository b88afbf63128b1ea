import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lettersOf, matcher } from '#core/incident/same-update.ts'
import type { Update } from '#core/model/incident.ts'
import type { ObservedUpdate } from '#core/model/observation.ts'
import { addSeconds, secondsBetween } from '#core/time/time.ts'

const begin = '2026-05-04T10:00:00Z'

const said = fc.record({
	nativeId: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined }),
	at: fc.nat(200).map((seconds) => addSeconds(begin, seconds)),
	status: fc.constantFrom('investigating' as const, 'identified' as const, 'resolved' as const),
	body: fc.constantFrom('', 'one', '<b>One</b>', 'two', '—', '!'),
})

const observed = said.map(
	(fields): ObservedUpdate => ({ ...fields, format: 'text', states: [] }) as ObservedUpdate,
)
const known = fc.array(said, { maxLength: 12 }).map((rows) =>
	rows
		.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
		.map(
			(fields, index) =>
				({
					...fields,
					id: `u${index}`,
					format: 'text',
					seen: { by: begin },
					states: [],
					evidence: [],
					revisions: [],
				}) as unknown as Update,
		),
)

/**
 * The rule as it reads: of the known ones that are free, the first by id, then by time and status,
 * then within a minute, then by words.
 */
function plainly(
	update: ObservedUpdate,
	all: readonly Update[],
	taken: ReadonlySet<Update>,
	listed: ReadonlySet<string>,
): Update | undefined {
	const free = all.filter((candidate) => !taken.has(candidate))
	const others = free.filter(({ nativeId }) => nativeId === undefined || !listed.has(nativeId))
	return (
		(update.nativeId === undefined
			? undefined
			: free.find(({ nativeId }) => nativeId === update.nativeId)) ??
		others.find(({ at, status }) => at === update.at && status === update.status) ??
		others.find(
			({ at, status }) => Math.abs(secondsBetween(at, update.at)) < 60 && status === update.status,
		) ??
		others.find(({ body }) => update.body !== '' && lettersOf(body) === lettersOf(update.body))
	)
}

test('the tables find what a search through all of them finds', () => {
	fc.assert(
		fc.property(known, fc.array(observed, { maxLength: 12 }), (all, list) => {
			const listed = new Set(list.flatMap(({ nativeId }) => nativeId ?? []))
			const matchOf = matcher(all, list)
			const taken = new Set<Update>()
			for (const update of list) {
				const wanted = plainly(update, all, taken, listed)
				expect(matchOf(update)).toBe(wanted)
				if (wanted) taken.add(wanted)
			}
		}),
		{ numRuns: 500 },
	)
})

test('markup and punctuation make no other words', () => {
	expect(lettersOf('We <b>look</b> into [it](https://a.example/x_(y)).')).toBe(
		lettersOf('We look into it'),
	)
	expect(lettersOf('<p>A &amp; B</p>')).toBe('ab')
})
