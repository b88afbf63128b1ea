import { isOpen } from '#core/incident/lifespan.ts'
import { toldEnd } from '#core/incident/milestones.ts'
import type { Export } from '#core/model/export.ts'
import { secondsBetween, spokenDuration } from '#core/time/time.ts'
import { table } from './table.ts'
import { cellText } from './terminal.ts'

/**
 * A record in tables for people at a terminal: incidents, episodes, and how many events of each
 * kind.
 */
export function recordTables(record: Export): string {
	const parts: string[] = []
	const eventsOf = (kind: string, id: string) =>
		record.timelines.find(({ subject }) => subject.kind === kind && subject.id === id)?.events ?? []
	if (record.incidents.length === 0) parts.push('no incidents')
	else
		parts.push(
			table(
				['incident', 'filed', 'lasted', 'impact', 'status', 'updates', 'events', 'title'],
				record.incidents.map((incident) => {
					const end = toldEnd(incident)?.at
					const start = incident.milestones.startedAt?.at ?? incident.createdAt
					return [
						`${incident.provider}/${incident.id}`,
						incident.createdAt,
						end
							? spokenDuration(secondsBetween(start, end))
							: isOpen(incident)
								? 'open'
								: 'not known',
						incident.impact,
						incident.status,
						String(incident.updates.length),
						String(eventsOf('incident', incident.id).length),
						cellText(incident.title, 60),
					]
				}),
			),
		)
	if (record.episodes.length > 0)
		parts.push(
			table(
				['episode', 'incidents', 'waves', 'by', 'from', 'to'],
				record.episodes.map((episode) => [
					episode.id,
					String(episode.incidents.length),
					String(episode.waves.length),
					episode.basis.by,
					episode.from,
					episode.to ?? 'open',
				]),
			),
		)
	const kinds = new Map<string, number>()
	for (const { subject, events } of record.timelines)
		if (subject.kind === 'incident')
			for (const event of events) kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1)
	if (kinds.size > 0)
		parts.push(
			table(
				['event', 'count'],
				[...kinds]
					.sort(([a], [b]) => (a < b ? -1 : 1))
					.map(([kind, count]) => [kind, String(count)]),
			),
		)
	if (record.gaps.length > 0 || record.problems.length > 0)
		parts.push(`${record.gaps.length} gaps, ${record.problems.length} problems`)
	return parts.join('\n\n')
}
