import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { filesOf } from '../../worker/cli/bundle.ts'
import { tidemark } from '../support/command.ts'
import { temporaryFolder, writeFiles } from '../support/small-content.ts'

const folder = temporaryFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const root = join(import.meta.dirname, '../..')
const records = 'content/records/claude/2026-03-02.json'

describe('nonsense', () => {
	test.each([
		[[], 'a command is missing'],
		[['frobnicate'], 'there is no command "frobnicate"'],
		[['toString'], 'there is no command "toString"'],
		[['replay'], 'RECORDING is missing'],
		[['replay', '/nowhere'], 'there is no folder /nowhere'],
		[['replay', 'worker'], 'cannot be played'],
		[['replay', '--bogus', 'x'], 'Unknown option "--bogus"'],
		[['status', 'claude', 'grok'], '"grok" is one argument too many'],
		[['status', 'claude/api/more'], 'is no provider or product'],
		[['status', '--url', 'nowhere'], '"nowhere" is no address'],
		[['verify', '/nowhere'], 'there is no folder /nowhere'],
		[['verify', 'worker'], 'is not an evidence bundle'],
		[['verify', 'a', 'b'], '"b" is one argument too many'],
		[['import'], 'PROVIDER is missing'],
		[['import', 'claude'], 'FILE is missing'],
		[['import', 'claude', 'no-such-file'], 'there is no file no-such-file'],
		[['import', 'worker/env.ts'], 'FILE is missing'],
		[['import', 'content/claims'], 'has no folder with files of a provider'],
		[['import', 'nobody', 'package.json'], 'there is no provider "nobody"'],
		[
			['import', 'nobody', 'package.json'],
			'write content/providers/nobody.json with "id": "nobody", "name"',
		],
		[['import', 'No Body', 'package.json'], 'An id has small letters, digits and hyphens'],
		[['import', 'claude', records, '--zone', 'Mars/Base'], '--zone "Mars/Base" is no zone'],
		[
			['import', 'claude', records, '--zone', 'Europe/Berlin'],
			'--zone goes with the days of an uptime display',
		],
		[['import', 'claude', records, '--read-at', '2026-02-30'], '--read-at "2026-02-30" is neither'],
		[['import', 'claude', records, '--replace'], '--replace goes with --out'],
		[
			['import', 'claude', records, '--out', 'worker', '--replace'],
			'is not empty and not a bundle',
		],
		[['export'], '--out BUNDLE is missing'],
		[['export', '--out', 'worker'], 'is not empty'],
		[['check', 'a', 'b'], '"b" is one argument too many'],
	])('tidemark %j is refused in one sentence with exit code 2', async (args, sentence) => {
		const { code, stdout, stderr } = await tidemark(args, join(folder, 'state'))
		expect(code).toBe(2)
		expect(stdout).toBe('')
		const last = stderr.trimEnd().split('\n').at(-1)
		expect(last).toMatch(/^tidemark: /)
		expect(last).toContain(sentence)
		expect(stderr).not.toMatch(/\n\s+at /)
	})

	test('nothing came of all that', () => {
		expect(existsSync(join(folder, 'state'))).toBe(false)
	})
})

test.each(['replay', 'import', 'export', 'verify', 'check'])(
	'tidemark %s --help says how it is used',
	async (name) => {
		const { code, stdout } = await tidemark([name, '--help'])
		expect(code).toBe(0)
		expect(stdout).toMatch(new RegExp(`^usage: tidemark ${name}`))
		expect((await tidemark(['--help'])).stdout).toContain(`  ${name} `)
	},
)

test('check finds this content sound, and says every problem of another with exit code 1', async () => {
	const sound = await tidemark(['check'])
	expect(sound.code).toBe(0)
	expect(sound.stdout).toContain(
		'note: content/site.json: contact: https://tidemark.example/about leads to nobody; the right of reply needs',
	)
	writeFiles(join(folder, 'content'), { 'site.json': { name: 1 }, 'providers/x.json': '{' })
	const { code, stdout } = await tidemark(['check', join(folder, 'content')])
	expect(code).toBe(1)
	expect(stdout).toContain('content/site.json: name: expected a string, got 1')
	expect(stdout).toContain('content/providers/x.json: expected JSON')
})

