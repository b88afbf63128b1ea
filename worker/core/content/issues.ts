import type * as z from 'zod/mini'

/**
 * Turns a schema's issues into sentences: where, what was expected, what came. All of them at
 * once, unknown keys included.
 */

export interface ContentIssue {
	/** `surfaces[2].aliases[0].from`; empty for the value as a whole. */
	readonly path: string
	readonly expected: string
	readonly got: string
}

type Path = readonly PropertyKey[]

/**
 * Reads a value by a schema. Keys that the schema does not know are issues too: a misspelt
 * optional key would
 * otherwise be ignored in silence. `$schema` at the top is allowed.
 */
export function readBySchema<T>(
	schema: z.ZodMiniType<T>,
	value: unknown,
): { readonly value?: T; readonly issues: readonly ContentIssue[] } {
	const result = schema.safeParse(value)
	if (!result.success)
		return { issues: result.error.issues.flatMap((issue) => issuesOf(issue, [], value)) }
	const unknown = unknownKeys(value, result.data, []).filter(
		(path) => !(path.length === 1 && path[0] === '$schema'),
	)
	const issues = unknown.map((path) => ({
		path: pathText(path),
		expected: 'no such key',
		got: shortText(valueAt(value, path)),
	}))
	return issues.length > 0 ? { issues } : { value: result.data, issues }
}

/** `[ 'updates', 0, 'at' ]` as `updates[0].at`. */
export function pathText(path: Path): string {
	return path.reduce<string>((text, key) => {
		if (typeof key === 'number') return `${text}[${key}]`
		const name = /^[A-Za-z_$][\w$-]*$/.test(String(key)) ? String(key) : JSON.stringify(String(key))
		return text === '' ? name : `${text}.${name}`
	}, '')
}

/** A value in at most 60 characters; `nothing` for undefined. */
export function shortText(value: unknown): string {
	if (value === undefined) return 'nothing'
	const text = JSON.stringify(value) ?? String(value)
	return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function issuesOf(issue: z.core.$ZodIssue, prefix: Path, root: unknown): ContentIssue[] {
	const path = [...prefix, ...issue.path]
	if (issue.code === 'invalid_union') {
		// The branch that came closest explains best.
		const closest = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0]
		if (closest && depth(closest) > 0)
			return closest.flatMap((inner) => issuesOf(inner, path, root))
	}
	return [
		{ path: pathText(path), expected: expectation(issue), got: shortText(valueAt(root, path)) },
	]
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
	return Math.max(0, ...issues.map((issue) => issue.path.length))
}

function expectation(issue: z.core.$ZodIssue): string {
	if (issue.message && issue.message !== 'Invalid input')
		return issue.message.replace(/^expected /, '')
	switch (issue.code) {
		case 'invalid_type':
			return article(issue.expected)
		case 'invalid_value':
			return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
		case 'too_small':
			return `at least ${issue.minimum}${unitOf(issue.origin)}`
		case 'too_big':
			return `at most ${issue.maximum}${unitOf(issue.origin)}`
		case 'invalid_format':
			return `the format ${issue.format}`
		case 'unrecognized_keys':
			return `no key ${issue.keys.join(', ')}`
		default:
			return 'another value'
	}
}

function unitOf(origin: string): string {
	if (origin === 'string') return ' characters'
	return origin === 'array' ? ' entries' : ''
}

function article(type: string): string {
	const name = type === 'record' ? 'object' : type
	return name === 'int' ? 'a whole number' : `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`
}

function valueAt(root: unknown, path: Path): unknown {
	let value = root
	for (const key of path) {
		if (value === null || typeof value !== 'object') return undefined
		// Any object can be asked for any key.
		value = (value as Record<PropertyKey, unknown>)[key]
	}
	return value
}

function unknownKeys(given: unknown, read: unknown, path: Path): Path[] {
	if (given === null || read === null || typeof given !== 'object' || typeof read !== 'object')
		return []
	if (Array.isArray(given))
		return given.flatMap((entry, index) =>
			unknownKeys(entry, valueAt(read, [index]), [...path, index]),
		)
	return Object.entries(given).flatMap(([key, value]) =>
		Object.hasOwn(read, key)
			? unknownKeys(value, valueAt(read, [key]), [...path, key])
			: [[...path, key]],
	)
}
