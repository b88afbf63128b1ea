import { partsOfIncident } from '#core/documents/incident-parts.ts'
import { canonicalJson } from '#core/hash.ts'
import type { IncidentDocument } from '#core/model/documents.ts'
import { addSeconds } from '#core/time/time.ts'
import { keys } from '../../worker/edge/keys.ts'
import type { Env } from '../../worker/env.ts'
import { documents } from './published.ts'

/** The id of an incident that one document has no room for, and how many statements it has. */
export const longId = 'verylong'
export const longCount = 150

/** The archive's first incident, with that many statements, one a minute from noon on. */
export function longIncident(): IncidentDocument {
	const known = documents.incidents.get('claude/0ghc53zpsfmt')
	const [update] = known?.incident.updates ?? []
	const event = known?.timeline.events.find((candidate) => candidate.update === update?.id)
	if (!known || !update || !event) throw new Error('the archive lost its first incident')
	const numbers = Array.from({ length: longCount }, (_, index) => ({
		at: addSeconds('2026-03-02T12:00:00Z', index * 60),
		id: `u${index}`,
		body: `Number ${index}. ${'words '.repeat(2000)}`,
	}))
	const events = numbers.map(({ at, body, id }) => ({
		...event,
		at,
		body,
		update: id,
		id: `${longId}:${id}`,
	}))
	return {
		...known,
		incident: {
			...known.incident,
			id: longId,
			updates: numbers.map((one) => ({ ...update, ...one })),
		},
		timeline: { ...known.timeline, subject: { ...known.timeline.subject, id: longId }, events },
	}
}

/** Publishes it as the recorder does; returns how many older parts it has. */
export async function publishLongIncident(env: Pick<Env, 'KV'>): Promise<number> {
	const { head, parts } = partsOfIncident(longIncident())
	const key = keys.incident('claude', longId)
	await env.KV.put(key, canonicalJson(head))
	for (const part of parts) await env.KV.put(keys.part(key, part.part), canonicalJson(part))
	return parts.length
}
