import * as z from 'zod/mini'
import { readInstant } from '#core/time/time.ts'

/**
 * An instant: ISO-8601, UTC, ending in `Z`, in the one canonical spelling (`2026-03-02T11:49:20Z`).
 */
export const Instant = z.string().check(
	z.refine((text) => readInstant(text) === text, {
		error: 'expected an instant in UTC such as 2026-03-02T11:49:20Z',
	}),
)

/**
 * How exactly a time is known. A date without a time has precision `day` and is never shown as
 * midnight.
 */
export const Precision = z.enum(['millisecond', 'second', 'minute', 'hour', 'day'])
export type Precision = z.infer<typeof Precision>

/** How sure a time or a number is that is not a provider's own. */
export const Confidence = z.enum(['exact', 'approximate', 'disputed'])
export type Confidence = z.infer<typeof Confidence>

/**
 * Our own clock: something was absent at our last look `after` and present at our first look `by`.
 * A first look and an import have no `after`: nothing is known about when it appeared.
 */
export const Seen = z.object({
	after: z.optional(Instant),
	by: Instant,
	/** How exactly `by` is known; absent means to the second. */
	precision: z.optional(Precision),
})
export type Seen = z.infer<typeof Seen>

/** An identifier of ours: a provider, a surface, a source, an episode. */
export const Slug = z
	.string()
	.check(
		z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'expected lower-case words joined by hyphens' }),
		z.maxLength(80),
	)

/** An incident's id in addresses: the provider's own where it fits. */
export const IncidentId = z.string().check(
	z.regex(/^[A-Za-z0-9_-]{1,64}$/, {
		error: 'expected 1 to 64 letters, digits, hyphens or underscores',
	}),
)

/**
 * An incident in an episode: its id, or `provider/id` where the episode is of several providers.
 */
export const IncidentRef = z.string().check(
	z.regex(/^([a-z0-9]+(-[a-z0-9]+)*\/)?[A-Za-z0-9_-]{1,64}$/, {
		error: 'expected an incident’s id, or <provider>/<id> in an episode of several providers',
	}),
)

/** SHA-256, lower-case hex. */
export const Sha256 = z
	.string()
	.check(z.regex(/^[0-9a-f]{64}$/, { error: 'expected 64 lower-case hex digits' }))

/** The name of a host, and no number of one: `status.example.com`. */
export const HostName = z.string().check(
	z.regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/, {
		error:
			'expected the name of a host such as www.example.com, in small letters, without scheme, port or path',
	}),
	z.maxLength(253),
)

/** An absolute web address. */
export const WebAddress = z.string().check(
	z.regex(/^https?:\/\/[^\s<>"'`\\]+$/, {
		error: 'expected an address that starts with https://',
	}),
	z.maxLength(2000),
)
