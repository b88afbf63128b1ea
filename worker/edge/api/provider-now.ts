import type { NowDocument, ProviderNow } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import { headerOf } from '#core/record/provider-record.ts'

/** How a provider stands; where nothing was published yet, nothing is known, which is not fine. */
export function providerNowOf(provider: Provider, now: NowDocument): ProviderNow {
	return now.providers.find((entry) => entry.provider.id === provider.id) ?? emptyNow(provider)
}

/** What is known of a provider about which nothing was published. */
export function emptyNow(provider: Provider): ProviderNow {
	const header = headerOf(provider)
	return {
		asOf: null,
		provider: header,
		surfaces: provider.surfaces.map(({ id, name, kind }) => ({
			id,
			name,
			kind,
			state: header.surfaces.some((surface) => surface.id === id && surface.covered)
				? 'unknown'
				: 'not_covered',
			since: null,
			basis: null,
			incident: null,
		})),
		open: [],
		recent: [],
		episodes: [],
		coverage: [],
		gaps: [],
		problems: [],
		unattributed: [],
		alsoListed: [],
		crowd: [],
		possible: [],
	}
}
