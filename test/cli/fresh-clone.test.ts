import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CopiedCheckout, copyCheckout } from '../support/copied-checkout.ts'
import { temporaryFolder, writeFiles } from '../support/small-content.ts'

/**
 * What a newcomer does first: a clone, `npm install`, and then any command, with nothing made
 * beforehand.
 */

const folder = temporaryFolder()
let clone: CopiedCheckout
const state = join(folder, 'state')
const recording = join(folder, 'recording')
const address = 'https://status.claude.com/api/v2/incidents.json'
const page = {
	id: 'tymt9n04zgry',
	name: 'Claude',
	url: 'https://status.claude.com',
	updated_at: '2026-05-01T10:00:00Z',
}

function recorded(...urls: readonly string[]): unknown {
	const frames = urls.map((url) => ({
		at: '2026-05-01T10:00:00Z',
		url,
		status: 200,
		headers: {},
		file: 'frames/quiet.json',
	}))
	return { recording: 'quiet', from: '2026-05-01T10:00:00Z', to: '2026-05-01T10:01:00Z', frames }
}

beforeAll(() => {
	clone = copyCheckout(join(folder, 'clone'))
	writeFiles(recording, {
		'manifest.json': recorded(address),
		'frames/quiet.json': { page, incidents: [] },
	})
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a command that needs the content module', () => {
	beforeEach(() => rmSync(clone.path('.generated'), { recursive: true, force: true }))

	test.each([
		['replay', [recording]],
		['export', ['--out', join(folder, 'exported')]],
		['analyse', ['relapse']],
		['import', ['claude', 'content/records/claude/2026-03-02.json']],
	])('%s makes it where there is none', async (name, args) => {
		const { code, stderr } = await clone.run('tidemark.ts', [name, ...args], {
			TIDEMARK_STATE: state,
		})
		expect(stderr).not.toContain('ERROR')
		expect(code).toBe(0)
		expect(existsSync(clone.path('.generated', 'content.ts'))).toBe(true)
	})

	test.each([
		['check', []],
		['verify', ['content/archive']],
		['draft', ['episodes/claude-2026-03-02']],
		['analyse', ['content/archive', 'relapse']],
		[
			'import',
			['claude', 'content/records/claude/2026-03-02.json', '--out', join(folder, 'imported')],
		],
	])('%s does without it', async (name, args) => {
		expect(await clone.run('tidemark.ts', [name, ...args])).toMatchObject({ code: 0 })
	})

	test('never uses one that content has left behind', async () => {
		const [file, out] = [clone.path('content', 'site.json'), join(folder, 'renamed')]
		const before = readFileSync(file, 'utf8')
		await clone.run('tidemark.ts', ['replay', recording])
		writeFileSync(file, JSON.stringify({ ...JSON.parse(before), name: 'Another Flight Recorder' }))
		const { code } = await clone.run('tidemark.ts', ['replay', recording, '--out', out])
		writeFileSync(file, before)
		expect(code).toBe(0)
		expect(readFileSync(join(out, 'content.json'), 'utf8')).toContain('Another Flight Recorder')
	})

	test('says what is wrong in content, all of it, and changes nothing', async () => {
		const [file, out] = [clone.path('content', 'site.json'), join(folder, 'wrong')]
		const before = readFileSync(file, 'utf8')
		writeFileSync(file, JSON.stringify({ ...JSON.parse(before), name: 7, subject: 8 }))
		const { code, stderr } = await clone.run('tidemark.ts', ['replay', recording, '--out', out])
		writeFileSync(file, before)
		expect(code).toBe(1)
		expect(stderr).toContain('content/site.json: name: expected a string, got 7')
		expect(stderr).toContain('content/site.json: subject: expected a string, got 8')
		expect(stderr).toMatch(/tidemark: replay: content\/ has \d problems\n$/)
		expect(existsSync(out) || existsSync(clone.path('.generated', 'content.ts'))).toBe(false)
	})
})

describe('a recording', () => {
	test('that no source asks for is refused, with what, where and what was expected', async () => {
		const [stranger, out] = [join(folder, 'stranger'), join(folder, 'of-a-stranger')]
		const urls = [
			'https://status.acme.example/api/v2/summary.json',
			'https://status.claude.com/api/v1/else.json',
		]
		writeFiles(stranger, {
			'manifest.json': recorded(...urls),
			'frames/quiet.json': { page, incidents: [] },
		})
		const { code, stdout, stderr } = await clone.run('tidemark.ts', [
			'replay',
			stranger,
			'--out',
			out,
		])
		expect(code).toBe(2)
		expect(stdout).toBe('')
		expect(stderr).toContain(
			'stranger/manifest.json: frames: no source in content/providers/ asks for https://status.acme.example/api/v2/summary.json and 1 more',
		)
		expect(stderr).toMatch(
			/expected an address such as https:\/\/status\.claude\.com\/api\/v2\/\S+ \(claude\)/,
		)
		expect(existsSync(out)).toBe(false)
	})

	test('of which a part is asked for is played, and the rest is named', async () => {
		const half = join(folder, 'half')
		writeFiles(half, {
			'manifest.json': recorded(address, 'https://status.acme.example/api/v2/summary.json'),
			'frames/quiet.json': { page, incidents: [] },
		})
		const { code, stderr } = await clone.run('tidemark.ts', ['replay', half])
		expect(stderr).toContain(
			'no source asks for https://status.acme.example/api/v2/summary.json: not played',
		)
		expect(code).toBe(0)
	})
})
