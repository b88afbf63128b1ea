import { type ContentIssue, shortText } from '#core/content/issues.ts'
import { figureFormats, type Placeholder, type Step } from '#core/content/placeholder.ts'
import type { Analysis } from '#core/model/analysis.ts'
import { formats } from './figure-formats.ts'

/** What a placeholder stands for, and the analysis that it was read from. */
export interface Figure {
	readonly text: string
	readonly analysis: Analysis
}

/**
 * Follows a placeholder into its analysis. A way that leads nowhere, a refused question and a
 * figure that is null are issues.
 */
export function figureOf(placeholder: Placeholder, analysis: Analysis): Figure | ContentIssue {
	const complain = (expected: string, got: string): ContentIssue => ({
		path: `line ${placeholder.line}`,
		expected,
		got,
	})
	const [first] = placeholder.path
	const own = first?.key.startsWith('@') === true
	if (!own && analysis.refused !== undefined)
		return complain(
			`an answer to ${placeholder.question}`,
			`a refusal in {{${placeholder.text}}}: ${analysis.refused}`,
		)
	let value: unknown = own ? analysis : analysis.figures
	let place = placeholder.question
	for (const step of placeholder.path) {
		const taken = take(value, step, place)
		if ('expected' in taken)
			return complain(taken.expected, `${taken.got} in {{${placeholder.text}}}`)
		value = taken.value
		place = `${place}.${step.key}`
	}
	const text = formats[placeholder.format](value)
	if (text !== undefined) return { text, analysis }
	return complain(
		`${figureFormats[placeholder.format]} (${placeholder.format})`,
		`${value === null ? 'no figure' : shortText(value)} in {{${placeholder.text}}}`,
	)
}

function take(
	value: unknown,
	step: Step,
	place: string,
): { readonly value: unknown } | { readonly expected: string; readonly got: string } {
	const key = step.key.replace(/^@/, '')
	if (value === null || typeof value !== 'object' || Array.isArray(value))
		return { expected: `something that holds “${key}” at ${place}`, got: kindOf(value) }
	if (!Object.hasOwn(value, key))
		return { expected: `one of ${Object.keys(value).join(', ')} at ${place}`, got: `“${key}”` }
	const found: unknown = Object.getOwnPropertyDescriptor(value, key)?.value
	if (step.where === undefined && step.position === undefined) return { value: found }
	if (!Array.isArray(found)) return { expected: `a list at ${place}.${key}`, got: kindOf(found) }
	const list: readonly unknown[] = found
	if (step.where !== undefined) return theOne(list, step.where, `${place}.${key}`)
	const entry = list[step.position ?? -1]
	// Entries of a list of rows move when the record grows: those are chosen by what they say.
	if (entry === undefined || typeof entry === 'object')
		return {
			expected: `a list of more than ${step.position} plain values at ${place}.${key}`,
			got: kindOf(found),
		}
	return { value: entry }
}

/** The only entry of which all that is said holds. */
function theOne(
	list: readonly unknown[],
	where: NonNullable<Step['where']>,
	place: string,
): { readonly value: unknown } | { readonly expected: string; readonly got: string } {
	const fitting = list.filter((entry) =>
		where.every(([field, wanted]) => said(entry, field) === wanted),
	)
	if (fitting.length === 1) return { value: fitting[0] }
	return {
		expected: `one entry of ${place} with ${where.map((pair) => pair.join('=')).join(', ')}`,
		got: `${fitting.length}`,
	}
}

/** A field in the spelling of a placeholder: the parts of a list joined by `+`. */
function said(entry: unknown, field: string): string | undefined {
	if (entry === null || typeof entry !== 'object' || !Object.hasOwn(entry, field)) return undefined
	const value: unknown = Object.getOwnPropertyDescriptor(entry, field)?.value
	return Array.isArray(value) ? value.join('+') : String(value)
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return `a list of ${value.length}`
	return value !== null && typeof value === 'object'
		? `an object with ${Object.keys(value).join(', ')}`
		: shortText(value)
}
