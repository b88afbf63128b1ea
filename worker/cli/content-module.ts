import * as z from 'zod/mini'
import { canonicalJson, sha256Hex } from '#core/hash.ts'
import type { Content } from '#core/model/content.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { Provider } from '#core/model/provider.ts'
import { describeApi } from '../edge/api/describe-api.ts'
import { problemText, readContent } from './content.ts'
import { ContentError } from './generated-content.ts'

/** What a content folder says. Throws a ContentError with every problem at once. */
export function contentOf(folder: string): Content {
	const { content, problems } = readContent(folder)
	if (!content) throw new ContentError(problems.map(problemText))
	return content
}

/** The text of the module `#content`. */
export function contentModule(content: Content): string {
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

/** The API's description as the Worker serves it and the site lists it, without a host. */
export function apiDescription(site: SiteHeader): string {
	return JSON.stringify(describeApi(site))
}
