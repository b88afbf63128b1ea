import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { describeApi, routes } from '../../worker/edge/api/describe-api.ts'
import { contentOf } from '../support/chronicle.ts'

/** The description as those read it who make clients from it. */

interface Described {
	readonly security: unknown[]
	readonly tags: readonly { readonly name: string; readonly description: string }[]
	readonly paths: Readonly<Record<string, { readonly get: Operation; readonly post?: Operation }>>
	readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

interface Operation {
	readonly tags: readonly string[]
	readonly description: string
	readonly parameters: readonly { readonly description: string }[]
	readonly responses: Readonly<
		Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>
	>
}

interface Schema {
	readonly properties?: Readonly<Record<string, unknown>>
	readonly discriminator?: {
		readonly propertyName: string
		readonly mapping: Readonly<Record<string, string>>
	}
}

// The description is JSON, made of plain values.
const described = JSON.parse(
	JSON.stringify(describeApi(contentOf().site, 'https://tidemark.example')),
) as Described
const operations = Object.values(described.paths).flatMap(({ get, post }) =>
	post ? [get, post] : [get],
)

test('has nothing that a linter of descriptions calls an error', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'tidemark-openapi-'))
	try {
		const file = join(folder, 'openapi.json')
		writeFileSync(file, JSON.stringify(described))
		// Nothing is asked for and nothing is reported anywhere.
		const env = {
			...process.env,
			REDOCLY_TELEMETRY: 'off',
			REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
			REDOCLY_SUPPRESS_NOTIFICATIONS: 'true',
		}
		const cli = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js')
		const { stdout } = await promisify(execFile)(
			process.execPath,
			[cli, 'lint', '--extends=recommended', '--format=json', file],
			{ cwd: folder, env },
		)
		expect((JSON.parse(stdout) as { totals: unknown }).totals).toMatchObject({
			errors: 0,
			warnings: 0,
		})
	} finally {
		rmSync(folder, { recursive: true, force: true })
	}
}, 60_000)

test('puts each operation under a heading that is described, and describes it', () => {
	const names = described.tags.map(({ name }) => name)
	for (const { tags, description } of operations) {
		expect(names).toEqual(expect.arrayContaining([...tags]))
		expect(tags).toHaveLength(1)
		expect(description).toMatch(/^[A-Z].*[.]$/s)
	}
	for (const { description } of described.tags) expect(description).toMatch(/\.$/)
	for (const { description } of operations.flatMap(({ parameters }) => parameters))
		expect(description).toMatch(/\.$/)
	expect(described.security).toEqual([])
})

test('says of each refusal that asks to come again when that is', () => {
	for (const { responses } of operations)
		for (const status of ['429', '503'])
			if (responses[status])
				expect(Object.keys(responses[status].headers ?? {})).toEqual(['Retry-After'])
	for (const { path, limited } of routes)
		expect(described.paths[path]?.get.responses['429'] !== undefined, path).toBe(limited === true)
	expect(operations.every(({ responses }) => responses['405'] && responses['500'])).toBe(true)
})

test('calls every instant a date-time', () => {
	const lacking = (schema: unknown, place: string): string[] => {
		if (typeof schema !== 'object' || schema === null) return []
		return Object.entries(schema).flatMap(([key, value]) => {
			const here = `${place}/${key}`
			const isInstant =
				/^(asOf|[a-z][A-Za-z]*At|until|slot|seenBy|since)$/.test(key) &&
				place.endsWith('/properties')
			if (!isInstant) return lacking(value, here)
			return JSON.stringify(value).includes('"type":"string"') &&
				!JSON.stringify(value).includes('"format":"date-time"')
				? [here]
				: lacking(value, here)
		})
	}
	expect(
		lacking(described.components.schemas, '').filter(
			(place) => !known.some((end) => place.endsWith(end)),
		),
	).toEqual([])
})

/** A day or an instant, or a name that looks like a time and is none. */
const known = ['/readAt', '/writtenAt', '/knownAt']

test('says which member of a union an answer is, where they have a field that tells', () => {
	const { Evidence, AnalysisAnswer } = described.components.schemas
	expect(Evidence?.discriminator).toEqual({
		propertyName: 'kind',
		mapping: {
			snapshot: '#/components/schemas/SnapshotEvidence',
			link: '#/components/schemas/LinkEvidence',
		},
	})
	expect(AnalysisAnswer?.discriminator?.propertyName).toBe('name')
	for (const reference of Object.values(AnalysisAnswer?.discriminator?.mapping ?? {}))
		expect(described.components.schemas).toHaveProperty(reference.split('/').at(-1) ?? '')
})

test('says of every value what it is, but for those that are nobody’s to describe', () => {
	const open = (schema: unknown, place: string): string[] => {
		if (Array.isArray(schema)) return schema.flatMap((inner) => open(inner, place))
		if (typeof schema !== 'object' || schema === null) return []
		const { properties, additionalProperties, type, $ref, anyOf, oneOf, items } = schema as Open
		const says = [type, $ref, anyOf, oneOf].some((one) => one !== undefined)
		const names = properties !== undefined || additionalProperties !== undefined
		return [
			...(!says || (type === 'object' && !names) ? [place] : []),
			...(additionalProperties === undefined ? [] : open(additionalProperties, `${place}.*`)),
			...open([anyOf, oneOf, items].filter((one) => one !== undefined).flat(), place),
			...Object.entries(properties ?? {}).flatMap(([key, inner]) => open(inner, `${place}.${key}`)),
		]
	}
	const found = Object.entries(described.components.schemas).flatMap(([name, schema]) =>
		open(schema, name),
	)
	expect(found).toEqual([
		// A platform checks its own options.
		'ProviderAnswer.sources.options.*',
		// OpenAPI's own specification describes these.
		'OpenApiAnswer.*',
		'OpenApiAnswer.info.*',
		'OpenApiAnswer.paths.*.*',
	])
})

interface Open {
	readonly type?: string
	readonly $ref?: string
	readonly anyOf?: readonly unknown[]
	readonly oneOf?: readonly unknown[]
	readonly items?: unknown
	readonly properties?: Readonly<Record<string, unknown>>
	readonly additionalProperties?: unknown
}
