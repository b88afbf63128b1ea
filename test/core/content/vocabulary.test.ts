import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { facets, nameReader } from '#core/analysis/models-and-regions/vocabulary.ts'
import { Provider } from '#core/model/provider.ts'

/** The vocabularies in the provider files: each word finds its own name and no other. */

const folder = join(import.meta.dirname, '../../../content/providers')
const providers = readdirSync(folder).map((file) => {
	const { $schema: _, ...provider } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>
	return Provider.parse(provider)
})

describe.each(providers.filter(({ vocabulary }) => vocabulary !== undefined))('the vocabulary of $id', (provider) => {
	test.each(facets)('%s: every word is read as its name', (facet) => {
		const read = nameReader(provider, facet)
		for (const { name, words } of provider.vocabulary?.[facet === 'model' ? 'models' : 'regions'] ?? [])
			for (const word of words) expect([word, read?.(`Elevated errors on ${word}`)]).toEqual([word, [name]])
	})
})

test('some providers have one', () => expect(providers.some(({ vocabulary }) => vocabulary !== undefined)).toBe(true))
