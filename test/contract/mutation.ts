import fc from 'fast-check'

/**
 * A change to a document's text: at a place (a share of what there is), of a kind, with a value to
 * put there.
 */
export interface Mutation {
	readonly kind: 'drop' | 'replace' | 'duplicate' | 'wrap' | 'swap' | 'cut' | 'insert' | 'erase'
	readonly place: number
	readonly other: number
	readonly value: unknown
}

const strangeValues: readonly unknown[] = [
	null,
	true,
	0,
	-1,
	1e308,
	2 ** 60,
	'',
	' ',
	[],
	{},
	[[]],
	[null],
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	'javascript:alert(1)',
	'constructor',
	'__proto__',
	'flummoxed',
	'OPERATIONAL',
	' resolved',
	'not_covered',
	'\u0000\u001B[31m',
	'\uD800',
	'\u202Eevil',
	'x'.repeat(25_000),
	'2026-03-02T11:49:20',
	'2026-03-02 04:49 PDT',
	'2026-03-02T11:49:20+99:99',
	'9999-12-31T23:59:59-23:59',
	'0000-01-01T00:00:00+14:00',
	'2026-02-30T00:00:00Z',
	'Mon, 02 Mar 2026 11:49:20 PST',
	'1772452160',
	'&lt;b&gt;',
	'<![CDATA[',
	']]>',
]

export const mutation: fc.Arbitrary<Mutation> = fc.record({
	kind: fc.constantFrom(
		'drop',
		'replace',
		'replace',
		'duplicate',
		'wrap',
		'swap',
		'cut',
		'insert',
		'erase',
	),
	place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
	other: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
	value: fc.constantFrom(...strangeValues),
})

/**
 * The text after some mutations: of the tree where it is JSON, of the characters where it is not
 * (any more).
 */
export function mutated(body: string, changes: readonly Mutation[]): string {
	return changes.reduce((text, change) => {
		if (change.kind === 'cut' || change.kind === 'insert' || change.kind === 'erase')
			return mutatedText(text, change)
		try {
			return JSON.stringify(mutatedTree(JSON.parse(text), change))
		} catch {
			return mutatedText(text, change)
		}
	}, body)
}

function mutatedText(text: string, { kind, place, other, value }: Mutation): string {
	const at = Math.floor(text.length * place)
	const until = Math.min(text.length, at + Math.ceil(other * 200))
	const insertion = typeof value === 'string' ? value : JSON.stringify(value)
	switch (kind) {
		case 'cut':
			return text.slice(0, at)
		case 'drop':
		case 'erase':
			return text.slice(0, at) + text.slice(until)
		case 'duplicate':
			return text.slice(0, until) + text.slice(at)
		case 'swap':
			return text.slice(0, at) + [...text.slice(at, until)].reverse().join('') + text.slice(until)
		default:
			return text.slice(0, at) + insertion + text.slice(until)
	}
}

interface Place {
	readonly holder: Record<string, unknown> | unknown[]
	readonly key: string
}

function mutatedTree(root: unknown, { kind, place, other, value }: Mutation): unknown {
	const places = placesOf(root)
	const here = places[Math.floor(places.length * place)]
	const there = places[Math.floor(places.length * other)]
	if (here === undefined || there === undefined) return value
	const holder = here.holder as Record<string, unknown> // a list takes its indexes as keys just as well
	const current = holder[here.key]
	if (kind === 'drop') {
		if (Array.isArray(here.holder)) here.holder.splice(Number(here.key), 1)
		else delete holder[here.key]
	} else if (kind === 'duplicate' && Array.isArray(here.holder))
		here.holder.push(structuredClone(current))
	else if (kind === 'wrap') holder[here.key] = Array.isArray(current) ? { 0: current } : [current]
	else if (kind === 'swap')
		holder[here.key] = structuredClone((there.holder as Record<string, unknown>)[there.key]) // as above
	else holder[here.key] = value
	return root
}

function placesOf(value: unknown, found: Place[] = []): Place[] {
	if (typeof value !== 'object' || value === null) return found
	for (const [key, inner] of Object.entries(value)) {
		// An object or list by the check above.
		found.push({ holder: value as Place['holder'], key })
		placesOf(inner, found)
	}
	return found
}
