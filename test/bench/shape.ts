import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, resolve, sep } from 'node:path'
import ts from 'typescript'

/**
 * How the house is built, in numbers: `npm run shape`, or `npm run shape -- ../another-checkout`
 * for one to compare with. It reads the sources of `worker` and `site` and runs nothing of them.
 */

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'))
const width = 100
const longest = 110
const smallFile = 40

interface SourceFile {
	readonly path: string
	readonly lines: readonly string[]
	/** Files of this repository that it imports, types included. */
	readonly imports: readonly string[]
}

const files: readonly SourceFile[] = globSync(['worker/**/*.ts', 'site/**/*.{ts,astro}'], {
	cwd: root,
})
	.map((path) => path.split(sep).join('/'))
	.sort()
	.map(read)
const known = new Map(files.map((file) => [file.path, file]))

function read(path: string): SourceFile {
	const text = readFileSync(join(root, path), 'utf8')
	const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
	return { path, lines: text.trimEnd().split('\n'), imports: imports.map((name) => at(path, name)) }
}

function at(path: string, specifier: string): string {
	const bare = specifier.replace(/\?.*$/, '')
	const view = /^#view\/(.+)$/.exec(bare)?.[1]
	if (view !== undefined) return `worker/core/questions/${view}/view.ts`
	if (bare.startsWith('#core/')) return `worker/core/${bare.slice('#core/'.length)}`
	if (!bare.startsWith('.')) return bare
	return normalize(join(dirname(path), bare))
		.split(sep)
		.join('/')
}

/** The files that are loaded when these are. */
function reachedFrom(
	starts: readonly string[],
	leads: (path: string) => boolean = () => true,
): ReadonlySet<string> {
	const seen = new Set<string>()
	const waiting = [...starts]
	for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
		const file = known.get(path)
		if (!file || seen.has(path)) continue
		seen.add(path)
		waiting.push(...file.imports.filter(leads))
	}
	return seen
}

/** Groups of files that import each other, directly or by way of others (Tarjan's components). */
function circles(): string[][] {
	const order = new Map<string, number>()
	const low = new Map<string, number>()
	const open: string[] = []
	const found: string[][] = []
	const visit = (path: string): number => {
		const own = order.size
		order.set(path, own)
		low.set(path, own)
		open.push(path)
		for (const next of known.get(path)?.imports ?? []) {
			if (!known.has(next)) continue
			const reach = order.has(next)
				? open.includes(next)
					? order.get(next)
					: undefined
				: visit(next)
			if (reach !== undefined) low.set(path, Math.min(low.get(path) ?? own, reach))
		}
		if (low.get(path) === own) {
			const group = open.splice(open.indexOf(path))
			if (group.length > 1) found.push(group)
		}
		return low.get(path) ?? own
	}
	for (const { path } of files) if (!order.has(path)) visit(path)
	return found
}

/**
 * Declared shapes of an incident: interfaces, object types and schemas that name at least three of
 * what tells an incident from anything else. Those that only pick from another one are none.
 */
function shapesOfIncident(): string[] {
	const fields = new Set(
		'title status impact createdAt startedAt resolvedAt updates affected'.split(' '),
	)
	return files
		.filter(({ path }) => path.endsWith('.ts'))
		.flatMap(({ path, lines }) => {
			const source = ts.createSourceFile(path, lines.join('\n'), ts.ScriptTarget.Latest, true)
			const shapes: string[] = []
			const look = (node: ts.Node): void => {
				const members = membersOf(node)
				if (members.filter((name) => fields.has(name)).length >= 3)
					shapes.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`)
				ts.forEachChild(node, look)
			}
			look(source)
			return shapes
		})
}

/** The names of an object type's members, or of those of a schema of zod. */
function membersOf(node: ts.Node): string[] {
	if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node))
		return node.members.flatMap(({ name }) => (name ? [name.getText()] : []))
	if (!ts.isCallExpression(node) || !/^z\.\w*[oO]bject$/.test(node.expression.getText())) return []
	return node.arguments
		.filter((argument) => ts.isObjectLiteralExpression(argument))
		.flatMap(({ properties }) => properties.flatMap(({ name }) => (name ? [name.getText()] : [])))
}

const importers = new Map<string, number>()
for (const { imports } of files)
	for (const path of new Set(imports)) importers.set(path, (importers.get(path) ?? 0) + 1)

const wide = (line: string) => line.replaceAll('\t', '  ').length
const sizes = files.map(({ lines }) => lines.length).sort((a, b) => a - b)
const all = files.flatMap(({ lines }) => lines)
// In the Worker's bundle a question has no view (`imports` in package.json).
const inWorker = reachedFrom(['worker/index.ts'], (path) => !path.endsWith('/view.ts'))
const inSite = reachedFrom(files.map(({ path }) => path).filter((path) => path.startsWith('site/')))
const linesOf = (wanted: (path: string) => boolean) =>
	files.filter(({ path }) => wanted(path)).reduce((sum, { lines }) => sum + lines.length, 0)
const small = files.filter(({ path, lines }) => {
	const isPage = path.startsWith('site/pages/') || path.startsWith('site/components/')
	return lines.length < smallFile && importers.get(path) === 1 && !isPage
})
const twins = files.filter(({ path }) => existsSync(join(root, path.replace(/\.(ts|astro)$/, ''))))
const loops = circles()
const shapes = shapesOfIncident()

const table: readonly (readonly [string, number | string, string?])[] = [
	[
		`lines, longer ones counted as so many of ${width} characters`,
		all.reduce((sum, line) => sum + Math.max(1, Math.ceil(wide(line) / width)), 0),
	],
	['files', files.length],
	['lines of the median file', sizes[Math.floor(sizes.length / 2)] ?? 0],
	['longest line, characters', Math.max(...all.map(({ length }) => length))],
	[`lines of more than ${longest} characters`, all.filter((line) => line.length > longest).length],
	[
		'import circles, types included',
		loops.length,
		loops.map((group) => `${group.length} with ${group[0]}`).join('; '),
	],
	['files with a folder of the same name', twins.length, twins.map(({ path }) => path).join(', ')],
	[`files under ${smallFile} lines that one other file imports`, small.length],
	['declared shapes of an incident', shapes.length, shapes.join(', ')],
	['lines that only the site reaches', linesOf((path) => inSite.has(path) && !inWorker.has(path))],
	[
		'lines that only the Worker reaches',
		linesOf((path) => inWorker.has(path) && !inSite.has(path)),
	],
	['lines that both reach', linesOf((path) => inWorker.has(path) && inSite.has(path))],
]

console.log(`${relative(process.cwd(), root) || '.'}\n`)
for (const [what, value, where] of table) {
	console.log(`${String(value).padStart(8)}  ${what}`)
	if (where) console.log(`          ${where}`)
}
