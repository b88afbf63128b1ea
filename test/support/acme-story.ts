import { addSeconds } from '#core/time/time.ts'
import type { ListedFrame } from '../../worker/edge/recorder/replay.ts'
import type { Site } from './recorder-stage.ts'
import {
	incidentsDocument,
	type PageIncident,
	type PageUpdate,
	summaryDocument,
} from './statuspage-documents.ts'

/** When the story begins. */
export const start = '2026-03-02T12:00:00Z'

/** The slot so many minutes after the start. */
export const slotAt = (minute: number): string => addSeconds(start, minute * 60)

/**
 * Acme's status page, told by the minute: an incident opens at 2, is identified at 4, silently
 * reworded at 6, resolved at 8.
 */

const updates: readonly (PageUpdate & { readonly minute: number })[] = [
	{
		minute: 2,
		id: 'u1',
		at: slotAt(2),
		status: 'investigating',
		states: { 'c-web': ['operational', 'major_outage'] },
	},
	{ minute: 4, id: 'u2', at: slotAt(4), status: 'identified' },
	{
		minute: 8,
		id: 'u3',
		at: slotAt(8),
		status: 'resolved',
		states: { 'c-web': ['major_outage', 'operational'] },
	},
]

/** When the page last changed before or at a minute. */
const changes = [0, 2, 4, 6, 8]

export function incidentAt(minute: number, id = 'inc1'): PageIncident | undefined {
	const told = updates
		.filter((update) => update.minute <= minute)
		.map(({ minute: _, ...update }) => update)
	if (told.length === 0) return undefined
	const reworded = told.map((update) =>
		update.id === 'u1' && minute >= 6 ? { ...update, body: 'It was never that bad.' } : update,
	)
	return {
		id,
		createdAt: slotAt(2),
		updatedAt: slotAt(changes.findLast((change) => change <= minute) ?? 0),
		updates: reworded,
	}
}

/** The body of one of the page's documents at a minute. */
export function documentAt(name: string, minute: number): string {
	const updatedAt = slotAt(changes.findLast((change) => change <= minute) ?? 0)
	const incident = incidentAt(minute)
	const open = minute >= 2 && minute < 8
	if (name === 'summary')
		return JSON.stringify(
			summaryDocument(
				updatedAt,
				{ 'c-web': open ? 'major_outage' : 'operational', 'c-api': 'operational' },
				open && incident ? [incident] : [],
			),
		)
	if (name === 'incidents')
		return JSON.stringify(incidentsDocument(updatedAt, incident ? [incident] : []))
	return JSON.stringify({
		page: { id: 'page-1', name: 'Acme', url: 'https://status.acme.example', updated_at: slotAt(0) },
		scheduled_maintenances: [],
	})
}

/** The whole page as a site: any host, the documents by name. */
export const acmeSite: Site = (url, minute) => {
	const name = /\/api\/v2\/([a-z-]+)\.json$/.exec(url)?.[1]
	return name === undefined
		? undefined
		: new Response(documentAt(name, minute), { headers: { 'content-type': 'application/json' } })
}

/** The same page as a recording's frames, a minute long each. */
export function acmeFrames(minutes: number): {
	readonly frames: ListedFrame[]
	readonly bodies: Map<string, Uint8Array>
} {
	const frames: ListedFrame[] = []
	const bodies = new Map<string, Uint8Array>()
	for (let minute = 0; minute <= minutes; minute += 1) {
		for (const name of ['summary', 'incidents', 'scheduled-maintenances']) {
			const file = `frames/${name}-${minute}.json`
			bodies.set(file, new TextEncoder().encode(documentAt(name, minute)))
			frames.push({
				at: slotAt(minute),
				url: `https://status.claude.com/api/v2/${name}.json`,
				status: 200,
				headers: { 'content-type': 'application/json' },
				file,
			})
		}
	}
	return { frames, bodies }
}
