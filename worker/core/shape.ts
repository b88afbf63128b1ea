/**
 * Whether a stored value has the shape that it is used with. By hand rather than by schema: this is
 * asked at every reading, and costs a
 * quarter of what parsing the text did, where a schema costs twice as much.
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
export function has(shape: Readonly<Record<string, Check>>): Check {
	const parts = Object.entries(shape)
	return (value) =>
		// an object, as isAny says
		isAny(value) && parts.every(([key, check]) => check((value as Record<string, unknown>)[key]))
}
