import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf } from '#core/documents/sized.ts'
import { snapshotPage } from '#core/fragments/snapshot-page.ts'
import { indentedJson } from '#core/text/indented-json.ts'
import { smallContent } from '../../support/small-content.ts'

const sha256 = 'a'.repeat(64)
const most = 32_000

/**
 * What the page shows of a text, its entities undone, and how many bytes it says that it leaves
 * out.
 */
function shownOf(text: string): { readonly shown: string; readonly left: number } {
	const { bodyHtml } = snapshotPage(
		{ sha256, bytes: bytesOf(text), text, looks: [] },
		smallContent.site,
	)
	const shown = /<pre[^>]*>([\s\S]*)<\/pre>/.exec(bodyHtml)?.[1] ?? ''
	const left = />([\d,]+) bytes?<\/a> more are in the raw bytes/.exec(bodyHtml)?.[1] ?? '0'
	return {
		shown: shown.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
		left: Number(left.replaceAll(',', '')),
	}
}

test('JSON is indented as JSON.stringify does it', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			expect(indentedJson(JSON.stringify(value), Number.POSITIVE_INFINITY)?.text).toBe(
				JSON.stringify(value, null, 2),
			)
			expect(indentedJson(JSON.stringify(value, null, 1), Number.POSITIVE_INFINITY)?.text).toBe(
				JSON.stringify(value, null, 2),
			)
		}),
	)
})

test('what is no JSON is shown as it is', () => {
	const valid = (text: string) => {
		try {
			JSON.parse(text)
			return true
		} catch {
			return false
		}
	}
	for (const text of [
		'',
		'{',
		'[1,]',
		'{"a"}',
		'{"a":}',
		'[1 2]',
		'[01x]',
		'{a:1}',
		'[1]]',
		'["a',
		'{"a":1,}',
		'[tru]',
		'[-]',
		'[1.]',
	]) {
		expect([text, valid(text)]).toEqual([text, false])
		expect([text, indentedJson(text, 1000)]).toEqual([text, undefined])
		expect(shownOf(text).shown).toBe(text)
	}
})

test('what is cut is the beginning of the whole, and with what is left it makes the text', () => {
	fc.assert(
		fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 200 }), (value, length) => {
			const text = JSON.stringify(value)
			const cut = indentedJson(text, length)
			expect(JSON.stringify(value, null, 2).startsWith(cut?.text ?? '?')).toBe(true)
			const isWhole = cut?.read === text.length
			expect(cut?.text.length).toBe(isWhole ? cut?.text.length : length)
			// Apart from space between values, what was shown is what was read.
			const bare = (part: string) => part.replace(/\s/g, '')
			expect(bare(cut?.text ?? '?')).toBe(bare(text.slice(0, cut?.read)))
		}),
	)
})

test('a deep or long text is cut before it is indented, and the page says how much of it is left', () => {
	const deep = '['.repeat(100_000) + ']'.repeat(100_000)
	const { shown, left } = shownOf(deep)
	expect(shown.length).toBe(most + 1)
	expect(left).toBe(deep.length - shown.replace(/[^[]/g, '').length)
	const long = JSON.stringify(['x'.repeat(300_000), '😀'.repeat(10)])
	expect(shownOf(long).shown.length).toBe(most + 1)
	expect(shownOf(long).left).toBe(bytesOf(long) - most + '\n  '.length)
	expect(shownOf('[1, 2]')).toEqual({ shown: '[\n  1,\n  2\n]', left: 0 })
	expect(shownOf('x'.repeat(most + 7))).toMatchObject({ left: 7 })
	expect(shownOf('é'.repeat(most + 7))).toMatchObject({ left: 14 })
})
