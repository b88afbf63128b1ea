import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { build } from 'esbuild'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/** The rule of dependency, read from the import statements themselves. */

const root = join(import.meta.dirname, '..')
const sources = globSync(['worker/**/*.{ts,js}', 'site/**/*.{ts,astro}', 'test/**/*.ts'], {
	cwd: root,
}).map((path) => path.split(sep).join('/'))

/** What the pure core may use: libraries that compute and do nothing else. */
const pureLibraries = [
	'zod/mini',
	'@noble/hashes',
	'csv-parse/sync',
	'd3-scale',
	'diff',
	'feedsmith',
	'marked',
]
interface Import {
	readonly file: string
	/** A path in this repository, or the bare specifier of a package. */
	readonly target: string
}

const imports: readonly Import[] = sources.flatMap((file) =>
	ts
		.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true)
		.importedFiles.map((found) => ({ file, target: resolve(file, found.fileName) })),
)

function resolve(file: string, specifier: string): string {
	const view = /^#view\/(.+)$/.exec(specifier)?.[1]
	if (view !== undefined) return `worker/core/questions/${view}/view.ts`
	if (specifier.startsWith('#core/')) return `worker/core/${specifier.slice('#core/'.length)}`
	if (specifier.startsWith('.'))
		return normalize(join(dirname(file), specifier))
			.split(sep)
			.join('/')
	return specifier
}

function offenders(
	from: (file: string) => boolean,
	forbidden: (target: string) => boolean,
): string[] {
	return imports
		.filter((statement) => from(statement.file) && forbidden(statement.target))
		.map((statement) => `${statement.file} imports ${statement.target}`)
}

