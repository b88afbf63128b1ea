import { readFileSync } from 'node:fs'
import type { CrowdObservation, OfficialObservation } from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import type { Document } from '#core/model/snapshot.ts'
import { recording } from '../support/recordings.ts'

/** Documents of one tick and what must be read from them. */
export interface ContractCase {
	readonly name: string
	readonly documents: readonly Document[]
	readonly options?: Source['options']
	/** Assertions written by hand; without them the case only has to parse. */
	readonly expected?: (observation: OfficialObservation) => void
	/** The same for a platform of counts. */
	readonly counted?: (observation: CrowdObservation) => void
}

/** Two documents whose canonical texts are compared. */
export interface CanonicalPair {
	readonly name: string
	readonly before: Document
	readonly after: Document
	readonly options?: Source['options']
}

/**
 * What `cases/<platform>.ts` exports as `cases`: the contract suite runs it over the platform of
 * that name.
 */
export interface PlatformCases {
	/** From the project's own fixtures; they also run in a clone without recordings. */
	readonly fixtures: readonly ContractCase[]
	/** From the recordings; called only where there are some. */
	readonly recorded: () => readonly ContractCase[]
	/** Nothing was said anew: equal canonical texts. */
	readonly sameNews: readonly CanonicalPair[]
	/** Something was said anew: different canonical texts. */
	readonly otherNews: readonly CanonicalPair[]
	/**
	 * The document with every word of its vocabularies replaced by one that nobody knows. Absent
	 * where no word decides.
	 */
	readonly unknownWords?: (document: Document) => Document
	/**
	 * False for a platform whose documents may hold times without a zone that are not taken for UTC
	 * (dates).
	 */
	readonly zonedTimes?: false
}

/** A document as the collector brings it. A body that is no text is written as JSON. */
export function documentOf(
	name: string,
	body: unknown,
	url = `https://status.example.com/${name}`,
): Document {
	const text = typeof body === 'string' ? body : JSON.stringify(body)
	const contentType = text.trimStart().startsWith('<') ? 'application/xml' : 'application/json'
	return { source: 'status', name, url, contentType, body: text }
}

/** A document from `test/fixtures/<path>`. */
export function fixture(name: string, path: string, url?: string): Document {
	return documentOf(
		name,
		readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8'),
		url,
	)
}

/** A document from the recordings. */
export function recorded(name: string, path: string, url?: string): Document {
	return documentOf(name, recording(path), url)
}

/**
 * The same document after a change to its JSON. `change` gets a fresh copy, typed as loosely as
 * JSON is.
 */
export function changed(document: Document, change: (root: JsonValue) => JsonValue): Document {
	return { ...document, body: JSON.stringify(change(JSON.parse(document.body))) }
}

export type JsonValue =
	| null
	| boolean
	| number
	| string
	| JsonValue[]
	| { [key: string]: JsonValue }

/**
 * Applies `change` to every value of a JSON tree, the innermost first. `key` is the property that
 * holds it; list rows have their index.
 */
export function walk(
	value: JsonValue,
	change: (value: JsonValue, key: string) => JsonValue,
	key = '',
): JsonValue {
	if (Array.isArray(value)) {
		return change(
			value.map((inner, index) => walk(inner, change, String(index))),
			key,
		)
	}
	if (typeof value !== 'object' || value === null) return change(value, key)
	return change(
		Object.fromEntries(
			Object.entries(value).map(([name, inner]) => [name, walk(inner, change, name)]),
		),
		key,
	)
}

/** The document with the texts under the given keys replaced by a word that no page uses. */
export function withUnknownWords(document: Document, keys: readonly string[]): Document {
	return changed(document, (root) =>
		walk(root, (value, key) =>
			keys.includes(key) && typeof value === 'string' ? 'flummoxed' : value,
		),
	)
}

/** The document with the keys of all objects and the rows of all lists in reverse order. */
export function reversed(document: Document): Document {
	return changed(document, (root) =>
		walk(root, (value) => {
			if (Array.isArray(value)) return value.toReversed()
			return typeof value === 'object' && value !== null
				? Object.fromEntries(Object.entries(value).toReversed())
				: value
		}),
	)
}
