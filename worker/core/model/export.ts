import * as z from 'zod/mini'
import { Claim } from './content.ts'
import { Episode, Incident, SurfaceState } from './incident.ts'
import { Instant } from './instant.ts'
import { Problem } from './observation.ts'
import { Provider } from './provider.ts'
import { Coverage, Gap, Timeline } from './timeline.ts'

/** Raised with the schema: a new event kind is a new minor version. */
export const schemaVersion = '1.0'

/** The version of the rules (adapters, fold, timeline) that built an Export; a bundle names it. */
export const rulesVersion = '1'

/** Several durations, described without pretending that their mean says much. Seconds, rounded. */
export const Distribution = z.object({
	count: z.int(),
	min: z.nullable(z.number()),
	median: z.nullable(z.number()),
	p90: z.nullable(z.number()),
	max: z.nullable(z.number()),
	mean: z.nullable(z.number()),
	/** How many were left out, by reason. */
	excluded: z.record(z.string(), z.int()),
})
export type Distribution = z.infer<typeof Distribution>

/** A figure with all that a stranger needs to dispute it. */
export const Analysis = z.object({
	name: z.string(),
	method: z.string(),
	version: z.string(),
	sampleSize: z.int(),
	exclusions: z.record(z.string(), z.int()),
	coverage: z.array(Coverage),
	inputHash: z.string(),
	figures: z.unknown(),
})
export type Analysis = z.infer<typeof Analysis>

/** The whole record, as the site and any third party read it. Key and array order are defined (see `core/bundle`). */
export const Export = z.object({
	schemaVersion: z.string(),
	builtBy: z.string(),
	/** The last look that it rests on; no clock is read. */
	generatedAt: z.nullable(Instant),
	licence: z.object({ name: z.string(), url: z.string() }),
	/** Per provider: the last look at it, null before any; and the components of its pages that no alias knows. */
	asOf: z.record(z.string(), z.nullable(Instant)),
	unattributed: z.record(z.string(), z.array(z.string())),
	providers: z.array(Provider),
	coverage: z.array(Coverage),
	incidents: z.array(Incident),
	states: z.array(SurfaceState),
	episodes: z.array(Episode),
	timelines: z.array(Timeline),
	claims: z.array(Claim),
	gaps: z.array(Gap),
	problems: z.array(z.extend(Problem, { provider: z.string(), source: z.string(), at: Instant })),
	analyses: z.array(Analysis),
})
export type Export = z.infer<typeof Export>
