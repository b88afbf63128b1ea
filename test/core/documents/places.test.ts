import { expect, test } from 'vitest'
import { incidentBytes, placesOf } from '#core/documents/places.ts'
import type { IncidentDocument } from '#core/model/documents.ts'
import { documents } from '../../support/published.ts'

const known = [...documents.packs].filter(([key]) => key.startsWith('claude/'))
/** Texts of more bytes than characters stand in the way of counting. */
const packs = known.map(([key, pack]) => ({
	month: key.slice('claude/'.length),
	pack: {
		incidents: pack.incidents.map(
			(document): IncidentDocument => ({
				...document,
				incident: { ...document.incident, title: `“é” 😀 ${document.incident.title}` },
			}),
		),
	},
}))
const written = new Map(
	packs.map(({ month, pack }) => [month, new TextEncoder().encode(JSON.stringify(pack))]),
)
const places = placesOf(packs.map(({ pack }) => pack))

test('each incident is read where the lookup says that it lies', () => {
	const all = packs.flatMap(({ pack }) => pack.incidents)
	expect(all.length).toBeGreaterThan(3)
	for (const document of all) {
		const { id } = document.incident
		const pack = written.get(places.months[id] ?? '') ?? new Uint8Array()
		const span = places.spans?.[id] ?? [0, 0]
		expect(new TextDecoder().decode(incidentBytes(pack, span))).toBe(JSON.stringify(document))
	}
})

test('a span of another pack fits no incident of this one', () => {
	const id = packs[0]?.pack.incidents[0]?.incident.id ?? ''
	const pack = written.get(places.months[id] ?? '') ?? new Uint8Array()
	const [from, to] = places.spans?.[id] ?? [0, 0]
	const others = [
		[from + 1, to],
		[from, to - 1],
		[0, to],
		[to, to + 9],
		[1e9, 2e9],
	] as const
	for (const span of others) expect([span, incidentBytes(pack, span)]).toEqual([span, undefined])
})
