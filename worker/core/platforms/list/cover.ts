import type { Cover } from '#core/model/observation.ts'
import type { IncidentKind } from '#core/model/vocabulary.ts'
import { addSeconds, earliest, secondsBetween } from '#core/time/time.ts'

/**
 * What a list of incidents covers that ends somewhere in the past, when it may be cut by the begin
 * of an incident and not by its
 * filing: everything filed since the oldest listed begin plus the longest listed wait between the
 * two. An incident that began before the
 * cut can be filed after it, and its absence says nothing. An empty list covers nothing.
 */
export function coverOf(
	document: string,
	listed: readonly { readonly createdAt: string; readonly startedAt?: string | undefined }[],
	kinds: IncidentKind[],
): Cover[] {
	const oldest = earliest(...listed.flatMap(({ createdAt, startedAt }) => [createdAt, startedAt]))
	if (oldest === undefined) return []
	const longestWait = Math.max(
		0,
		...listed.map(({ createdAt, startedAt }) =>
			startedAt ? secondsBetween(startedAt, createdAt) : 0,
		),
	)
	return [{ document, list: 'since', since: addSeconds(oldest, longestWait), kinds }]
}
