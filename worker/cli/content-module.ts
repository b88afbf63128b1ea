import * as z from 'zod/mini'
import { canonicalJson, sha256Hex } from '#core/hash.ts'
import { Provider } from '#core/model/provider.ts'
import { problemText, readContent } from './content.ts'
import { ContentError } from './generated-content.ts'

/**
 * The text of the module `#content`, from a content folder. Throws a ContentError with every
 * problem at once.
 */
export function contentModule(folder: string): string {
	const { content, problems } = readContent(folder)
	if (!content) throw new ContentError(problems.map(problemText))
	const text = canonicalJson(content)
	return [
		"import type { Content } from '#core/model/content.ts'",
		'',
		`export const contentHash: string = '${sha256Hex(text)}'`,
		`export const content: Content = ${JSON.stringify(JSON.parse(text), null, '\t')}`,
		'',
	].join('\n')
}

/** A JSON Schema of provider files, for editors that complete and check while one types. */
export function providerSchema(): string {
	const schema = z.toJSONSchema(Provider, { unrepresentable: 'any' })
	return `${JSON.stringify({ ...schema, properties: { $schema: { type: 'string' }, ...schema.properties } }, null, '\t')}\n`
}
