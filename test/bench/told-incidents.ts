import type { Export } from '#core/model/export.ts'
import type { Incident, SurfaceState } from '#core/model/incident.ts'
import type { IncidentStatus } from '#core/model/vocabulary.ts'
import { seeded } from '#core/statistics/statistics.ts'
import { instantOf } from '#core/time/time.ts'
import { type IncidentRow, toldExport, toldIncident } from '../support/analysed.ts'

/**
 * Ten years of four providers with so many incidents between them, at moments and of lengths drawn
 * from a fixed seed.
 */

const providers = ['acme', 'bolt', 'cloud', 'delta']
const surfaces = ['web', 'api', 'console']
const impacts = ['minor', 'major', 'critical', 'none'] as const
const stages: readonly IncidentStatus[] = [
	'investigating',
	'identified',
	'monitoring',
	'investigating',
	'monitoring',
	'resolved',
]
const begin = Date.UTC(2016, 0, 1)
const decade = 10 * 365 * 86_400_000

export function toldIncidents(count: number): Export {
	const random = seeded(count)
	const incidents: Incident[] = []
	const states: SurfaceState[] = []
	for (let index = 0; index < count; index++) {
		const incident = toldIncident(rowOf(index, random))
		incidents.push(incident)
		states.push(...statesOf(incident, random))
	}
	incidents.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
	states.sort((a, b) => (a.from < b.from ? -1 : 1))
	const told = toldExport({
		providers: Object.fromEntries(providers.map((provider) => [provider, surfaces])),
		coverage: providers.map((provider) => ({ provider, from: '2016-01-01', to: '2026-01-01' })),
		asOf: '2026-01-01',
	})
	return { ...told, incidents, states }
}

function rowOf(index: number, random: () => number): IncidentRow {
	const from = begin + Math.floor(random() * decade)
	const step = 60_000 + Math.floor(random() * 3_600_000)
	const last = index % 3 === 0 ? stages.length : 3
	const named = index % 3 === 0 ? stages : [...stages.slice(0, 2), stages.at(-1) ?? 'resolved']
	return {
		id: `bench${String(index).padStart(7, '0')}`,
		provider: providers[index % providers.length] ?? 'acme',
		surfaces: surfaces.filter((_, place) => (index + place) % 3 !== 0),
		impact: impacts[Math.floor(random() * impacts.length)] ?? 'minor',
		from: instantOf(from),
		stages: named.slice(0, last).map((status, place) => [
			status,
			instantOf(from + place * step),
			{
				body: `Some requests fail with an error; others take longer than usual. We know of it and will say more when there is more (${place}).`,
			},
		]),
	}
}

function statesOf(incident: Incident, random: () => number): SurfaceState[] {
	const { provider, id, createdAt: from, resolvedAt: to, surfaces: named, seen } = incident
	const state = random() < 0.5 ? 'partial_outage' : 'major_outage'
	return named.map((surface) => ({
		provider,
		surface,
		state,
		from,
		...(to && { to }),
		basis: 'declared',
		seen,
		incident: id,
		evidence: [],
	}))
}
