import { dateTimeText } from '#core/fragments/time-text.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { rebuiltSentence, type Trouble } from '#core/model/trouble.ts'
import { addresses } from '#core/text/addresses.ts'
import { latest } from '#core/time/time.ts'
import type { FeedItem } from './feed-entry.ts'
import { urn } from './feed-statements.ts'
import { line, oneLine } from './feed-words.ts'
import { type Feed, feedOf } from './feeds.ts'

/**
 * What goes wrong with our own record: for whoever runs or relies on it. An entry a trouble, from
 * its beginning on; its end changes the entry.
 */
export function problemsFeed(
	troubles: readonly Trouble[],
	providers: readonly { readonly id: string; readonly name: string }[],
	site: SiteHeader,
): Feed {
	const names = new Map(providers.map(({ id, name }) => [id, name]))
	const items = new Map(troubles.map((trouble) => [idOf(trouble), itemOf(trouble, names)]))
	return feedOf(
		site,
		[{ asOf: latest(...troubles.map(({ since, endedAt }) => endedAt ?? since)) ?? null }],
		[...items.values()],
		{
			id: urn('problems'),
			title: `Problems · ${site.name}`,
			description:
				'What we could not read, derive or show, since when and why, and how it ended. This is about our own record, not about outages.',
			page: addresses.now,
			path: addresses.feeds.problems,
		},
	)
}

/** One trouble has one beginning, so that the entry is the same however often it is told. */
function idOf({ provider = 'all', what, since }: Trouble): string {
	return urn('problems', provider, what, since)
}

function itemOf(trouble: Trouble, names: ReadonlyMap<string, string>): FeedItem {
	const { provider, what, since, reason, goodAt, endedAt } = trouble
	const who = provider === undefined ? 'All providers' : (names.get(provider) ?? provider)
	const rebuilt = rebuiltSentence(trouble)
	const lasting =
		goodAt === undefined
			? []
			: [line('text', `What we show meanwhile is from ${dateTimeText(goodAt, 'minute')}.`)]
	const over =
		endedAt === undefined
			? lasting
			: [
					line(
						'text',
						`Over since ${dateTimeText(endedAt, 'minute')}.${rebuilt === undefined ? '' : ` ${rebuilt}`}`,
					),
				]
	return {
		id: idOf(trouble),
		title: oneLine(
			`${endedAt === undefined ? '' : 'Over: '}${who}: ${headlines[what] ?? (trouble.reading ? `${what} can’t be read` : `${what} can’t be shown`)}`,
		),
		path: provider === undefined ? addresses.now : addresses.nowOf(provider),
		at: since,
		updatedAt: endedAt ?? since,
		blocks: [line('lead', oneLine(`${reason.replace(/\.$/, '')}.`)), ...over],
		categories: ['problems', ...(provider === undefined ? [] : [provider])],
	}
}

const headlines: Readonly<Record<string, string>> = {
	state: 'our stored record can’t be used and is being rebuilt',
	record: 'part of our record can’t be used',
	store: 'something that we stored can’t be read',
	clock: 'our clock was wrong',
	now: 'the present state can’t be shown',
}
