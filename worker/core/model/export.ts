import * as z from 'zod/mini'
import { Analysis } from './analysis.ts'
import { Claim, Reading } from './content.ts'
import { Episode, Incident, SurfaceState, UnmatchedComponent } from './incident.ts'
import { Instant } from './instant.ts'
import { Problem } from './observation.ts'
import { Provider } from './provider.ts'
import { PublishedDay, PublishedShare } from './published.ts'
import { Cause, Commitment, ServicePromise } from './register.ts'
import { PossibleRise, Rise } from './report.ts'
import { Coverage, Gap, Timeline } from './timeline.ts'

/** Raised with the schema: a new event kind is a new minor version. */
export const schemaVersion = '1.3'

/** The version of the rules (adapters, fold, timeline) that built an Export; a bundle names it. */
export const rulesVersion = '3'

/**
 * The whole record, as the site and any third party read it. Key and array order are defined (see
 * `core/bundle`).
 */
export const Export = z.object({
	schemaVersion: z.string(),
	builtBy: z.string(),
	/** The last look that it rests on; no clock is read. */
	generatedAt: z.nullable(Instant),
	licence: z.object({ name: z.string(), url: z.string() }),
	/**
	 * Per provider: the last look at it, null before any; and the components of its pages that no
	 * surface stands for, with their states.
	 */
	asOf: z.record(z.string(), z.nullable(Instant)),
	unattributed: z.record(z.string(), z.array(UnmatchedComponent)),
	providers: z.array(Provider),
	coverage: z.array(Coverage),
	incidents: z.array(Incident),
	states: z.array(SurfaceState),
	episodes: z.array(Episode),
	timelines: z.array(Timeline),
	claims: z.array(Claim),
	/** Numbers of the crowd that publications cite. */
	readings: z.array(Reading),
	/**
	 * Where report counts were unusual; the counts themselves are in the timelines' `reports` and,
	 * whole, in `reports.jsonl`.
	 */
	rises: z.array(Rise),
	/**
	 * Where they were more than usual and not enough to call it a rise; none of these opens an
	 * incident.
	 */
	possibleRises: z._default(z.array(PossibleRise), []),
	/** What vendors promise, what they named as a cause, and what they said they would change. */
	promises: z._default(z.array(ServicePromise), []),
	causes: z._default(z.array(Cause), []),
	commitments: z._default(z.array(Commitment), []),
	/**
	 * Availability as the providers' own pages gave it: quoted figures, and minutes of outage by day
	 * from imported files.
	 */
	published: z._default(z.array(PublishedShare), []),
	publishedDays: z._default(z.array(PublishedDay), []),
	gaps: z.array(Gap),
	problems: z.array(z.extend(Problem, { provider: z.string(), source: z.string(), at: Instant })),
	/**
	 * Empty in a bundle: figures follow from the rest (`tidemark analyse`), and would age with every
	 * version of a method while the record does not.
	 */
	analyses: z.array(Analysis),
})
export type Export = z.infer<typeof Export>
