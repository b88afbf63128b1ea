import type { Verdict, VerdictWord } from '#core/model/verdict.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { addresses } from '#core/text/addresses.ts'
import { secondsBetween } from '#core/time/time.ts'
import { isStale, type ProviderNews, type SurfaceNews } from './news.ts'

/**
 * One product's verdict out of the news of its provider; undefined for a product that the provider
 * does not have. What was last seen too long ago is unknown, also where it was bad: a program that
 * goes by it must not wait for a page that nobody reads.
 */
export function verdictOf(
	news: ProviderNews,
	product: string,
	at: string,
	origin: string,
): Verdict | undefined {
	const surface = news.surfaces.find(({ id }) => id === product)
	if (!surface) return undefined
	const { provider } = news.now
	const old = news.unread || isStale(surface.seenAt, at)
	const verdict = old ? 'unknown' : wordOf(surface)
	const isKnown = verdict !== 'unknown'
	const known =
		surface.state === 'unknown' || surface.state === 'not_covered' ? null : surface.state
	const before =
		surface.last ?? (known === null ? undefined : { state: known, since: surface.since })
	return {
		provider: provider.id,
		product,
		name: surface.name.toLowerCase().includes(provider.name.toLowerCase())
			? surface.name
			: `${provider.name} ${surface.name}`,
		verdict,
		state: isKnown ? known : 'unknown',
		since: isKnown
			? (surface.since ?? surface.open?.startedAt ?? surface.open?.createdAt ?? null)
			: null,
		checkedAt: surface.seenAt,
		ageSeconds: surface.seenAt === null ? null : Math.max(0, secondsBetween(surface.seenAt, at)),
		confidence: {
			declared: isKnown && (surface.basis === 'declared' || surface.standing === 'affected'),
			seen: isKnown && surface.basis === 'seen',
			users: news.now.crowd.some(({ surface: about }) => about === undefined || about === product),
		},
		incident: surface.open && {
			id: surface.open.id,
			title: surface.open.title,
			impact: surface.open.impact,
			url: `${origin}${addresses.incident(provider.id, surface.open.id)}`,
		},
		...(!isKnown && before && { last: before }),
	}
}

function wordOf({ standing, state }: SurfaceNews): VerdictWord {
	if (standing === 'down') return levels[state] ?? 'degraded'
	return standing === 'affected' || standing === 'maintenance'
		? 'degraded'
		: standing === 'up'
			? 'ok'
			: 'unknown'
}

const levels: Readonly<Partial<Record<SurfaceStateName, VerdictWord>>> = {
	major_outage: 'failing',
	partial_outage: 'degraded',
	degraded_performance: 'degraded',
}
