import { readdirSync } from 'node:fs'
import { sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CrowdObservation, OfficialObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { platformOf, platforms } from '#core/platforms/index.ts'
import { ParseError, type Platform } from '#core/platforms/platform.ts'
import { recordings, withoutRecordings } from '../support/recordings.ts'
import type { ContractCase } from './case.ts'
import { expectHonest, localTimes, observe, official } from './honesty.ts'
import { hostileBodies } from './hostile.ts'
import { suitesOf } from './suites.ts'

const folder = new URL('../../worker/core/platforms/', import.meta.url)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.ts'))
	.map((file) => file.split(sep).join('/'))

describe('the registry', () => {
	test('names every adapter in the folder', async () => {
		const adapters = (
			await Promise.all(
				files.map(async (file) => Object.values<unknown>(await import(new URL(file, folder).href))),
			)
		)
			.flat()
			.filter(isPlatform)
		expect(adapters.length).toBeGreaterThan(0)
		expect(
			adapters.filter((adapter) => !platforms.includes(adapter)).map((adapter) => adapter.id),
		).toEqual([])
	})

	test('has an adapter in a folder and file of the same name, and each id once', () => {
		for (const { id } of platforms) expect(files, id).toContain(`${id}/${id}.ts`)
		expect(new Set(platforms.map(({ id }) => id)).size).toBe(platforms.length)
	})

	test('finds an adapter by its id and refuses an unknown one in a sentence', () => {
		for (const platform of platforms) expect(platformOf(platform.id)).toBe(platform)
		expect(() => platformOf('carrier-pigeon')).toThrow(
			/no platform "carrier-pigeon": expected one of .*statuspage/,
		)
	})
})

const suites = await suitesOf(platforms)

test.each([...platforms])('$id has cases in test/contract/cases', ({ id }) =>
	expect(suites.map(({ platform }) => platform.id)).toContain(id),
)

describe.each(suites)('$platform.id', ({ platform, cases }) => {
	const fromRecordings = recordings === undefined ? [] : cases.recorded()
	const all = [...cases.fixtures, ...fromRecordings]

	test('has fixtures of its own', () => expect(cases.fixtures.length).toBeGreaterThan(0))
	describe.each([...cases.fixtures])('fixture: $name', (one) => aCase(platform, one))
	if (recordings === undefined) test.skip(`recordings${withoutRecordings}`, () => {})
	describe.each([...fromRecordings])('recording: $name', (one) => aCase(platform, one))

	test('broken and hostile documents give ParseError or an honest Observation, and nothing else', () => {
		for (const document of cases.fixtures.flatMap((one) => one.documents)) {
			for (const body of hostileBodies(document.body)) {
				observe(platform, [{ ...document, body }])
				canonicalOrParseError(platform, { ...document, body })
			}
		}
	})

	test('what is no document of this platform at all gives ParseError', () => {
		for (const document of cases.fixtures.flatMap((one) => one.documents)) {
			for (const body of [
				'',
				' ',
				'null',
				'"text"',
				'12',
				'<!doctype html><title>Just a moment...</title><p>Checking your browser',
				// Half a table is a shorter table.
				...(/^\s*[[{<]/.test(document.body)
					? [document.body.slice(0, document.body.length / 2)]
					: []),
			]) {
				expect(
					() => platform.parse([{ ...document, body }], undefined),
					`${document.name}: ${body.slice(0, 40)}`,
				).toThrow(ParseError)
				expect(
					() => platform.canonical({ ...document, body }, undefined),
					`${document.name}: ${body.slice(0, 40)}`,
				).toThrow(ParseError)
			}
		}
	})

	test('a document of an unknown name, read as one of its own, is no exception of another kind', () => {
		for (const document of cases.fixtures.flatMap((one) => one.documents))
			observe(platform, [{ ...document, name: 'surprise' }])
	})

	if (cases.unknownWords !== undefined)
		test('no unknown word is read as healthy or over', () => {
			for (const { documents, options } of all) {
				const read = observe(
					platform,
					documents.map((document) => cases.unknownWords?.(document) ?? document),
					options,
				)
				const observation = official(read)
				expect(observation).toBeDefined()
				const words = [
					...(observation?.states ?? []).map(({ state }) => state),
					...(observation?.incidents ?? []).flatMap(wordsOf),
				]
				expect(words.filter((word) => word !== 'unknown')).toEqual([])
				if (words.length > 0)
					expect(
						observation?.problems.filter((problem) => /flummoxed/.test(problem.message)).length,
					).toBeGreaterThan(0)
			}
		})

	if (platform.marks !== 'monotonic')
		test('no mark orders copies where marks may go back', () => {
			for (const { documents, options } of all) {
				expect(
					(official(observe(platform, documents, options))?.documents ?? []).filter(
						(entry) => entry.versionAt !== undefined,
					),
				).toEqual([])
			}
		})

	if (cases.zonedTimes !== false)
		test('a time without its zone is not taken for any zone', () => {
			for (const { documents, options } of all) {
				const read = observe(platform, documents.map(localTimes), options)
				if (read?.kind === 'crowd') expect(read.reports).toEqual([])
				const observation = official(read)
				expect(observation?.incidents ?? []).toEqual([])
				expect(
					(observation?.documents ?? []).filter((entry) => entry.versionAt !== undefined),
				).toEqual([])
			}
		})

	test.each([...cases.sameNews])('says nothing new: $name', ({ before, after, options }) => {
		expect(after.body).not.toBe(before.body)
		expect(platform.canonical(after, options)).toBe(platform.canonical(before, options))
	})

	test.each([...cases.otherNews])('is news: $name', ({ before, after, options }) => {
		expect(platform.canonical(after, options)).not.toBe(platform.canonical(before, options))
	})

	test('refuses options that it does not know, in sentences', () => {
		expect(platform.checkOptions(undefined)).toSatisfy((sentences: string[]) =>
			sentences.every((sentence) => sentence.length > 0),
		)
		expect(platform.checkOptions({ 'no-such-option': true }).length).toBeGreaterThan(0)
	})
})

/** What every adapter owes for the documents of a tick. */
function aCase(platform: Platform, { documents, options, expected, counted }: ContractCase): void {
	const first = platform.parse(documents, options)

	test('is an honest Observation', () => expectHonest(first, documents))
	test('reads the same twice, and in any order of the documents', () => {
		expect(platform.parse(documents, options)).toEqual(first)
		expect(platform.parse(documents.toReversed(), options)).toEqual(first)
	})
	test('has one canonical text per document', () => {
		for (const document of documents)
			expect(platform.canonical(document, options)).toBe(
				platform.canonical({ ...document }, options),
			)
	})
	if (expected !== undefined)
		test('says what is expected', () => expected(OfficialObservation.parse(first)))
	if (counted !== undefined)
		test('counts what is expected', () => counted(CrowdObservation.parse(first)))
}

function wordsOf(incident: OfficialObservation['incidents'][number]): string[] {
	return [
		incident.status,
		...incident.updates.flatMap((update) => [
			update.status,
			...update.states.map(({ state }) => state),
		]),
		...incident.spans.map(({ state }) => state),
	]
}

function canonicalOrParseError(platform: Platform, document: Document): void {
	try {
		expect(typeof platform.canonical(document, undefined)).toBe('string')
	} catch (error) {
		if (!(error instanceof ParseError)) throw error
	}
}

function isPlatform(value: unknown): value is Platform {
	return (
		typeof value === 'object' &&
		value !== null &&
		'id' in value &&
		'plan' in value &&
		'canonical' in value &&
		'parse' in value
	)
}
