import * as z from 'zod/mini'
import { Subject } from '#core/model/content.ts'
import { Instant, Slug } from '#core/model/instant.ts'
import { IncidentKind, IncidentStatus, Standing } from '#core/model/vocabulary.ts'
import { readInstant } from '#core/time/time.ts'
import { zoneName } from '#core/time/zone.ts'

/**
 * The query parameters of the API, each read from its text. The messages say what was expected;
 * unknown names are refused.
 */

/** A moment: an instant with any offset, brought to UTC. */
const Moment = z.pipe(
	z.pipe(
		z.string(),
		z.transform((text) => readInstant(text) ?? text),
	),
	Instant,
)

/** A moment or a day, which stands for its beginning in UTC. */
const DayOrMoment = z.pipe(
	z.pipe(
		z.string(),
		z.transform(
			(text) => readInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text) ?? text,
		),
	),
	z.string().check(
		z.refine((text) => readInstant(text) === text, {
			error: 'expected a day such as 2026-03-02 or an instant such as 2026-03-02T11:49:20Z',
		}),
	),
)

const Day = z.string().check(
	z.refine(
		(text) =>
			/^\d{4}-\d{2}-\d{2}$/.test(text) &&
			readInstant(`${text}T00:00:00Z`)?.startsWith(text) === true,
		{
			error: 'expected a day such as 2026-03-02',
		},
	),
)

const Month = z
	.string()
	.check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'expected a month such as 2026-03' }))

const limitError = 'expected a whole number from 1 to 200'
const Limit = z.pipe(
	z.pipe(
		z.string(),
		z.transform((text) => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN)),
	),
	z
		.int({ error: limitError })
		.check(z.gte(1, { error: limitError }), z.lte(200, { error: limitError })),
)

/** Where a list goes on; made by the answer before. */
const CursorText = z.string().check(
	z.regex(/^[A-Za-z0-9_-]{1,400}$/, {
		error: 'expected the value of `next` of an earlier answer',
	}),
)

const statusWord = 'expected open, over or an incident status such as investigating'
const StatusFilter = z.union(
	[z.enum(['open', 'over'], { error: statusWord }), z.enum(IncidentStatus.options)],
	{ error: statusWord },
)

const kindWord = 'expected incident, maintenance or notice'
const KindFilter = z.enum(IncidentKind.options, { error: kindWord })

const standingWord = `expected one of ${Standing.options.join(', ')}`
const StandingFilter = z.enum(Standing.options, { error: standingWord })

/** `provider/source`, or a source's id alone. */
const SourceFilter = z.string().check(
	z.regex(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/, {
		error: 'expected <provider>/<source> such as claude/claude-status',
	}),
)

/** Where days begin, in the usual spelling. */
const ZoneFilter = z.pipe(
	z.pipe(
		z.string(),
		z.transform((text) => zoneName(text) ?? null),
	),
	z.string({ error: 'expected an IANA zone such as Europe/Berlin' }),
)

const weightsError =
	'expected two numbers from 0 to 1 such as 0.3,0: how much of a partial outage and of degraded service counts as down'
const Weight = z.number().check(z.gte(0), z.lte(1))
const WeightsFilter = z.pipe(
	z.pipe(
		z.string(),
		z.transform((text) => {
			const [, partial, degraded] = /^(\d(?:\.\d{1,4})?),(\d(?:\.\d{1,4})?)$/.exec(text) ?? []
			return partial === undefined || Number(partial) > 1 || Number(degraded) > 1
				? null
				: { partial: Number(partial), degraded: Number(degraded) }
		}),
	),
	z.object({ partial: Weight, degraded: Weight }, { error: weightsError }),
)

const paging = { cursor: z.optional(CursorText), limit: z.optional(Limit) }

export const NoQuery = z.strictObject({})
export const ListQuery = z.strictObject(paging)
export const IncidentsQuery = z.strictObject({
	provider: z.optional(Slug),
	surface: z.optional(Slug),
	from: z.optional(DayOrMoment),
	to: z.optional(DayOrMoment),
	status: z.optional(StatusFilter),
	kind: z.optional(KindFilter),
	...paging,
})
export const EpisodesQuery = z.strictObject({
	provider: z.optional(Slug),
	from: z.optional(DayOrMoment),
	to: z.optional(DayOrMoment),
	...paging,
})
export const TimelineQuery = z.strictObject({ asOf: z.optional(Moment) })
export const ReportsQuery = z.strictObject({
	from: z.optional(DayOrMoment),
	to: z.optional(DayOrMoment),
})
export const ClaimsQuery = z.strictObject({
	subject: z.optional(Subject),
	standing: z.optional(StandingFilter),
	...paging,
})
export const AtQuery = z.strictObject({ provider: Slug, t: Moment })
export const SnapshotsQuery = z.strictObject({ source: SourceFilter, day: Day, ...paging })
export const ExportQuery = z.strictObject({ month: z.optional(Month) })
/**
 * Which part of the record figures are about; the command line reads its options by the same rules.
 */
export const AnalysisQuery = z.strictObject({
	provider: z.optional(Slug),
	surface: z.optional(Slug),
	from: z.optional(DayOrMoment),
	to: z.optional(DayOrMoment),
	zone: z.optional(ZoneFilter),
	weights: z.optional(WeightsFilter),
})
