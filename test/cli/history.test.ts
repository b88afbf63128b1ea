import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { isOpen } from '#core/incident/lifespan.ts'
import { Export } from '#core/model/export.ts'
import type { Incident } from '#core/model/incident.ts'
import { addSeconds, secondsBetween } from '#core/time/time.ts'
import { facts, factsIn } from '../support/facts.ts'

/** The committed history against the collected facts that its records were written from. */

const record = Export.parse(
	JSON.parse(readFileSync(join(import.meta.dirname, '../../content/archive/export.json'), 'utf8')),
)
const known = new Map(
	record.incidents.map((incident) => [`${incident.provider}/${incident.id}`, incident]),
)
const without = facts === undefined ? ' (skipped: no facts)' : ''
const providers: Readonly<Record<string, string>> = {
	anthropic: 'claude',
	openai: 'chatgpt',
	xai: 'grok',
}
const providerOf = (name: string) => providers[name] ?? name

const nullable = z.nullable(z.string())
const Census = z.object({
	windows: z.array(
		z.object({ provider: z.string(), from: z.string(), to: z.string(), read_at: z.string() }),
	),
	incidents: z.array(
		z.object({
			provider: z.string(),
			id: z.string(),
			title: z.string(),
			opened_at: z.string(),
			resolved_at: nullable,
			impact: nullable,
			components: z.array(z.string()),
			stages: z.record(z.string(), z.string()),
		}),
	),
})
const Sample = z.array(
	z.object({
		id: z.string(),
		provider_key: z.string(),
		title: z.string(),
		impact_started_at: nullable,
		posted_at: nullable,
		resolved_at: nullable,
		children: z.array(z.string()),
	}),
)

/**
 * Rows of the sample that are no incident of one provider: groupings, whose parts are rows of their
 * own where they belong to a provider here.
 */
const groupings: Readonly<Record<string, string>> = {
	'claude-2026-03-02-03': 'the editor’s episode claude-2026-03-02',
	'shared-2024-06-04': 'two providers at once; both incidents are here',
	'shared-2024-12-26': 'a supplier’s failure; the incident of ChatGPT is here',
	'shared-2025-06-12': 'a supplier’s failure; the incidents of Claude and Gemini are here',
	'shared-2025-11-18': 'a supplier’s failure; the incidents of Claude and ChatGPT are here',
	'shared-2025-12-05': 'a supplier’s failure; the incident of Claude is here',
}

describe.skipIf(facts === undefined)(`every row of the facts is in the archive${without}`, () => {
	const census =
		facts === undefined ? { windows: [], incidents: [] } : Census.parse(factsIn('census.json'))
	const sample = facts === undefined ? [] : Sample.parse(factsIn('ai-incidents.json'))

	test('the census: id, title, times, rating, stages', () => {
		expect(census.incidents.length).toBeGreaterThan(1000)
		for (const row of census.incidents) {
			// Claude's whole history has since been read from elsewhere, to the second and with what its
			// display says: some beginnings are others.
			const isFiner = row.provider === 'anthropic'
			const incident = known.get(`${providerOf(row.provider)}/${row.id.split(':').at(-1)}`)
			expect(incident, row.id).toMatchObject({
				title: row.title.trim(),
				...(!isFiner && { createdAt: row.opened_at }),
				...(!isFiner && row.resolved_at !== null && { resolvedAt: row.resolved_at }),
			})
			if (isFiner && row.resolved_at !== null)
				expect(incident?.resolvedAt?.slice(0, 16), row.id).toBe(row.resolved_at.slice(0, 16))
			if (row.impact === 'maintenance') expect(incident?.kind).toBe('maintenance')
			else if (row.impact !== null && !isFiner) expect(incident?.impact, row.id).toBe(row.impact)
			// A sample may know the second of a stage that the census tells to the minute.
			for (const [status, at] of Object.entries(row.stages))
				expect(
					incident?.updates.some(
						(update) => update.status === status && update.at.slice(0, 16) === at.slice(0, 16),
					),
					`${row.id} ${status}`,
				).toBe(true)
			const named = row.components.filter((name) => name !== 'Uncategorised')
			expect(
				(incident?.surfaces.length ?? 0) + (incident?.unattributed.length ?? 0) > 0 ||
					named.length === 0,
				row.id,
			).toBe(true)
		}
	})

	test('its rough edges: an end before the beginning is a recorded problem, an end that nobody told is unknown and not open', () => {
		const backwards = census.incidents.filter(
			(row) => row.resolved_at !== null && row.resolved_at < row.opened_at,
		)
		expect(
			record.problems.filter((problem) => problem.message === 'ends before it begins'),
		).toHaveLength(backwards.length)
		const endless = census.incidents.filter((row) => row.resolved_at === null)
		expect(endless).toHaveLength(31)
		for (const row of endless.filter(({ provider }) => provider !== 'anthropic'))
			expect(
				known.get(`${providerOf(row.provider)}/${row.id.split(':').at(-1)}`)?.status,
				row.id,
			).toBe('unknown')
	})

	test('its windows, whose last day is inside', () => {
		for (const window of census.windows.filter(({ provider }) => provider !== 'anthropic')) {
			expect(record.coverage).toContainEqual(
				expect.objectContaining({
					provider: providerOf(window.provider),
					kind: 'census',
					from: `${window.from}T00:00:00Z`,
					to: addSeconds(`${window.to}T00:00:00Z`, 86_400),
					readAt: window.read_at,
				}),
			)
		}
	})

	test('the sample: each row is an incident at its time, or a grouping with its reason', () => {
		const rows = sample.filter((row) => groupings[row.id] === undefined)
		expect(sample.length - rows.length).toBe(Object.keys(groupings).length)
		for (const row of rows) {
			const at =
				row.posted_at ??
				row.impact_started_at ??
				row.resolved_at ??
				/\d{4}-\d{2}-\d{2}/.exec(row.id)?.[0] ??
				''
			const time = at.length === 10 ? `${at}T00:00:00Z` : at
			const near = record.incidents.filter(
				(incident) =>
					incident.provider === row.provider_key &&
					[incident.createdAt, incident.startedAt ?? incident.createdAt].some(
						(own) => Math.abs(secondsBetween(own, time)) < 86_400,
					),
			)
			const native = /-([a-z0-9]{12})$/.exec(row.id)?.[1]
			const started = (incident: Incident) =>
				row.impact_started_at === null || incident.startedAt === row.impact_started_at
			const found = native
				? known.get(`${row.provider_key}/${native}`)
				: (near.find((incident) => incident.title === row.title) ??
					near.find((incident) => !incident.titleSummary && started(incident)))
			expect(found, row.id).toBeDefined()
		}
	})
})

