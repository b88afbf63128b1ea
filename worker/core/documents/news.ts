import type { OpenIncident, ProviderNow, SurfaceNow } from '#core/model/documents.ts'
import type { Provider, SurfaceKind } from '#core/model/provider.ts'
import type { Trouble } from '#core/model/trouble.ts'
import type { LastingCurve } from '#core/questions/remaining/count.ts'
import { compareInstants, earliest, latest, secondsBetween } from '#core/time/time.ts'
import { alsoOut } from './also-listed.ts'

/**
 * What can be said at a moment from the published state and the age of the looks behind it. A
 * surface is up only where every document
 * that bears its state was read in the last ten minutes; what is older is the past, and says so.
 */

/** News older than this is stale. */
export const staleAfterSeconds = 600

/** How one document was last looked at; null where it never was. */
export interface DocumentAge {
	readonly provider: string
	readonly source: string
	readonly document: string
	readonly bearsState: boolean
	readonly lastLookAt: string | null
	readonly lastGoodLookAt: string | null
	/** Why the last look brought nothing; null when it did. */
	readonly failure: string | null
	/** Refused: it is not asked for again before then. */
	readonly refusedUntil?: string | null
	/**
	 * The source in whose place it is read now; null for every other document, also for a fallback
	 * that has nothing to do.
	 */
	readonly speaksFor?: string | null
	readonly url?: string
}

/** The recorders' word on their looks. */
export interface LastLooks {
	/** Whether all of them answered. */
	readonly heard: boolean
	readonly documents: readonly DocumentAge[]
	/** Whether states that were seen still wait to be published. */
	readonly waiting: boolean
	/** What is set aside, and what was until a while ago, newest first. */
	readonly troubles?: readonly Trouble[]
}

/** How long incidents of the past lasted, as far as the record goes that they were counted from. */
export interface PastLengths {
	readonly asOf: string | null
	readonly curves: readonly LastingCurve[]
}

/**
 * `up`, `down` and `maintenance` are what the page says; `affected` what an open incident names
 * without a level; `not_known` whatever
 * cannot be said now; `not_covered` what no source bears.
 */
export type Standing = 'down' | 'affected' | 'maintenance' | 'up' | 'not_known' | 'not_covered'

export interface SurfaceNews extends SurfaceNow {
	readonly standing: Standing
	/**
	 * The oldest of the last good looks at what bears its state; null when one of them never
	 * succeeded or is not known.
	 */
	readonly seenAt: string | null
	/** The open incident that names it. */
	readonly open: OpenIncident | null
}

export interface ProviderNews {
	readonly now: ProviderNow
	readonly surfaces: readonly SurfaceNews[]
	/**
	 * The newest good look at any document that bears state; null when there was none or nobody
	 * answered.
	 */
	readonly lookAt: string | null
	readonly stale: boolean
	/** Documents whose last look brought nothing. */
	readonly failing: readonly DocumentAge[]
	/**
	 * What is read in another document's place, because that one fails or is refused; null while
	 * those speak that should.
	 */
	readonly fallback: DocumentAge | null
	/** What of it is set aside, so that its last good state is shown. */
	readonly aside: readonly Trouble[]
	/** What we published of it last cannot be read or shown. */
	readonly unread: boolean
}

export interface News {
	/** When this was put together, to the minute. */
	readonly at: string
	/** The last good look that changed what is published; null before any. */
	readonly asOf: string | null
	readonly heard: boolean
	readonly waiting: boolean
	readonly providers: readonly ProviderNews[]
	/** The newest look of all, and whether it is too old. */
	readonly lookAt: string | null
	readonly stale: boolean
	/** Absent where nothing was counted of the past. */
	readonly past?: PastLengths
}

export interface NewsInput {
	readonly at: string
	readonly asOf: string | null
	readonly looks: LastLooks
	/** Each provider of the registry with what is published of it. */
	readonly providers: readonly { readonly provider: Provider; readonly now: ProviderNow }[]
	readonly past?: PastLengths | undefined
	/** The providers of whom what was published last cannot be read or shown. */
	readonly unread?: ReadonlySet<string>
}

export function newsOf({ at, asOf, looks, providers, past, unread }: NewsInput): News {
	const told = providers.map(({ provider, now }) =>
		providerNews(provider, now, looks, at, unread?.has(provider.id)),
	)
	const lookAt = latest(...told.map((entry) => entry.lookAt)) ?? null
	return {
		at,
		asOf,
		heard: looks.heard,
		waiting: looks.waiting,
		providers: told,
		lookAt,
		stale: isStale(lookAt, at),
		...(past && { past }),
	}
}

/**
 * What of a provider is set aside now. A document of its page that cannot be read is among the
 * failing ones.
 */
