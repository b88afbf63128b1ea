import type { EpisodeContent } from '#core/model/content.ts'
import type { Episode, Incident } from '#core/model/incident.ts'
import { compareInstants } from '#core/time/time.ts'
import { wavesOf } from './episodes.ts'
import { lifespanOf } from './lifespan.ts'

/**
 * Episodes of several providers. Each provider is recorded by itself, and only who reads all of
 * them can put one together.
 */

/** An editor's grouping across providers. */
export type SharedGrouping = EpisodeContent & { readonly providers: readonly string[] }

export function isShared<Grouping extends Pick<EpisodeContent, 'providers'>>(
	grouping: Grouping,
): grouping is Grouping & { readonly providers: NonNullable<Grouping['providers']> } {
	return grouping.providers !== undefined
}

/** `claude/461yvfrzpwtt`. */
export function referenceTo({ provider, id }: Pick<Incident, 'provider' | 'id'>): string {
	return `${provider}/${id}`
}

/**
 * The episode of those of its incidents that are known; undefined when none is. Withdrawn ones
 * stay: an editor named them.
 */
export function sharedEpisode(
	grouping: SharedGrouping,
	incidents: readonly Incident[],
): Episode | undefined {
	const members = incidents
		.filter((incident) => grouping.incidents.includes(referenceTo(incident)))
		.sort(
			(a, b) =>
				compareInstants(lifespanOf(a).from, lifespanOf(b).from) ||
				(referenceTo(a) < referenceTo(b) ? -1 : 1),
		)
	const waves = wavesOf(members.map((incident) => ({ ...incident, id: referenceTo(incident) })))
	const [first] = waves
	if (!first) return undefined
	const { id, provider, providers, title, reason } = grouping
	return {
		id,
		provider,
		providers: [...providers],
		title,
		basis: { by: 'editor', reason },
		incidents: members.map(referenceTo),
		waves,
		from: first.from,
		to: waves.at(-1)?.to ?? null,
	}
}
