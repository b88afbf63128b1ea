import * as z from 'zod/mini'
import { Instant, Slug } from './instant.ts'

/**
 * Something of ours that went wrong and is set aside until it is mended: what cannot be derived or
 * rendered of a provider, a stored state
 * that cannot be read, a clock that jumped. It has one beginning, by which it is known, and at most
 * one end.
 */
export const Trouble = z.object({
	/** Whose it is; absent where it concerns all, as a clock does. */
	provider: z.optional(Slug),
	/** `record`, `state`, `clock`, or the name of what could not be made. */
	what: z.string(),
	since: Instant,
	/** It is a document of a page (`source/document`) that cannot be read, and nothing of ours. */
	reading: z.optional(z.literal(true)),
	reason: z.string(),
	/** What is shown meanwhile is as of this moment; absent where nothing is. */
	goodAt: z.optional(Instant),
	/** How the provider stands now cannot be told from what is left. */
	present: z.optional(z.literal(true)),
	/** How often it was tried again, and when it will be next. */
	tries: z.optional(z.int()),
	nextTryAt: z.optional(Instant),
	/** Absent while it lasts. */
	endedAt: z.optional(Instant),
	/** What was made anew from the kept snapshots, and what could not be. */
	rebuilt: z.optional(
		z.object({
			snapshots: z.int(),
			/** Snapshots whose bytes are not there or could not be read. */
			unread: z.int(),
			/** Incidents that no snapshot tells of, taken over from what was stored. */
			kept: z.int(),
			/**
			 * Ids of incidents that could be neither rebuilt nor read; their stored text is kept aside.
			 */
			lost: z.array(z.string()),
		}),
	),
})
export type Trouble = z.infer<typeof Trouble>

/** What was rebuilt, in a sentence; undefined where nothing was. */
export function rebuiltSentence({ rebuilt }: Trouble): string | undefined {
	if (!rebuilt) return undefined
	const { snapshots, unread, kept, lost } = rebuilt
	const parts = [
		`We rebuilt it from ${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'}.`,
		unread > 0 && `The bytes of ${unread} more could not be read.`,
		kept > 0 &&
			`${kept} ${kept === 1 ? 'incident' : 'incidents'} that no snapshot of ours shows ` +
				`${kept === 1 ? 'was' : 'were'} kept as stored.`,
		lost.length > 0 &&
			'Not rebuilt: ' +
				`${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ` and ${lost.length - 5} more` : ''}; ` +
				'what we had stored is kept aside.',
	]
	return parts.filter((part) => part !== false).join(' ')
}
