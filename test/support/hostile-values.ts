import fc from 'fast-check'

/** Values that no page should print, for any place of a document. */
const values: readonly unknown[] = [
	null,
	'',
	0,
	-1,
	1e308,
	true,
	[],
	{},
	[null],
	[[]],
	'0001-01-01T00:00:00Z',
	'9999-12-31T23:59:59Z',
	'2026-02-31T25:61:61Z',
	'9999-99-99',
	'__proto__',
	'constructor',
	'../../etc/passwd',
	'<script>alert(1)</script>',
	'\u0000\u202e\ud800',
	'operational',
	'resolved',
	'on_fire',
	'x'.repeat(5000),
	'\n'.repeat(3000),
	'a/b c?d#e%f',
]

/** Which places of a document get which value: both counted from its beginning, round and round. */
export interface Spoil {
	readonly start: number
	readonly every: number
	readonly value: number
}

export const spoils: fc.Arbitrary<readonly Spoil[]> = fc.array(
	fc.record({
		start: fc.nat(60),
		every: fc.integer({ min: 1, max: 40 }),
		value: fc.nat(values.length - 1),
	}),
	{
		minLength: 1,
		maxLength: 4,
	},
)

/** The document with hostile values in some of its places, leaves and branches alike. */
export function spoilt(document: unknown, changes: readonly Spoil[]): unknown {
	return changes.reduce((current, { start, every, value }) => {
		let place = 0
		const walk = (inner: unknown): unknown => {
			const at = place++
			if (at > 0 && at >= start && (at - start) % every === 0) return values[value]
			if (Array.isArray(inner)) return inner.map(walk)
			if (inner !== null && typeof inner === 'object')
				return Object.fromEntries(Object.entries(inner).map(([key, child]) => [key, walk(child)]))
			return inner
		}
		return walk(current)
	}, document)
}
