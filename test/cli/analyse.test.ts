import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { AnalysisReport, type Distribution } from '#core/model/analysis.ts'
import type { AvailabilityFigures } from '#core/questions/availability/figures.ts'
import type { BlastRadiusFigures } from '#core/questions/blast-radius/figures.ts'
import type { DurationsFigures } from '#core/questions/durations/count.ts'
import { figuresSchemas } from '#core/questions/figures-schemas.ts'
import { questions } from '#core/questions/registry.ts'
import { tidemark } from '../support/command.ts'
import { temporaryFolder } from '../support/small-content.ts'
import { incidentsDocument, type PageIncident } from '../support/statuspage-documents.ts'

/**
 * A status page's own history and the minutes of its uptime display, imported and analysed as a
 * reader would, against figures worked out by hand.
 */

const folder = temporaryFolder()
const bundle = join(folder, 'bundle')

/**
 * Ten days from the first incident to the reading: the website fails twice, the API twice, once
 * both together. Newest first, as the page lists them.
 */
const history: PageIncident[] = [
	{
		id: 'api-down',
		updates: [
			{
				id: 'c1',
				at: '2026-05-08T06:00:00Z',
				status: 'investigating',
				states: { 'c-api': ['operational', 'major_outage'] },
			},
			{
				id: 'c2',
				at: '2026-05-08T09:00:00Z',
				status: 'resolved',
				states: { 'c-api': ['major_outage', 'operational'] },
			},
		],
	},
	{
		id: 'both-down',
		updates: [
			{
				id: 'b1',
				at: '2026-05-04T10:00:00Z',
				status: 'investigating',
				states: {
					'c-web': ['operational', 'partial_outage'],
					'c-api': ['operational', 'major_outage'],
				},
			},
			{
				id: 'b2',
				at: '2026-05-04T11:00:00Z',
				status: 'resolved',
				states: {
					'c-web': ['partial_outage', 'operational'],
					'c-api': ['major_outage', 'operational'],
				},
			},
		],
	},
	{
		id: 'web-down',
		updates: [
			{
				id: 'a1',
				at: '2026-05-01T00:00:00Z',
				status: 'investigating',
				states: { 'c-web': ['operational', 'partial_outage'] },
			},
			{ id: 'a2', at: '2026-05-01T00:30:00Z', status: 'identified' },
			{ id: 'a3', at: '2026-05-01T01:10:00Z', status: 'monitoring' },
			{
				id: 'a4',
				at: '2026-05-01T02:00:00Z',
				status: 'resolved',
				states: { 'c-web': ['partial_outage', 'operational'] },
			},
			{ id: 'a5', at: '2026-05-03T02:00:00Z', status: 'postmortem' },
		],
	},
]

const minutes = [
	{ service: 'Website', date: '2026-05-01', partial_minutes: 120, major_minutes: 0 },
	{ service: 'Website', date: '2026-05-02', partial_minutes: 0, major_minutes: 0 },
	{ service: 'Website', date: '2026-05-03', partial_minutes: 0, major_minutes: 0 },
	{ service: 'Website', date: '2026-05-04', partial_minutes: 60, major_minutes: 0 },
	{ service: 'API', date: '2026-05-03', partial_minutes: 0, major_minutes: 0 },
	{ service: 'API', date: '2026-05-04', partial_minutes: 0, major_minutes: 60 },
]

const told = ['--provider', 'gemini', '--from', '2026-05-01', '--to', '2026-05-11']

