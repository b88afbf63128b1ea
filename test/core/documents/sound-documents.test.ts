import { describe, expect, test } from 'vitest'
import type * as z from 'zod/mini'
import { buildDocuments } from '#core/documents/build-documents.ts'
import {
	isSoundEpisode,
	isSoundFeed,
	isSoundIncident,
	isSoundNow,
	isSoundStored,
	isSoundSummary,
} from '#core/documents/sound-documents.ts'
import {
	FeedDocument,
	IncidentDocument,
	IncidentSummary,
	ProviderNow,
} from '#core/model/documents.ts'
import { Episode, Incident } from '#core/model/incident.ts'
import { toldRecord } from '../../support/told-record.ts'

/**
 * The check at reading is the document's own schema without its words and its leaves: whatever else
 * a schema refuses, the check refuses, and what the schema lets pass, it lets pass.
 */

const { record, content } = toldRecord()
const { now, months, incidents, feeds } = buildDocuments(record, content, 'published')
const index = [...months.values()]

const documents: readonly (readonly [
	string,
	(value: unknown) => boolean,
	z.ZodMiniType,
	readonly unknown[],
])[] = [
	['what is now', isSoundNow, ProviderNow, now.providers],
	['an incident', isSoundIncident, IncidentDocument, [...incidents.values()]],
	[
		'a stored incident',
		isSoundStored,
		Incident,
		[...incidents.values()].map((own) => own.incident),
	],
	['a summary', isSoundSummary, IncidentSummary, index.flatMap((month) => month.incidents)],
	['an episode', isSoundEpisode, Episode, index.flatMap((month) => month.episodes)],
	['a feed', isSoundFeed, FeedDocument, [...feeds.values()]],
]

/** What is taken on trust: the check looks no further than that it is there. */
const leaves = ['evidence', 'revisions', 'reports', 'milestones', 'claims', 'waves', 'value']

/** Each field of an object and of what it holds, but for leaves; of lists the first two. */
function fieldsOf(value: unknown, way: readonly string[] = []): (readonly string[])[] {
	if (typeof value !== 'object' || value === null) return []
	return Object.entries(value).flatMap(([key, inner], position) => {
		const here = [...way, key]
		if (Array.isArray(value)) return position < 2 ? fieldsOf(inner, here) : []
		const isLeaf = leaves.includes(key) || (key === 'states' && way.includes('updates'))
		return [here, ...(isLeaf ? [] : fieldsOf(inner, here))]
	})
}

/** A copy in which one field is something else, or is not there. */
function changed(document: unknown, way: readonly string[], value: unknown): unknown {
	const copy: unknown = structuredClone(document)
	const holder = way
		.slice(0, -1)
		.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), copy)
	const key = way.at(-1) ?? ''
	if (value === undefined) Reflect.deleteProperty(Object(holder), key)
	else Reflect.set(Object(holder), key, value)
	return copy
}

describe.each(documents)('%s', (_, isSound, schema, found) => {
	test('is sound as it was made, with further fields and with words of another version', () => {
		expect(found.length).toBeGreaterThan(0)
		for (const document of found) {
			expect(schema.safeParse(document).error?.issues ?? []).toEqual([])
			expect(isSound(document)).toBe(true)
			expect(isSound({ ...Object(document), further: [1] })).toBe(true)
		}
	})

	test.each([
		['without a field', undefined],
		['with a number in place of a field', 7],
		['with an object in place of a field', {}],
	])('%s, is what its schema says', (_name, value) => {
		const [document] = found
		const ways = fieldsOf(document)
		expect(ways.length).toBeGreaterThan(5)
		const differing = ways.filter((way) => {
			const copy = changed(document, way, value)
			return isSound(copy) !== schema.safeParse(copy).success
		})
		// An empty object is as good as a leaf: it is taken on trust.
		expect(differing.filter((way) => !leaves.includes(way.at(-1) ?? ''))).toEqual([])
	})
})

test('an event of a kind that another version has is asked for what all have', () => {
	const [feed] = feeds.values()
	const [entry] = feed?.entries ?? []
	const withEvent = (more: object) => ({
		...feed,
		entries: [{ ...entry, event: { ...entry?.event, kind: 'foretold', value: 1, ...more } }],
	})
	expect(isSoundFeed(withEvent({ value: {} }))).toBe(true)
	expect(isSoundFeed(withEvent({ value: {}, at: 'yesterday' }))).toBe(false)
	expect(isSoundFeed(withEvent({ value: {}, title: 7 }))).toBe(false)
})

test('an incident that moved says only where to', () => {
	expect(isSoundIncident({ movedTo: 'elsewhere' })).toBe(true)
	expect(isSoundIncident({ movedTo: 7 })).toBe(false)
	expect(isSoundIncident(null)).toBe(false)
})
