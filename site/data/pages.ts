import { isOpen, isWatched, lifespanOf } from '#core/incident/lifespan.ts'
import type { EpisodeDocument, IncidentDocument } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import { addSeconds, compareInstants, latest } from '#core/time/time.ts'
import { bundle } from './bundle.ts'
import { documents } from './record.ts'

/**
 * Which incidents and episodes become files. What is open or closed less than a day ago is the
 * Worker's, and so are the oldest beyond the limit.
 */

const settledAfterSeconds = 86_400
const mostPages = 14_000

export async function incidentPages(): Promise<IncidentDocument[]> {
	const { incidents } = await documents()
	const settled = await settledTest()
	const pages = [...incidents.values()].filter(({ incident }) => settled(incident))
	if (pages.length <= mostPages) return pages
	return pages
		.sort((a, b) => compareInstants(b.incident.createdAt, a.incident.createdAt))
		.slice(0, mostPages)
}

export async function episodePages(): Promise<EpisodeDocument[]> {
	const { episodes } = await documents()
	const settled = await settledTest()
	return [...episodes.values()].filter((document) => document.incidents.every(settled))
}

/**
 * Whether an incident is so long over, by the record's own last look, that its page will hardly
 * change.
 */
async function settledTest(): Promise<(incident: Incident) => boolean> {
	const { generatedAt } = (await bundle()).record
	return (incident) => {
		if (isOpen(incident) || generatedAt === null) return false
		// What nobody watched no later look will change.
		if (!isWatched(incident)) return true
		const end = latest(lifespanOf(incident).to, incident.absence?.seen.by) ?? incident.createdAt
		return compareInstants(addSeconds(end, settledAfterSeconds), generatedAt) <= 0
	}
}
