import fc from 'fast-check'
import { marked } from 'marked'
import { expect, test } from 'vitest'
import { bundleReadme } from '#core/bundle/readme.ts'
import type { Export } from '#core/model/export.ts'
import { toldRecord } from '../../support/told-record.ts'

/** A bundle's README quotes strangers' titles: whatever they hold, they stay one line of text. */

const told = toldRecord()
const evidences = { content: told.content, snapshots: [], reports: [] }
const titled = (title: string): Export => ({
	...told.record,
	incidents: told.record.incidents.slice(0, 1).map((incident) => ({ ...incident, title })),
})

test('says what the bundle holds and how to compute it again', () => {
	const text = bundleReadme(evidences, told.record)
	expect(text).toContain(`${told.record.incidents.length} incidents`)
	expect(text).toContain('tidemark verify')
	for (const { id } of told.record.incidents) expect(text).toContain(id.replaceAll('_', '\\_'))
})

test.each([
	'<script>alert(1)</script>',
	'](javascript:alert(1)) [x',
	'one\n\n# two',
	'| a | b |',
	'![x](https://evil.example/x.png)',
	'see www.evil.example or mail a@evil.example',
	'&lt;img src=x onerror=1&gt;',
	'\u202Eesrever',
])('a title is text: %j', (title) => {
	const plain = structure(bundleReadme(evidences, titled('A title')))
	expect(structure(bundleReadme(evidences, titled(title)))).toEqual(plain)
})

test('any title leaves the structure as it is', () => {
	const plain = structure(bundleReadme(evidences, titled('A title')))
	fc.assert(
		fc.property(fc.string({ unit: 'binary', minLength: 1 }), (title) => {
			fc.pre(title.trim() !== '')
			expect(structure(bundleReadme(evidences, titled(title)))).toEqual(plain)
		}),
	)
})

/** The tags of the rendered document, without their text. */
function structure(markdown: string): string[] {
	return [...String(marked.parse(markdown, { async: false })).matchAll(/<\/?[a-z][^>]*>/gi)].map(
		([tag]) => tag,
	)
}
