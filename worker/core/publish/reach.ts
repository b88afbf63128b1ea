import { latest, secondsBetween } from '#core/time.ts'
import { dateTimeText } from './html/time-text.ts'
import { listed } from './html/words.ts'
import { type LastLooks, staleAfterSeconds } from './news.ts'

/** What outlets without a page say when silence may mean that nobody could look. */

/** Our last good check of a provider's own state; null where there was none. */
export function lastReached(provider: string, looks: LastLooks): string | null {
	return (
		latest(...looks.documents.filter((document) => document.provider === provider && document.bearsState).map((document) => document.lastGoodLookAt)) ?? null
	)
}

/**
 * That some of these providers' pages could not be reached for ten minutes, and since when; undefined while all of them can be.
 * A provider without a page that we check has nothing to be reached.
 */
export function reachNotice(providers: readonly { readonly id: string; readonly name: string }[], looks: LastLooks, at: string): string | undefined {
	if (!looks.heard) return 'We can’t tell when we last checked, so an outage may be missing here.'
	const missing = providers.flatMap(({ id, name }) => {
		if (!looks.documents.some((document) => document.provider === id && document.bearsState)) return []
		const reached = lastReached(id, looks)
		if (reached !== null && secondsBetween(reached, at) <= staleAfterSeconds) return []
		return [`${name} ${reached === null ? 'so far' : `since ${dateTimeText(reached, 'minute')}`}`]
	})
	return missing.length === 0
		? undefined
		: `Status not known: we haven’t been able to reach the status page of ${listed(missing)}. Silence is not an all-clear.`
}
