import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEssay, typedFigures } from '#core/content/essay.ts'
import { placeholdersOf } from '#core/content/placeholder.ts'

const head = [
	'---',
	'title: Down again',
	'summary: Why.',
	'subjects: episodes/acme-2026-05-04, providers/acme',
	'author: the editors',
	'writtenAt: 2026-11-23',
	'---',
]
const fileOf = (...body: string[]) => [...head, '', ...body, ''].join('\n')
const complaintsOn = (...body: string[]) =>
	readEssay('down-again', fileOf(...body)).issues.map(
		({ path, expected, got }) => `${path}: ${expected}; ${got}`,
	)

describe('an essay', () => {
	test('is read with its subjects, placeholders and lists', () => {
		const { value, issues } = readEssay(
			'down-again',
			fileOf(
				'It was {{relapse(provider=acme, from=2026-05-04).between.byProvider[provider=acme].share | percent}}.',
				'',
				'{{claims: Was it over?}}',
				'',
				'{{sheets}}',
			),
		)
		expect(issues).toEqual([])
		expect(value).toMatchObject({
			slug: 'down-again',
			subjects: ['episodes/acme-2026-05-04', 'providers/acme'],
		})
		expect(value?.figures).toEqual([
			{
				text: 'relapse(provider=acme, from=2026-05-04).between.byProvider[provider=acme].share | percent',
				line: 9,
				question: 'relapse',
				scope: { provider: 'acme', from: '2026-05-04T00:00:00Z' },
				path: [
					{ key: 'between' },
					{ key: 'byProvider', where: [['provider', 'acme']] },
					{ key: 'share' },
				],
				format: 'percent',
			},
		])
		expect(value?.blocks).toMatchObject([
			{ kind: 'claims', about: 'Was it over?', line: 11 },
			{ kind: 'sheets', line: 13 },
		])
	})

	test('a number that somebody typed is told with its line', () => {
		expect(complaintsOn('Half of them lasted 90 minutes.', '', 'In 57 % of cases.')).toEqual([
			'line 9: a placeholder for what is computed, or a link to the line that says so; "90"',
			'line 11: a placeholder for what is computed, or a link to the line that says so; "57"',
		])
	})

	test('every issue comes at once, those on the head too', () => {
		const { value, issues } = readEssay(
			'x',
			'---\ntitle: x\nsubjects: acme\nwritenAt: 2026-01-01\n---\n{{nothing.x}} and 7\n',
		)
		expect(value).toBeUndefined()
		expect(issues.map(({ path }) => path)).toEqual(
			expect.arrayContaining(['summary', 'subjects[0]', 'author', 'writtenAt', 'line 6']),
		)
		expect(readEssay('x', 'no head').issues).toMatchObject([
			{ expected: expect.stringContaining('name: value') },
		])
	})
})

describe('placeholders', () => {
	const complaintOn = (text: string) => placeholdersOf(text).issues.map(({ expected }) => expected)

	test.each([
		['{{relaps.between}}', /^a question: one of durations, .*relapse/],
		['{{relapse.between.share | percents}}', /^a format: one of count, /],
		[
			'{{relapse(privider=acme).between}}',
			/^a scope of provider, surface, from, to, zone, not privider$/,
		],
		['{{relapse(provider=Acme!).between}}', /lower-case words joined by hyphens as provider/],
		['{{relapse(from=soon).between}}', /an instant in UTC/],
		['{{relapse.between[share]}}', /^a choice such as between\[provider=claude\]$/],
		['{{relapse}}', /^question\(scope\)\.path \| format/],
		['{{}}', /^question\(scope\)\.path \| format/],
		['one {{relapse.between', /^a placeholder between \{\{ and \}\} on one line$/],
		['a \ue000f0\ue001 b', /^no characters of private use$/],
		['text {{sheets}} more', /^a line of its own for a list$/],
	])('%s is refused in a sentence', (text, expected) => {
		expect(complaintOn(text)).toEqual([expect.stringMatching(expected)])
	})

	test('steps may be quoted, choose by several fields, or take a position', () => {
		const [quoted, chosen, placed] = placeholdersOf(
			'{{causes.again.fits."cannot be told"}} {{shared-fate.fallbacks[kind=chat, doors=a/x+b/y].together | percent}} {{shared-fate.fallbacks[kind=chat].alone[1] | percent}}',
		).figures
		expect(quoted?.path.at(-1)).toEqual({ key: 'cannot be told' })
		expect(chosen?.path[0]?.where).toEqual([
			['kind', 'chat'],
			['doors', 'a/x+b/y'],
		])
		expect(placed?.path[1]).toEqual({ key: 'alone', position: 1 })
	})

	test('whatever stands between braces is a placeholder or an issue, and never a crash', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.oneof(
						fc.string(),
						fc.constantFrom(
							'{{',
							'}}',
							'relapse',
							'.',
							'[',
							']',
							'(',
							')',
							'|',
							'=',
							',',
							'@',
							'\n',
						),
					),
					{ maxLength: 20 },
				),
				(parts) => {
					const text = parts.join('')
					const { figures, blocks, issues } = placeholdersOf(text)
					if (/\{\{/.test(text))
						expect(figures.length + blocks.length + issues.length).toBeGreaterThan(0)
					for (const { path } of issues) expect(path).toMatch(/^line \d+$/)
				},
			),
		)
	})
})

describe('typed figures', () => {
	test('dates, links, code and placeholders are none', () => {
		expect(
			typedFigures(
				'On 2 March 2026 and 27 to 28 February, in June 2024 and in 2025, [at 11:49:20](/x#y-1), `gpt-5`, {{durations.overall.count | count}}.\n1. First',
			),
		).toEqual([])
	})

	test('every digit elsewhere is one', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1899 }),
				fc.constantFrom('x ', '(', '**', 'about '),
				fc.constantFrom(' %', ' min', '', ' of them'),
				(number, before, after) => {
					expect(typedFigures(`${before}${number}${after}`)).toHaveLength(1)
				},
			),
		)
	})
})
