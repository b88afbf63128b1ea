import { most } from '#core/bounds.ts'
import { resolveComponent } from '#core/incident/surfaces.ts'
import type { OfficialObservation } from '#core/model/observation.ts'
import type { Provider } from '#core/model/provider.ts'
import type { PublishedDay } from '#core/model/published.ts'

/**
 * The days of an imported uptime display, with whose they are and the surface that each service is,
 * where an alias knows it.
 */
export function publishedDaysOf(
	observation: OfficialObservation,
	provider: Provider,
	source: string,
	readAt: string,
): PublishedDay[] {
	return (observation.published ?? []).map((day) => {
		const { surface } = resolveComponent(provider, { name: day.service }, `${day.date}T12:00:00Z`)
		return {
			...day,
			provider: provider.id,
			...(surface !== undefined && { surface }),
			source,
			readAt,
		}
	})
}

/**
 * In the order of an Export: by provider, service and day; of two readings of one day the later one
 * stands, and of two of one moment the later given.
 * Beyond the bound on them a provider's newest days are kept.
 */
export function joinPublishedDays(days: readonly PublishedDay[]): PublishedDay[] {
	const latest = new Map<string, PublishedDay>()
	for (const day of days) {
		const key = `${day.provider}\n${day.service}\n${day.date}`
		const known = latest.get(key)
		if (!known || Date.parse(day.readAt) >= Date.parse(known.readAt)) latest.set(key, day)
	}
	const inOrder = [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day)
	if (inOrder.length <= most('publishedDays')) return inOrder
	const providers = [...Map.groupBy(inOrder, ({ provider }) => provider).values()]
	const kept = new Set(
		providers.flatMap((own) =>
			own
				.toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0))
				.slice(0, most('publishedDays')),
		),
	)
	return inOrder.filter((day) => kept.has(day))
}
