import type { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'
import type { ReportCount } from '#core/model/report.ts'
import { headerOf, type ProviderRecord } from './provider-record.ts'

/**
 * Takes an Export apart again into one record a provider, so that pages are made from the same
 * thing that anyone can download.
 */
export function recordsOf(record: Export, content: Pick<Content, 'annotations'>): ProviderRecord[] {
	return record.providers.map((provider) => {
		const incidents = record.incidents.filter((incident) => incident.provider === provider.id)
		const episodes = record.episodes.filter(
			(episode) => episode.provider === provider.id && episode.providers === undefined,
		)
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
			shared: record.episodes.filter(({ providers }) => providers?.includes(provider.id)),
			gaps: record.gaps.filter((gap) =>
				gap.sources.some((source) => source.startsWith(`${provider.id}/`)),
			),
			coverage: record.coverage.filter((entry) => entry.provider === provider.id),
			annotations: content.annotations.filter((annotation) => names.has(annotation.subject)),
			claims: record.claims.filter((claim) => names.has(claim.subject)),
			readings: record.readings.filter((reading) => names.has(reading.subject)),
			reports: reportsOf(record, provider.id),
			rises: record.rises.filter((rise) => rise.provider === provider.id),
			possibleRises: record.possibleRises.filter((rise) => rise.provider === provider.id),
			publishedDays: record.publishedDays.filter((day) => day.provider === provider.id),
			problems: record.problems.filter((problem) => problem.provider === provider.id),
			unattributed: record.unattributed[provider.id] ?? [],
		}
	})
}

/** The windows that the provider's timelines hold, each once, oldest first. */
function reportsOf(record: Export, provider: string): ReportCount[] {
	const windows = new Map<string, ReportCount>()
	for (const { subject, reports } of record.timelines) {
		// What an episode of several providers shows of it, its own timelines hold too.
		if (subject.provider !== provider || subject.providers !== undefined) continue
		for (const count of reports)
			windows.set(`${count.at} ${count.source} ${count.surface ?? ''} ${count.region ?? ''}`, count)
	}
	return [...windows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
}
