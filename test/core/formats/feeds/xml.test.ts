import fc from 'fast-check'
import { generateAtomFeed, generateRssFeed } from 'feedsmith'
import { describe, expect, test } from 'vitest'
import { type Element, element, textElement, xmlText } from '#core/formats/feeds/xml.ts'

const pieces = [
	'<',
	'>',
	'&',
	'"',
	"'",
	']]>',
	'&amp;',
	'<p>',
	'</p>',
	'words',
	' ',
	'\n',
	'é',
	'😀',
]
/** Texts of all that means something in XML. */
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''))
const named = text.filter((value) => value.trim() !== '')

function rss(channel: readonly Element[]): string {
	return xmlText(element('rss', { version: '2.0' }, [element('channel', {}, channel)]))
}

describe('XML of a feed', () => {
	test('is what feedsmith writes of the same texts, byte by byte', () => {
		fc.assert(
			fc.property(
				named,
				fc.array(named, { minLength: 1, maxLength: 3 }),
				named,
				(title, items, id) => {
					const rows = items.map((title) => ({ title, guid: { value: id, isPermaLink: false } }))
					const theirs = generateRssFeed({ title, description: 'd', items: rows })
					const ours = rss([
						...textElement('title', title),
						...textElement('description', 'd'),
						...items.map((own) =>
							element('item', {}, [
								...textElement('title', own),
								...textElement('guid', id, { isPermaLink: 'false' }),
							]),
						),
					])
					expect(ours).toBe(theirs)
				},
			),
		)
	})

	test('so are attributes', () => {
		fc.assert(
			fc.property(named, (term) => {
				const theirs = generateAtomFeed({
					id: 'urn:x',
					title: { value: 't' },
					updated: new Date(0),
					entries: [
						{
							id: 'urn:y',
							title: { value: 't' },
							updated: new Date(0),
							categories: [{ term }],
						},
					],
				})
				const about = (id: string) => [
					...textElement('id', id),
					...textElement('title', 't'),
					...textElement('updated', '1970-01-01T00:00:00.000Z'),
				]
				const category = element('category', { term: term.trim() })
				expect(
					xmlText(
						element('feed', { xmlns: 'http://www.w3.org/2005/Atom' }, [
							...about('urn:x'),
							element('entry', {}, [category, ...about('urn:y')]),
						]),
					),
				).toBe(theirs)
			}),
		)
	})

	test('has no element for a text that says nothing', () => {
		expect(rss([...textElement('title', ' \n'), ...textElement('link', '')])).toContain(
			'<channel/>',
		)
	})
})