describe('the committed archive', () => {
	test('a change that moves hundreds of lines is listed with its cause first, whole with --all', async () => {
		const copy = join(folder, 'forged')
		cpSync(join(root, 'content/archive'), copy, { recursive: true })
		const record = join(copy, 'export.json')
		writeFileSync(record, readFileSync(record, 'utf8').replaceAll('"claude"', '"clyde"'))
		const { code, stdout } = await tidemark(['verify', copy])
		const lines = stdout.trimEnd().split('\n')
		expect(code).toBe(1)
		expect(lines[0]).toMatch(/^export\.json: expected the SHA-256/)
		expect(lines).toHaveLength(41)
		expect(lines.at(-1)).toMatch(/^and \d+ more, which --all lists$/)
		expect(
			(await tidemark(['verify', copy, '--all'])).stdout.trimEnd().split('\n').length,
		).toBeGreaterThan(41)
	})

	test('holds: verify finds nothing, also by default', async () => {
		const { code, stdout } = await tidemark(['verify'])
		expect(stdout).toContain('content/archive: 20 looks and 20 documents give this record')
		expect(code).toBe(0)
	})

	test('is what its command makes, byte for byte (npm run archive writes it anew)', async () => {
		const script: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
			.archive
		const args = script.split(' ').slice(2)
		expect(args).toContain('content/archive')
		const out = join(folder, 'archive')
		const { code } = await tidemark(
			args.map((argument) => (argument === 'content/archive' ? out : argument)),
		)
		expect(code).toBe(0)
		const committed = join(root, 'content/archive')
		expect(filesOf(out)).toEqual(filesOf(committed))
		for (const path of ['SHA256SUMS', ...filesOf(out)])
			expect(
				readFileSync(join(out, path), 'utf8') === readFileSync(join(committed, path), 'utf8'),
				path,
			).toBe(true)
	})

	test('says of March 2026 that it was first read on a day in August, and was not watched', () => {
		const record = JSON.parse(readFileSync(join(root, 'content/archive/export.json'), 'utf8'))
		const days = record.incidents.filter(
			({ provider, createdAt }: { provider: string; createdAt: string }) =>
				provider === 'claude' && /^2026-03-0[23]/.test(createdAt),
		)
		expect(days).toHaveLength(10)
		for (const incident of days) {
			expect(incident.seen).toEqual({ by: '2026-08-22T00:00:00Z', precision: 'day' })
			for (const update of incident.updates)
				expect(update.evidence[0]).toMatchObject({
					kind: 'snapshot',
					provenance: 'rebuilt',
					precision: 'day',
				})
		}
		expect(record.episodes.map((episode: { id: string }) => episode.id)).toContain(
			'claude-2026-03-02',
		)
		expect(
			record.timelines
				.flatMap((timeline: { events: { kind: string }[] }) => timeline.events)
				.filter((event: { kind: string }) => event.kind === 'backdated'),
		).toEqual([])
	})
})

describe('import into a bundle', () => {
	test('says what it skipped and why, and adds the surfaces that the file names', async () => {
		const file = join(folder, 'history.json')
		writeFileSync(
			file,
			JSON.stringify({
				records: [
					{
						id: 'a1',
						title: 'Slow',
						impact: 'minor',
						createdAt: '2026-05-01T10:00:00Z',
						components: ['Brand New Thing'],
						updates: [],
						links: [],
					},
					{
						id: 'a2',
						title: 'No time at all',
						impact: 'minor',
						components: [],
						updates: [],
						links: [],
					},
				],
			}),
		)
		const out = join(folder, 'imported')
		const { code, stdout } = await tidemark([
			'import',
			'claude',
			file,
			'package.json',
			'--read-at',
			'2026-05-02T00:00:00Z',
			'--out',
			out,
		])
		expect(stdout).toContain('surface added: Brand New Thing (brand-new-thing)')
		expect(stdout).toMatch(/skipped in .*history\.json: /)
		expect(stdout).toContain('skipped package.json: no platform reads it')
		expect(code).toBe(0)
		const content = JSON.parse(readFileSync(join(out, 'content.json'), 'utf8'))
		const claude = content.providers.find((provider: { id: string }) => provider.id === 'claude')
		expect(claude.surfaces.at(-1)).toMatchObject({
			id: 'brand-new-thing',
			name: 'Brand New Thing',
			aliases: [{ name: 'Brand New Thing' }],
		})
		expect((await tidemark(['verify', out])).code).toBe(0)
	})

	test('a file that nothing can read leaves no bundle, with exit code 1', async () => {
		const out = join(folder, 'nothing')
		const { code, stderr } = await tidemark(['import', 'claude', 'package.json', '--out', out])
		expect(code).toBe(1)
		expect(stderr).toContain('nothing was imported')
		expect(existsSync(out)).toBe(false)
	})

	test('an empty folder is taken, report counts are evidence too', async () => {
		const out = join(folder, 'counts')
		mkdirSync(out)
		const file = join(folder, 'counts.json')
		writeFileSync(
			file,
			JSON.stringify({
				reports: [{ at: '2026-03-02T12:00:00Z', count: 1400, source: 'press', precision: 'hour' }],
			}),
		)
		const { code, stdout } = await tidemark(['import', 'claude', file, '--out', out])
		expect(stdout).toContain('1 report counts')
		expect(code).toBe(0)
		expect(readFileSync(join(out, 'reports.jsonl'), 'utf8')).toContain('"count":1400')
		expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([])
	})
})
