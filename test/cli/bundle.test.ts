import { execFileSync } from 'node:child_process'
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
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sumsText } from '#core/bundle/layout.ts'
import { importedLooks, planImport } from '#core/import/plan.ts'
import { cannotWrite, filesOf, hashOf, writeBundle } from '../../worker/cli/bundle.ts'
import { verifyBundle } from '../../worker/cli/verify.ts'
import {
	acme,
	acmeRecords,
	smallContent,
	temporaryFolder,
	writeFiles,
} from '../support/small-content.ts'

let folder = ''
let bundle = ''
beforeEach(() => {
	folder = temporaryFolder()
	bundle = join(folder, 'bundle')
	make(bundle)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function make(out: string, replace = false) {
	const bytes = Buffer.from(acmeRecords)
	const plan = planImport(acme, [{ name: 'acme.json', body: acmeRecords }])
	const snapshots = importedLooks(
		plan,
		{ at: '2026-09-27T00:00:00Z', precision: 'day' },
		() => bytes.byteLength,
		() => hashOf(bytes),
	)
	return writeBundle(
		out,
		{ content: { ...smallContent, providers: [plan.provider] }, snapshots, reports: [] },
		new Map([[hashOf(bytes), bytes]]),
		{ replace },
	)
}

function text(path: string): string {
	return readFileSync(join(bundle, path), 'utf8')
}

function put(path: string, value: string): void {
	writeFileSync(join(bundle, path), value)
}

/** As a forger would: sums that fit whatever is there. */
function sumAnew(): void {
	put(
		'SHA256SUMS',
		sumsText(
			new Map(filesOf(bundle).map((path) => [path, hashOf(readFileSync(join(bundle, path)))])),
		),
	)
}

describe('replacing a bundle', () => {
	test('what is a bundle is replaced', () => {
		rmSync(join(bundle, 'README.md'))
		make(bundle, true)
		expect(existsSync(join(bundle, 'README.md'))).toBe(true)
	})

	test.each(['export.json', 'SHA256SUMS', 'snapshots.jsonl'])(
		'a folder without %s is none, and is left as it is',
		(name) => {
			rmSync(join(bundle, name))
			expect(() => make(bundle, true)).toThrow(`is not empty and not a bundle: it has no ${name}`)
			expect(existsSync(join(bundle, 'content.json'))).toBe(true)
		},
	)

	test.each(['thesis.md', '.git', 'photos/1.jpg', 'snapshots/1.jpg', 'snapshots/more/1.jpg'])(
		'a folder that holds %s too is left as it is',
		(path) => {
			writeFiles(bundle, { [path]: 'of somebody' })
			expect(() => make(bundle, true)).toThrow(/holds ".+", which no bundle has/)
			expect(text(path)).toBe('of somebody')
		},
	)
})

describe('writing a bundle', () => {
	test('the same input gives the same bytes', () => {
		make(join(folder, 'again'))
		const files = ['SHA256SUMS', ...filesOf(bundle)]
		expect(files.length).toBe(7)
		for (const path of files)
			expect(
				readFileSync(join(folder, 'again', path)).equals(readFileSync(join(bundle, path))),
			).toBe(true)
	})

	test('the record says that it was imported on a day and not watched', () => {
		const record = JSON.parse(text('export.json'))
		expect(record.incidents.map((incident: { id: string }) => incident.id).sort()).toEqual([
			'one1',
			'two2',
		])
		const [first] = record.incidents
		expect(first.seen).toEqual({ by: '2026-09-27T00:00:00Z', precision: 'day' })
		expect(first.evidence[0].provenance).toBe('rebuilt')
	})

	test('a folder that holds something is left alone', () => {
		expect(() => make(bundle)).toThrow('is not empty')
		const other = join(folder, 'other')
		mkdirSync(other)
		writeFileSync(join(other, 'letter.txt'), 'dear')
		expect(() => make(other, true)).toThrow('is not empty and not a bundle')
		expect(readdirSync(other)).toEqual(['letter.txt'])
	})

	test('what fails leaves nothing behind', () => {
		const bad = join(folder, 'bad')
		const plan = planImport(acme, [{ name: 'acme.json', body: acmeRecords }])
		const snapshots = importedLooks(
			plan,
			{ at: '2026-09-27T00:00:00Z' },
			() => 1,
			() => 'f'.repeat(64),
		)
		expect(() =>
			writeBundle(
				bad,
				{ content: { ...smallContent, providers: [plan.provider] }, snapshots, reports: [] },
				new Map(),
			),
		).toThrow('missing')
		expect(existsSync(bad)).toBe(false)
		expect(readdirSync(folder)).toEqual(['bundle'])
	})
})

describe('verifying a bundle', () => {
	test('a bundle as it was written has nothing to find', () => {
		const verdict = verifyBundle(bundle)
		expect(verdict.findings).toEqual([])
		expect(verdict.remarks).toEqual([])
		expect(verdict).toMatchObject({ snapshots: 1, blobs: 1 })
	})

	test.each([false, true])(
		'one changed byte of a snapshot is found and named (sums written anew: %s)',
		(anew) => {
			const [blob = ''] = readdirSync(join(bundle, 'snapshots'))
			put(
				`snapshots/${blob}`,
				text(`snapshots/${blob}`).replace('Being looked into', 'Being looked intO'),
			)
			if (anew) sumAnew()
			const { findings } = verifyBundle(bundle)
			expect(
				findings.some((finding) =>
					finding.startsWith(`snapshots/${blob}: expected bytes with the SHA-256 ${blob}`),
				),
			).toBe(true)
			expect(
				findings.some((finding) =>
					finding.startsWith(
						'export.json: incidents[0].updates[0].body: expected "Being looked intO."',
					),
				),
			).toBe(true)
		},
	)

	test.each([false, true])(
		'one changed time in export.json is found and named (sums written anew: %s)',
		(anew) => {
			const record = JSON.parse(text('export.json'))
			record.incidents[0].updates[0].at = '2026-03-02T11:49:21Z'
			put('export.json', `${JSON.stringify(record)}\n`)
			if (anew) sumAnew()
			const { findings } = verifyBundle(bundle)
			expect(findings).toContain(
				'export.json: incidents[0].updates[0].at: expected "2026-03-02T11:49:20Z", found "2026-03-02T11:49:21Z"',
			)
			expect(findings).toHaveLength(anew ? 1 : 2)
		},
	)

	test('a snapshot that is renamed after its new bytes is missed by its look', () => {
		const [blob = ''] = readdirSync(join(bundle, 'snapshots'))
		const forged = text(`snapshots/${blob}`).replace('Slow.', 'Fast.')
		rmSync(join(bundle, 'snapshots', blob))
		put(`snapshots/${hashOf(Buffer.from(forged))}`, forged)
		sumAnew()
		const { findings } = verifyBundle(bundle)
		expect(findings.some((finding) => finding.includes(`expected a file snapshots/${blob}`))).toBe(
			true,
		)
		expect(
			findings.some((finding) =>
				finding.includes('expected a look in snapshots.jsonl that names it'),
			),
		).toBe(true)
	})

	test('a broken chain, a missing file, a line that is no look, a strange file', () => {
		put('snapshots.jsonl', text('snapshots.jsonl').replace('0'.repeat(64), '1'.repeat(64)))
		sumAnew()
		expect(verifyBundle(bundle).findings).toContain(
			`snapshots.jsonl: acme/import-record-${hashOf(Buffer.from(acmeRecords)).slice(0, 8)}/records 2026-09-27T00:00:00Z: previous: expected ${'0'.repeat(64)}, found ${'1'.repeat(64)}`,
		)
		put('snapshots.jsonl', '{}\n')
		expect(
			verifyBundle(bundle).findings.some((finding) =>
				finding.startsWith('snapshots.jsonl: line 1: provider: expected a string'),
			),
		).toBe(true)
		rmSync(join(bundle, 'content.json'))
		expect(verifyBundle(bundle).findings).toContain('content.json: expected a file, found nothing')
		put('letter.txt', 'dear')
		expect(verifyBundle(bundle).findings).toContain(
			'letter.txt: expected a line in SHA256SUMS, found none',
		)
	})

	test('another version of the rules is said, and the same values in another spelling are found', () => {
		const record = JSON.parse(text('export.json'))
		put('export.json', `${JSON.stringify({ ...record, builtBy: 'tidemark rules 0' })}\n`)
		sumAnew()
		expect(verifyBundle(bundle).remarks[0]).toContain('was built by "tidemark rules 0"')
		put('export.json', JSON.stringify(record, null, 2))
		sumAnew()
		expect(verifyBundle(bundle).findings).toEqual([
			'export.json: the same values, but not written in the canonical form',
		])
	})

	test('a file that no sum is of keeps a bundle from being replaced', () => {
		put('README.md', text('README.md'))
		expect(cannotWrite(bundle, true)).toBeUndefined()
		writeFileSync(
			join(bundle, 'SHA256SUMS'),
			text('SHA256SUMS')
				.split('\n')
				.filter((line) => !line.endsWith('content.json'))
				.join('\n'),
		)
		expect(cannotWrite(bundle, true)).toContain(
			'which its SHA256SUMS does not name: it is left as it is',
		)
		writeFileSync(join(bundle, 'SHA256SUMS'), 'my own sums\n')
		expect(cannotWrite(bundle, true)).toContain('it is left as it is')
	})

	test.skipIf(process.platform === 'win32')(
		'a pipe in place of a file is no file, and nobody waits for it',
		() => {
			for (const name of ['SHA256SUMS', 'snapshots.jsonl']) {
				rmSync(join(bundle, name))
				execFileSync('mkfifo', [join(bundle, name)])
				expect(verifyBundle(bundle).findings).toContain(`${name}: expected a file, found nothing`)
				expect(cannotWrite(bundle, true)).toContain('not a bundle')
			}
		},
	)

	test.each(['[', '{"a":'])('%s a hundred thousand times is no JSON that anybody walks', (open) => {
		const deep = `${open.repeat(100_000)}1${(open === '[' ? ']' : '}').repeat(100_000)}`
		for (const path of ['export.json', 'content.json', 'snapshots.jsonl', 'reports.jsonl']) {
			put(path, deep)
			const { findings } = verifyBundle(bundle)
			expect(findings.some((finding) => finding.startsWith(path))).toBe(true)
			expect(findings.join('\n')).not.toMatch(/call stack/i)
		}
	})

	test('nothing a bundle holds makes it throw', () => {
		const copy = join(folder, 'copy')
		for (const path of filesOf(bundle)) {
			// An empty list of report counts is what this bundle has anyway.
			for (const value of [
				path === 'reports.jsonl' ? '1' : '',
				'{',
				'null',
				'[]',
				'"x"',
				'{"a":1}',
			]) {
				rmSync(copy, { recursive: true, force: true })
				cpSync(bundle, copy, { recursive: true })
				writeFileSync(join(copy, path), value)
				expect(verifyBundle(copy).findings.length).toBeGreaterThan(0)
			}
		}
	})
})
