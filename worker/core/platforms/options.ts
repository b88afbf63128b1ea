import type { Source } from '#core/model/provider.ts'
import type { Document } from '#core/model/snapshot.ts'

/** What is wrong with options that may only restrict the documents; a sentence each. */
export function checkDocumentOptions(
	options: Source['options'],
	documents: readonly string[],
): string[] {
	const problems = Object.keys(options ?? {})
		.filter((key) => key !== 'documents')
		.map((key) => `unknown option ${JSON.stringify(key)}: expected documents`)
	const chosen = options?.documents
	if (chosen === undefined) return problems
	if (!Array.isArray(chosen) || chosen.length === 0)
		return [...problems, `documents: expected a list with at least one of ${documents.join(', ')}`]
	return [
		...problems,
		...chosen
			.filter((name) => !documents.includes(name))
			.map(
				(name) =>
					`documents: ${JSON.stringify(name)} is not known; expected some of ${documents.join(', ')}`,
			),
	]
}

/**
 * What is wrong with options that are texts, a sentence each. `expected` says of each one what it
 * should be.
 */
export function textOptions(
	options: Source['options'],
	known: Readonly<
		Record<
			string,
			{ readonly expected: string; readonly required?: true; fits(text: string): boolean }
		>
	>,
): string[] {
	const names = Object.keys(known)
	const strange = Object.keys(options ?? {}).filter((key) => !names.includes(key))
	return [
		...strange.map((key) => `unknown option ${JSON.stringify(key)}: expected ${names.join(', ')}`),
		...Object.entries(known).flatMap(([name, { expected, required, fits }]) => {
			const value = options?.[name]
			if (value === undefined) return required ? [`${name}: expected ${expected}, got nothing`] : []
			return typeof value === 'string' && fits(value)
				? []
				: [`${name}: expected ${expected}, got ${JSON.stringify(value)?.slice(0, 80)}`]
		}),
	]
}

/** For a platform that takes no options: a sentence for each one given. */
export function noOptions(options: Source['options']): string[] {
	return Object.keys(options ?? {}).map(
		(key) => `unknown option ${JSON.stringify(key)}: this platform takes none`,
	)
}

/** The documents to read, in the platform's order: all of them, or those that the options name. */
export function chosenDocuments<Name extends string>(
	options: Source['options'],
	documents: readonly Name[],
): Name[] {
	const chosen = options?.documents
	return Array.isArray(chosen) ? documents.filter((name) => chosen.includes(name)) : [...documents]
}

/** A page's root address without query and trailing slashes. */
export function rootOf(source: Source): string {
	return source.url.replace(/[?#].*$/, '').replace(/\/+$/, '')
}

/** A tick's documents in the order of the plan; those that the plan does not know come last. */
export function inPlanOrder(documents: readonly Document[], names: readonly string[]): Document[] {
	const rank = ({ name }: Document) => (names.includes(name) ? names.indexOf(name) : names.length)
	return documents.toSorted((a, b) => rank(a) - rank(b))
}
