import fc from 'fast-check'
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import ICAL from 'ical.js'
import { describe, expect, test, vi } from 'vitest'
import { incidentDocument, providerNow } from '#core/documents/build-documents.ts'
import { summaryOf } from '#core/documents/summary.ts'
import { calendar } from '#core/formats/calendar.ts'
import { feedDocument, joinFeeds } from '#core/formats/feeds/feed-document.ts'
import { renderFeed } from '#core/formats/feeds/feed-formats.ts'
import {
	allFeed,
	correctionsFeed,
	type Feed,
	incidentFeed,
	providerFeed,
	surfaceFeed,
} from '#core/formats/feeds/feeds.ts'
import { statuspageHistory } from '#core/formats/statuspage-history.ts'
import { statuspageAnswer, statuspageFiles } from '#core/formats/statuspage-shape.ts'
import { platformOf } from '#core/platforms/index.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { compareInstants } from '#core/time/time.ts'
import { arbitraryRecord, asOf } from '../../support/arbitrary-record.ts'
import { contentOf } from '../../support/chronicle.ts'

/** What holds of every outlet, whatever the record is. */

vi.setConfig({ testTimeout: 60_000 })

const { site } = contentOf()
const origin = 'https://outlets.example'

function feedsOf(record: ProviderRecord): Feed[] {
	const document = feedDocument(record)
	const surfaces = record.header.surfaces.flatMap(({ id }) => surfaceFeed(document, id, site) ?? [])
	const incidents = record.incidents
		.flatMap(({ id }) => incidentDocument(record, id) ?? [])
		.map((found) => incidentFeed(found, site))
	return [
		allFeed([document], site),
		providerFeed(document, site),
		correctionsFeed([document], site),
		...surfaces,
		...incidents,
	]
}

describe('feeds of any record', () => {
	test('are dated, in order, never from the future, and name each thing once', () => {
		fc.assert(
			fc.property(arbitraryRecord, (record) => {
				for (const { items } of feedsOf(record)) {
					const dates = items.map((item) => item.at)
					expect(dates.filter((date) => Number.isNaN(Date.parse(date)))).toEqual([])
					expect(dates.filter((date) => compareInstants(date, asOf) > 0)).toEqual([])
					expect(dates).toEqual([...dates].sort((a, b) => compareInstants(b, a)))
					expect(
						items.filter(
							(item) =>
								compareInstants(item.updatedAt, item.at) < 0 ||
								compareInstants(item.updatedAt, asOf) > 0,
						),
					).toEqual([])
					expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
					expect(items.filter((item) => !item.title.startsWith('Acme · '))).toEqual([])
				}
			}),
			{ numRuns: 40 },
		)
	})

	test('are read by others in each format, with every entry, and hold no markup but ours', () => {
		fc.assert(
			fc.property(arbitraryRecord, (record) => {
				for (const feed of feedsOf(record)) {
					const ids = feed.items.map((item) => item.id)
					const rss = parseRssFeed(renderFeed(feed, 'xml', origin, asOf)).items ?? []
					expect(rss.map((item) => item.guid?.value)).toEqual(ids)
					expect(rss.map((item) => Date.parse(item.pubDate ?? ''))).toEqual(
						feed.items.map((item) => Date.parse(item.at)),
					)
					const atom =
						ids.length === 0
							? []
							: (parseAtomFeed(renderFeed(feed, 'atom', origin, asOf)).entries ?? [])
					expect(atom.map((item) => item.id)).toEqual(ids)
					const text = renderFeed(feed, 'json', origin, asOf)
					expect((JSON.parse(text) as { items: unknown }).items).toBeInstanceOf(Array)
					if (ids.length > 0) expect(parseJsonFeed(text).items?.map((item) => item.id)).toEqual(ids)
					for (const item of rss) expect(foreign(item.description ?? '')).toEqual([])
				}
			}),
			{ numRuns: 15 },
		)
	})

	test('keep an entry’s id and date when another look comes', () => {
		fc.assert(
			fc.property(arbitraryRecord, (record) => {
				const past = (of: ProviderRecord) =>
					new Map(providerFeed(feedDocument(of), site).items.map((item) => [item.id, item.at]))
				const before = past(record)
				const after = past({ ...record, asOf: '2026-06-01T00:00:00Z' })
				// What had claimed to come from the future may have arrived.
				for (const [id, date] of before)
					expect(compareInstants(after.get(id) ?? '', date)).toBeGreaterThanOrEqual(0)
				expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
			}),
			{ numRuns: 15 },
		)
	})

	test('say nothing twice where the archive and the recorder know the same', () => {
		fc.assert(
			fc.property(arbitraryRecord, (record) => {
				const archived = feedDocument({
					...record,
					incidents: record.incidents.map((incident) => ({ ...incident, updates: [] })),
				})
				const written = feedDocument(record)
				expect(providerFeed(joinFeeds(written, archived), site).items).toEqual(
					providerFeed(written, site).items,
				)
			}),
			{ numRuns: 15 },
		)
	})
})

