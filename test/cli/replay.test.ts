import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { filesOf } from '../../worker/cli/bundle.ts'
import { tidemark } from '../support/command.ts'
import { march } from '../support/recordings.ts'
import { temporaryFolder, writeFiles } from '../support/small-content.ts'

const folder = temporaryFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const page = {
	id: 'tymt9n04zgry',
	name: 'Claude',
	url: 'https://status.claude.com',
	updated_at: '2026-05-01T10:00:00Z',
}
const update = (id: string, status: string, at: string) => ({
	id,
	status,
	body: `It is ${status}.`,
	created_at: at,
	updated_at: at,
	display_at: at,
	affected_components: null,
})
const incident = (status: string, updates: readonly object[], id = 'abc123def456') => ({
	id,
	name: 'Elevated errors',
	status,
	impact: 'minor',
	created_at: '2026-05-01T10:00:30Z',
	updated_at: '2026-05-01T10:00:30Z',
	resolved_at: status === 'resolved' ? '2026-05-01T10:05:10Z' : null,
	shortlink: 'https://stspg.io/x',
	incident_updates: updates,
	components: [],
})
const opened = update('u1', 'investigating', '2026-05-01T10:00:30Z')
const closed = update('u2', 'resolved', '2026-05-01T10:05:10Z')

const earlier = {
	...incident('resolved', [], 'earlier00000'),
	created_at: '2026-04-30T08:00:00Z',
	resolved_at: '2026-04-30T09:00:00Z',
}

/** Six minutes of a page: quiet, an incident, a minute that fails, its end. */
const manifest = {
	recording: 'six-minutes',
	from: '2026-05-01T10:00:00Z',
	to: '2026-05-01T10:07:00Z',
	frames: [
		{
			at: '2026-05-01T10:00:00Z',
			url: 'https://status.claude.com/api/v2/incidents.json',
			status: 200,
			headers: { 'content-type': 'application/json' },
			file: 'frames/quiet.json',
		},
		{
			at: '2026-05-01T10:01:00Z',
			url: 'https://status.claude.com/api/v2/incidents.json',
			status: 200,
			headers: { 'content-type': 'application/json' },
			file: 'frames/open.json',
		},
		{
			at: '2026-05-01T10:03:00Z',
			url: 'https://status.claude.com/api/v2/incidents.json',
			file: null,
			failure: 'timeout',
		},
		{
			at: '2026-05-01T10:04:00Z',
			url: 'https://status.claude.com/api/v2/incidents.json',
			status: 200,
			headers: { 'content-type': 'application/json' },
			file: 'frames/open.json',
		},
		{
			at: '2026-05-01T10:06:00Z',
			url: 'https://status.claude.com/api/v2/incidents.json',
			status: 200,
			headers: { 'content-type': 'application/json' },
			file: 'frames/closed.json',
		},
	],
}

function bytesOf(out: string): string[] {
	return ['SHA256SUMS', ...filesOf(out)].map(
		(path) => `${path} ${readFileSync(join(out, path), 'utf8')}`,
	)
}

