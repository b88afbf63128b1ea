/**
 * The named character references that people write in running text; others stay as they are
 * written.
 */
const named: ReadonlyMap<string, string> = new Map([
	['amp', '&'],
	['lt', '<'],
	['gt', '>'],
	['quot', '"'],
	['apos', "'"],
	['nbsp', '\u00a0'],
	['ndash', '–'],
	['mdash', '—'],
	['hellip', '…'],
	['lsquo', '‘'],
	['rsquo', '’'],
	['ldquo', '“'],
	['rdquo', '”'],
	['bull', '•'],
	['middot', '·'],
	['rarr', '→'],
	['larr', '←'],
	['copy', '©'],
	['reg', '®'],
	['trade', '™'],
	['deg', '°'],
	['times', '×'],
	['euro', '€'],
	['pound', '£'],
])

/**
 * Resolves the numeric and common named character references of HTML, once. Control characters and
 * halves of pairs are left out.
 */
export function decodeEntities(text: string): string {
	if (!text.includes('&')) return text
	return text.replace(
		/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi,
		(whole, decimal?: string, hex?: string, name?: string) => {
			if (name !== undefined) return named.get(name) ?? named.get(name.toLowerCase()) ?? whole
			const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
			const readable =
				(code >= 0x20 &&
					code <= 0x10ffff &&
					!(code >= 0x7f && code <= 0x9f) &&
					!(code >= 0xd800 && code <= 0xdfff)) ||
				code === 10 ||
				code === 9
			return readable ? String.fromCodePoint(code) : ''
		},
	)
}
