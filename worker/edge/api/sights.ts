import type { Provider } from '#core/model/provider.ts'
import type { ProviderNow } from '#core/publish/documents.ts'
import type { LastLooks } from '#core/publish/news.ts'
import { asOfAll, asSeen, type NotKnown, notKnown, type Sight, sightOf } from '#core/publish/sight.ts'
import type { Env } from '../../env.ts'
import { momentOf } from '../clock.ts'
import { lastLooks } from '../last-looks.ts'
import { isCurrent, type NowRead } from '../read-model.ts'
import { StoreFailure } from '../store-failure.ts'
import { providerNowOf } from './providers.ts'

/** What answers may say of the present: what was published, as far as looks of ours that saw the page vouch for it. */

export interface Sighted {
	readonly provider: Provider
	/** As published, with what cannot be said now as unknown. */
	readonly now: ProviderNow
	readonly sight: Sight
}

/** Each provider as it can be told of now. `whole` is false where a list beside it could not be read as a whole; `unread` names those of whom it lacks something. */
export async function sightsOf(
	env: Env,
	providers: readonly Provider[],
	now: NowRead,
	{ looks, whole = true, unread }: { readonly looks?: LastLooks; readonly whole?: boolean; readonly unread?: ReadonlySet<string> } = {},
): Promise<Sighted[]> {
	const at = momentOf(env)
	const known = looks ?? (await lastLooks(env))
	return providers.map((provider) => {
		const published = providerNowOf(provider, now)
		const sight = sightOf(provider, published, known, at, whole && !unread?.has(provider.id) && isCurrent(now, provider.id))
		return { provider, now: asSeen(provider, published, known, at, sight), sight }
	})
}

/** How old an answer is, and of whom it cannot tell the present. */
export function agesOf(sighted: readonly Sighted[]): { readonly asOf: string | null; readonly notKnown: NotKnown[] } {
	const sights = sighted.map(({ sight }) => sight)
	return { asOf: asOfAll(sights), notKnown: notKnown(sights) }
}

/** One provider for a format that has no word for what could not be read: throws StoreFailure rather than pass the archive off as the present. */
export async function sightedOrFail(env: Env, provider: Provider, now: NowRead): Promise<Sighted> {
	const [found] = await sightsOf(env, [provider], now)
	if (!found || found.sight.blind === 'unread') throw new StoreFailure(`the state of ${provider.id}`)
	return found
}
