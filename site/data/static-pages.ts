import type { Documents } from '#core/documents/build-documents.ts'
import type { RecordDays } from '#core/documents/surface-days.ts'
import { correctionsPage } from '#core/fragments/corrections-page.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import type { Claim } from '#core/model/content.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { aboutPage } from '#core/publish/html/about-page.ts'
import { apiPage } from '#core/publish/html/api-page.ts'
import {
	archiveMonthPage,
	archivePage,
	archiveYearPage,
	yearsOf,
} from '#core/publish/html/archive-pages.ts'
import { claimsPage } from '#core/publish/html/claims-page.ts'
import { daysPage } from '#core/publish/html/days-page.ts'
import { isTold } from '#core/publish/html/days-strip.ts'
import { methodologyPage } from '#core/publish/html/methodology-page.ts'
import { privacyPage } from '#core/publish/html/privacy-page.ts'
import { providersPage } from '#core/publish/html/providers-page.ts'
import { subscribePage } from '#core/publish/html/subscribe-page.ts'
import { addresses } from '#core/text/addresses.ts'

/** Every page beside the home, the incidents, the episodes and the providers: address and parts. */
export interface StaticPage {
	readonly path: string
	readonly parts: PageParts
}

export function staticPages(
	{ now, months, incidents, episodes, feeds }: Documents,
	claims: readonly Claim[],
	days: RecordDays,
	site: SiteHeader,
): StaticPage[] {
	const indexes = now.months.flatMap((month) => months.get(month) ?? [])
	const providers = now.providers.map(({ provider }) => provider)
	const titles = new Map<string, string>([
		...[...incidents.values()].map(
			({ incident, provider }) =>
				[`incidents/${provider.id}/${incident.id}`, `${provider.name}: ${incident.title}`] as const,
		),
		...[...episodes.values()].map(
			({ episode, provider, providers }) =>
				[
					`episodes/${episode.id}`,
					providers ? episode.title : `${provider.name}: ${episode.title}`,
				] as const,
		),
		...providers.map(({ id, name }) => [`providers/${id}`, name] as const),
	])
	const entries = new Map(
		indexes.flatMap((index) =>
			index.incidents.map((incident) => [`${incident.provider}/${incident.id}`, incident] as const),
		),
	)
	const page = (path: string, parts: PageParts): StaticPage => ({ path, parts })
	return [
		page(addresses.providers, providersPage(now, site)),
		...days.providers
			.filter(({ surfaces }) => surfaces.some(isTold))
			.map((own) =>
				page(addresses.providerDays(own.provider.id), daysPage(own, days.days, entries, site)),
			),
		page(addresses.archive, archivePage(now, indexes, site)),
		...yearsOf(indexes).map((year) =>
			page(addresses.archiveYear(year), archiveYearPage(year, now, indexes, site)),
		),
		...indexes.map((index) =>
			page(addresses.archiveMonth(index.month), archiveMonthPage(index, now, site)),
		),
		page(addresses.claims, claimsPage(claims, titles, site)),
		page(addresses.corrections, correctionsPage([...feeds.values()], now, site)),
		page(addresses.methodology, methodologyPage(site)),
		page(addresses.subscribe, subscribePage(providers, site)),
		page(addresses.api, apiPage(providers, site)),
		page(addresses.about, aboutPage(site)),
		page(addresses.privacy, privacyPage(site)),
	]
}
