import { expect } from 'vitest'
import {
	CrowdObservation,
	type Observation,
	type ObservedCount,
	OfficialObservation,
} from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import type { Document } from '#core/model/snapshot.ts'
import { ParseError, type Platform } from '#core/platforms/platform.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'

/** What must hold of everything that an adapter reads, whatever the document holds. */
export function expectHonest(observation: Observation, documents: readonly Document[]): void {
	if (observation.kind === 'official') expectHonestIncidents(observation, documents)
	else expectHonestCounts(observation, documents)
}

function expectHonestIncidents(
	observation: OfficialObservation,
	documents: readonly Document[],
): void {
	const official = OfficialObservation.parse(observation)
	expect(official, 'keys that the schema does not know, or undefined values').toStrictEqual(
		observation,
	)
	const names = new Set(documents.map((document) => document.name))
	expect(new Set(official.documents.map((entry) => entry.document))).toEqual(names)
	for (const { document } of [
		...official.incidents,
		...official.states,
		...official.covers,
		...official.problems,
	])
		expect(names).toContain(document)
	const ids = official.incidents.map((incident) => `${incident.document} ${incident.nativeId}`)
	expect(ids.length, 'each incident once a document').toBe(new Set(ids).size)
	for (const { updates, nativeId } of official.incidents) {
		expect(nativeId).not.toBe('')
		for (const [index, update] of updates.entries()) {
			const earlier = updates[index - 1]
			if (earlier !== undefined)
				expect(
					compareInstants(earlier.at, update.at),
					`${nativeId}: oldest first`,
				).toBeLessThanOrEqual(0)
		}
	}
	for (const cover of official.covers) {
		if (cover.list !== 'since') continue
		expect(
			official.incidents.some((incident) => cover.kinds.includes(incident.kind)),
			'an empty list covers nothing',
		).toBe(true)
	}
	expectCanonicalTimes(official, '')
}

/** Counts are of whole windows that were over when somebody looked, each stated once. */
function expectHonestCounts(observation: CrowdObservation, documents: readonly Document[]): void {
	expect(
		CrowdObservation.parse(observation),
		'keys that the schema does not know, or undefined values',
	).toStrictEqual(observation)
	const names = new Set(documents.map((document) => document.name))
	for (const { document } of observation.problems) expect(names).toContain(document)
	const { reports, open } = observation
	const fetchedAt = documents.map((document) => document.fetchedAt).find((at) => at !== undefined)
	for (const [index, count] of reports.entries()) {
		const earlier = reports[index - 1]
		if (earlier)
			expect(compareInstants(earlier.at, count.at), 'oldest first').toBeLessThanOrEqual(0)
		expect(Number.isFinite(count.count)).toBe(true)
		for (const text of [count.source, count.region, ...(count.links ?? [])])
			expect(text?.length ?? 0).toBeLessThanOrEqual(2000)
		if (fetchedAt !== undefined && count.windowSeconds !== undefined && count.partial !== true)
			expect(
				compareInstants(endOf(count), fetchedAt),
				`${count.at} was over at ${fetchedAt}`,
			).toBeLessThanOrEqual(0)
	}
	if (open) {
		expect(open.partial).toBe(true)
		expect(reports.length, 'what one look states').toBeLessThanOrEqual(96)
		for (const count of reports)
			expect(compareInstants(endOf(count), open.at), 'before the open window').toBeLessThanOrEqual(
				0,
			)
	}
	expectCanonicalTimes(observation, '')
}

function endOf({ at, windowSeconds = 0 }: ObservedCount): string {
	return addSeconds(at, windowSeconds)
}

/**
 * Reads documents that may be broken: an honest Observation, or undefined for a ParseError. Any
 * other exception is the test's failure.
 */
export function observe(
	platform: Platform,
	documents: readonly Document[],
	options?: Source['options'],
): Observation | undefined {
	let observation: Observation
	try {
		observation = platform.parse(documents, options)
	} catch (error) {
		if (!(error instanceof ParseError)) throw error
		expect(error.message.length).toBeLessThanOrEqual(300)
		return undefined
	}
	expectHonest(observation, documents)
	return observation
}

/** The observation of a status page; undefined for none, and for one of counts. */
export function official(observation: Observation | undefined): OfficialObservation | undefined {
	return observation?.kind === 'official' ? observation : undefined
}

/** The document with the zones of its times cut off. */
export function localTimes(document: Document): Document {
	const body = document.body
		.replace(/(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|[+-]\d{2}:?\d{2})/g, '$1')
		.replace(/(\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})?) (?:GMT|UTC|Z|[+-]\d{4})/g, '$1')
	return { ...document, body }
}

const instants = new Set([
	'at',
	'createdAt',
	'startedAt',
	'resolvedAt',
	'scheduledFor',
	'scheduledUntil',
	'updatedAt',
	'versionAt',
	'since',
	'from',
	'to',
])

function expectCanonicalTimes(value: unknown, key: string): void {
	if (Array.isArray(value)) for (const inner of value) expectCanonicalTimes(inner, key)
	else if (typeof value === 'object' && value !== null)
		for (const [name, inner] of Object.entries(value)) expectCanonicalTimes(inner, name)
	// `from` of a declared state is a word.
	else if (typeof value === 'string' && instants.has(key) && /\d/.test(value))
		expect(value).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/)
}
