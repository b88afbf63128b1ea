import * as z from 'zod/mini'
import { CapturedBy, Revision } from './incident.ts'
import { Confidence, IncidentRef, Instant, Precision, Seen, Slug, WebAddress } from './instant.ts'
import { Provider, Site } from './provider.ts'
import { PublishedShare } from './published.ts'
import { Cause, Commitment, ServicePromise } from './register.ts'
import { ReadingBound, ReadingKind } from './report.ts'
import { Coverage } from './timeline.ts'
import { Standing } from './vocabulary.ts'

/**
 * What a note or claim is about: `incidents/claude/0ghc53zpsfmt`, `episodes/claude-2026-03-02` or
 * `providers/claude`.
 */
export const Subject = z.string().check(
	z.regex(
		/^(incidents\/[a-z0-9-]+\/[A-Za-z0-9_-]{1,64}|episodes\/[a-z0-9-]+|providers\/[a-z0-9-]+)$/,
		{
			error: 'expected incidents/<provider>/<id>, episodes/<id> or providers/<id>',
		},
	),
)

export const Link = z.object({ url: WebAddress, title: z.string() })

/** An editor's note on a timeline. The body is Markdown and ours. */
export const Annotation = z.object({
	id: Slug,
	subject: Subject,
	at: Instant,
	precision: z.optional(Precision),
	endAt: z.optional(Instant),
	title: z.string(),
	body: z.string(),
	author: z.string(),
	links: z.array(Link),
	writtenAt: Instant,
})
export type Annotation = z.infer<typeof Annotation>

/**
 * A single moment or number of the crowd that a publication cites: a labelled point, never joined
 * into a curve. One with the id of a claim is the same number: the claim says where it stands.
 */
export const Reading = z.extend(Annotation, {
	/** Who counted, as pages name it: Downdetector, StatusGator. */
	source: z.string(),
	kind: ReadingKind,
	/** Absent where only the moment was published. */
	count: z.optional(z.number().check(z.gte(0))),
	/** How the publication words the number; absent where it gives it as exact. */
	bound: z.optional(ReadingBound),
	/** The upper end where a range is given; `count` is then the lower. */
	upTo: z.optional(z.number().check(z.gte(0))),
	/** The country or site counted for; absent means that the publication does not say. */
	region: z.optional(z.string()),
	confidence: z.optional(Confidence),
})
export type Reading = z.infer<typeof Reading>

/**
 * What somebody asserted, kept apart from what was observed. `at` is when it was asserted or the
 * moment that it speaks of; where neither
 * is known, its day. `standing` is judged against the record alone.
 */
export const Claim = z.extend(Annotation, {
	claimant: z.string(),
	standing: Standing,
	/**
	 * What it answers, in the same words in every claim that answers it: claims that contradict each
	 * other are read together.
	 */
	question: z.optional(z.string().check(z.minLength(1), z.maxLength(120))),
})
export type Claim = z.infer<typeof Claim>

/** What an incident is about: `incidents/claude/0ghc53zpsfmt`. */
const IncidentSubject = z.string().check(
	z.regex(/^incidents\/[a-z0-9-]+\/[A-Za-z0-9_-]{1,64}$/, {
		error: 'expected incidents/<provider>/<id>',
	}),
)

/**
 * An editor's judgement that what a page files as an incident is no outage. It changes what figures
 * count, so it names its reason, and it never goes
 * without it: the page's own word stays beside it.
 */
export const Classification = z.object({
	subject: IncidentSubject,
	kind: z.literal('not_an_outage'),
	/** In whole sentences: what it is instead, and why it is not counted. */
	reason: z.string().check(z.minLength(20)),
	author: z.string().check(z.minLength(1)),
	writtenAt: Instant,
	links: z.array(Link),
})
export type Classification = z.infer<typeof Classification>

/**
 * A change that somebody else saw between two dated captures of a page: nobody here looked. `was`
 * and `became` only where the captures' own words are
 * known; `what` says in our words what was changed.
 */
export const CapturedChange = z.object({
	id: Slug,
	subject: IncidentSubject,
	/**
	 * The statement that was changed, by the time that it shows; absent where the entry itself was,
	 * or where the source does not say which.
	 */
	statementAt: z.optional(Instant),
	field: Revision.shape.field,
	was: z.optional(z.string()),
	became: z.optional(z.string()),
	what: z.string().check(z.minLength(1), z.maxLength(500)),
	/**
	 * The captures' clock: the last one with the old version, where it is known, and the first with
	 * the new one.
	 */
	seen: Seen,
	capturedBy: CapturedBy,
	links: z.array(Link),
})
export type CapturedChange = z.infer<typeof CapturedChange>

/** An editor's grouping of incidents; it overrides the rule. */
export const EpisodeContent = z.object({
	id: Slug,
	provider: Slug,
	/**
	 * Where it is of several: all of them, the one of `provider` too. Its incidents are then named
	 * `provider/id`.
	 */
	providers: z.optional(z.array(Slug).check(z.minLength(2))),
	title: z.string(),
	incidents: z.array(IncidentRef).check(z.minLength(1)),
	reason: z.string(),
})
export type EpisodeContent = z.infer<typeof EpisodeContent>

/** All that people wrote: what `content/` holds, and what a bundle was built with. */
export const Content = z.object({
	site: Site,
	providers: z.array(Provider),
	episodes: z.array(EpisodeContent),
	annotations: z.array(Annotation),
	claims: z.array(Claim),
	readings: z.array(Reading),
	coverage: z.array(Coverage),
	/** The registers; bundles made before there were any have none. */
	promises: z._default(z.array(ServicePromise), []),
	causes: z._default(z.array(Cause), []),
	commitments: z._default(z.array(Commitment), []),
	published: z._default(z.array(PublishedShare), []),
	/** What editors say of single entries, and what others saw of them. */
	classes: z._default(z.array(Classification), []),
	changes: z._default(z.array(CapturedChange), []),
})
export type Content = z.infer<typeof Content>
