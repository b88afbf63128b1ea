import * as z from 'zod/mini'
import { AnalysisReport } from '#core/model/analysis.ts'
import { questions } from './registry.ts'

/** The shape of each question's figures, by its name: what `--json` and the API promise. */
export const figuresSchemas: Readonly<Record<string, z.ZodMiniType>> = Object.fromEntries(
	questions.map(({ name, schema }) => [name, schema]),
)

/**
 * The report and the figures of every question as one JSON Schema; new fields may come, so none
 * forbids others.
 */
export function reportJsonSchema(): Record<string, unknown> {
	const schemaOf = (schema: z.ZodMiniType) => {
		const { $schema: _, ...made } = z.toJSONSchema(schema, {
			io: 'output',
			unrepresentable: 'any',
			override: ({ jsonSchema }) => {
				if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
			},
		})
		return made
	}
	return {
		$schema: 'https://json-schema.org/draft/2020-12/schema',
		title: 'tidemark analyse --json',
		description:
			'analyses[].figures is the definition under $defs that has the name of the analysis; it ' +
			'is absent where figures are refused.',
		...schemaOf(AnalysisReport),
		$defs: Object.fromEntries(
			Object.entries(figuresSchemas).map(([name, schema]) => [name, schemaOf(schema)]),
		),
	}
}
