/** Which fields of a description answers showed, and which of theirs it does not name. */

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

/** Of a JSON Schema, what a description uses of it. */
interface Schema {
	readonly $ref?: string
	readonly anyOf?: readonly Schema[]
	readonly oneOf?: readonly Schema[]
	readonly type?: string | readonly string[]
	readonly const?: unknown
	readonly enum?: readonly unknown[]
	readonly properties?: Readonly<Record<string, Schema>>
	readonly additionalProperties?: Schema | boolean
	readonly items?: Schema
}

export interface FieldAccount {
	/**
	 * Takes note of an answer to `path` as the description writes it; the fields of it that the
	 * description does not name, a sentence each.
	 */
	read(method: string, path: string, answer: Answer): string[]
	/** As `Noun.field`: all that was shown. An inner field comes after another stop. */
	readonly shown: ReadonlySet<string>
}

export function fieldAccount({ paths, components }: Description): FieldAccount {
	const shown = new Set<string>()
	/** A schema with what it refers to in its place, and the noun under which its fields are told. */
	const resolve = (schema: Schema, place: string): readonly [Schema, string] => {
		const noun = schema.$ref?.split('/').at(-1)
		// Of a description, whose references lead somewhere.
		return noun === undefined ? [schema, place] : [components.schemas[noun] as Schema, noun]
	}
	/** Whether a value can be what a member of a union says, by its type, its words and its fields. */
	const mayBe = (option: Schema, value: unknown): boolean => {
		const [schema] = resolve(option, '')
		if (schema.anyOf ?? schema.oneOf)
			return [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].some((one) => mayBe(one, value))
		if (schema.const !== undefined) return schema.const === value
		if (schema.enum) return schema.enum.includes(value)
		if (schema.type !== undefined && ![schema.type].flat().some((type) => isOf(type, value)))
			return false
		if (!schema.properties || typeof value !== 'object' || value === null) return true
		return Object.entries(value).every(([key, inner]) => {
			const property = schema.properties?.[key]
			return property ? mayBe(property, inner) : typeof schema.additionalProperties === 'object'
		})
	}
	const walk = (given: Schema, value: unknown, at: string): string[] => {
		const [schema, place] = resolve(given, at)
		const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
		if (options.length > 0) {
			const fitting = options.filter((option) => mayBe(option, value))
			return fitting.length === 0
				? [`${place} is none of those described: ${JSON.stringify(value).slice(0, 200)}`]
				: fitting.flatMap((option) => walk(option, value, place))
		}
		if (Array.isArray(value))
			return value.flatMap((item) => (schema.items ? walk(schema.items, item, place) : []))
		if (typeof value !== 'object' || value === null) return []
		const { properties, additionalProperties } = schema
		return Object.entries(value).flatMap(([key, inner]) => {
			const property = properties?.[key]
			if (property) {
				shown.add(`${place}.${key}`)
				return walk(property, inner, `${place}.${key}`)
			}
			if (typeof additionalProperties === 'object') return walk(additionalProperties, inner, place)
			return properties ? [`${place}.${key} is not described`] : []
		})
	}
	return {
		shown,
		read(method, path, { status, contentType, text }) {
			const [type = ''] = contentType.split(';')
			const content = paths[path]?.[method]?.responses[status]?.content?.[type]
			if (!content || !type.endsWith('json')) return []
			return walk(content.schema as Schema, JSON.parse(text), '') // of a description
		},
	}
}

function isOf(type: string, value: unknown): boolean {
	if (type === 'null') return value === null
	if (type === 'array') return Array.isArray(value)
	if (type === 'integer') return Number.isInteger(value)
	return typeof value === type && value !== null && !Array.isArray(value)
}
