import * as z from 'zod/mini'
import { Distribution, Share } from '#core/model/analysis.ts'
import { Instant } from '#core/model/instant.ts'
import { facets } from './vocabulary.ts'

export const NamedValue = z.object({
	/** As the vocabulary has it. */
	name: z.string(),
	/** Incidents whose title names it, and those in which only a statement does. */
	byTitle: z.int(),
	onlyByStatements: z.int(),
	/** Of both, those that name no other of this facet. */
	alone: z.int(),
	firstNamed: Instant,
	lastNamed: Instant,
	/** From start to end, in seconds. */
	length: Distribution,
	/** The newest (`provider/id`), at most 20. */
	incidents: z.array(z.string()),
})
export type NamedValue = z.infer<typeof NamedValue>

export const FacetFigures = z.object({
	provider: z.string(),
	facet: z.enum(facets),
	/** The day on which the provider's vocabulary was written: what came later it can't name. */
	writtenOn: z.string(),
	/** How many names it has. */
	names: z.int(),
	/**
	 * Incidents whose title names at least one, among all with a title in the provider's words; the
	 * others are “not named”.
	 */
	inTitle: Share,
	/**
	 * Of those whose title names none: in how many a statement does, where all statements are in the
	 * provider's words.
	 */
	onlyInStatements: Share,
	/** The most frequent first. An incident that names several is in several. */
	values: z.array(NamedValue),
})
export type FacetFigures = z.infer<typeof FacetFigures>

export const ModelsAndRegionsFigures = z.object({
	facets: z.array(FacetFigures),
	/** Providers whose file has no vocabulary. */
	withoutVocabulary: z.array(z.string()),
})
export type ModelsAndRegionsFigures = z.infer<typeof ModelsAndRegionsFigures>
