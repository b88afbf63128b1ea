import type { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'
import { headerOf, type ProviderRecord } from './provider-record.ts'

/** Takes an Export apart again into one record a provider, so that pages are made from the same thing that anyone can download. */
export function recordsOf(record: Export, content: Pick<Content, 'annotations'>): ProviderRecord[] {
	return record.providers.map((provider) => {
		const incidents = record.incidents.filter((incident) => incident.provider === provider.id)
		const episodes = record.episodes.filter((episode) => episode.provider === provider.id)
		const names = new Set([
			`providers/${provider.id}`,
			...incidents.map((incident) => `incidents/${provider.id}/${incident.id}`),
			...episodes.map((episode) => `episodes/${episode.id}`),
		])
		return {
			provider,
			header: headerOf(provider),
			asOf: record.asOf[provider.id] ?? null,
			incidents,
			states: record.states.filter((state) => state.provider === provider.id),
			episodes,
			gaps: record.gaps.filter((gap) => gap.sources.some((source) => source.startsWith(`${provider.id}/`))),
			coverage: record.coverage.filter((entry) => entry.provider === provider.id),
			annotations: content.annotations.filter((annotation) => names.has(annotation.subject)),
			claims: record.claims.filter((claim) => names.has(claim.subject)),
			problems: record.problems.filter((problem) => problem.provider === provider.id),
			unattributed: record.unattributed[provider.id] ?? [],
		}
	})
}
