import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readPostmortem } from '#core/content/postmortem.ts'
import { tidemark } from '../support/command.ts'
import { temporaryFolder } from '../support/small-content.ts'

const folder = temporaryFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('tidemark draft', () => {
	test('of an episode holds its incidents, its statements with their lines, and the fixes that did not hold', async () => {
		const { code, stdout } = await tidemark(['draft', 'episodes/claude-2026-03-02'])
		expect(code).toBe(0)
		const { value, issues } = readPostmortem('claude-2026-03-02', stdout)
		expect(issues).toEqual([])
		expect(value).toMatchObject({
			title: 'Two days in March: down, declared fixed, down again',
			subject: 'episodes/claude-2026-03-02',
		})
		expect(stdout).toContain(
			'(/incidents/claude/0ghc53zpsfmt#0ghc53zpsfmt:u-20260302T122124Z-investigating)',
		)
		expect(stdout.match(/^- \[.*\]\(\/incidents\/claude\//gm)).toHaveLength(52)
		expect(stdout.match(/^\| .*:fix-did-not-hold\) \| /gm)).toHaveLength(3)
		expect(stdout.match(/^\| \[.*\]\(\/incidents\/claude\/[a-z0-9]+\) \| /gm)).toHaveLength(10)
	})

	test('of an incident is written to a file once, and never over one', async () => {
		const file = join(folder, 'one.md')
		expect((await tidemark(['draft', 'incidents/claude/63943gpfb97z', '--out', file])).code).toBe(0)
		expect(readPostmortem('one', readFileSync(file, 'utf8')).value?.subject).toBe(
			'incidents/claude/63943gpfb97z',
		)
		writeFileSync(file, 'mine')
		const { code, stderr } = await tidemark([
			'draft',
			'incidents/claude/63943gpfb97z',
			'--out',
			file,
		])
		expect([code, readFileSync(file, 'utf8')]).toEqual([2, 'mine'])
		expect(stderr).toContain('is there already')
	})

	test.each([
		[['draft'], 'SUBJECT is missing'],
		[['draft', 'claude'], 'is neither incidents/<provider>/<id> nor episodes/<id>'],
		[['draft', 'providers/claude'], 'is neither incidents/<provider>/<id> nor episodes/<id>'],
		[
			['draft', 'episodes/claude-1999-01-01'],
			'content/archive does not have episodes/claude-1999-01-01',
		],
		[['draft', 'episodes/claude-2026-03-02', '/nowhere'], '/nowhere is not an evidence bundle'],
		[['draft', 'episodes/claude-2026-03-02', 'a', 'b'], '"b" is one argument too many'],
	])('tidemark %j is refused in one sentence', async (args, sentence) => {
		const out = join(folder, 'never.md')
		const { code, stdout, stderr } = await tidemark([...args, '--out', out])
		expect([code, stdout, existsSync(out)]).toEqual([2, '', false])
		expect(stderr).toContain(sentence)
	})

	test('--help says how it is used', async () => {
		const { code, stdout } = await tidemark(['draft', '--help'])
		expect(code).toBe(0)
		expect(stdout).toMatch(/^usage: tidemark draft SUBJECT/)
		expect((await tidemark(['--help'])).stdout).toContain('  draft ')
	})
})
