import { asOfPrecision, dateTimeText } from '#core/fragments/time-text.ts'
import type { ProviderNow, SurfaceNow } from '#core/model/documents.ts'
import type { Precision } from '#core/model/instant.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Blindness, NotKnown } from '#core/model/status.ts'
import { earliest } from '#core/time/time.ts'
import {
	asideOf,
	type DocumentAge,
	isStale,
	type LastLooks,
	providerNews,
	type Standing,
} from './news.ts'

/**
 * How far back we can vouch for what is told of a provider. Only a look that saw its page moves
 * this: while every look fails, an empty list
 * of open incidents means nothing, and whoever reads it has to be told so.
 */

export interface Sight {
	readonly provider: Pick<Provider, 'id' | 'name'>
	/**
	 * Up to when what is told of it holds: the oldest of the last good looks at what bears its state.
	 * Null when it was never seen.
	 */
	readonly asOf: string | null
	/** How exactly `asOf` is known. */
	readonly precision: Precision
	/** Null while its present state is known. */
	readonly blind: Blindness | null
}

/**
 * What we can say of one provider at a moment. `now` is what was published of it; `read` is false
 * where a store failed, so that something
 * newer may have been published than could be read.
 */
export function sightOf(
	provider: Provider,
	now: ProviderNow,
	looks: LastLooks,
	at: string,
	read: boolean,
): Sight {
	const { asOf, blind } = vouchedFor(provider, now, looks, at, read)
	const { id, name } = provider
	return {
		provider: { id, name },
		asOf,
		precision: asOf === null ? 'second' : asOfPrecision(asOf, now.coverage),
		blind,
	}
}

function vouchedFor(
	provider: Provider,
	{ asOf }: ProviderNow,
	looks: LastLooks,
	at: string,
	read: boolean,
): Pick<Sight, 'asOf' | 'blind'> {
	if (!read) return { asOf, blind: 'unread' }
	const aside = asideOf(provider.id, looks).find(({ present }) => present)
	if (aside) return { asOf: aside.goodAt ?? asOf, blind: 'aside' }
	const official = provider.sources
		.filter(({ enabled, kind }) => enabled && kind === 'official')
		.map(({ id }) => id)
	if (official.length === 0) return { asOf, blind: 'unwatched' }
	const own = looks.documents.filter(
		(document) => document.provider === provider.id && official.includes(document.source),
	)
	if (own.length === 0) return { asOf, blind: looks.heard ? 'unwatched' : 'unheard' }
	if (looks.waiting) return { asOf, blind: 'unpublished' }
	const moments = bearing(own).map((document) => document.lastGoodLookAt)
	const seen = earliest(...moments)
	// Nothing was ever read of it: what is published was collected otherwise.
	if (seen === undefined) return { asOf, blind: 'unreachable' }
	return { asOf: seen, blind: moments.some((moment) => isStale(moment, at)) ? 'unreachable' : null }
}

/** The documents that bear its state; all of them where none does. */
function bearing(documents: readonly DocumentAge[]): readonly DocumentAge[] {
	const own = documents.filter((document) => document.bearsState)
	return own.length > 0 ? own : documents
}

/**
 * Up to when an answer about several providers holds: the oldest of those that are watched, null
 * when one of them was never seen.
 */
export function asOfAll(sights: readonly Sight[]): string | null {
	const watched = sights.filter(({ blind }) => blind !== 'unwatched')
	const told = (watched.length > 0 ? watched : sights).map(({ asOf }) => asOf)
	return told.includes(null) ? null : (earliest(...told) ?? null)
}

export function notKnown(sights: readonly Sight[]): NotKnown[] {
	return sights.flatMap(({ provider, asOf, blind }) =>
		blind === null ? [] : [{ provider: provider.id, since: asOf, why: blind }],
	)
}

/**
 * What was published, with every state that cannot be said now as `unknown`. Trouble stays trouble
 * until the page takes it back; its age
 * has to be said beside it.
 */
export function asSeen(
	provider: Provider,
	now: ProviderNow,
	looks: LastLooks,
	at: string,
	{ blind }: Sight,
): ProviderNow {
	const told = providerNews(provider, now, looks, at)
	const doubted = (standing: Standing) =>
		standing === 'not_known' ||
		((blind === 'unread' || blind === 'aside') && standing !== 'down' && standing !== 'not_covered')
	const surfaces = told.surfaces.map(
		({ id, name, kind, state, since, basis, incident, standing }): SurfaceNow => {
			if (!doubted(standing)) return { id, name, kind, state, since, basis, incident }
			return {
				id,
				name,
				kind,
				state: 'unknown',
				since: null,
				basis: null,
				incident: null,
				...(state !== 'unknown' && { last: { state, since } }),
			}
		},
	)
	return { ...now, surfaces }
}

/** One sentence on why we cannot say how a provider stands; empty while we can. */
export function blindSentence({ provider, asOf, precision, blind }: Sight): string {
	if (blind === null) return ''
	const since = asOf === null ? null : dateTimeText(asOf, precision)
	return sentences[blind](provider.name, since)
}

const sentences: Readonly<Record<Blindness, (name: string, since: string | null) => string>> = {
	unreachable: (name, since) =>
		since === null
			? `We haven’t been able to read ${name}’s status page yet.`
			: `We haven’t been able to read ${name}’s status page since ${since}.`,
	unwatched: (name, since) =>
		`We don’t monitor ${name}’s status page live${since === null ? '' : `; our record of it ends on ${since}`}.`,
	unheard: (name, since) =>
		`Our recorder didn’t answer, so we can’t tell when ${name}’s status page was last read${since === null ? '' : `; what we published of it is from ${since}`}.`,
	unpublished: (name, since) =>
		`Newer states of ${name} are waiting to be published${since === null ? '' : `; what we published of it is from ${since}`}.`,
	aside: (name, since) =>
		`Part of our record of ${name} is broken and set aside, so we can’t tell how it stands${since === null ? '' : `; what we show of it is from ${since}`}.`,
	unread: (name, since) =>
		`We couldn’t read all that we published of ${name}${since === null ? '' : `; what we could read is from ${since}`}.`,
}

/** `not known since 28 November 2026, 13:30:00 UTC`; `not known yet` where it never was. */
export function notKnownSince({ asOf, precision }: Sight): string {
	return asOf === null ? 'not known yet' : `not known since ${dateTimeText(asOf, precision)}`
}
