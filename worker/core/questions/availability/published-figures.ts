import type { PublishedShare } from '#core/model/published.ts'
import type { AvailabilityFigures } from '#core/questions/availability/figures.ts'
import { addresses } from '#core/text/addresses.ts'
import {
	type Cell,
	head,
	numberCell,
	percentCell,
	providerCell,
	textCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import { joined, link, percent, type Said, say, source } from '../said.ts'
import type { Section } from '../view.ts'

type One = AvailabilityFigures['providers'][number]

/** What the provider's own page shows, beside ours and never mixed with it. */
export function publishedSections(providers: readonly One[], names: Names): Section[] {
	const published = providers.flatMap((one) => one.published.map((compared) => ({ one, compared })))
	const displayed = providers.flatMap((one) => one.displayed.map((service) => ({ one, service })))
	const parts: Section[] = []
	if (published.length > 0) {
		parts.push({
			id: 'published',
			heading: 'What the providers publish themselves',
			intro: say`Their own figures as they were read, never mixed with what is counted here
				(${link(addresses.methodology, say`how`)}).`,
			table: {
				id: 'published',
				caption: 'Published figures beside ours',
				heads: [
					head('Provider', 'provider'),
					head('Surface', 'surface'),
					head('Published', 'published', 'published_at_least', 'published_at_most'),
					head('Read', 'read_at'),
					head('Ours, at least', 'ours_at_least'),
					head('Ours, at most', 'ours_at_most'),
					head('Why they differ', 'because'),
					head('Where', 'where'),
				],
				rows: published.map(({ one, compared: { published: theirs, ours, because } }): Cell[] => [
					providerCell(one.provider, names, 'availability'),
					textCell(
						theirs.surface ?? '',
						theirs.surface === undefined ? 'not said' : names.surface(one.provider, theirs.surface),
					),
					{
						show: publishedText(theirs),
						values: [theirs.share ?? null, theirs.atLeast ?? null, theirs.atMost ?? null],
					},
					textCell(theirs.readAt),
					percentCell(ours?.atLeast ?? null),
					percentCell(ours?.atMost ?? null),
					textCell(because.join(' ')),
					textCell(
						theirs.sources.flatMap(({ url }) => url ?? []).join(' '),
						joined(theirs.sources.map(source), ', '),
					),
				]),
			},
		})
	}
	if (displayed.length > 0) {
		parts.push({
			id: 'displayed',
			heading: 'Outage minutes of the pages’ own displays',
			table: {
				id: 'displayed',
				caption: 'Displayed minutes',
				heads: [
					head('Provider', 'provider'),
					head('Service', 'service'),
					head('From', 'first_day'),
					head('To', 'last_day'),
					head('Days', 'days'),
					head('Days begin in', 'zone'),
					head('With outage', 'outage_days'),
					head('Partial minutes', 'partial_minutes'),
					head('Major minutes', 'major_minutes'),
					head('Share at 30 %', 'share'),
					head('Ours, at most', 'ours_at_most'),
				],
				rows: displayed.map(({ one, service }): Cell[] => [
					providerCell(one.provider, names, 'availability'),
					textCell(service.service),
					textCell(service.firstDay),
					textCell(service.lastDay),
					numberCell(service.days),
					textCell(service.zone),
					numberCell(service.outageDays),
					numberCell(service.partialMinutes),
					numberCell(service.majorMinutes),
					percentCell(service.share),
					percentCell(service.ours?.atMost ?? null),
				]),
			},
		})
	}
	return parts
}

/** As it was quoted: one number, or the bounds of it. */
function publishedText({ share, atLeast, atMost }: PublishedShare): Said {
	if (share !== undefined) return percent(share)
	const bounds = [
		...(atLeast === undefined ? [] : [say`at least ${percent(atLeast)}`]),
		...(atMost === undefined ? [] : [say`at most ${percent(atMost)}`]),
	]
	return bounds.length === 0 ? 'not known' : joined(bounds, ', ')
}
