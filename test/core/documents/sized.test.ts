import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bounds } from '#core/bounds.ts'
import { fittedEpisode, fittedFeed, fittedNow } from '#core/documents/fitted-documents.ts'
import { partsOfIncident, wholeIncident } from '#core/documents/incident-parts.ts'
import { bytesOf, cutBySize, sizeOf, withShortTexts } from '#core/documents/sized.ts'
import type {
	EpisodeDocument,
	FeedDocument,
	NowDocument,
	ProviderNow,
} from '#core/model/documents.ts'
import { longIncident } from '../../support/long-incident.ts'
import { documents } from '../../support/published.ts'

const limit = bounds.bytesADocument.most

describe('sizes', () => {
	test('bytes are those of UTF-8', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary' }),
				(text) => bytesOf(text) === Buffer.byteLength(text, 'utf8'),
			),
		)
		expect(bytesOf('a\ud800b')).toBe(Buffer.byteLength('a\ud800b', 'utf8'))
	})

	test('items are cut into parts that hold all of them in their order, and none is too large', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 300_000 }), { maxLength: 60 }),
				fc.integer({ min: 0, max: 900_000 }),
				(sizes, room) => {
					const items = sizes.map((size, position) => ({ size, position }))
					const { parts, newest, dropped } = cutBySize(items, room, ({ size }) => size)
					const all = [...parts.flat(), ...dropped, ...newest].sort(
						(a, b) => a.position - b.position,
					)
					expect(all).toEqual(items)
					expect(parts.length).toBeLessThanOrEqual(bounds.partsADocument.most)
					for (const part of parts)
						expect(part.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(limit)
					expect(newest.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(room)
				},
			),
		)
	})

	test('an older part changes only with what is in it', () => {
		const items = Array.from({ length: 30 }, (_, position) => ({
			size: 100_000 + position,
			position,
		}))
		const before = cutBySize(items, 400_000, ({ size }) => size)
		const after = cutBySize([...items, { size: 5000, position: 30 }], 400_000, ({ size }) => size)
		expect(after.parts.slice(0, before.parts.length - 1)).toEqual(before.parts.slice(0, -1))
	})

	test('texts are cut, ids and hashes are not', () => {
		const value = {
			id: 'i'.repeat(300),
			body: 'b'.repeat(300),
			list: [{ sha256: 'f'.repeat(300) }],
			none: null,
		}
		expect(withShortTexts(value, 100)).toEqual({ ...value, body: `${'b'.repeat(99)}…` })
	})
})

describe('an incident in parts', () => {
	test('is itself while it fits', () => {
		const small = documents.incidents.get('claude/0ghc53zpsfmt')
		if (!small) throw new Error('the archive lost its first incident')
		expect(partsOfIncident(small)).toEqual({ head: small, parts: [] })
		expect(partsOfIncident(small).head).toBe(small)
	})

	test('is the whole again when its parts are put together', () => {
		const whole = longIncident()
		const { head, parts } = partsOfIncident(whole)
		expect(parts.length).toBeGreaterThan(1)
		for (const document of [head, ...parts]) expect(sizeOf(document)).toBeLessThanOrEqual(limit)
		const joined = wholeIncident(head, parts)
		expect(joined.incident.updates).toEqual(whole.incident.updates)
		expect(joined.timeline.events).toEqual(whole.timeline.events)
		expect(head.older?.updates).toBe(whole.incident.updates.length - head.incident.updates.length)
	})

	test('one statement that is too large by itself is cut, and the newest always stands on the first page', () => {
		const whole = longIncident()
		const [first] = whole.incident.updates
		if (!first) throw new Error('it has updates')
		const huge = { ...first, id: 'huge', at: '2026-03-02T20:00:00Z', body: 'é'.repeat(900_000) }
		const { head, parts } = partsOfIncident({
			...whole,
			incident: { ...whole.incident, updates: [...whole.incident.updates, huge] },
		})
		for (const document of [head, ...parts]) expect(sizeOf(document)).toBeLessThanOrEqual(limit)
		expect(head.incident.updates.at(-1)?.id).toBe('huge')
	})

	test('whatever stands round its statements leaves them room', () => {
		const whole = longIncident()
		const names = Array.from({ length: 500 }, (_, index) => `${index} ${'name '.repeat(2000)}`)
		const { head, parts } = partsOfIncident({
			...whole,
			incident: { ...whole.incident, unattributed: names },
		})
		for (const document of [head, ...parts]) expect(sizeOf(document)).toBeLessThanOrEqual(limit)
		expect(head.incident.updates.length).toBeGreaterThan(0)
	})
})

