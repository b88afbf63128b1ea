import type { Export } from '#core/model/export.ts'
import type { Incident } from '#core/model/incident.ts'

/**
 * How the ids in figures are called on pages. Figures hold ids alone; what is not known here is
 * shown by its id.
 */
export interface Names {
	provider(id: string): string
	surface(provider: string, id: string): string
	/** By `provider/id`. */
	incident(key: string): Pick<Incident, 'title' | 'createdAt'> | undefined
	/** The providers of the record, in their order. */
	readonly providers: readonly string[]
}

export function namesOf(record: Pick<Export, 'providers' | 'incidents'>): Names {
	const providers = new Map(record.providers.map((provider) => [provider.id, provider.name]))
	const surfaces = new Map(
		record.providers.flatMap(({ id, surfaces: own }) =>
			own.map((surface) => [`${id}/${surface.id}`, surface.name]),
		),
	)
	const incidents = new Map(
		record.incidents.map((incident) => [`${incident.provider}/${incident.id}`, incident]),
	)
	return {
		provider: (id) => providers.get(id) ?? id,
		surface: (provider, id) => surfaces.get(`${provider}/${id}`) ?? id,
		incident: (key) => incidents.get(key),
		providers: [...providers.keys()],
	}
}
