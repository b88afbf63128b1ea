import type { Provider, Vocabulary } from '#core/model/provider.ts'
import { plainTextOf } from '../words/word-lists.ts'

/** The facets that a vocabulary has names for. */
export const facets = ['model', 'region'] as const
export type Facet = (typeof facets)[number]

const listOf = { model: 'models', region: 'regions' } as const satisfies Record<
	Facet,
	keyof Vocabulary
>

/** Finds the names of one facet in a text, each once, in the order of the vocabulary. */
export type NameReader = (text: string) => readonly string[]

/**
 * Whole words only, whatever their case; hyphens are spaces. The longest words win and are used up:
 * “Opus 4.1” names that version and not the
 * family too. Undefined where the provider's vocabulary has no names for the facet.
 */
export function nameReader({ vocabulary }: Provider, facet: Facet): NameReader | undefined {
	const terms = vocabulary?.[listOf[facet]] ?? []
	if (terms.length === 0) return undefined
	const names = new Map(
		terms.flatMap(({ name, words }) => words.map((word) => [spaced(word), name] as const)),
	)
	const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
	const any = new RegExp(
		`(?<![\\p{L}\\d.])(?:${longestFirst.map(escaped).join('|')})(?![\\p{L}\\d]|\\.\\d)`,
		'gu',
	)
	const order = terms.map(({ name }) => name)
	return (text) => {
		const found = new Set<string>()
		for (const [word] of spaced(text).matchAll(any)) {
			const name = names.get(word)
			if (name !== undefined) found.add(name)
		}
		return found.size < 2 ? [...found] : order.filter((name) => found.has(name))
	}
}

function escaped(word: string): string {
	return word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function spaced(text: string): string {
	return plainTextOf(text.replaceAll(/[-‐‑–_]/g, ' '))
}
