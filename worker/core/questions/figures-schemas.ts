import * as z from 'zod/mini'
import { AnalysisReport } from '#core/model/analysis.ts'
import { AfterTheAllClearFigures } from './after-the-all-clear/figures.ts'
import { AvailabilityFigures } from './availability/figures.ts'
import { BlastRadiusFigures } from './blast-radius/figures.ts'
import { CalendarFigures } from './calendar/figures.ts'
import { CausesFigures } from './causes/count.ts'
import { CommitmentsFigures } from './commitments/count.ts'
import { ComparisonFigures } from './comparison/figures.ts'
import { CrowdFigures } from './crowd/figures.ts'
import { DisplayAuditFigures } from './display-audit/figures.ts'
import { DurationsFigures } from './durations/count.ts'
import { ErrorBudgetFigures } from './error-budget/figures.ts'
import { ModelsAndRegionsFigures } from './models-and-regions/figures.ts'
import { PromisesFigures } from './promises/figures.ts'
import { RelapseFigures } from './relapse/count.ts'
import { RemainingFigures } from './remaining/count.ts'
import { SharedFateFigures } from './shared-fate/figures.ts'
import { WordsFigures } from './words/count.ts'

/** The shape of each question's figures, by its name: what `--json` and the API promise. */
export const figuresSchemas: Readonly<Record<string, z.ZodMiniType>> = {
	durations: DurationsFigures,
	availability: AvailabilityFigures,
	relapse: RelapseFigures,
	'after-the-all-clear': AfterTheAllClearFigures,
	remaining: RemainingFigures,
	'blast-radius': BlastRadiusFigures,
	'shared-fate': SharedFateFigures,
	words: WordsFigures,
	crowd: CrowdFigures,
	calendar: CalendarFigures,
	promises: PromisesFigures,
	'error-budget': ErrorBudgetFigures,
	'display-audit': DisplayAuditFigures,
	'models-and-regions': ModelsAndRegionsFigures,
	causes: CausesFigures,
	commitments: CommitmentsFigures,
	comparison: ComparisonFigures,
}

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
			'analyses[].figures is the definition under $defs that has the name of the analysis; it is absent where figures are refused.',
		...schemaOf(AnalysisReport),
		$defs: Object.fromEntries(
			Object.entries(figuresSchemas).map(([name, schema]) => [name, schemaOf(schema)]),
		),
	}
}
