import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { importedLooks, planImport } from '#core/import/plan.ts'
import { hashOf, writeBundle } from '../../../worker/cli/bundle.ts'
import { checkout } from '../../../worker/cli/checkout.ts'
import { acme, smallContent, temporaryFolder, writeFiles } from '../../support/small-content.ts'
import { incidentsText } from '../incidents-text.ts'
import { type Bench, milliseconds, type Row } from '../measure.ts'

const sizes = [1_000, 10_000]

/** The site with many incidents, against the same number of empty pages that Astro builds. */
export const bench: Bench = async () => {
	const folder = temporaryFolder()
	try {
		return sizes.flatMap((size, index) => {
			const before = sizes[index - 1]
			return rowOf(size, before === undefined ? undefined : buildSite(folder, before), folder)
		})
	} finally {
		rmSync(folder, { recursive: true, force: true })
	}
}

const built = new Map<string, number>()

function rowOf(size: number, smaller: number | undefined, folder: string): Row[] {
	const whole = buildSite(folder, size)
	const pages = pagesIn(join(folder, `dist-${size}`))
	const empty = buildEmpty(folder, pages)
	const row = {
		name: `site of ${size.toLocaleString('en')} incidents, ${pages.toLocaleString('en')} pages`,
		measured: milliseconds(whole),
		against: `${milliseconds(empty)} empty pages`,
		ratio: `${((whole - empty) / pages).toFixed(2)} ms a page more`,
		aim: '≤ 1 ms',
	}
	if (smaller === undefined) return [row]
	const growth = {
		name: 'growth of the site from 1,000 to 10,000',
		measured: milliseconds(whole),
		against: milliseconds(smaller),
		ratio: `${(whole / smaller).toFixed(1)} ×`,
		aim: '≤ 10 ×',
	}
	return [row, growth]
}

function buildSite(folder: string, size: number): number {
	const bundle = join(folder, `bundle-${size}`)
	return timed(`site-${size}`, () => {
		const body = incidentsText(size)
		const bytes = Buffer.from(body)
		const plan = planImport(acme, [{ name: 'incidents.json', body }])
		const snapshots = importedLooks(
			plan,
			{ at: '2026-10-30T00:00:00Z' },
			() => bytes.byteLength,
			() => hashOf(bytes),
		)
		writeBundle(
			bundle,
			{ content: { ...smallContent, providers: [plan.provider] }, snapshots, reports: [] },
			new Map([[hashOf(bytes), bytes]]),
		)
		return () => astro(checkout(), join(folder, `dist-${size}`), { TIDEMARK_EXPORT: bundle })
	})
}

/** How many pages a build wrote: episodes and months have theirs too. */
function pagesIn(dist: string): number {
	return readdirSync(dist, { recursive: true }).filter((name) => String(name).endsWith('.html'))
		.length
}

function buildEmpty(folder: string, size: number): number {
	const root = join(folder, `empty-${size}`)
	return timed(`empty-${size}`, () => {
		writeFiles(root, {
			'package.json': { name: 'empty', type: 'module' },
			'astro.config.mjs': 'export default { build: { format: "file" }, compressHTML: false }',
			'src/pages/[id].astro': `---\nexport function getStaticPaths() { return Array.from({ length: ${size} }, (_, id) => ({ params: { id: String(id) } })) }\n---\n<!DOCTYPE html>\n<title>empty</title>\n`,
		})
		symlinkSync(checkout('node_modules'), join(root, 'node_modules'))
		return () => astro(root, join(root, 'dist'), {})
	})
}

/** Prepares, then times; each name once. */
function timed(name: string, prepare: () => () => void): number {
	const known = built.get(name)
	if (known !== undefined) return known
	const work = prepare()
	const started = performance.now()
	work()
	const time = performance.now() - started
	built.set(name, time)
	return time
}

function astro(root: string, outDir: string, env: Readonly<Record<string, string>>): void {
	const program = checkout('node_modules', 'astro', 'bin', 'astro.mjs')
	const { status, stderr, stdout } = spawnSync(
		process.execPath,
		[program, 'build', '--root', root, '--outDir', outDir, '--silent'],
		{
			cwd: root,
			env: { ...process.env, ...env, ASTRO_TELEMETRY_DISABLED: '1' },
			encoding: 'utf8',
			maxBuffer: 1 << 28,
		},
	)
	if (status !== 0) throw new Error(`astro build failed: ${(stderr || stdout).slice(-500)}`)
}
