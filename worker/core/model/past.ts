import * as z from 'zod/mini'
import { instantOrNull, listed } from './documents.ts'
import { IncidentId, Instant, Slug } from './instant.ts'
import { Snapshot } from './snapshot.ts'
import { Coverage } from './timeline.ts'
import { Impact, IncidentKind, IncidentStatus, SurfaceStateName } from './vocabulary.ts'

const NearbySnapshot = z.object({
	snapshot: Snapshot,
	/** From `t` to the nearest look of that run; 0 when `t` lies within it. */
	distanceSeconds: z.int(),
})

/** What a provider's page said at a moment, how we know, and our looks around it. */
export const AtAnswer = z.object({
	provider: Slug,
	t: Instant,
	asOf: instantOrNull,
	documents: listed(
		z.object({
			source: z.string(),
			document: z.string(),
			before: z.nullable(NearbySnapshot),
			after: z.nullable(NearbySnapshot),
			observed: z.boolean(),
		}),
	),
	/**
	 * What the page said of each surface; `unknown` where the record holds nothing for that moment.
	 */
	surfaces: listed(
		z.object({
			id: Slug,
			name: z.string(),
			state: SurfaceStateName,
			since: instantOrNull,
			/**
			 * `named`: an incident that was open names it and nobody stated a level, so that `state` is
			 * `unknown` and not well.
			 */
			basis: z.nullable(z.enum(['declared', 'seen', 'named', 'snapshot'])),
			incident: z.nullable(z.string()),
		}),
	),
	/** Incidents that were open, as they were known then. */
	incidents: listed(
		z.object({
			id: IncidentId,
			title: z.string(),
			/** True when the title is our description and not the provider's. */
			titleSummary: z.optional(z.boolean()),
			kind: IncidentKind,
			impact: Impact,
			status: IncidentStatus,
			createdAt: Instant,
			/** "summary": true when the words are ours and not the provider's. */
			lastUpdate: z.nullable(
				z.object({ at: Instant, body: z.string(), summary: z.optional(z.boolean()) }),
			),
			basis: z.enum(['seen', 'claimed']),
			page: z.string(),
		}),
	),
	coverage: listed(Coverage),
	notes: listed(z.string()),
})
export type AtAnswer = z.infer<typeof AtAnswer>