describe('replaying a recording', () => {
	test('twice gives the same bytes, which verify; the minute that failed is a gap', async () => {
		const recording = join(folder, 'six-minutes')
		writeFiles(recording, {
			'manifest.json': manifest,
			'frames/quiet.json': { page, incidents: [earlier] },
			'frames/open.json': { page, incidents: [incident('investigating', [opened]), earlier] },
			'frames/closed.json': { page, incidents: [incident('resolved', [closed, opened]), earlier] },
		})
		const outs = [join(folder, 'a'), join(folder, 'b')]
		for (const out of outs) {
			const { code, stdout, stderr } = await tidemark(['replay', recording, '--out', out])
			expect(stderr).toContain('8 ticks')
			expect(stdout).toContain('claude/abc123def456')
			expect(stdout).toMatch(/KV writes +\d+/)
			expect(stdout).toContain('1 gaps')
			expect(code).toBe(0)
		}
		expect(bytesOf(outs[1] ?? '')).toEqual(bytesOf(outs[0] ?? ''))
		expect((await tidemark(['verify', outs[0] ?? ''])).code).toBe(0)
		const { incidents } = JSON.parse(readFileSync(join(folder, 'a', 'export.json'), 'utf8'))
		const seen = incidents.find((candidate: { id: string }) => candidate.id === 'abc123def456')
		expect(seen.seen).toEqual({ after: '2026-05-01T10:00:00Z', by: '2026-05-01T10:01:00Z' })
		expect(seen.evidence[0].provenance).toBe('replay')
	})

	test('of captures: one look each, nothing in between, a change dated between two; without the word for it, a warning', async () => {
		const recording = join(folder, 'captures')
		const capture = (at: string, file: string) => ({ ...manifest.frames[0], at, file })
		const edited = {
			...incident('investigating', [
				{ ...opened, body: 'Another wording.' },
				update('u3', 'identified', '2026-05-01T10:40:00Z'),
			]),
			updated_at: '2026-05-01T10:40:00Z',
		}
		const hourly = {
			recording: 'captures',
			from: '2026-05-01T10:00:00Z',
			to: '2026-05-01T12:30:00Z',
			frames: [
				capture('2026-05-01T10:01:20Z', 'frames/open.json'),
				capture('2026-05-01T11:20:40Z', 'frames/edited.json'),
			],
		}
		const bodies = {
			'frames/open.json': { page, incidents: [incident('investigating', [opened]), earlier] },
			'frames/edited.json': { page, incidents: [edited, earlier] },
		}
		writeFiles(recording, { ...bodies, 'manifest.json': { ...hourly, captures: true } })
		const out = join(folder, 'captured')
		const played = await tidemark(['replay', recording, '--out', out])
		expect([played.code, played.stderr]).toEqual([0, expect.not.stringContaining('warning')])
		expect(played.stderr).toContain('2 ticks')
		expect((await tidemark(['verify', out])).code).toBe(0)
		const { timelines, gaps } = JSON.parse(readFileSync(join(out, 'export.json'), 'utf8'))
		const corrections = (lines: typeof timelines) =>
			lines
				.filter((line: { subject: { kind: string } }) => line.subject.kind === 'incident')
				.flatMap((line: { events: { kind: string; seen: object }[] }) => line.events)
				.filter(({ kind }: { kind: string }) => kind === 'edited' || kind === 'backdated')
				.map(({ kind, seen }: { kind: string; seen: object }) => [kind, seen])
		expect(corrections(timelines)).toEqual([
			['edited', { after: '2026-05-01T10:01:20Z', by: '2026-05-01T11:20:40Z' }],
		])
		expect(gaps.map(({ to }: { to: string }) => to)).toEqual(['2026-05-01T11:20:40Z'])

		writeFiles(recording, { 'manifest.json': hourly })
		const held = await tidemark(['replay', recording])
		expect(held.code).toBe(0)
		expect(held.stderr).toMatch(
			/warning: 2 corrections rest on a frame that still answered 1 h 1\d min .*"captures": true/,
		)
	})

	test('a folder that is not empty is refused before anything is played', async () => {
		const { code, stderr } = await tidemark([
			'replay',
			join(folder, 'six-minutes'),
			'--out',
			join(folder, 'a'),
		])
		expect(code).toBe(2)
		expect(stderr).toContain('is not empty')
	})
})

// Two replays of two days and a check of one: minutes, on a machine that has much else to do.
describe('2 and 3 March 2026', { timeout: 400_000 }, () => {
	test('ten incidents, one episode, five waves, three fixes that did not hold; twice the same bytes; within the free plan', async () => {
		const outs = [join(folder, 'march-a'), join(folder, 'march-b')]
		for (const out of outs) {
			const { code, stdout } = await tidemark(['replay', march, '--out', out])
			expect(code).toBe(0)
			expect(stdout).toMatch(/fix_did_not_hold +3\n/)
			const writes = /KV writes +[\d,]+ +([\d,]+)/.exec(stdout)?.[1]?.replaceAll(',', '')
			expect(Number(writes)).toBeLessThan(1000)
		}
		expect(bytesOf(outs[1] ?? '')).toEqual(bytesOf(outs[0] ?? ''))
		expect((await tidemark(['verify', outs[0] ?? ''])).code).toBe(0)

		const replayed = JSON.parse(readFileSync(join(outs[0] ?? '', 'export.json'), 'utf8'))
		expect(replayed.incidents).toHaveLength(10)
		expect(replayed.episodes).toMatchObject([{ id: 'claude-2026-03-02', basis: { by: 'editor' } }])
		expect(replayed.episodes[0].waves).toHaveLength(5)

		// The archive was made from the records, the replay from the page as rebuilt from them: one
		// history.
		const archive = JSON.parse(
			readFileSync(join(import.meta.dirname, '../../content/archive/export.json'), 'utf8'),
		)
		type Told = (typeof archive)['incidents'][number]
		const statements = (entry: Told): Told[] => entry.updates
		const times = (record: typeof archive) =>
			record.incidents.map((entry: Told) => [
				entry.id,
				statements(entry).map(({ at, status }) => [at, status]),
			])
		const days = new Set(replayed.incidents.map((entry: { id: string }) => entry.id))
		const known = archive.incidents.filter((entry: { id: string }) => days.has(entry.id))
		expect(times(replayed)).toEqual(times({ incidents: known }))
		// The recording says what changed; the page's list names every component with each statement.
		// The levels are the same.
		const levels = (record: typeof archive) =>
			record.incidents.flatMap((entry: Told) =>
				statements(entry).flatMap(({ at, states }) =>
					states.map(
						(one: { surface: string; state: string }) =>
							`${entry.id} ${at} ${one.surface} ${one.state}`,
					),
				),
			)
		expect(levels({ incidents: known })).toEqual(expect.arrayContaining(levels(replayed)))
		expect(levels(replayed).length).toBeGreaterThan(20)
	})
})
