import type { CrowdObservation } from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import type { Document } from '#core/model/snapshot.ts'
import { addSeconds, earliest, floorTo, instantOf, millisecondsOf } from '#core/time/time.ts'
import { windowsOf } from '../counts/windows.ts'
import { textOptions } from '../options.ts'
import { ParseError, type Platform } from '../platform.ts'
import { idOf, nameOfType, Problems, parseObject, quote, rowsOf } from '../read.ts'

/** The most that one answer holds. */
const hitsPerPage = 1000

/** The second in which the index's oldest text was written, and one that it will not reach. */
const secondsOfEpoch = { from: 1_160_000_000, to: 4_102_444_800 }

/**
 * Stories and comments on Hacker News whose own text, title or address has a word, per quarter of
 * an hour: Algolia's public search of the
 * site (`/api/v1/search_by_date`, newest first, no key). They are mentions; a release brings more
 * of them than most outages. A look asks from
 * the start of the hour before on, for times only: no names, no texts. The index runs behind a
 * little, so that a later look may state a
 * window anew. Neither the title of the story that a comment belongs to nor its author's name makes
 * it a mention. Option `query`: the word.
 */
export const hackerNews: Platform = {
	id: 'hacker-news',
	kind: 'crowd',
	marks: 'none',
	counted: 'mentions',
	checkOptions: (options) =>
		textOptions(options, {
			query: {
				expected: 'a text of 2 to 60 characters',
				required: true,
				fits: (text) => /^\S(.{0,58}\S)$/u.test(text),
			},
		}),
	plan: (source, now) => [
		{
			name: 'mentions',
			url: addressOf(source, now),
			accept: 'application/json',
			bearsState: false,
		},
	],
	canonical: (document) => {
		const { hits } = readHits(document, new Problems(document.name))
		return JSON.stringify([...hits].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
	},
	parse(documents): CrowdObservation {
		const [document] = documents
		if (!document) throw new ParseError('mentions', '', 'no document')
		const problems = new Problems(document.name)
		const { hits, cut } = readHits(document, problems)
		const times = [...hits.values()].map((seconds) => instantOf(seconds * 1000))
		const oldest = earliest(...times)
		const windows = windowsOf({
			times,
			since: cut ? oldest && addSeconds(oldest, 1) : askedSince(document.url),
			until: document.fetchedAt,
		})
		return { kind: 'crowd', ...windows, problems: problems.all() }
	},
}

function addressOf(source: Source, now: string): string {
	const since = millisecondsOf(addSeconds(floorTo(now, 3600), -3600)) / 1000
	const parameters = [
		['query', String(source.options?.query)],
		['tags', '(story,comment)'],
		['numericFilters', `created_at_i>=${since}`],
		['restrictSearchableAttributes', 'title,story_text,comment_text,url'],
		['typoTolerance', 'false'],
		['queryType', 'prefixNone'],
		['hitsPerPage', String(hitsPerPage)],
		['attributesToRetrieve', 'created_at_i'],
		['attributesToHighlight', '[]'],
	] as const
	const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
	return `https://hn.algolia.com/api/v1/search_by_date?${query}`
}

/** From when on a document lists everything: what its own address asked for. */
function askedSince(url: string): string | undefined {
	const seconds = /[?&]numericFilters=created_at_i(?:>|%3E)(?:=|%3D)(\d{10})(?:&|$)/i.exec(url)?.[1]
	return seconds === undefined ? undefined : instantOf(Number(seconds) * 1000)
}

/** Each hit's second, by its id; and whether there are more of them than are listed. */
function readHits(
	document: Document,
	problems: Problems,
): { readonly hits: ReadonlyMap<string, number>; readonly cut: boolean } {
	const root = parseObject(document)
	if (!Array.isArray(root.hits))
		throw new ParseError(document.name, '/hits', `expected a list, got ${nameOfType(root.hits)}`)
	const hits = new Map<string, number>()
	const rows = rowsOf(root.hits, '/hits', problems)
	for (const { row, path } of rows) {
		const id = idOf(row.objectID)
		const seconds = row.created_at_i
		if (id === undefined)
			problems.add(`${path}/objectID`, `expected an id, got ${quote(row.objectID)}`)
		else if (!isSecond(seconds))
			problems.add(`${path}/created_at_i`, `expected seconds since 1970, got ${quote(seconds)}`)
		else hits.set(id, seconds)
	}
	if (root.hits.length > 0 && hits.size === 0)
		throw new ParseError(document.name, '/hits', 'a list in which nothing is a hit with its time')
	return { hits, cut: isCut(root.nbHits, root.hits.length, problems) }
}

function isCut(total: unknown, length: number, problems: Problems): boolean {
	if (typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0) {
		problems.add(
			'/nbHits',
			`expected a number, got ${quote(total)}: the list is not taken to be whole`,
		)
		return true
	}
	if (total > length)
		problems.add('/nbHits', `${total} texts, ${length} listed: the oldest windows are not counted`)
	return total > length
}

function isSecond(value: unknown): value is number {
	return (
		typeof value === 'number' &&
		Number.isSafeInteger(value) &&
		value >= secondsOfEpoch.from &&
		value <= secondsOfEpoch.to
	)
}
