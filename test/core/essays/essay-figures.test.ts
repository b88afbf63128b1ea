import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Essay, readEssay } from '#core/content/essay.ts'
import { placeholdersOf } from '#core/content/placeholder.ts'
import { essayFigures, isCarried } from '#core/essays/essay-figures.ts'
import { figureOf } from '#core/essays/figure.ts'
import { percentText } from '#core/essays/figure-formats.ts'
import type { Analysis } from '#core/model/analysis.ts'
import type { Claim } from '#core/model/content.ts'

const figures = {
	share: { part: 3, of: 10, share: 0.3, low: 0.1078, high: 0.6032 },
	none: { part: 0, of: 0, share: null, low: null, high: null },
	chance: { expected: 0.2896, low: 0.2428, high: 0.337 },
	seconds: 4537,
	small: 11,
	large: 1_234_567,
	expected: 47.29,
	at: '2026-03-02T11:49:20Z',
	month: '2026-03',
	why: 'nobody <b>looked</b>',
	rows: [
		{ provider: 'acme', doors: ['a/x', 'b/y'], alone: [0.9699, 0.9723] },
		{ provider: 'zeta', doors: ['a/x'], alone: [1, 1] },
	],
	'two words': 7,
}

const analysis: Analysis = {
	name: 'relapse',
	title: 'Down again',
	asks: '?',
	method: 'By hand.',
	version: '1',
	scope: {},
	sampleSize: 10,
	exclusions: {},
	coverage: [],
	inputHash: 'ab'.repeat(32),
	figures,
}

/** The text of one placeholder, or what is wrong with it. */
function written(path: string, answer: Analysis = analysis): string {
	const [placeholder] = placeholdersOf(`{{relapse${path}}}`).figures
	if (!placeholder) throw new Error(`${path} is no placeholder`)
	const figure = figureOf(placeholder, answer)
	return 'text' in figure
		? figure.text
		: `${figure.path}: expected ${figure.expected}, got ${figure.got}`
}

describe('a figure in its place', () => {
	test.each([
		['.share | percent', '30\u00a0%'],
		['.share | parts', '3 of 10'],
		['.share | interval', '11 to 60\u00a0%'],
		['.chance | percent', '29\u00a0%'],
		['.seconds | duration', '1 h 15 min 37 s'],
		['.small | word', 'eleven'],
		['.large', '1,234,567'],
		['.expected | about', '47'],
		['.at | date', '2 March 2026'],
		['.at | time', '2 March 2026, 11:49:20 UTC'],
		['.month | month', 'March 2026'],
		['.why | text', 'nobody <b>looked</b>'],
		['.rows[provider=acme].alone[1] | percent', '97.2\u00a0%'],
		['.rows[doors=a/x+b/y].alone[0] | percent', '97.0\u00a0%'],
		['."two words" | word', 'seven'],
		['.@sampleSize', '10'],
	])('%s is written %s', (path, text) => {
		expect(written(path)).toBe(text)
	})

	test.each([
		['.shared | percent', /^line 1: expected one of share, none, .* at relapse, got “shared”/],
		['.none | percent', /expected a share from 0 to 1, as a percentage \(percent\), got .*null/],
		['.none.share | percent', /expected a share from 0 to 1.* got no figure in/],
		['.none | parts', /expected a share as “3 of 10” \(parts\)/],
		['.expected', /expected a whole number, in digits \(count\), got 47\.29/],
		['.seconds | percent', /expected a share from 0 to 1/],
		[
			'.rows[provider=nobody].alone[0] | percent',
			/expected one entry of relapse\.rows with provider=nobody, got 0/,
		],
		['.rows[0]', /expected a list of more than 0 plain values/],
		['.share[provider=acme]', /expected a list at relapse\.share/],
		['.small.more', /expected something that holds “more” at relapse\.small, got 11/],
	])('%s stops with what was expected', (path, message) => {
		expect(written(path)).toMatch(message)
	})

	test('an answer that was refused has no figures, but still says what it is', () => {
		const { figures: _, ...rest } = analysis
		const refused: Analysis = { ...rest, refused: 'Only samples.' }
		expect(written('.share | percent', refused)).toMatch(
			/^line 1: expected an answer to relapse, got a refusal in \{\{.*\}\}: Only samples\.$/,
		)
		expect(written('.@refused | text', refused)).toBe('Only samples.')
	})

	test('a percentage never rounds something to all or nothing', () => {
		fc.assert(
			fc.property(fc.double({ min: 0.00001, max: 0.99999, noNaN: true }), (share) => {
				const text = percentText(share)
				expect(Number(text)).toBeGreaterThan(0)
				expect(Number(text)).toBeLessThan(100)
				expect(Math.abs(Number(text) - share * 100)).toBeLessThanOrEqual(0.5)
			}),
		)
	})
})

const head =
	'---\ntitle: T\nsummary: S.\nsubjects: providers/acme\nauthor: the editors\nwrittenAt: 2026-11-23\n---\n'
const essayOf = (body: string): Essay => {
	const { value, complaints } = readEssay('t', `${head}${body}\n`)
	if (!value) throw new Error(JSON.stringify(complaints))
	return value
}
const claim: Claim = {
	id: 'c',
	subject: 'providers/acme',
	at: '2026-05-04T00:00:00Z',
	title: 'Over',
	body: 'Text.',
	author: 'the editors',
	links: [],
	writtenAt: '2026-05-09T00:00:00Z',
	claimant: 'Somebody',
	standing: 'conflicts',
	question: 'Was it over?',
}

test('a question that no claim answers is a complaint', () => {
	const essay = essayOf('{{claims: Was it over yet?}}')
	expect(essayFigures(essay, () => analysis, [claim]).complaints).toEqual([
		{
			path: 'line 8',
			expected: 'a question that claims on its subjects answer: one of Was it over?',
			got: '"Was it over yet?"',
		},
	])
})

test('an essay is carried by a record that holds all of its subjects', () => {
	const record = {
		incidents: [{ provider: 'acme', id: 'one' }],
		episodes: [{ id: 'acme-2026-05-04' }],
		providers: [{ id: 'acme' }],
	}
	expect(
		isCarried(
			{ subjects: ['incidents/acme/one', 'episodes/acme-2026-05-04', 'providers/acme'] },
			record,
		),
	).toBe(true)
	expect(isCarried({ subjects: ['providers/acme', 'providers/other'] }, record)).toBe(false)
})
