import * as z from 'zod/mini'
import { HostName, Instant, Slug, WebAddress } from './instant.ts'

/**
 * A name or id under which the provider's pages list a surface, and when it did. A renamed
 * component stays one surface.
 */
export const Alias = z.object({
	/**
	 * The component's name as the page prints it, compared without regard to case and surrounding
	 * space.
	 */
	name: z.optional(z.string()),
	/** The component's id on the page. An id wins over a name. */
	component: z.optional(z.string()),
	from: z.optional(Instant),
	to: z.optional(Instant),
})
export type Alias = z.infer<typeof Alias>

/** What a surface is for; `/now` uses it to say what else is up. */
export const SurfaceKind = z.enum([
	'chat',
	'api',
	'coding',
	'console',
	'media',
	'voice',
	'search',
	'other',
])
export type SurfaceKind = z.infer<typeof SurfaceKind>

/** A part of a provider's service that can fail on its own, as users know it. */
export const Surface = z.object({
	id: Slug,
	name: z.string(),
	kind: SurfaceKind,
	aliases: z.array(Alias),
	/**
	 * The UTC day from which it could be used, and where that is said: before, it cannot have failed.
	 * Absent: from when the record first names it.
	 */
	began: z.optional(
		z.object({
			day: z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)),
			source: WebAddress,
		}),
	),
	notes: z.optional(z.string()),
})
export type Surface = z.infer<typeof Surface>

/** A place that we read regularly. */
export const Source = z.object({
	id: Slug,
	/** What is counted and where, as charts print it; only for sources of counts. */
	name: z.optional(z.string().check(z.minLength(1), z.maxLength(120))),
	/** The id of a platform adapter. */
	platform: Slug,
	url: WebAddress,
	kind: z.enum(['official', 'crowd']),
	/**
	 * How often it is due, in seconds: while something is open or unusual, and always where
	 * `quietSeconds` is absent.
	 */
	everySeconds: z.int().check(z.gte(60), z.lte(86400)),
	/** How often it is due while all is quiet. */
	quietSeconds: z.optional(z.int().check(z.gte(60), z.lte(86400))),
	/**
	 * The source of this provider in whose place it is read, on the same host, and only while that
	 * one fails or is refused. It bears no state.
	 */
	fallbackFor: z.optional(Slug),
	/**
	 * Other hosts that the page may redirect to. It may always redirect within its own host, to hosts
	 * below it, and from `www.` to the name without.
	 */
	redirectsTo: z.optional(z.array(HostName)),
	/** The largest body that is read, in bytes; 2 MB when absent. */
	maxBytes: z.optional(z.int().check(z.gte(1024), z.lte(26214400))),
	/** Checked by the platform's own schema. */
	options: z.optional(z.record(z.string(), z.unknown())),
	enabled: z.boolean(),
	/** The surfaces whose state this source bears; absent means all that it names. */
	covers: z.optional(z.array(Slug)),
	notes: z.optional(z.string()),
})
export type Source = z.infer<typeof Source>

/** The same service through another vendor, which fails on its own. */
export const OtherDoor = z.object({
	name: z.string(),
	provider: z.optional(Slug),
	surface: z.optional(Slug),
	url: z.optional(WebAddress),
	notes: z.optional(z.string()),
})

/**
 * A model or region as figures name it, and the words by which texts do: whole words, whatever
 * their case, hyphens as spaces.
 */
const Term = z.object({
	name: z.string().check(z.minLength(1), z.maxLength(80)),
	words: z.array(z.string().check(z.minLength(2), z.maxLength(80))).check(z.minLength(1)),
})

/**
 * A closed list of names that titles and statements are searched for: what it lacks is not found,
 * and what came after its day can't be in it.
 */
export const Vocabulary = z.object({
	/** The last day of the record that its names were drawn from. */
	writtenOn: z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)),
	models: z.array(Term),
	regions: z.array(Term),
})
export type Vocabulary = z.infer<typeof Vocabulary>

/** A promise of availability, with where it stands. */
export const ServiceLevel = z.object({ summary: z.string(), url: WebAddress, readAt: z.string() })

/** A company's service as we watch it: one JSON file in `content/providers/`. */
export const Provider = z.object({
	id: Slug,
	name: z.string(),
	operator: z.string(),
	homepage: WebAddress,
	/** The page where people look first. */
	statusPage: z.optional(WebAddress),
	surfaces: z.array(Surface),
	sources: z.array(Source),
	otherDoors: z.array(OtherDoor),
	vocabulary: z.optional(Vocabulary),
	sla: z.optional(ServiceLevel),
	notes: z.optional(z.string()),
})
export type Provider = z.infer<typeof Provider>

/** `content/site.json`: who publishes this Tidemark, and about what. */
export const Site = z.object({
	name: z.string(),
	subject: z.string(),
	address: WebAddress,
	contact: z.string(),
	licence: z.object({ name: z.string(), url: WebAddress }),
	language: z.string(),
})
export type Site = z.infer<typeof Site>
