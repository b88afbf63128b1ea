import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellText, printable } from '../../worker/cli/terminal.ts'

/** Whatever strangers call their files: a terminal gets one line of what can be seen. */

test('nothing in a line moves the cursor, and what can be seen stays', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
			for (const line of [printable(text), cellText(text, 48)])
				expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
		}),
	)
	expect(printable('a\u001b[2Jb\nc\u202ed')).toBe('a\\u001b[2Jb\\nc\\u202ed')
	expect(printable('claude.ai — “down” 💥')).toBe('claude.ai — “down” 💥')
})
