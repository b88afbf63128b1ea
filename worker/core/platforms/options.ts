import type { Source } from '#core/model/provider.ts'
import type { Document } from '#core/model/snapshot.ts'

/** What is wrong with options that may only restrict the documents; a sentence each. */
export function checkDocumentOptions(options: Source['options'], documents: readonly string[]): string[] {
	const problems = Object.keys(options ?? {})
		.filter((key) => key !== 'documents')
		.map((key) => `unknown option ${JSON.stringify(key)}: expected documents`)
	const chosen = options?.documents
	if (chosen === undefined) return problems
	if (!Array.isArray(chosen) || chosen.length === 0) return [...problems, `documents: expected a list with at least one of ${documents.join(', ')}`]
	return [
		...problems,
		...chosen
			.filter((name) => !documents.includes(name))
			.map((name) => `documents: ${JSON.stringify(name)} is not known; expected some of ${documents.join(', ')}`),
	]
}

/** For a platform that takes no options: a sentence for each one given. */
export function noOptions(options: Source['options']): string[] {
	return Object.keys(options ?? {}).map((key) => `unknown option ${JSON.stringify(key)}: this platform takes none`)
}

/** The documents to read, in the platform's order: all of them, or those that the options name. */
export function chosenDocuments<Name extends string>(options: Source['options'], documents: readonly Name[]): Name[] {
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
