import { blindSentence } from '#core/documents/sight.ts'
import type { Content } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'
import { floorTo } from '#core/time/time.ts'
import type { Env } from '../../env.ts'
import { readModel } from '../reading/read-model.ts'
import type { Summaries } from './editions.ts'
import { sightsOf } from './sights.ts'

/** What formats say of our looks that do not give each of them. */
export function sightSummaries({ providers }: Pick<Content, 'providers'>): Summaries {
	const among = (ids: readonly string[]) => providers.filter(({ id }) => ids.includes(id))
	return {
		/**
		 * Whose pages we cannot read, in sentences. That nobody watches a page is no news, and its
		 * history says so. About ids, with spaces between.
		 */
		async blind(env, about) {
			const sighted = await sightsNow(env, among(about.split(' ')))
			return sighted
				.flatMap(({ sight }) =>
					sight.blind === null || (sight.blind === 'unwatched' && sighted.length > 1)
						? []
						: [blindSentence(sight)],
				)
				.join(' ')
		},
		/**
		 * Up to when what is told of a provider holds, to so many seconds, and why it is not known what
		 * came after. About `<seconds> <id>`.
		 */
		async lookedAt(env, about) {
			const [seconds = '60', id = ''] = about.split(' ')
			const [found] = await sightsNow(env, among([id]))
			return found
				? JSON.stringify([
						found.sight.asOf && floorTo(found.sight.asOf, Number(seconds)),
						found.sight.blind && blindSentence(found.sight),
					])
				: ''
		},
	}
}

async function sightsNow(env: Env, about: readonly Provider[]) {
	return await sightsOf(env, about, await readModel(env).now())
}
