import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inconsistencies } from '#core/content/consistency.ts'
import type { Vocabulary } from '#core/model/provider.ts'
import { facets, nameReader } from '#core/questions/models-and-regions/vocabulary.ts'
import { readContent } from '../../../worker/cli/content.ts'
import { smallContent } from '../../support/small-content.ts'

/** The vocabularies in the provider files: each word finds its own name and no other. */

const { content } = readContent(join(import.meta.dirname, '../../../content'))
const known = (content?.providers ?? []).filter(({ vocabulary }) => vocabulary !== undefined)

describe.each(known)('the vocabulary of $id', (provider) => {
	test.each(facets)('%s: every word is read as its name', (facet) => {
		const read = nameReader(provider, facet)
		for (const { name, words } of provider.vocabulary?.[facet === 'model' ? 'models' : 'regions'] ??
			[])
			for (const word of words)
				expect([word, read?.(`Elevated errors on ${word}`)]).toEqual([word, [name]])
	})
})

test('some providers have one', () => expect(known.length).toBeGreaterThan(3))

test('a word belongs to one name, however it is spelt', () => {
	const issues = (vocabulary: Vocabulary) => {
		const providers = smallContent.providers.map((provider) => ({ ...provider, vocabulary }))
		return inconsistencies({ ...smallContent, providers }, () => []).map(
			({ path, expected }) => `${path}: ${expected}`,
		)
	}
	const vocabulary = {
		writtenOn: '2026-01-01',
		models: [{ name: 'One', words: ['One 1'] }],
		regions: [],
	}
	expect(issues(vocabulary)).toEqual([])
	expect(
		issues({
			...vocabulary,
			models: [...vocabulary.models, { name: 'Two', words: ['two', 'one-1'] }],
		})[0],
	).toBe('vocabulary.models[1].words[1]: a word that One does not have')
})