export function asideOf(provider: string, { troubles = [] }: LastLooks): Trouble[] {
	return troubles.filter(
		(trouble) => trouble.provider === provider && !trouble.reading && trouble.endedAt === undefined,
	)
}

/** What can be said of one provider. */
export function providerNews(
	provider: Provider,
	now: ProviderNow,
	looks: LastLooks,
	at: string,
	unread = false,
): ProviderNews {
	const aside = asideOf(provider.id, looks)
	const doubtful = looks.waiting || unread || aside.some(({ present }) => present)
	const own = looks.documents.filter((document) => document.provider === provider.id)
	const bearing = own.filter((document) => document.bearsState)
	const lookAt = latest(...bearing.map((document) => document.lastGoodLookAt)) ?? null
	const surfaces = now.surfaces.map((surface): SurfaceNews => {
		const seenAt = seenAtOf(surface.id, provider, bearing)
		const open =
			now.open.find((incident) => isStated(incident) && incident.surfaces.includes(surface.id)) ??
			null
		return {
			...surface,
			standing: standingOf(surface, open, !doubtful && !isStale(seenAt, at)),
			seenAt,
			open,
		}
	})
	return {
		now,
		surfaces,
		lookAt,
		stale: isStale(lookAt, at) || unread || aside.some(({ present }) => present),
		failing: own.filter((document) => document.failure !== null),
		fallback: own.find(({ speaksFor }) => speaksFor != null) ?? null,
		aside,
		unread,
	}
}

/**
 * Trouble stays trouble until the page takes it back, and its age is said; everything else must
 * have been seen a moment ago. What an open
 * incident names is affected, unless the page has said since that it works, or says so now.
 */
function standingOf(surface: SurfaceNow, open: OpenIncident | null, fresh: boolean): Standing {
	const { state } = surface
	if (state === 'degraded_performance' || state === 'partial_outage' || state === 'major_outage')
		return 'down'
	if (state === 'under_maintenance') return fresh ? 'maintenance' : 'not_known'
	if (state === 'operational' && fresh) return 'up'
	if (open !== null && !(state === 'operational' && isSaidSince(surface, open))) return 'affected'
	return state === 'not_covered' ? 'not_covered' : 'not_known'
}

/**
 * Whether a surface's state was stated after an incident that names it had begun; otherwise it only
 * goes on standing on the page's list.
 */
export function isSaidSince(
	{ since }: SurfaceNow,
	{ startedAt, createdAt }: OpenIncident,
): boolean {
	return since !== null && compareInstants(since, startedAt ?? createdAt) >= 0
}

function seenAtOf(
	surface: string,
	provider: Provider,
	bearing: readonly DocumentAge[],
): string | null {
	const sources = provider.sources.filter(
		(source) =>
			source.enabled && source.kind === 'official' && (source.covers?.includes(surface) ?? true),
	)
	const documents = bearing.filter((document) =>
		sources.some((source) => source.id === document.source),
	)
	const moments = documents.map((document) => document.lastGoodLookAt)
	return moments.includes(null) ? null : (earliest(...moments) ?? null)
}

/** Whether a look is too old to act on. */
export function isStale(look: string | null, at: string): boolean {
	return look === null || secondsBetween(look, at) > staleAfterSeconds
}

/** An outage that the provider speaks of; what its users alone report is told apart from it. */
export function isStated({ kind, origin }: Pick<OpenIncident, 'kind' | 'origin'>): boolean {
	return kind === 'incident' && origin === 'official'
}

/**
 * Whether there is anything to tell someone in trouble: a surface that is down, a part of the page
 * that no surface stands for, or an incident that is open.
 */
export function isTroubled(news: ProviderNews): boolean {
	return (
		news.surfaces.some((surface) => surface.standing === 'down') ||
		alsoOut(news.now).length > 0 ||
		news.now.open.some(isStated)
	)
}

/**
 * Whether somebody may be sent there: a list that stayed green while an incident names the surface
 * is no reason to.
 */
function isWell(surface: SurfaceNews): boolean {
	return surface.standing === 'up' && (surface.open === null || isSaidSince(surface, surface.open))
}

/** What is up, by what it is for. Kinds in the order in which people look for another way. */
export function upByKind(providers: readonly ProviderNews[]): {
	readonly kind: SurfaceKind
	readonly up: readonly { provider: ProviderNews; surface: SurfaceNews }[]
}[] {
	return kinds.flatMap((kind) => {
		const up = providers.flatMap((provider) =>
			provider.surfaces
				.filter((surface) => surface.kind === kind && isWell(surface))
				.map((surface) => ({ provider, surface })),
		)
		return up.length > 0 ? [{ kind, up }] : []
	})
}

const kinds: readonly SurfaceKind[] = [
	'chat',
	'api',
	'coding',
	'console',
	'media',
	'voice',
	'search',
	'other',
]
