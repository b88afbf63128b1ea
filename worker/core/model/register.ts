import * as z from 'zod/mini'
import { Confidence, IncidentId, Instant, Precision, Slug, WebAddress } from './instant.ts'

/**
 * What vendors have said beyond single incidents: what they promise, what they name as a cause,
 * what they said they would change.
 */

/** A day, or a month or year where no more is known. */
export const CalendarDate = z.string().check(
	z.regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, {
		error: 'expected a day, month or year such as 2026-09-27, 2026-09 or 2026',
	}),
)

/** Where something is said. A publication of which the address was not kept has a title alone. */
export const Reference = z.object({
	title: z.string(),
	url: z.optional(WebAddress),
	/** The date that the text itself bears. */
	dated: z.optional(CalendarDate),
	confidence: Confidence,
})
export type Reference = z.infer<typeof Reference>

/**
 * What a vendor offers. Nothing public, and sources that contradict each other, are values like the
 * others.
 */
export const PromiseKind = z.enum(['guarantee', 'target', 'none public', 'disputed', 'not found'])
export type PromiseKind = z.infer<typeof PromiseKind>

/**
 * What one must know to count by a promise's own rule; `/analysis/promises` says for each why it
 * can or cannot be counted from outside.
 */
export const promiseRules = {
	'error rates':
		'A minute or month is down by the share of requests or users that met errors, which only ' +
		'the vendor and each customer can count.',
	latency: 'How fast the answers came, which only the vendor and each customer can measure.',
	'declared outage': 'A minute is down when the vendor’s own status page says so.',
	'not published': 'It is not public what counts as down.',
} as const
export const PromiseRule = z.enum(
	Object.keys(promiseRules) as [keyof typeof promiseRules, ...(keyof typeof promiseRules)[]],
)
export type PromiseRule = z.infer<typeof PromiseRule>

/** What happens below a level: a share of the bill, or whatever the text gives instead. */
export const Remedy = z.object({
	/** Percent of the window; absent where the level is not known. */
	below: z.optional(z.number().check(z.gt(0), z.lte(100))),
	/** Percent of the bill. */
	creditPercent: z.optional(z.number().check(z.gt(0), z.lte(100))),
	/** Days of service added. */
	serviceDays: z.optional(z.int().check(z.gt(0))),
})

/**
 * A service level as a vendor words it for one product: dated and sourced, in our words. No legal
 * advice.
 */
export const ServicePromise = z.object({
	id: Slug,
	vendor: z.string(),
	product: z.string(),
	/** Who gets it. */
	recipients: z.string(),
	kind: PromiseKind,
	/**
	 * Percent of the window that it is to be up; under the rule `latency`, percent of the target
	 * attained.
	 */
	percent: z.optional(z.number().check(z.gt(0), z.lte(100))),
	rule: PromiseRule,
	/** What is counted: a project, a user, a request in a minute. */
	unit: z.optional(z.string()),
	/** What counts as down. */
	down: z.optional(z.string()),
	window: z.optional(z.enum(['month'])),
	/** Who measures. */
	measuredBy: z.optional(z.string()),
	/** Highest level first. Empty: no remedy is named. */
	remedies: z.array(Remedy),
	/** By when the customer has to ask. */
	claimBy: z.optional(z.string()),
	/** The provider and surfaces of the registry that it is about, where they are watched. */
	provider: z.optional(Slug),
	surfaces: z.optional(z.array(Slug)),
	/** Empty only where nothing was found. */
	sources: z.array(Reference),
	/** When it was last read; a month where the day was not kept. */
	readAt: CalendarDate,
	notes: z.optional(z.string()),
})
export type ServicePromise = z.infer<typeof ServicePromise>

/**
 * The kinds of cause that providers name, and what belongs to each; the methodology page is made
 * from this.
 */
export const causeKinds = {
	capacity: 'More was asked of a part than it could give: demand, exhausted connections, overload.',
	change: 'A release, a configuration, a rule or an automatic update of the provider’s own.',
	dependency: 'A supplier of the provider failed: a cloud, a network edge, power.',
	network: 'Connections within or towards the service, where no supplier is named.',
	data: 'A store of data, or the data in it.',
	client: 'The program on the user’s side.',
	unknown: 'The provider says that it does not know, or names something that fits none of these.',
} as const
export const CauseKind = z.enum(
	Object.keys(causeKinds) as [keyof typeof causeKinds, ...(keyof typeof causeKinds)[]],
)
export type CauseKind = z.infer<typeof CauseKind>

/** What a provider's statements say of a failure that came after another one. */
export const SecondFailure = z.enum([
	'cause missed',
	'the fix broke it',
	'the fix was undone',
	'still overloaded',
	'another cause',
])
export type SecondFailure = z.infer<typeof SecondFailure>

/** What the provider itself named as the cause of an incident; never anybody's guess. */
export const Cause = z.object({
	provider: Slug,
	incident: IncidentId,
	kind: CauseKind,
	/** Kinds that the same statement names beside it, such as retries that made it worse. */
	also: z.optional(z.array(CauseKind)),
	/** Our paraphrase of the statement. */
	says: z.string(),
	/** When the provider said so, where that is known. */
	statedAt: z.optional(Instant),
	precision: z.optional(Precision),
	/** The update of the incident that says so. */
	update: z.optional(z.string()),
	/** Or where else the provider says so. One of the two is there. */
	sources: z.array(Reference),
	/**
	 * What the same statements say of a failure after a failure: after another incident, or, where
	 * `after` is absent, of this one after its first remedy.
	 */
	second: z.optional(
		z.object({ after: z.optional(IncidentId), fits: SecondFailure, says: z.string() }),
	),
})
export type Cause = z.infer<typeof Cause>

/**
 * Something that a vendor said it would change, or had changed, so that a thing would not happen
 * again.
 */
export const Commitment = z.object({
	id: Slug,
	provider: Slug,
	/**
	 * When it was said; absent where that is not known: some time after the incident that it answers.
	 */
	madeAt: z.optional(Instant),
	precision: z.optional(Precision),
	/** Our paraphrase. */
	says: z.string(),
	/** Whether it was announced, or said to be done already. */
	state: z.enum(['announced', 'said to be done']),
	/**
	 * What it is to prevent; later incidents of these kinds are looked for. Empty: it fits no kind.
	 */
	against: z.array(CauseKind),
	/** The incident that it answers; needed where `madeAt` is not known. */
	incident: z.optional(IncidentId),
	update: z.optional(z.string()),
	sources: z.array(Reference),
})
export type Commitment = z.infer<typeof Commitment>