const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`)

describe('the rule of dependency', () => {
	test('the import statements are found at all', () => {
		expect(imports.some((statement) => statement.target === 'worker/core/time/time.ts')).toBe(true)
		expect(imports.some((statement) => statement.target === 'zod/mini')).toBe(true)
	})

	test('the core imports the core and libraries that only compute', () => {
		const allowed = (target: string) =>
			target.startsWith('worker/core/') ||
			pureLibraries.some((name) => target === name || target.startsWith(`${name}/`))
		expect(offenders(within('worker/core'), (target) => !allowed(target))).toEqual([])
	})

	test('only the entry, the bindings’ types, the edge itself, the command line and tests import the edge', () => {
		// env.ts has types only: the bindings name what the Durable Objects answer.
		const mayImport = (file: string) =>
			file === 'worker/index.ts' ||
			file === 'worker/env.ts' ||
			['worker/edge', 'worker/cli', 'test'].some((folder) => within(folder)(file))
		expect(offenders((file) => !mayImport(file), within('worker/edge'))).toEqual([])
	})

	test('nothing imports the site but the site and its tests', () => {
		expect(
			offenders((file) => !within('site')(file) && !within('test')(file), within('site')),
		).toEqual([])
	})

	test('the site reads the record through the core alone', () => {
		expect(
			offenders(
				within('site'),
				(target) => target.startsWith('worker/') && !target.startsWith('worker/core/'),
			),
		).toEqual([])
	})

	test('the edge uses neither Node nor the command line', () => {
		expect(
			offenders(
				within('worker/edge'),
				(target) => target.startsWith('node:') || target.startsWith('worker/cli/'),
			),
		).toEqual([])
	})

	test('zod comes as zod/mini, in the Worker and in the core', () => {
		expect(
			offenders(within('worker'), (target) => target === 'zod' || target === 'zod/v4'),
		).toEqual([])
	})

	test('relative imports and #core imports name files that exist', () => {
		const missing = imports.filter(
			(statement) =>
				/^(worker|site|test)\//.test(statement.target) &&
				!existsSync(join(root, statement.target.replace(/\?.*$/, ''))),
		)
		expect(missing.map((statement) => `${statement.file} imports ${statement.target}`)).toEqual([])
	})
})

describe('the Worker’s bundle', () => {
	test('has no view of a question in it: it answers with figures and shows none', async () => {
		const { metafile } = await build({
			entryPoints: [join(root, 'worker/core/questions/registry.ts')],
			absWorkingDir: root,
			bundle: true,
			write: false,
			metafile: true,
			format: 'esm',
			platform: 'browser',
			// Those of wrangler, and of `npm start`.
			conditions: ['workerd', 'worker', 'browser'],
		})
		const files = Object.keys(metafile.inputs)
		expect(files).toContain('worker/core/questions/no-view.ts')
		expect(files.filter((file) => /\/(view|said|chart|figure-table)\.ts$/.test(file))).toEqual([])
	})
})

/**
 * The rooms of the core from the ground up: none imports one that stands above it. Those of one
 * storey are what the record is published as; between them only circles are forbidden.
 */
const storeys: readonly (readonly string[])[] = [
	['time'],
	['model'],
	['statistics'],
	['text'],
	['platforms'],
	['incident'],
	['crowd'],
	['timeline'],
	['archive'],
	['import'],
	['record'],
	['content', 'documents', 'formats', 'fragments', 'questions'],
	['essays'],
	['bundle'],
]

describe('the rooms of the core', () => {
	const roomOf = (path: string) => /^worker\/core\/([^/]+)\//.exec(path)?.[1]
	const storeyOf = (path: string) =>
		storeys.findIndex((rooms) => rooms.includes(roomOf(path) ?? ''))
	const inCore = sources.filter(within('worker/core'))

	test('have each their place', () => {
		const rooms = new Set(inCore.flatMap((path) => roomOf(path) ?? []))
		expect([...rooms].toSorted()).toEqual(storeys.flat().toSorted())
	})

	test('import no room above them', () => {
		expect(
			imports
				.filter(
					({ file, target }) =>
						roomOf(file) !== undefined &&
						roomOf(target) !== undefined &&
						storeyOf(target) > storeyOf(file),
				)
				.map(({ file, target }) => `${file} imports ${target}`),
		).toEqual([])
	})

	test('stand on files of no room, which know at most the model', () => {
		expect(
			offenders(
				(file) => within('worker/core')(file) && roomOf(file) === undefined,
				(target) => !['model', undefined].includes(roomOf(target)),
			),
		).toEqual([])
	})
})

describe('circles of imports, types included', () => {
	test.each(['worker', 'site'])('are not in %s', (folder) => {
		const files = sources.filter(within(folder))
		expect(files.length).toBeGreaterThan(10)
		expect(circlesAmong(files)).toEqual([])
	})

	test('are found where there are any', () => {
		const edges = new Map([
			['a', ['b']],
			['b', ['c', 'd']],
			['c', ['a']],
			['d', []],
		])
		expect(circlesIn(edges)).toEqual([['a', 'b', 'c']])
	})
})

function circlesAmong(files: readonly string[]): string[][] {
	const own = new Set(files)
	const edges = new Map<string, string[]>(files.map((file) => [file, []]))
	for (const { file, target } of imports) {
		const path = target.replace(/\?.*$/, '')
		if (own.has(path)) edges.get(file)?.push(path)
	}
	return circlesIn(edges)
}

/** Groups of files each of which reaches all others of its group. */
function circlesIn(edges: ReadonlyMap<string, readonly string[]>): string[][] {
	const reached = new Map([...edges.keys()].map((file) => [file, reachedFrom(file, edges)]))
	const inCircle = [...edges.keys()].filter((file) => reached.get(file)?.has(file))
	const groups = Map.groupBy(inCircle, (file) =>
		inCircle
			.filter((other) => reached.get(file)?.has(other) && reached.get(other)?.has(file))
			.join(' '),
	)
	return [...groups.values()]
}

function reachedFrom(
	start: string,
	edges: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
	const seen = new Set<string>()
	const waiting = [...(edges.get(start) ?? [])]
	for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
		if (seen.has(file)) continue
		seen.add(file)
		waiting.push(...(edges.get(file) ?? []))
	}
	return seen
}

describe('the shape of files', () => {
	test('KV keys are spelled in keys.ts only', () => {
		const spelled = /[`'"](?:blob|snap|reports|incident|episode|index|now|feed|heads)\/\$\{/
		const elsewhere = sources.filter(
			(file) =>
				within('worker/edge')(file) &&
				file !== 'worker/edge/keys.ts' &&
				spelled.test(readFileSync(join(root, file), 'utf8')),
		)
		expect(elsewhere).toEqual([])
	})

	test('a process is started by the path of this Node: npm and its commands are no programs on Windows', () => {
		const programs =
			/(?<![.\w])(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|fork)\(\s*([^,)\s]+)/g
		const started = sources
			.filter(
				(file) =>
					['worker', 'site', 'test/bench'].some((folder) => within(folder)(file)) ||
					file === 'test/run.ts',
			)
			.flatMap((file) =>
				[...readFileSync(join(root, file), 'utf8').matchAll(programs)].map(([, program]) => ({
					file,
					program,
				})),
			)
		expect(started.length).toBeGreaterThan(3)
		const others = started
			.filter(({ program }) => program !== 'process.execPath')
			.map(({ file, program }) => `${file} starts ${program}`)
		// `ps` and `lsof`, where there are any; elsewhere there is nothing to find.
		expect(others).toEqual(['worker/cli/runtime-process.ts starts program'])
	})

	test('no line of the rooms below the documents, or of the command line, is longer than 110 characters', () => {
		const rooms = storeys.slice(0, -3).flat()
		const inRooms = sources.filter(
			(file) =>
				file.endsWith('.ts') &&
				(/^worker\/core\/[^/]+\.ts$/.test(file) ||
					[...rooms.map((room) => `worker/core/${room}`), 'worker/cli'].some((folder) =>
						within(folder)(file),
					)),
		)
		expect(inRooms.length).toBeGreaterThan(100)
		expect(
			inRooms.flatMap((file) =>
				readFileSync(join(root, file), 'utf8')
					.split('\n')
					.flatMap((line, index) => (line.length > 110 ? [`${file}:${index + 1}`] : [])),
			),
		).toEqual([])
	})

	test('no file has a name that says nothing', () => {
		const empty = sources.filter((file) =>
			/\/(utils?|helpers?|common|misc|shared)(\.|\/)/.test(relative('.', file)),
		)
		expect(empty).toEqual([])
	})
})
