import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Answer, Description } from './described-fields.ts'

/**
 * Checks answers against the description that goes with them, more strictly than a client may: a
 * field that is not described is a mistake.
 */

/**
 * Sentences on all that an answer has or lacks against the description; `path` is as the
 * description writes it.
 */
export type Checker = (method: string, path: string, answer: Answer) => string[]

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
