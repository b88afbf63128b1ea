import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '#core/hash.ts'
import { AnalysisDocument } from '#core/model/analysis.ts'
import type { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'
import { availability } from '#core/questions/availability/count.ts'
import { durations } from '#core/questions/durations/count.ts'
import { questions } from '#core/questions/registry.ts'
import { analysisDocument } from '#core/questions/report.ts'
import { recordsOf } from '#core/record/records-of-export.ts'
import type { AnalystAnswer } from '../../worker/edge/analyst/analyst-rpc.ts'
import { AnswerTables } from '../../worker/edge/analyst/answer-tables.ts'
import { Answering, computedPerMinute } from '../../worker/edge/analyst/answering.ts'
import { readWholeRecord } from '../../worker/edge/analyst/whole-record.ts'
import { recordPage } from '../../worker/edge/recorder/answers.ts'
import type { RecordAnswers } from '../../worker/edge/recorder/recorder-rpc.ts'
import type { Env } from '../../worker/env.ts'
import { toldIncidents } from '../bench/told-incidents.ts'
import { acmeSite } from '../support/acme-story.ts'
import { toldExport } from '../support/analysed.ts'
import {
	archiveFiles,
	assetsOf,
	record as march,
	content as marchContent,
} from '../support/published.ts'
import { contentOf, onStage, providerOf } from '../support/recorder-stage.ts'
import { incidentsDocument } from '../support/statuspage-documents.ts'

/** Figures of queries: computed in a Durable Object from the recorders' pages, and kept. */

const told = toldExport({
	providers: { acme: ['web', 'api'], bolt: ['web'] },
	coverage: [
		{ provider: 'acme', from: '2026-01-01', to: '2026-02-01' },
		{ provider: 'bolt', from: '2026-01-01', to: '2026-02-01' },
	],
	incidents: [
		{ id: 'a', from: '2026-01-02T10:00', to: '2026-01-02T11:00', impact: 'major' },
		{ id: 'b', from: '2026-01-05T10:00', to: '2026-01-05T13:00' },
		{
			id: 'c',
			provider: 'bolt',
			surfaces: ['web'],
			from: '2026-01-07T10:00',
			to: '2026-01-07T10:30',
		},
	],
	gaps: [{ from: '2026-01-20', to: '2026-01-21' }],
})

const contentFor = (record: Export): Content => ({ ...contentOf(), providers: record.providers })

interface Told extends RecordAnswers {
	pages: number
	record: Export
	tag: string
}

/** A recorder that has a record, in pages of a few incidents. */
function shardOf(record: Export): Told {
	const shard: Told = {
		pages: 0,
		record,
		tag: 'first',
		async recordProgress() {
			return {
				tag: shard.tag,
				waitsFor: null,
				surfaces: record.providers.map(({ id, surfaces }) => ({ provider: id, surfaces })),
			}
		},
		async recordPage(cursor) {
			shard.pages += 1
			return recordPage(recordsOf(shard.record, { annotations: [] }), shard.tag, cursor, 500)
		},
	}
	return shard
}

let objects = 0

/** The real SQLite of a fresh object. */
async function onTables<T>(
	play: (tables: () => AnswerTables) => Promise<T>,
	most?: number,
): Promise<T> {
	// The bindings are those of wrangler.toml, which Env describes.
	const { ANALYST } = env as unknown as Env
	objects += 1
	return await runInDurableObject(
		ANALYST.get(ANALYST.idFromName(`analyst-${objects}`)),
		(_, { storage }) => play(() => new AnswerTables(storage.sql, most)),
	)
}

function documentIn(answer: AnalystAnswer): AnalysisDocument {
	if (answer.outcome !== 'answered')
		throw new Error(`expected an answer, got ${JSON.stringify(answer)}`)
	return AnalysisDocument.parse(JSON.parse(answer.text))
}

describe('a query', () => {
	test('is computed once and then kept, also after a restart, and reads no record for what is kept', () =>
		onTables(async (tables) => {
			const shard = shardOf(told)
			const parts = {
				content: contentFor(told),
				shards: [shard],
				archive: async () => undefined,
				now: () => 0,
			}
			const first = await new Answering({ ...parts, tables: tables() }).answer(durations, {
				provider: 'acme',
			})
			const { pages } = shard
			expect(first).toMatchObject({ outcome: 'answered', kept: false })
			expect(pages).toBeGreaterThan(2)
			const second = await new Answering({ ...parts, tables: tables() }).answer(durations, {
				provider: 'acme',
			})
			expect(second).toEqual({ ...first, kept: true })
			expect(shard.pages).toBe(pages)
		}))

	test('has the very bytes that the command line prints for the same record', () =>
		onTables(async (tables) => {
			const answering = new Answering({
				content: contentFor(told),
				shards: [shardOf(told)],
				tables: tables(),
				archive: async () => undefined,
				now: () => 0,
			})
			for (const question of questions) {
				const answer = await answering.answer(question, {})
				expect(answer.outcome === 'answered' && answer.text, question.name).toBe(
					canonicalJson(analysisDocument(told, {}, question)),
				)
			}
		}))

	test('has another hash and other figures when an incident is added', () =>
		onTables(async (tables) => {
			const shard = shardOf(told)
			const answering = new Answering({
				content: contentFor(told),
				shards: [shard],
				tables: tables(),
				archive: async () => undefined,
				now: () => 0,
			})
			const before = documentIn(await answering.answer(durations, {}))
			shard.record = {
				...told,
				incidents: [
					...told.incidents,
					...toldExport({
						incidents: [{ id: 'd', from: '2026-01-25T10:00', to: '2026-01-25T10:30' }],
					}).incidents,
				],
			}
			shard.tag = 'second'
			const after = documentIn(await answering.answer(durations, {}))
			expect([before.sampleSize, after.sampleSize]).toEqual([3, 4])
			expect(after.inputHash).not.toBe(before.inputHash)
			expect(await answering.answer(durations, {})).toMatchObject({ kept: true })
		}))

	test('waits for a recorder that has not taken over the archive, and computes no more than it may', () =>
		onTables(async (tables) => {
			const shard = shardOf(told)
			const waiting = {
				...shard,
				recordProgress: async () => ({
					...(await shard.recordProgress()),
					waitsFor: 'it is not there yet',
				}),
			}
			const parts = { content: contentFor(told), tables: tables() }
			expect(
				await new Answering({
					...parts,
					shards: [shard, waiting],
					archive: async () => undefined,
					now: () => 0,
				}).answer(durations, {}),
			).toEqual({
				outcome: 'waiting',
				because: 'it is not there yet',
			})
			let now = 0
			const answering = new Answering({
				...parts,
				shards: [shard],
				archive: async () => undefined,
				now: () => now,
			})
			const days = Array.from({ length: computedPerMinute }, (_, day) => ({
				from: new Date(Date.UTC(2025, 0, day + 1)).toISOString().replace('.000', ''),
			}))
			for (const scope of days)
				expect(await answering.answer(availability, scope)).toMatchObject({ kept: false })
			expect(await answering.answer(availability, { to: '2026-01-20T00:00:00Z' })).toEqual({
				outcome: 'busy',
			})
			expect(
				await answering.answer(availability, days[0] ?? {}),
				'what is kept costs nothing',
			).toMatchObject({ kept: true })
			now = 60_000
			expect(await answering.answer(availability, { to: '2026-01-20T00:00:00Z' })).toMatchObject({
				kept: false,
			})
		}))

	test('is answered from the archive that the build ships, where that is there before the recorder is ready', () =>
		onTables(async (tables) => {
			const shard = shardOf(told)
			let asked = 0
			const archive = async () => {
				asked += 1
				return told
			}
			const waiting = {
				...shard,
				recordProgress: async () => ({
					...(await shard.recordProgress()),
					waitsFor: 'it is not there yet',
				}),
			}
			const answering = new Answering({
				content: contentFor(told),
				shards: [waiting],
				tables: tables(),
				archive,
				now: () => 0,
			})
			const answer = await answering.answer(durations, { provider: 'acme' })
			expect(documentIn(answer)).toMatchObject({ asOf: told.generatedAt, sampleSize: 2 })
			expect(await answering.answer(durations, { provider: 'acme' })).toEqual({
				...answer,
				kept: true,
			})
			expect([asked, shard.pages]).toEqual([1, 0])
			const ready = new Answering({
				content: contentFor(told),
				shards: [shard],
				tables: tables(),
				archive,
				now: () => 0,
			})
			await ready.answer(availability, {})
			expect(asked, 'not asked for when the recorder has it all').toBe(1)
		}))

	test('of what does not exist is told what there is', () =>
		onTables(async (tables) => {
			const answering = new Answering({
				content: contentFor(told),
				shards: [shardOf(told)],
				tables: tables(),
				archive: async () => undefined,
				now: () => 0,
			})
			expect(await answering.answer(durations, { provider: 'nobody' })).toEqual({
				outcome: 'scope error',
				errors: [{ name: 'provider', expected: 'expected one of acme, bolt' }],
			})
			expect(await answering.answer(durations, { provider: 'bolt', surface: 'api' })).toMatchObject(
				{ errors: [{ name: 'surface' }] },
			)
		}))
})

describe('the record in pages', () => {
	test('is read anew when it changes in the middle, and given up when it always does', async () => {
		const shard = shardOf(told)
		let restless = 1
		const changing: RecordAnswers = {
			recordProgress: shard.recordProgress,
			async recordPage(cursor) {
				if (cursor !== '' && restless > 0) {
					restless -= 1
					shard.tag = `changed ${restless}`
				}
				return await shard.recordPage(cursor)
			},
		}
		const { record, tags } = await readWholeRecord(contentFor(told), [changing])
		expect([record.incidents.length, tags]).toEqual([3, ['changed 0']])
		restless = Number.POSITIVE_INFINITY
		let changes = 0
		const never: RecordAnswers = {
			...changing,
			async recordPage(cursor) {
				changes += 1
				return { ...(await shard.recordPage(cursor)), tag: String(changes) }
			},
		}
		await expect(readWholeRecord(contentFor(told), [never])).rejects.toThrow(
			'changed while it was read',
		)
	})

	test('of an archive that a recorder took over gives the figures of the archive, hash and all', async () => {
		const assets = assetsOf(archiveFiles())
		await onStage(
			marchContent,
			() => undefined,
			async ({ shard, tick }) => {
				expect(shard.recordProgress().waitsFor).toContain('first look')
				for (let minute = 0; shard.recordProgress().waitsFor !== null; minute += 1)
					await tick(minute, { only: new Set() })
				const { record } = await readWholeRecord(marchContent, [asked(shard)])
				const [ours, theirs] = [record, march].map((whole) =>
					analysisDocument(whole, {}, durations),
				)
				expect(ours?.sampleSize).toBeGreaterThan(5)
				expect(ours?.figures).toEqual(theirs?.figures)
				expect(ours?.inputHash).toBe(theirs?.inputHash)
			},
			{ assets },
		)
	})

	test('of a page that is watched has another tag once an incident opens on it', async () => {
		await onStage(contentOf(providerOf('acme')), acmeSite, async (stage) => {
			const tag = () => stage.shard.recordProgress().tag
			await stage.tick(0)
			const before = tag()
			await stage.tick(1)
			expect(tag(), 'nothing new').toBe(before)
			await stage.tick(2)
			const open = tag()
			expect(open).not.toBe(before)
			expect(
				(
					await readWholeRecord(contentOf(providerOf('acme')), [asked(stage.shard)])
				).record.incidents.map(({ id }) => id),
			).toEqual(['inc1'])
			stage.restart()
			expect(tag(), 'after a restart').toBe(open)
		})
	})

	test('has another tag too when a file is imported that was read long ago', async () => {
		const acme = providerOf('acme')
		await onStage(contentOf(acme), acmeSite, async (stage) => {
			await stage.tick(0)
			const before = stage.shard.recordProgress().tag
			const old = {
				id: 'old1',
				updates: [{ id: 'o1', at: '2025-05-01T10:00:00Z', status: 'investigating' }],
			}
			const [source] = acme.sources
			if (!source) throw new Error('acme has a source')
			const body = JSON.stringify(incidentsDocument('2025-05-02T00:00:00Z', [old]))
			const file = {
				source: { ...source, id: 'import-1' },
				name: 'incidents',
				url: 'https://status.acme.example',
				contentType: 'application/json',
				body,
			}
			await stage.shard.importDocuments({
				provider: acme,
				files: [file],
				readAt: '2025-05-02T00:00:00Z',
				provenance: 'import',
			})
			expect(stage.shard.recordProgress().tag).not.toBe(before)
			const { record } = await readWholeRecord(contentOf(acme), [asked(stage.shard)])
			expect(record.incidents.map(({ id }) => id)).toEqual(['old1'])
		})
	})
})

function asked(shard: {
	recordProgress(): Awaited<ReturnType<RecordAnswers['recordProgress']>>
	recordPage(cursor: string): Awaited<ReturnType<RecordAnswers['recordPage']>>
}): RecordAnswers {
	return {
		recordProgress: async () => shard.recordProgress(),
		recordPage: async (cursor) => shard.recordPage(cursor),
	}
}

describe('what is kept', () => {
	test('is bounded: the oldest goes first, and a text longer than a row comes back whole', () =>
		onTables(async (open) => {
			const tables = open()
			const long = 'é𝄞x'.repeat(400_000)
			for (const hash of ['one', 'two', 'three', 'four'])
				tables.write(hash, hash === 'two' ? long : hash)
			expect([tables.count, tables.read('one'), tables.read('four')]).toEqual([
				3,
				undefined,
				'four',
			])
			expect(tables.read('two') === long).toBe(true)
			tables.write('five', '')
			expect([tables.count, tables.read('two'), tables.read('five')]).toEqual([3, undefined, ''])
		}, 3))

	test(
		'of ten years and 10,000 incidents is computed in one call',
		() =>
			onTables(async (tables) => {
				const decade = toldIncidents(10_000)
				const answering = new Answering({
					content: contentFor(decade),
					shards: [{ ...shardOf(decade), recordPage: pagesOf(decade) }],
					tables: tables(),
					archive: async () => undefined,
					now: () => 0,
				})
				const times: string[] = []
				for (const question of questions) {
					// The clock stands still while something is computed, and goes on with the next wait.
					const begun = await clock()
					const { sampleSize } = documentIn(await answering.answer(question, {}))
					times.push(`${question.name} ${(await clock()) - begun} ms`)
					expect(sampleSize).toBeGreaterThanOrEqual(0)
				}
			}),
		120_000,
	)
})

function pagesOf(record: Export): RecordAnswers['recordPage'] {
	const records = recordsOf(record, { annotations: [] })
	return async (cursor) => recordPage(records, 'first', cursor)
}

async function clock(): Promise<number> {
	await scheduler.wait(1)
	return Date.now()
}
