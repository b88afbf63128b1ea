import * as z from 'zod/mini'
import { type LastLooks, staleAfterSeconds } from '#core/documents/news.ts'
import { asOfAll, asSeen, notKnown, type Sight, sightOf } from '#core/documents/sight.ts'
import { listed, type ProviderNow } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import { NotKnown } from '#core/model/status.ts'
import { instantOf, millisecondsOf } from '#core/time/time.ts'
import type { Env } from '../../env.ts'
import { millisecondsNow } from '../clock.ts'
import { lastLooks } from '../reading/last-looks.ts'
import { isCurrent, type NowRead } from '../reading/read-model.ts'
import { traceOf } from '../reading/trace.ts'
import { StoreFailure } from '../store-failure.ts'
import { listOf } from './paging.ts'
import { providerNowOf } from './provider-now.ts'

/**
 * What answers may say of the present: what was published, as far as looks of ours that saw the
 * page vouch for it.
 */

export interface Sighted {
	readonly provider: Provider
	/** As published, with what cannot be said now as unknown. */
	readonly now: ProviderNow
	readonly sight: Sight
}

/**
 * Each provider as it can be told of now. `whole` is false where a list beside it could not be read
 * as a whole; `unread` names those of whom it lacks something.
 */
export async function sightsOf(
	env: Env,
	providers: readonly Provider[],
	now: NowRead,
	{
		looks,
		whole = true,
		unread,
	}: {
		readonly looks?: LastLooks
		readonly whole?: boolean
		readonly unread?: ReadonlySet<string>
	} = {},
): Promise<Sighted[]> {
	const at = instantOf(millisecondsNow(env))
	const known = looks ?? (await lastLooks(env))
	const trace = traceOf(env)
	trace?.holdsUntil(nextStale(known, at))
	return providers.map((provider) => {
		const published = providerNowOf(provider, now)
		const sight = sightOf(
			provider,
			published,
			known,
			at,
			whole && !unread?.has(provider.id) && isCurrent(now, provider.id),
		)
		if (trace && sight.blind !== null && sight.blind !== 'unwatched') trace.blind = true
		return { provider, now: asSeen(provider, published, known, at, sight), sight }
	})
}

/**
 * When the next of the looks that vouch for a state is too old to do so, epoch milliseconds: until
 * then time makes no difference.
 */
function nextStale({ documents }: LastLooks, at: string): number {
	const moment = millisecondsOf(at)
	const ends = documents.flatMap(({ lastGoodLookAt }) =>
		lastGoodLookAt === null
			? []
			: [millisecondsOf(lastGoodLookAt) + staleAfterSeconds * 1000 + 500],
	)
	return Math.min(...ends.filter((end) => end > moment))
}

/**
 * A list about the present: `asOf` is the oldest of the watched providers that it concerns, and
 * `notKnown` names those of whom it cannot tell the present.
 */
export function sightedListOf<Item extends z.core.SomeType>(item: Item) {
	return z.extend(listOf(item), { notKnown: listed(NotKnown) })
}

/** How old an answer is, and of whom it cannot tell the present. */
export function agesOf(sighted: readonly Sighted[]): {
	readonly asOf: string | null
	readonly notKnown: NotKnown[]
} {
	const sights = sighted.map(({ sight }) => sight)
	return { asOf: asOfAll(sights), notKnown: notKnown(sights) }
}

/**
 * One provider for a format that has no word for what could not be read: throws StoreFailure rather
 * than pass the archive off as the present.
 */
export async function sightedOrFail(env: Env, provider: Provider, now: NowRead): Promise<Sighted> {
	const [found] = await sightsOf(env, [provider], now)
	if (!found || found.sight.blind === 'unread')
		throw new StoreFailure(`the state of ${provider.id}`)
	return found
}