describe('outlets of a record that no look of ours has reached', () => {
	test('are dated by what it holds, and never at the beginning of time', () => {
		fc.assert(
			fc.property(arbitraryRecord, (known) => {
				const record = { ...known, asOf: null }
				const view = {
					now: providerNow(record),
					asOf: null,
					incidents: [...record.incidents].reverse(),
					origin,
					site: site.name,
				}
				const texts = [
					...feedsOf(record).flatMap((feed) =>
						(['xml', 'atom', 'json'] as const).map((format) =>
							renderFeed(feed, format, origin, asOf),
						),
					),
					...statuspageFiles.map((file) => JSON.stringify(statuspageAnswer(view, file))),
					...(['rss', 'atom'] as const).map((format) => statuspageHistory(view, format, asOf)),
					calendar({
						provider: record.header,
						incidents: record.incidents.map((incident) => summaryOf(incident, record)),
						lookedAt: null,
						site,
						origin,
					}),
				]
				for (const text of texts)
					expect(text).not.toMatch(/1970-01-01|19700101|01 Jan 1970|Invalid Date|NaN/)
				expect(statuspageAnswer(view, 'status')).toMatchObject({ page: { updated_at: null } })
			}),
			{ numRuns: 15 },
		)
	})
})

/** The tags and addresses of a feed's HTML that are not of the few that we make. */
function foreign(html: string): string[] {
	const tags = html.match(/<[^>]*>/g) ?? []
	const known =
		/^<(\/?(p|br|strong|small|blockquote|del|ins|a|em|ul|ol|li|code)|a href="https?:\/\/[^"<>]*"( rel="[^"]*")?)>$/
	return tags.filter((tag) => !known.test(tag))
}

describe('the calendar of any record', () => {
	test('is read by ical.js: every incident once, no end before its beginning, none after the last check unless announced', () => {
		fc.assert(
			fc.property(arbitraryRecord, (record) => {
				const incidents = record.incidents.map((incident) => summaryOf(incident, record))
				const text = calendar({ provider: record.header, incidents, lookedAt: asOf, site, origin })
				expect(text.split('\r\n').every((row) => new TextEncoder().encode(row).length <= 75)).toBe(
					true,
				)
				const events = new ICAL.Component(ICAL.parse(text))
					.getAllSubcomponents('vevent')
					.map((component) => new ICAL.Event(component))
				expect(events.map((event) => event.uid).sort()).toEqual(
					incidents.map(({ id }) => `urn:tidemark:acme:${id}`).sort(),
				)
				for (const event of events) {
					const incident = incidents.find(({ id }) => event.uid.endsWith(`:${id}`))
					expect(event.endDate.compare(event.startDate)).toBeGreaterThanOrEqual(0)
					expect(event.startDate.isDate).toBe(
						incident?.precision === 'day' && incident.scheduledFor === undefined,
					)
					expect(event.sequence).toBeGreaterThanOrEqual(0)
					if (
						event.summary.endsWith('(open)') &&
						!event.endDate.isDate &&
						compareInstants(incident?.startedAt ?? '', asOf) < 0
					)
						expect(event.endDate.toJSDate().toISOString()).toBe('2026-05-10T12:00:00.000Z')
				}
			}),
			{ numRuns: 40 },
		)
	})
})

describe('Statuspage’s shape of any record', () => {
	const viewOf = (record: ProviderRecord) => ({
		now: providerNow(record),
		asOf,
		incidents: [...record.incidents].reverse(),
		origin,
		site: site.name,
	})

	test('is read by our reader, updates no row before its own times, and opens nothing that is over or was only read later', () => {
		fc.assert(
			fc.property(arbitraryRecord, (record) => {
				for (const file of statuspageFiles) {
					const answer = statuspageAnswer(viewOf(record), file) as {
						incidents?: Row[]
						scheduled_maintenances?: Row[]
					}
					for (const row of [
						...(answer.incidents ?? []),
						...(answer.scheduled_maintenances ?? []),
					]) {
						for (const own of [row.created_at, row.resolved_at, row.monitoring_at])
							if (own) expect(compareInstants(row.updated_at, own)).toBeGreaterThanOrEqual(0)
						const incident = record.incidents.find(({ id }) => id === row.id)
						if (row.impact === 'none') expect(incident?.impact).toBe('none')
						if (
							row.resolved_at === null &&
							!['resolved', 'postmortem', 'completed'].includes(row.status)
						)
							expect(incident?.evidence[0]).toMatchObject({ provenance: 'live' })
					}
				}
			}),
			{ numRuns: 40 },
		)
	})

	test('has history feeds that our reader of Statuspage’s takes for the page’s own', () => {
		fc.assert(
			fc.property(arbitraryRecord, (record) => {
				const view = viewOf(record)
				const posted = record.incidents.filter(
					({ kind, origin: who, absence }) => kind !== 'notice' && who === 'official' && !absence,
				)
				for (const format of ['rss', 'atom'] as const) {
					const body = statuspageHistory(view, format, asOf)
					if (posted.length === 0) continue
					const entries =
						format === 'rss'
							? (parseRssFeed(body).items ?? []).map((item) => item.link)
							: (parseAtomFeed(body).entries ?? []).map((entry) => entry.id)
					expect(entries.length).toBeLessThanOrEqual(posted.length)
					const read = platformOf('statuspage-feed').parse(
						[{ source: 's', name: 'history', url: origin, contentType: 'application/xml', body }],
						undefined,
					)
					if (read.kind !== 'official') throw new Error('not official')
					expect(read.incidents.map(({ nativeId }) => nativeId).sort()).toEqual(
						entries.map((link) => (link ?? '').split('/').at(-1)).sort(),
					)
				}
			}),
			{ numRuns: 15 },
		)
	})
})

interface Row {
	readonly id: string
	readonly status: string
	readonly impact: string | null
	readonly created_at: string
	readonly updated_at: string
	readonly resolved_at: string | null
	readonly monitoring_at: string | null
}
