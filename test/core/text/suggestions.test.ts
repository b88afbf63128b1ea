import { expect, test } from 'vitest'
import { suggestionsFor } from '#core/text/suggestions.ts'

/** What a mistyped address may have meant. */

const providers = [
	{ id: 'claude', name: 'Claude' },
	{ id: 'groq', name: 'Groq' },
	{ id: 'grok', name: 'Grok' },
]
const paths = (path: string) => suggestionsFor(path, providers).map((suggestion) => suggestion.path)

test.each([
	['/claude', ['/now/claude', '/providers/claude']],
	['/incidents/cluade/0ghc53zpsfmt', ['/now/claude', '/providers/claude', '/archive']],
	['/correction', ['/corrections']],
	['/Archiv', ['/archive']],
	['/rss', ['/subscribe']],
	['/xyzzy', []],
	['/', []],
])('%s suggests %j', (path, expected) => {
	expect(paths(path)).toEqual(expected)
})

test('names that differ by a letter are both suggested, and there are never more than five', () => {
	expect(paths('/grok')).toEqual(['/now/groq', '/providers/groq', '/now/grok', '/providers/grok'])
	expect(paths(`/${'claude/grok/archive/api/about/privacy/'.repeat(50)}`)).toHaveLength(5)
})
