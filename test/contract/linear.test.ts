import { describe, expect, test } from 'vitest'
import { platformOf, platforms } from '#core/platforms/index.ts'
import { ParseError } from '#core/platforms/platform.ts'
import { documentOf } from './case.ts'
import { type Cost, costsOf, type Heavy, heaviesOf, many, totalOf } from './heavy.ts'

/**
 * No page takes more than its share of a tick. Each kind of document is read, folded and derived
 * from at two sizes, the larger with eight times the
 * rows: work that grows with the square of the rows would take 64 times as long, and work that
 * grows with the rows eight. What lies between is left
 * to slow and busy machines.
 */
const times = 8
const mostGrowth = 24

/**
 * The smaller size in characters. What takes less than a few milliseconds proves nothing either
 * way.
 */
const length = 20_000
const leastMilliseconds = 40

const heavies = await heaviesOf(platforms)

test.each([...platforms])('$id has documents that grow in test/contract/heavy', ({ id }) =>
	expect(heavies.map(({ platform }) => platform.id)).toContain(id),
)

describe.each(heavies)('$platform.id', ({ platform, heavy }) => {
	test.each([...heavy])('$name: the work grows with the rows', (one) => {
		const rows = rowsFor(one)
		// A loaded machine may be slow in one of them; what is quadratic is so in all.
		const attempts = many(3, () => () => {
			const small = leastOf(many(2, () => costsOf(platform, one, one.looks(rows))))
			const large = costsOf(platform, one, one.looks(times * rows)).map(totalOf)
			return large.every(
				(cost, turn) =>
					cost < leastMilliseconds ||
					cost <= mostGrowth * Math.max(small[turn] ?? 0, leastMilliseconds / times),
			)
		})
		expect(attempts.some((attempt) => attempt())).toBe(true)
	})
})

/**
 * So many rows that the longest of its documents has about that length, and that a document of
 * eight times as many is not refused.
 */
function rowsFor({ looks }: Heavy): number {
	const probe = 100
	return Math.min(
		2_300,
		Math.ceil((length * probe) / Math.max(...looks(probe).map(({ body }) => body.length))),
	)
}

function leastOf(runs: readonly Cost[][]): number[] {
	return (runs[0] ?? []).map((_, turn) =>
		Math.min(...runs.map((run) => totalOf(run[turn] as Cost))),
	) // each run has every look
}

describe('a document that is too much work', () => {
	const refused = [
		{
			platform: 'statuspage',
			name: 'rows',
			document: documentOf('incidents', { page: { id: 'p' }, incidents: many(20_001, () => ({})) }),
		},
		{
			platform: 'xai',
			name: 'elements',
			document: documentOf(
				'feed',
				`<rss version="2.0"><channel>${'<a/>'.repeat(120_000)}</channel></rss>`,
			),
		},
		{
			platform: 'report-file',
			name: 'lines',
			document: documentOf('counts', `date,value\n${',1\n'.repeat(120_000)}`),
		},
		{
			platform: 'google-cloud',
			name: 'values that few rows multiply to',
			document: documentOf('incidents', [
				{
					id: 'a',
					updates: many(500, () => ({})),
					affected_products: many(500, (index) => ({ id: `p${index}` })),
				},
			]),
		},
	]

	test.each(refused)(
		'$platform: $name are counted before they are read, and it is refused as a whole',
		({ platform, document }) => {
			expect(() => platformOf(platform).parse([document], undefined)).toThrow(ParseError)
			expect(() => platformOf(platform).parse([document], undefined)).toThrow(
				/^\w+: more than \d+ .*: too much work for a document of its length$/,
			)
		},
	)

	test('a longer document may have more rows', () => {
		const rows = many(20_001, (index) => ({ id: `i${index}`, name: 'x'.repeat(150) }))
		expect(
			platformOf('statuspage').parse(
				[documentOf('incidents', { page: { id: 'p' }, incidents: rows })],
				undefined,
			).kind,
		).toBe('official')
	})
})
