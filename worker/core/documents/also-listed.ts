import { worstOf } from '#core/incident/worst.ts'
import type { ProviderNow } from '#core/model/documents.ts'
import type { UnmatchedComponent } from '#core/model/incident.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { stateWords } from '#core/text/words.ts'

/**
 * Parts of a provider's page that no surface stands for: their trouble stands beside the surfaces,
 * so that nothing is called all green over it.
 */

/** Those that the page does not call operational. */
export function alsoListed(now: Pick<ProviderNow, 'alsoListed'>): readonly UnmatchedComponent[] {
	return now.alsoListed ?? []
}

/** Those of them that are out. */
export function alsoOut(now: Pick<ProviderNow, 'alsoListed'>): readonly UnmatchedComponent[] {
	return alsoListed(now).filter(
		({ state }) =>
			state === 'degraded_performance' || state === 'partial_outage' || state === 'major_outage',
	)
}

/**
 * The worst state on a provider's page, of its covered surfaces and of what stands beside them;
 * `unknown` where there is none.
 */
export function worstOnPage(now: Pick<ProviderNow, 'surfaces' | 'alsoListed'>): SurfaceStateName {
	const covered = now.surfaces.filter((surface) => surface.state !== 'not_covered')
	return worstOf([...covered, ...alsoListed(now)].map(({ state }) => state)) ?? 'unknown'
}

/** `Claude Voice, partial outage`. */
export function alsoText({ name, state }: UnmatchedComponent): string {
	return `${name}, ${stateWords[state]}`
}
