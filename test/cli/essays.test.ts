import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { problemText, readContent } from '../../worker/cli/content.ts'
import { figureProblems } from '../../worker/cli/essay-figures.ts'
import { tidemark } from '../support/command.ts'
import { acme, smallContent, temporaryFolder, writeFiles } from '../support/small-content.ts'
import { writeBundle } from '../support/told-record.ts'

/**
 * What `tidemark check` finds in essays: what they cannot say at all, and what the archive beside
 * them does not give.
 */

let folder = ''
beforeEach(() => {
	folder = join(temporaryFolder(), 'content')
	writeFiles(folder, { 'site.json': smallContent.site, 'providers/acme.json': acme })
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const essay = (...lines: string[]) =>
	[
		'---',
		'title: T',
		'summary: S.',
		'subjects: providers/acme',
		'author: the editors',
		'writtenAt: 2026-11-23',
		'---',
		'',
		...lines,
		'',
	].join('\n')

test('what no record could give is found without one', () => {
	writeFiles(folder, {
		'analysis/first.md': essay(
			'It was {{relaps.between.share}} or 57 %.',
			'',
			'And {{durations.overall.count | words}}.',
		),
	})
	expect(readContent(folder).problems.map(problemText)).toEqual([
		expect.stringMatching(
			/^content\/analysis\/first\.md: line 9: expected a question: one of durations, .*, got "\{\{relaps\.between\.share\}\}"$/,
		),
		expect.stringMatching(
			/^content\/analysis\/first\.md: line 11: expected a format: one of count, .*, got "\{\{durations\.overall\.count \| words\}\}"$/,
		),
		'content/analysis/first.md: line 9: expected a placeholder for what is computed, or a link to the line that says so, got "57"',
	])
	expect(figureProblems(folder)).toEqual([])
})

test('figures that the archive does not give are found in it, and an essay that it does not carry is left alone', async () => {
	mkdirSync(join(folder, 'archive'), { recursive: true })
	writeBundle(join(folder, 'archive'))
	writeFiles(folder, {
		'analysis/sound.md': essay(
			'The record counts {{causes.providers[provider=acme].stated.part | count}} of them.',
			'',
			'{{sheets}}',
		),
		'analysis/wrong.md': essay(
			'{{durations.overal.count}}',
			'{{words.providers[provider=nobody].incidents}}',
			'{{causes.providers[provider=acme].stated | parts}} {{durations.overall.count | percent}}',
			'',
			'{{claims: Did it rain?}}',
		),
		'analysis/elsewhere.md': essay('{{durations.overal.count}}').replace(
			'providers/acme',
			'providers/other',
		),
	})
	const problems = figureProblems(folder).map(problemText)
	expect(problems[0]).toMatch(
		/^content\/analysis\/wrong\.md: line 9: expected one of .*overall.* at durations, got “overal” in \{\{durations\.overal\.count\}\}$/,
	)
	expect(problems[1]).toMatch(
		/line 10: expected one entry of words\.providers with provider=nobody, got 0 in /,
	)
	expect(problems.filter((problem) => problem.includes('line 11'))).not.toEqual([])
	expect(problems.at(-1)).toMatch(
		/line 13: expected a question that claims on its subjects answer: .*, got "Did it rain\?"$/,
	)
	expect(problems.filter((problem) => !problem.startsWith('content/analysis/wrong.md: '))).toEqual(
		[],
	)

	const { code, stdout } = await tidemark(['check', folder])
	expect(code).toBe(1)
	for (const problem of problems) expect(stdout).toContain(problem)
})
