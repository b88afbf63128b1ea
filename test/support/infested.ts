import { expect } from 'vitest'
import { hostile } from './told-record.ts'

/** Documents in which everybody attacks, and what a page made of them may not hold. */

/** Texts that somebody else wrote, by the name of their field. */
const free = new Set([
	'title',
	'body',
	'name',
	'operator',
	'component',
	'reason',
	'notes',
	'was',
	'became',
	'claimant',
	'url',
	'homepage',
	'statusPage',
	'message',
	'source',
])

/**
 * The document with every text that somebody else wrote replaced by an attack. Ids, times and words
 * of the vocabularies stay.
 */
export function infested<Document>(document: Document, spared: readonly string[] = []): Document {
	const copy: unknown = JSON.parse(JSON.stringify(document), (key, value: unknown) =>
		typeof value === 'string' && free.has(key) && !spared.includes(key) ? hostile : value,
	)
	return copy as Document // The same shape: only texts were replaced by texts.
}

/** Nothing in the HTML runs, hides a character, or breaks out of its attribute. */
export function expectHarmless(markup: string): void {
	expect(markup).not.toMatch(/<script(?! type="module" src="\/)|<img|<b>alert|href="javascript:/i)
	// biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point.
	expect(markup).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e\u2066-\u2069]/)
	for (const tag of markup.match(/<[a-zA-Z][^>]*>/g) ?? [])
		expect(tag).toMatch(/^<[a-zA-Z0-9]+(\s+[a-zA-Z0-9:-]+(="[^"<>]*")?)*\s*\/?>$/)
}
