import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/**
 * Checks answers against the description that goes with them, more strictly than a client may: a
 * field that is not described is a mistake.
 */

/** The parts of a description that are looked at. */
export interface Description {
	readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
	readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

interface Operation {
	readonly responses: Readonly<
		Record<
			string,
			{
				readonly content?: Readonly<Record<string, { readonly schema: unknown }>>
				readonly headers?: Readonly<Record<string, unknown>>
			}
		>
	>
}

export interface Answer {
	readonly status: number
	readonly contentType: string
	readonly text: string
}

/**
 * Sentences on all that an answer has or lacks against the description; `path` is as the
 * description writes it.
 */
export type Checker = (method: string, path: string, answer: Answer) => string[]

export interface StrictReader {
	readonly check: Checker
	/**
	 * The fields that the description names and no answer that was checked had: `Answer/field`, inner
	 * ones by dots.
	 */
	unseen(): string[]
}

/** Checks answers, and keeps account of what of the description they showed. */
export function strictReader(description: Description): StrictReader {
	const check = checkerOf(description)
	const seen = new Set<string>()
	return {
		check(method, path, answer) {
			const faults = check(method, path, answer)
			const { schema } = contentOf(description, method, path, answer) ?? {}
			if (faults.length === 0 && schema !== undefined)
				witness(description, schema, JSON.parse(answer.text), '', seen)
			return faults
		},
		unseen() {
			const named = new Set<string>()
			const asked = new Set<string>()
			for (const operations of Object.values(description.paths))
				for (const { responses } of Object.values(operations))
					for (const { content = {} } of Object.values(responses))
						for (const [type, { schema }] of Object.entries(content))
							if (type.endsWith('json')) name(description, schema, '', named, asked)
			return [...named].filter((field) => !seen.has(field)).sort()
		},
	}
}

function contentOf(description: Description, method: string, path: string, answer: Answer) {
	const [type = ''] = answer.contentType.split(';')
	const content = description.paths[path]?.[method]?.responses[answer.status]?.content?.[type]
	return type.endsWith('json') ? content : undefined
}

interface Node {
	readonly $ref?: string
	readonly anyOf?: readonly Node[]
	readonly oneOf?: readonly Node[]
	readonly properties?: Readonly<Record<string, Node>>
	readonly additionalProperties?: Node | boolean
	readonly items?: Node
	readonly const?: unknown
	readonly type?: string
}

/** A schema with what it refers to in its place, and the name under which its fields are told. */
function resolved(
	{ components }: Description,
	schema: unknown,
	place: string,
): readonly [Node, string] {
	const node = schema as Node // of a description
	const target = node.$ref?.split('/').at(-1)
	return target === undefined ? [node, place] : [components.schemas[target] as Node, target]
}

function name(
	description: Description,
	schema: unknown,
	at: string,
	named: Set<string>,
	asked: Set<string>,
): void {
	const [node, place] = resolved(description, schema, at)
	if (place !== at && asked.has(place)) return
	if (place !== at) asked.add(place)
	for (const option of [...(node.anyOf ?? []), ...(node.oneOf ?? [])])
		name(description, option, place, named, asked)
	for (const [key, inner] of Object.entries(node.properties ?? {})) {
		named.add(`${place}.${key}`)
		name(description, inner, `${place}.${key}`, named, asked)
	}
	if (node.items) name(description, node.items, place, named, asked)
	if (typeof node.additionalProperties === 'object')
		name(description, node.additionalProperties, place, named, asked)
}

function witness(
	description: Description,
	schema: unknown,
	value: unknown,
	at: string,
	seen: Set<string>,
): void {
	const [node, place] = resolved(description, schema, at)
	for (const option of [...(node.anyOf ?? []), ...(node.oneOf ?? [])])
		if (mayBe(description, option, value)) witness(description, option, value, place, seen)
	if (Array.isArray(value)) {
		if (node.items) for (const item of value) witness(description, node.items, item, place, seen)
		return
	}
	if (typeof value !== 'object' || value === null) return
	for (const [key, inner] of Object.entries(value)) {
		const property = node.properties?.[key]
		if (property) {
			seen.add(`${place}.${key}`)
			witness(description, property, inner, `${place}.${key}`, seen)
		} else if (typeof node.additionalProperties === 'object')
			witness(description, node.additionalProperties, inner, place, seen)
	}
}

/** Whether a value can be what one member of a union says, by its constants and its fields. */
function mayBe(description: Description, schema: unknown, value: unknown): boolean {
	const [{ properties }] = resolved(description, schema, '')
	if (!properties || typeof value !== 'object' || value === null) return true
	return Object.entries(value).every(([key, inner]) => {
		const property = properties[key]
		return property !== undefined && (property.const === undefined || property.const === inner)
	})
}

export function checkerOf(description: Description): Checker {
	const ajv = new Ajv2020({ strict: false, allErrors: true })
	formats.default(ajv)
	ajv.addSchema({ $id: 'api', components: closed(description.components) } as object)
	const compiled = new Map<string, ValidateFunction>()
	const validatorOf = (key: string, schema: unknown): ValidateFunction => {
		const known =
			compiled.get(key) ??
			ajv.compile(
				JSON.parse(
					JSON.stringify(closed(schema)).replaceAll('"#/components/', '"api#/components/'),
				) as object,
			)
		compiled.set(key, known)
		return known
	}
	return (method, path, { status, contentType, text }) => {
		const operation = description.paths[path]?.[method]
		const response = operation?.responses[status]
		if (!response) return [`${status} is not declared`]
		if (!response.content) return text === '' ? [] : [`${status} is declared without a body`]
		const [type = ''] = contentType.split(';')
		const content = response.content[type]
		if (!content)
			return [
				`${type} is not declared for ${status}, only ${Object.keys(response.content).join(', ')}`,
			]
		if (!type.endsWith('json')) return []
		const validate = validatorOf(`${method} ${path} ${status} ${type}`, content.schema)
		if (validate(JSON.parse(text))) return []
		return (validate.errors ?? []).map(
			({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
		)
	}
}

/** A schema in which whatever lists its properties has no others. */
function closed(schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map(closed)
	if (typeof schema !== 'object' || schema === null) return schema
	const made = Object.fromEntries(
		Object.entries(schema).map(([key, value]) => [key, closed(value)]),
	)
	return made.type === 'object' &&
		made.properties !== undefined &&
		made.additionalProperties === undefined
		? { ...made, additionalProperties: false }
		: made
}
