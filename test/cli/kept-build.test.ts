import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fittingSite } from '../../worker/cli/site-build.ts'
import { type CopiedCheckout, copyCheckout } from '../support/copied-checkout.ts'
import { temporaryFolder } from '../support/small-content.ts'
import { writeBundle } from '../support/told-record.ts'

/**
 * A site is built when it would come out otherwise than it lies there, and else not: told by the
 * key that a build leaves.
 */

const folder = temporaryFolder()
const bundle = join(folder, 'bundle')
const build = { TIDEMARK_EXPORT: bundle }
const before = process.env.TIDEMARK_EXPORT
let clone: CopiedCheckout

beforeAll(async () => {
	clone = copyCheckout(join(folder, 'clone'))
	writeBundle(bundle)
	process.env.TIDEMARK_EXPORT = bundle
})
afterAll(() => {
	if (before === undefined) delete process.env.TIDEMARK_EXPORT
	else process.env.TIDEMARK_EXPORT = before
	rmSync(folder, { recursive: true, force: true })
})

/** Changes a file of the clone, asks, and puts it back. */
function withChanged<T>(path: string, ask: () => T): T {
	const text = existsSync(path) ? readFileSync(path) : undefined
	appendFileSync(path, '\n')
	try {
		return ask()
	} finally {
		if (text === undefined) rmSync(path)
		else writeFileSync(path, text)
	}
}

describe('a build of the site', () => {
	test('is needed where there is none, and says in few lines what it does', async () => {
		expect(fittingSite(clone.root)).toBeUndefined()
		const { code, stdout, stderr } = await clone.run('build.ts', ['--if-changed'], build)
		expect(code).toBe(0)
		expect(stdout).toBe('')
		expect(stderr).toMatch(/^building the site …\nbuilding the site: [\d,]+ files in [\d.]+ s\n$/)
		expect(fittingSite(clone.root)).toBeGreaterThan(50)
	})

	test('is left out when nothing has changed', async () => {
		const { code, stderr } = await clone.run('build.ts', ['--if-changed'], build)
		expect(code).toBe(0)
		expect(stderr).toMatch(/^the site is up to date: [\d,]+ files\n$/)
	})

	test.each([
		'site/pages/index.astro',
		'site/styles/base.css',
		'worker/core/time/time.ts',
		'content/site.json',
		'content/providers/claude.json',
		'astro.config.mjs',
		'package-lock.json',
		'.env',
	])('is needed when %s has changed', (path) => {
		expect(withChanged(clone.path(path), () => fittingSite(clone.root))).toBeUndefined()
		expect(fittingSite(clone.root)).toBeGreaterThan(50)
	})

	test('is needed when the record is another one, or lies at an address', () => {
		expect(withChanged(join(bundle, 'export.json'), () => fittingSite(clone.root))).toBeUndefined()
		for (const place of [clone.path('content', 'archive'), 'https://bundle.example/latest']) {
			process.env.TIDEMARK_EXPORT = place
			expect(fittingSite(clone.root)).toBeUndefined()
		}
		process.env.TIDEMARK_EXPORT = bundle
		expect(fittingSite(clone.root)).toBeGreaterThan(50)
	})

	test('is not needed when the Worker alone, the histories or a recording have changed', () => {
		for (const path of [
			'worker/index.ts',
			'content/records/claude/2026-03-02.json',
			'content/recordings/claude-2026-03-02/manifest.json',
		])
			expect(withChanged(clone.path(path), () => fittingSite(clone.root))).toBeGreaterThan(50)
	})

	test('is needed when a file of it is gone', () => {
		const page = clone.path('dist', 'index.html')
		const text = readFileSync(page)
		rmSync(page)
		expect(fittingSite(clone.root)).toBeUndefined()
		writeFileSync(page, text)
		expect(fittingSite(clone.root)).toBeGreaterThan(50)
	})

	test('that fails says why and leaves nothing that could be taken for a build', async () => {
		const page = clone.path('site', 'pages', 'twice.astro')
		writeFileSync(page, "---\nthrow new Error('a page that does not build')\n---\n")
		const { code, stderr } = await clone.run('build.ts', [], build)
		rmSync(page)
		expect(code).toBe(1)
		expect(stderr).toContain('a page that does not build')
		expect(stderr).toMatch(/tidemark: the site could not be built\n$/)
		expect(stderr.split('\n').length).toBeLessThan(60)
		expect(fittingSite(clone.root)).toBeUndefined()
	})

	test('of which two routes give one file stops', async () => {
		const page = clone.path('site', 'pages', '[twin].ts')
		writeFileSync(
			page,
			"export const getStaticPaths = () => [{ params: { twin: 'about' } }]\nexport const GET = () => new Response('twin')\n",
		)
		const { code, stderr } = await clone.run('build.ts', [], build)
		rmSync(page)
		expect(code).toBe(1)
		expect(stderr).toContain('about')
	})
})
