import { pathText, shortText } from '#core/content/issues.ts'

/** A place where two values part. */
export interface Difference {
	/** `incidents[3].updates[0].at`. */
	readonly path: string
	readonly expected: string
	readonly found: string
}

/**
 * Every place where `found` is not `expected`, in the order of `expected`'s keys. Arrays are
 * compared by position.
 */
export function differences(expected: unknown, found: unknown): Difference[] {
	return [...walk(expected, found, [])]
}

function* walk(
	expected: unknown,
	found: unknown,
	path: readonly PropertyKey[],
): Generator<Difference> {
	if (Object.is(expected, found)) return
	if (Array.isArray(expected) && Array.isArray(found)) {
		for (let index = 0; index < Math.max(expected.length, found.length); index += 1)
			yield* walk(expected[index], found[index], [...path, index])
	} else if (isRecord(expected) && isRecord(found)) {
		for (const key of new Set([...Object.keys(expected), ...Object.keys(found)]))
			yield* walk(expected[key], found[key], [...path, key])
	} else yield { path: pathText(path), expected: shortText(expected), found: shortText(found) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object' && !Array.isArray(value)
}