beforeAll(async () => {
	mkdirSync(folder, { recursive: true })
	const files = {
		'incidents.json': incidentsDocument('2026-05-11T00:00:00Z', history),
		'minutes.json': minutes,
	}
	for (const [name, value] of Object.entries(files))
		writeFileSync(join(folder, name), JSON.stringify(value))
	const paths = Object.keys(files).map((name) => join(folder, name))
	const { code, stdout } = await tidemark([
		'import',
		'gemini',
		...paths,
		'--read-at',
		'2026-05-11T00:00:00Z',
		'--out',
		bundle,
	])
	expect(code, stdout).toBe(0)
	expect(stdout).toContain('surface added: Website')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function report(...args: string[]): Promise<AnalysisReport> {
	const { code, stdout, stderr } = await tidemark(['analyse', bundle, '--json', ...args])
	expect([code, stderr]).toEqual([0, ''])
	return AnalysisReport.parse(JSON.parse(stdout))
}

/** The figures of one question, which the schema that `--schema` prints says they are. */
function figuresOf<Figures>({ analyses }: AnalysisReport, name: string): Figures {
	const analysis = analyses.find((candidate) => candidate.name === name)
	expect(analysis?.refused).toBeUndefined()
	const schema = figuresSchemas[name]
	expect(schema?.safeParse(analysis?.figures).error).toBeUndefined()
	return analysis?.figures as Figures // by the check before
}

const meanAndMedian = (distribution: Distribution | undefined) => [
	distribution?.mean,
	distribution?.median,
]
const hours = (count: number) => count * 3600

describe('tidemark analyse, after an import', () => {
	test('gives mean and median time to resolve and between failures per service, and the lengths of the stages', async () => {
		const { bySurface, overall } = figuresOf<DurationsFigures>(
			await report('durations', ...told),
			'durations',
		)
		const [web, api] = ['website', 'api'].map((surface) =>
			bySurface.find((group) => group.surface === surface),
		)
		expect(meanAndMedian(web?.timeToResolve.statedStart)).toEqual([hours(1.5), hours(1.5)])
		expect(meanAndMedian(api?.timeToResolve.firstStage)).toEqual([hours(2), hours(2)])
		expect(meanAndMedian(web?.betweenFailures.startToStart)).toEqual([hours(82), hours(82)])
		expect(meanAndMedian(web?.betweenFailures.endToStart)).toEqual([hours(80), hours(80)])
		expect(meanAndMedian(api?.betweenFailures.startToStart)).toEqual([hours(92), hours(92)])
		expect(meanAndMedian(api?.betweenFailures.endToStart)).toEqual([hours(91), hours(91)])
		const { investigating, repairing, watching, learning } = overall.stages
		expect([investigating, repairing, watching, learning].map(({ median }) => median)).toEqual([
			1800,
			2400,
			3000,
			hours(48),
		])
	})

	test('gives availability with a partial outage at 0.3, and that of the uptime display apart from it', async () => {
		const { providers } = figuresOf<AvailabilityFigures>(
			await report('availability', ...told),
			'availability',
		)
		const [gemini] = providers
		const down = (surface: string) => {
			const way = gemini?.surfaces
				.find((own) => own.surface === surface)
				?.ways.find(({ partial, degraded }) => partial === 0.3 && degraded === 0)
			return [way?.downAtLeastSeconds, way?.downAtMostSeconds, way?.knownSeconds, way?.share]
		}
		// Three hours partly down of 240; four wholly.
		expect(down('website')).toEqual([hours(0.9), hours(0.9), hours(240), 1 - 0.9 / 240])
		// Named for the first time on the fourth day at ten: before, nobody knows that there was an
		// API.
		expect(down('api')).toEqual([hours(4), hours(4), hours(158), 1 - 4 / 158])
		// One hour of two days; three hours at 0.3 of four.
		const displayed = gemini?.displayed.map(({ service, days, outageDays, share }) => [
			service,
			days,
			outageDays,
			share,
		])
		expect(displayed).toEqual([
			['API', 2, 1, 1 - 1 / 48],
			['Website', 4, 2, 1 - 0.9 / 96],
		])
	})

	test('gives how often services fail together, by incident and by day', async () => {
		const { providers } = figuresOf<BlastRadiusFigures>(
			await report('blast-radius', ...told),
			'blast-radius',
		)
		const [pair] =
			providers[0]?.pairs.filter(({ a, b }) => [a, b].sort().join() === 'api,website') ?? []
		// While both are known: from the fourth day at ten.
		expect(pair?.incidents).toMatchObject({
			a: 2,
			b: 1,
			both: 1,
			of: 2,
			givenA: { part: 1, of: 2 },
		})
		expect(pair?.outageDays).toMatchObject({ a: 2, b: 1, both: 1, of: 7 })
	})

	test('prints the same bytes twice, and names what went in', async () => {
		const [first, second] = await Promise.all([
			tidemark(['analyse', bundle, '--json', 'words']),
			tidemark(['analyse', bundle, '--json', 'words']),
		])
		expect(second.stdout).toBe(first.stdout)
		const { inputHash, analyses, generatedAt, scope } = AnalysisReport.parse(
			JSON.parse(first.stdout),
		)
		expect([inputHash.length, analyses.map(({ name }) => name), generatedAt, scope]).toEqual([
			64,
			['words'],
			'2026-05-11T00:00:00Z',
			{},
		])
	})

	test('answers every question in tables that have no hole in them', async () => {
		const { code, stdout } = await tidemark(['analyse', bundle])
		expect(code).toBe(0)
		for (const { title } of questions)
			expect(stdout).toContain(`${title}\n${'═'.repeat(title.length)}`)
		for (const { name, version } of questions)
			expect(stdout).toContain(`${name}, version ${version}; `)
		expect(stdout).not.toMatch(/NaN|Infinity|undefined|\[object/)
		// The same words and numbers as on the page of the question.
		expect(stdout).toContain('Only of 3 incidents is the length known: from 1 h to 3 h.')
		expect(stdout).toMatch(/Gemini +all +3 +3 +2 h +2 h 48 min +1 h to 3 h +2 h +0/)
		expect(stdout).toContain('Complete record:\n  ')
	})

	test('reads the local store and the committed archive together when no bundle is named', async () => {
		const state = join(folder, 'state')
		const imported = await tidemark(
			['import', 'gemini', join(folder, 'incidents.json'), '--read-at', '2026-05-11T00:00:00Z'],
			state,
		)
		expect([imported.code, imported.stderr]).toEqual([0, ''])
		const { code, stdout } = await tidemark(
			['analyse', 'durations', '--json', '--from', '2026-05-01', '--to', '2026-05-11'],
			state,
		)
		expect(code).toBe(0)
		const { byProvider } = figuresOf<DurationsFigures>(
			AnalysisReport.parse(JSON.parse(stdout)),
			'durations',
		)
		const counts = Object.fromEntries(byProvider.map(({ provider, count }) => [provider, count]))
		// Gemini's are in the store, Claude's in the archive.
		expect([counts.gemini, Number(counts.claude) > 5]).toEqual([3, true])
	})

	test('--schema is a JSON Schema with the figures of each question', async () => {
		const { code, stdout } = await tidemark(['analyse', '--schema'])
		expect(code).toBe(0)
		const schema = z
			.object({
				properties: z.record(z.string(), z.unknown()),
				$defs: z.record(z.string(), z.looseObject({})),
			})
			.parse(JSON.parse(stdout))
		expect(Object.keys(schema.properties)).toEqual([
			'schemaVersion',
			'generatedAt',
			'inputHash',
			'scope',
			'analyses',
		])
		expect(Object.keys(schema.$defs).sort()).toEqual(questions.map(({ name }) => name).sort())
	})

	test.each([
		[['--provider', 'nobody'], '--provider: expected one of chatgpt, claude'],
		[['--provider', 'Not A Slug'], '--provider "Not A Slug": expected'],
		[['--provider', 'gemini', '--surface', 'nothing'], '--surface: expected one of ai-studio'],
		[['--zone', 'Mars/Base'], '--zone "Mars/Base": expected an IANA zone such as Europe/Berlin'],
		[['--weights', '2,0'], '--weights "2,0": expected two numbers from 0 to 1'],
		[['--from', 'yesterday'], '--from "yesterday": expected a day such as 2026-03-02'],
		[['--from', '2026-05-02', '--to', '2026-05-01'], '--to: expected a time after from'],
		[['availabilty'], '"availabilty" is neither a bundle nor one of durations, availability'],
		[['--colour'], 'Unknown option "--colour"'],
	])('%j is refused in one sentence', async (args, sentence) => {
		const { code, stdout, stderr } = await tidemark(['analyse', bundle, ...args])
		expect([code, stdout]).toEqual([2, ''])
		expect(stderr).toContain(sentence)
		expect(stderr.trimEnd()).not.toContain('\n')
	})

	test('a folder that is no bundle is refused', async () => {
		const { code, stderr } = await tidemark(['analyse', folder])
		expect([code, stderr]).toEqual([2, expect.stringContaining('is not an evidence bundle')])
	})
})
