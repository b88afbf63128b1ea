import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkout } from './checkout.ts'
import { hashOfFiles } from './file-hash.ts'
import { apart, ContentError, generateContent } from './generated-content.ts'
import { type Progress, startProgress } from './progress.ts'
import { writableFolder } from './writable-folder.ts'

/**
 * Builds the site into `dist/`, and knows whether what lies there still fits: a build leaves the
 * hash of all that it was made from in
 * `.generated/site.json`, with the number of its files.
 */

interface Mark {
	readonly key: string
	readonly files: number
}

/**
 * What decides a page's bytes, besides the bundle: pages, the core that they are made of, what the
 * API says of itself, and the tools.
 */
const inputs = [
	'site',
	'worker/core',
	'worker/edge/api',
	'worker/cli',
	'content',
	'astro.config.mjs',
	'tsconfig.json',
	'package.json',
	'package-lock.json',
]
/** Astro reads these into the build's environment where they are. */
const settings = [
	'.env',
	'.env.local',
	'.env.production',
	'.env.production.local',
	'node_modules/.package-lock.json',
]

/**
 * What the site would be built from now; undefined when that is an address, where something else
 * may lie by the next time.
 */
function siteKey(root: string): string | undefined {
	const place = process.env.TIDEMARK_EXPORT ?? 'content/archive'
	if (/^https?:\/\//.test(place)) return undefined
	const sources = hashOfFiles(root, [...inputs, ...settings], apart)
	const bundle = hashOfFiles(resolve(root, place), [
		'export.json',
		'content.json',
		'snapshots.jsonl',
		'reports.jsonl',
		'snapshots',
	])
	return createHash('sha256').update([sources, bundle, process.version].join('\n')).digest('hex')
}

/**
 * How many files the site in `dist/` has, when it is just what would be built now; undefined when
 * it has to be built.
 */
export function fittingSite(root: string = checkout()): number | undefined {
	const built = readMark(root)
	if (!built || built.key !== siteKey(root) || filesIn(join(root, 'dist')) !== built.files)
		return undefined
	return built.files
}

/**
 * Builds the site. Says on standard error how far it is, what is wrong in `content/` or what Astro
 * complained of, and its warnings.
 * Rejects with an Error whose message is one sentence.
 */
export async function buildSite(root: string = checkout()): Promise<void> {
	await generateContent(root).catch((error: unknown) => {
		if (error instanceof ContentError) tell(error.problems)
		throw error
	})
	for (const folder of ['.generated', 'dist']) writableFolder(join(root, folder))
	mark(root, undefined)
	// Before, so that what changes while it is built is built the next time.
	const key = siteKey(root)
	const started = performance.now()
	const bar = startProgress('building the site', 0)
	const { code, said } = await runAstro(root, bar)
	if (code !== 0) {
		bar.stop()
		tell(said)
		throw new Error('the site could not be built')
	}
	const files = filesIn(join(root, 'dist'))
	if (key !== undefined) mark(root, { key, files })
	bar.end(`${countText(files)} in ${((performance.now() - started) / 1000).toFixed(1)} s`)
	tell(
		[
			...new Set(
				said
					.filter((line) => line.includes('[WARN]'))
					.map((line) => line.replace(/^[\d:]* *\[WARN\] */, '')),
			),
		].slice(0, warningsAtMost),
	)
}

/** One that repeats itself for thousands of pages would hide what else is to be read. */
const warningsAtMost = 5

/** `2,967 files` */
export function countText(files: number): string {
	return `${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}`
}

function tell(lines: readonly string[]): void {
	for (const line of lines) console.error(line)
}

/** Runs Astro and gives the lines that it said beside those on single pages. */
function runAstro(
	root: string,
	bar: Progress,
): Promise<{ readonly code: number; readonly said: readonly string[] }> {
	const program = join(root, 'node_modules', 'astro', 'bin', 'astro.mjs')
	// This Node by its path, as everywhere here: on Windows `npm` and `astro` are no programs that
	// could be started.
	const child = spawn(process.execPath, [program, 'build', '--root', root], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
	})
	const goOn = endWith(child)
	bar.at(0, 'reading the record')
	child.on('message', ({ written, of }: BuildProgress) => {
		bar.of(of)
		bar.at(written, `${written.toLocaleString('en')} of ${countText(of)}`)
	})
	let said = ''
	for (const stream of [child.stdout, child.stderr])
		stream?.on('data', (chunk: unknown) => {
			said += chunk
		})
	return new Promise((done) => {
		child.on('error', (error) => {
			said += `${error.message}\n`
		})
		child.on('close', (code) => {
			goOn()
			done({
				code: code ?? 1,
				said: said
					.split(/\r?\n/)
					.filter((line) => line.trim() !== '' && !/[├└]─|^\s*\(\+\d+ms\)/.test(line)),
			})
		})
	})
}

/** Of Astro's progress as `site/integrations/building.ts` sends it. */
interface BuildProgress {
	readonly written: number
	readonly of: number
}

/**
 * Lets a child end with this process, also by a signal that nobody here listens to. Gives what
 * takes that back.
 */
function endWith(child: ChildProcess): () => void {
	const end = () => void child.kill()
	const leave = () => process.exit(1)
	const signals = (['SIGINT', 'SIGTERM'] as const).filter(
		(signal) => process.listenerCount(signal) === 0,
	)
	process.once('exit', end)
	for (const signal of signals) process.once(signal, leave)
	return () => {
		process.off('exit', end)
		for (const signal of signals) process.off(signal, leave)
	}
}

function markFile(root: string): string {
	return join(root, '.generated', 'site.json')
}

function readMark(root: string): Mark | undefined {
	if (!existsSync(markFile(root))) return undefined
	try {
		// Written by `mark`; whatever else is there fits nothing.
		return JSON.parse(readFileSync(markFile(root), 'utf8')) as Mark
	} catch {
		return undefined
	}
}

/** Writes down what `dist/` was built from, or that this is not known. */
function mark(root: string, value: Mark | undefined): void {
	rmSync(markFile(root), { force: true })
	if (!value) return
	writeFileSync(markFile(root), `${JSON.stringify(value)}\n`)
}

/** How many files a folder holds; a site from which somebody took some is no site. */
function filesIn(folder: string): number {
	if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return 0
	return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
		entry.isFile(),
	).length
}