describe('the state of things', () => {
	const known = documents.now.providers.find(({ provider }) => provider.id === 'claude')
	if (!known) throw new Error('the archive has no provider')
	const [recent] = known.recent
	if (!recent) throw new Error('the archive has no recent incident')

	test('is itself while it fits', () => {
		expect(fittedNow(documents.now)).toBe(documents.now)
	})

	test('what one page fills costs that page alone, and every list says what it leaves out', () => {
		const calm = Array.from(
			{ length: 20 },
			(_, index): ProviderNow => ({
				...known,
				provider: { ...known.provider, id: `calm-${index}` },
			}),
		)
		const names = Array.from({ length: 4000 }, (_, index) => `${index} ${'name '.repeat(100)}`)
		const open = Array.from({ length: 900 }, (_, index) => ({
			...recent,
			id: `open-${index}`,
			statement: { at: recent.createdAt, status: recent.status, body: 'words '.repeat(200) },
		}))
		const loud: ProviderNow = { ...known, unattributed: names, open }
		const now: NowDocument = { ...documents.now, providers: [loud, ...calm] }
		const fitted = fittedNow(now)
		expect(sizeOf(fitted)).toBeLessThanOrEqual(limit)
		expect(fitted.providers.slice(1)).toEqual(calm)
		const [told] = fitted.providers
		expect(told?.unattributed.length).toBe(4000 - (told?.leftOut?.unattributed ?? 0))
		expect(told?.open.length).toBe(900 - (told?.leftOut?.open ?? 0))
		expect(told?.open.length).toBeGreaterThanOrEqual(3)
	})

	test('hundreds of providers share the room, and each keeps its products and something of what is open', () => {
		const open = Array.from({ length: 10 }, (_, index) => ({ ...recent, id: `open-${index}` }))
		const providers = Array.from(
			{ length: 200 },
			(_, index): ProviderNow => ({
				...known,
				open,
				provider: { ...known.provider, id: `p-${index}` },
			}),
		)
		const fitted = fittedNow({ ...documents.now, providers })
		expect(sizeOf(fitted)).toBeLessThanOrEqual(limit)
		for (const provider of fitted.providers) {
			expect(provider.surfaces).toEqual(known.surfaces)
			expect(provider.open.length).toBeGreaterThanOrEqual(3)
		}
	})
})

describe('feeds and outages', () => {
	test('a feed keeps its newest entries and counts the others', () => {
		const feed = documents.feeds.get('claude')
		const [entry] = feed?.entries ?? []
		if (!feed || !entry) throw new Error('the archive has no feed')
		const entries = Array.from({ length: 100 }, (_, index) => ({
			...entry,
			event: { ...entry.event, id: `e${index}`, body: `${index} ${'words '.repeat(3000)}` },
		}))
		const large: FeedDocument = { ...feed, entries, corrections: entries }
		const fitted = fittedFeed(large)
		expect(sizeOf(fitted)).toBeLessThanOrEqual(limit)
		expect(fitted.entries.map(({ event }) => event.id)).toEqual(
			entries.slice(0, fitted.entries.length).map(({ event }) => event.id),
		)
		expect(
			fitted.entries.length + fitted.corrections.length + (fitted.leftOut?.bytesADocument ?? 0),
		).toBe(200)
		expect(fittedFeed(feed)).toBe(feed)
	})

	test('an outage of long incidents keeps the newest lines', () => {
		const [outage] = documents.episodes.values()
		if (!outage) throw new Error('the archive has no outage')
		const long = longIncident()
		const incidents = Array.from({ length: 6 }, (_, index) => ({
			...long.incident,
			id: `i${index}`,
		}))
		const events = incidents.flatMap(({ id }) =>
			long.timeline.events.map((event) => ({ ...event, incident: id, id: `${id}:${event.id}` })),
		)
		const large: EpisodeDocument = {
			...outage,
			incidents,
			timeline: { ...outage.timeline, events },
		}
		const fitted = fittedEpisode(large)
		expect(sizeOf(fitted)).toBeLessThanOrEqual(limit)
		expect(fitted.timeline.events.at(-1)?.id).toBe(events.at(-1)?.id)
		expect(fitted.incidents.map(({ id }) => id)).toEqual(incidents.map(({ id }) => id))
		expect(fitted.timeline.events.length + (fitted.leftOut?.bytesADocument ?? 0)).toBe(
			events.length,
		)
		expect(fittedEpisode(outage)).toBe(outage)
	})
})