describe('the history', () => {
	test('nothing in it is open, and what was edited only others saw, since nobody watched', () => {
		expect(record.incidents.filter(isOpen).map((incident) => incident.id)).toEqual([])
		const revisions = record.incidents.flatMap((incident) => [
			...incident.revisions,
			...incident.updates.flatMap((update) => update.revisions),
		])
		expect(revisions.filter(({ capturedBy }) => capturedBy === undefined)).toEqual([])
		// Eleven edits and one withdrawal.
		expect(revisions).toHaveLength(11)
		expect(
			record.incidents
				.filter(({ absence }) => absence)
				.map(({ id, absence }) => [id, absence?.confirmed, absence?.seen]),
		).toEqual([
			['qzfvhfg85r6t', true, { after: '2026-08-16T22:14:00Z', by: '2026-08-16T23:13:47Z' }],
		])
	})

	test('Claude’s complete list is one stretch of 1,255 days, with the outage days that its page displayed', () => {
		const [window, ...rest] = record.coverage.filter(
			({ provider, kind }) => provider === 'claude' && kind === 'census',
		)
		expect(rest).toEqual([])
		expect(secondsBetween(window?.from ?? '', window?.to ?? '') / 86_400).toBe(1255)
		expect(
			record.publishedDays.filter(
				({ provider, partialMinutes, majorMinutes }) =>
					provider === 'claude' && partialMinutes + majorMinutes > 0,
			),
		).toHaveLength(699)
		expect(record.publishedDays.every(({ surface }) => surface !== undefined)).toBe(true)
	})

	test('words and states of March 2026 are the fuller ones, whichever collection has them', () => {
		const incident = known.get('claude/0ghc53zpsfmt')
		expect(incident?.updates).toHaveLength(8)
		expect(
			incident?.updates.every(
				({ body }) => !body.startsWith('Status changed') || body === 'Status changed to resolved.',
			),
		).toBe(true)
		expect(incident?.updates.every(({ states }) => states.length > 0)).toBe(true)
	})

	test('access that was suspended by decision is filed as an incident and held to be no outage', () => {
		expect(known.get('claude/s9w82lp9dcn9')).toMatchObject({
			kind: 'not_an_outage',
			impact: 'critical',
			classed: { filedAs: 'incident' },
		})
	})

	test('3 September 2026 spans three providers', () => {
		const episode = record.episodes.find(({ id }) => id === 'ai-2026-09-03')
		expect(episode?.providers).toEqual(['claude', 'grok', 'chatgpt'])
		for (const reference of episode?.incidents ?? [])
			expect(known.has(reference), reference).toBe(true)
		expect(
			new Set(
				record.claims
					.filter(({ subject }) => subject === 'episodes/ai-2026-09-03')
					.map(({ question }) => question),
			).size,
		).toBeGreaterThan(4)
	})

	test('components become surfaces through aliases; those that cannot are counted', () => {
		const names = Object.fromEntries(
			Object.entries(record.unattributed).map(([provider, parts]) => [
				provider,
				parts.map(({ name }) => name),
			]),
		)
		expect(names).toMatchObject({
			claude: [
				'Claude Desktop',
				'Claude on AWS Bedrock',
				'Claude on Vertex AI',
				'Haiku 3.5',
				'Opus 4 / 4.1',
				'Sonnet 4',
				'anthropic.com',
				'api.anthropic.com - Beta Features',
			],
			gemini: ['Google Cloud APIs', 'Google Workspace'],
			grok: ['Grok', 'Grok (Office/Workspace Plugins)', 'X'],
			chatgpt: [],
			perplexity: [],
			deepseek: [],
		})
		for (const provider of record.providers)
			expect(
				provider.surfaces.some((surface) => surface.notes === 'Named by an imported file.'),
			).toBe(false)
	})

	test('no two incidents of a provider have the same id, and each provider says what its record covers', () => {
		expect(known.size).toBe(record.incidents.length)
		for (const provider of record.providers)
			expect(
				record.coverage.some((entry) => entry.provider === provider.id),
				provider.id,
			).toBe(true)
	})
})
