import type { Incident } from '#core/model/incident.ts'
import { latest } from '#core/time/time.ts'

/**
 * When an incident last changed: by what its page claims, and by our looks where they bound a
 * change. What was only read later changed nothing.
 */
export function lastChangeOf(incident: Incident): string {
	const { createdAt, resolvedAt, seen, updates, revisions, absence } = incident
	const looks = [seen, ...updates.map((update) => update.seen)].flatMap(({ after, by }) =>
		after === undefined ? [] : [by],
	)
	const changes = [...revisions, ...updates.flatMap((update) => update.revisions)].map(
		(revision) => revision.seen.by,
	)
	const gone = [absence, ...updates.map((update) => update.absence)].flatMap((entry) =>
		entry ? [entry.seen.by] : [],
	)
	return (
		latest(
			createdAt,
			resolvedAt,
			...updates.map((update) => update.at),
			...looks,
			...changes,
			...gone,
		) ?? createdAt
	)
}
