import type * as z from 'zod/mini'
import { Instant } from '#core/model/instant.ts'

/**
 * Whether a stored value has the shape that it is used with. This is asked at every reading, so the
 * check is derived from the schema once and then only looks at types: parsing costs several times as
 * much. Which words an enum knows, how long a text is and what nobody reads are no part of it: a
 * document of an older or a newer version is no damage.
 */

export type Check = (value: unknown) => boolean

export const isText: Check = (value) => typeof value === 'string'
export const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
/** Near enough for what is only to be compared and printed: 31 February is a moment too. */
const instant =
	/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/
export const isInstant: Check = (value) => typeof value === 'string' && instant.test(value)
export const isAny: Check = (value) =>
	value !== null && typeof value === 'object' && !Array.isArray(value)
export const orNull =
	(check: Check): Check =>
	(value) =>
		value === null || check(value)
export const maybe =
	(check: Check): Check =>
	(value) =>
		value === undefined || check(value)
export const listOf =
	(check: Check): Check =>
	(value) =>
		Array.isArray(value) && value.every(check)
export const values =
	(check: Check): Check =>
	(value) =>
		isAny(value) && Object.values(value as object).every(check) // an object, as isAny says
export function has(shape: Readonly<Record<string, Check>>): Check {
	const parts = Object.entries(shape)
	return (value) =>
		isAny(value) && parts.every(([key, check]) => check((value as Record<string, unknown>)[key])) // an object, as isAny says
}

/**
 * Of `trusted` schemas it is only asked whether there is an object, where there has to be one: what
 * is in them is taken on trust.
 */
export function shapeOf(schema: z.core.$ZodType, trusted: readonly z.core.$ZodType[] = []): Check {
	const known = new Map<z.core.$ZodType, Check>([[Instant, isInstant]])
	for (const one of trusted) known.set(one, one._zod.optin === 'optional' ? maybe(isAny) : isAny)
	const of = (inner: z.core.$ZodType): Check => {
		const check = known.get(inner) ?? derived(inner, of)
		known.set(inner, check)
		return check
	}
	return of(schema)
}

function derived(schema: z.core.$ZodType, of: (inner: z.core.$ZodType) => Check): Check {
	const { def } = (schema as z.core.$ZodTypes)._zod // every schema is one of these
	switch (def.type) {
		case 'string':
		case 'enum':
			return isText
		case 'number':
			return isNumber
		case 'boolean':
			return (value) => typeof value === 'boolean'
		case 'null':
			return (value) => value === null
		case 'literal':
			return (value) => def.values.some((one) => one === value)
		case 'unknown':
		case 'any':
			return () => true
		case 'optional':
			return maybe(of(def.innerType))
		case 'nullable':
			return orNull(of(def.innerType))
		case 'readonly':
			return of(def.innerType)
		case 'array':
			return listOf(of(def.element))
		case 'record':
			return values(of(def.valueType))
		case 'object':
			return fieldsOf(def.shape, of)
		case 'union':
			return 'discriminator' in def
				? byWord(def.options, String(def.discriminator), of)
				: oneOf(def.options.map(of))
		default:
			throw new TypeError(`a stored document has nothing of the type ${def.type}`)
	}
}

type Shape = Readonly<Record<string, z.core.$ZodType>>

function fieldsOf(shape: Shape, of: (inner: z.core.$ZodType) => Check): Check {
	return has(Object.fromEntries(Object.entries(shape).map(([key, inner]) => [key, of(inner)])))
}

const oneOf =
	(checks: readonly Check[]): Check =>
	(value) =>
		checks.some((check) => check(value))

/**
 * Of a union whose members differ in the words of one field, the member that has the word. Of a word
 * that another version has, it is asked what all members have.
 */
function byWord(
	options: readonly z.core.$ZodType[],
	key: string,
	of: (inner: z.core.$ZodType) => Check,
): Check {
	const checks = new Map<unknown, Check>(
		options.flatMap((option) =>
			[...(option._zod.propValues?.[key] ?? [])].map((word) => [word, of(option)] as const),
		),
	)
	const [first = {}, ...others] = options.map((option): Shape => {
		const { def } = (option as z.core.$ZodTypes)._zod // as above
		return def.type === 'object' ? def.shape : {}
	})
	const common = fieldsOf(
		Object.fromEntries(
			Object.entries(first).filter(([name]) => others.every((other) => name in other)),
		),
		of,
	)
	return (value) => {
		if (!isAny(value)) return false
		const word = (value as Record<string, unknown>)[key] // an object, as isAny says
		return (checks.get(word) ?? common)(value)
	}
}
