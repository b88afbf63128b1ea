import { expect, test } from 'vitest'
import { incidentAt, incidentBytes, placesOf } from '#core/documents/places.ts'
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
		expect(incidentAt(pack, span, id)).toEqual(document)
		expect(new TextDecoder().decode(incidentBytes(pack, span))).toBe(JSON.stringify(document))
	}
})

test('what lies elsewhere, or is another one, is not found there', () => {
	const [first, second] = packs.flatMap(({ pack }) =>
		pack.incidents.map(({ incident }) => incident.id),
	)
	const pack = written.get(places.months[first ?? ''] ?? '') ?? new Uint8Array()
	const [from, to] = places.spans?.[first ?? ''] ?? [0, 0]
	expect(incidentAt(pack, [from, to], second ?? '')).toBeUndefined()
	for (const span of [
		[from + 1, to],
		[from, to - 1],
		[0, to],
		[to, to + 9],
		[1e9, 2e9],
	] as const)
		expect([span, incidentAt(pack, span, first ?? '')]).toEqual([span, undefined])
})
