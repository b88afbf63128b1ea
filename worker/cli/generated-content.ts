import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './checkout.ts'
import { hashOfFiles } from './file-hash.ts'
import { writableFolder } from './writable-folder.ts'

/**
 * Turns `content/` into the module `#content`, since a glob import does not exist under wrangler,
 * and writes a JSON Schema for editors and the API's description, which the site ships.
 * Whatever needs the module asks for it here, and gets one that fits: it is made anew when it is
 * absent or when anything that it is made
 * from has changed. Looking takes some milliseconds; what makes it is loaded only when there is
 * something to make.
 */

/** What is wrong in `content/`, a sentence for each problem. */
export class ContentError extends Error {
	override readonly name = 'ContentError'
	readonly problems: readonly string[]

	constructor(problems: readonly string[]) {
		super(`content/ has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
		this.problems = problems
	}
}

/**
 * Folders and files of a checkout that decide what is generated: the content, the code that reads
 * and checks it, and the API's handlers with their descriptions.
 */
const inputs = ['content', 'worker/core', 'worker/edge/api', 'worker/cli/content.ts']

/** Parts of `content/` that are read where they lie and never become part of the module. */
export const apart: readonly string[] = ['content/archive', 'content/records', 'content/recordings']

/**
 * Makes what is absent or out of date below `root`, and says whether it had to. Throws a
 * ContentError with every problem at once.
 */
export async function generateContent(root: string = checkout()): Promise<boolean> {
	const folder = join(root, '.generated')
	const key = hashOfFiles(root, inputs, apart)
	const files = {
		module: join(folder, 'content.ts'),
		schema: join(folder, 'provider.schema.json'),
		api: join(folder, 'openapi.json'),
	}
	const first = `// Made from content/ (${key}); not to be edited.`
	if (
		existsSync(files.schema) &&
		existsSync(files.api) &&
		existsSync(files.module) &&
		readFileSync(files.module, 'utf8').startsWith(`${first}\n`)
	)
		return false
	const { contentModule, providerSchema } = await import('./content.ts')
	const { module, problems } = contentModule(join(root, 'content'))
	if (module === undefined) throw new ContentError(problems)
	const { describeApi } = await import('../edge/api/describe-api.ts')
	writableFolder(folder)
	put(files.schema, providerSchema())
	put(files.api, JSON.stringify(describeApi(module.site)))
	put(files.module, `${first}\n${module.text}`)
	return true
}

/** Whole or not at all: other commands may be reading it. */
function put(path: string, text: string): void {
	if (existsSync(path) && readFileSync(path, 'utf8') === text) return
	const partial = `${path}.${process.pid}`
	writeFileSync(partial, text)
	renameSync(partial, path)
}
