import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { canonicalJson, sha256Hex } from '#core/hash.ts'
import type { Content } from '#core/model/content.ts'
import { Provider } from '#core/model/provider.ts'
import { problemText, readContent } from './content.ts'

/**
 * Turns `content/` into the module `#content`, since a glob import does not exist under wrangler, and writes a JSON Schema
 * for editors. Stops with every problem at once. Files that would not change are left alone, so that watchers stay quiet.
 */

const root = join(import.meta.dirname, '../..')
const { content, problems } = readContent(join(root, 'content'))
if (!content) {
	for (const problem of problems) console.error(problemText(problem))
	console.error(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in content/`)
	process.exit(1)
}
mkdirSync(join(root, '.generated'), { recursive: true })
put('content.ts', contentModule(content))
put('provider.schema.json', `${JSON.stringify(providerSchema(), null, '\t')}\n`)

function contentModule(value: Content): string {
	const text = canonicalJson(value)
	return [
		'// Made from content/ by worker/cli/generate-content.ts; not to be edited.',
		"import type { Content } from '#core/model/content.ts'",
		'',
		`export const contentHash: string = '${sha256Hex(text)}'`,
		`export const content: Content = ${JSON.stringify(JSON.parse(text), null, '\t')}`,
		'',
	].join('\n')
}

function providerSchema(): unknown {
	const schema = z.toJSONSchema(Provider, { unrepresentable: 'any' })
	return { ...schema, properties: { $schema: { type: 'string' }, ...schema.properties } }
}

function put(name: string, text: string): void {
	const path = join(root, '.generated', name)
	if (existsSync(path) && readFileSync(path, 'utf8') === text) return
	writeFileSync(path, text)
}
