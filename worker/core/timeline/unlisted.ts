import type { Incident } from '#core/model/incident.ts'
import type { EventOf, TimelineEvent } from '#core/model/timeline.ts'
import { frame } from './frame.ts'

/**
 * That the page stopped listing an incident as open without a word of its end, and that it listed
 * it again.
 */
export function unlistedEvents(incident: Incident): TimelineEvent[] {
	const { id, endedUnseen, revisions } = incident
	const back = revisions.flatMap(({ field, was, seen, evidence }): TimelineEvent[] => {
		if (field !== 'relisted' || was === null) return []
		const listed: TimelineEvent = {
			...frame(incident, seen.by, seen, evidence),
			id: `${id}:relisted:${seen.by}`,
			origin: 'derived',
			kind: 'status_changed',
			title: 'Listed as open again',
			value: { absentAt: was },
		}
		return [{ ...frame(incident, was, { by: was }, evidence), ...unlisted(id, was) }, listed]
	})
	if (endedUnseen?.confirmed !== true) return back
	const { seen, evidence } = endedUnseen
	return [
		...back,
		{
			...frame(incident, seen.by, seen, evidence),
			...unlisted(id, seen.by),
			value: { ...(seen.after !== undefined && { after: seen.after }), by: seen.by },
		},
	]
}

function unlisted(
	incident: string,
	at: string,
): Pick<EventOf<'unlisted'>, 'id' | 'origin' | 'kind' | 'title'> {
	return {
		id: `${incident}:unlisted:${at}`,
		origin: 'derived',
		kind: 'unlisted',
		title: 'No longer listed as open, no end posted',
	}
}
