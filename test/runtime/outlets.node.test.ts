import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Verdict } from '#core/model/verdict.ts'
import type { ListedFrame } from '../../worker/edge/recorder/replay.ts'
import { march } from '../support/recordings.ts'
import { playFrames, type Stage } from '../support/replayed.ts'

/**
 * What programs and terminals are told on 2 March 2026 at half past one, and an hour after the
 * recorder died: the same as the page says.
 */

const state = mkdtempSync(join(tmpdir(), 'tidemark-outlets-'))
const manifest = JSON.parse(readFileSync(join(march, 'manifest.json'), 'utf8')) as {
	readonly from: string
	readonly frames: readonly (ListedFrame & { readonly file: string })[]
} // of the documented shape

/** The recording played up to half past one, and read at a moment. */
async function playedAt(clock: string): Promise<Stage> {
	const bodies = new Map(manifest.frames.map(({ file }) => [file, readFileSync(join(march, file))]))
	return playFrames(manifest.frames, bodies, { CLOCK: clock }, state)
}

let stage: Stage | undefined

beforeAll(async () => {
	stage = await playedAt('2026-03-02T13:30:40Z')
	const request = {
		from: manifest.from,
		to: '2026-03-02T13:30:00Z',
		stepSeconds: 60,
		maxTicks: 500,
		urls: [...new Set(manifest.frames.map(({ url }) => url))],
	}
	for (let done = false; !done; ) ({ done } = await stage.replay(request))
})
afterAll(async () => {
	await stage?.host.dispose()
	rmSync(state, { recursive: true, force: true })
})

const ask = async (path: string) => (await stage?.ask(path)) ?? ''
const verdict = async (product: string) =>
	Verdict.parse(JSON.parse(await ask(`/api/v1/verdict/claude/${product}`)))

describe('the verdict, in the middle of an outage', () => {
	test('names what is out, since when, by which incident and how old that is', async () => {
		expect(await verdict('claude-ai')).toMatchObject({
			provider: 'claude',
			product: 'claude-ai',
			name: 'claude.ai',
			since: '2026-03-02T11:49:20Z',
			checkedAt: '2026-03-02T13:30:00Z',
			ageSeconds: 0,
			confidence: { declared: true, users: false },
			incident: { id: '0ghc53zpsfmt' },
		})
		expect(['degraded', 'failing']).toContain((await verdict('claude-ai')).verdict)
	})

	test('is ok for what the provider declared working since', async () => {
		const api = await verdict('api')
		expect([api.verdict, api.state, api.since]).toEqual([
			'ok',
			'operational',
			'2026-03-02T12:21:24Z',
		])
	})

	test('is unknown for a provider whose page nobody read', async () => {
		const {
			verdict: word,
			state: level,
			checkedAt,
		} = Verdict.parse(JSON.parse(await ask('/api/v1/verdict/grok/grok-web')))
		expect([word, level, checkedAt]).toEqual(['unknown', 'unknown', null])
	})

	test('is one line for a shell', async () => {
		const line = await ask('/api/v1/verdict/claude/api?format=text')
		expect(line.split('\t')).toHaveLength(6)
		expect(line).toMatch(/^ok\tClaude API\toperational\tsince 12:21 UTC\tchecked 13:30 UTC\thttp/)
		expect(line.endsWith('\n')).toBe(true)
	})
})

describe('the terminal, in the middle of an outage', () => {
	test('says it in eighty columns and without an escape', async () => {
		const text = await ask('/now.txt')
		expect(text).toContain('1 of ')
		expect(text).toMatch(/! Claude: 3 of \d+ products with a problem since 11:49 UTC/)
		for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
		expect(text).not.toContain('\u001b')
	})

	test('of one provider names each product and the newest update', async () => {
		const text = await ask('/now/claude.txt')
		expect(text).toMatch(/claude\.ai +(partial|major) outage since 11:49 UTC/)
		expect(text).toMatch(/API +operational since 12:21 UTC/)
		expect(text).toMatch(/13:\d\d UTC, (identified|monitoring|investigating)/)
	})

	test('has colours for who asks', async () => {
		const [plain, coloured] = [await ask('/now/claude.txt'), await ask('/now/claude.txt?color=1')]
		expect(coloured).toContain('\u001b[31m')
		expect(coloured.replaceAll(/\[\d+m/g, '').replaceAll('\u001b', '')).toBe(plain)
	})

	test('of a provider that does not exist is a problem', async () => {
		expect(JSON.parse(await ask('/now/nobody.txt'))).toMatchObject({ status: 404 })
	})
})

describe('an hour after the recorder died', () => {
	test('nothing is certain any more, and what was last seen is told apart', async () => {
		await stage?.host.dispose()
		stage = await playedAt('2026-03-02T14:30:40Z')
		const late = await verdict('claude-ai')
		expect([late.verdict, late.state, late.since]).toEqual(['unknown', 'unknown', null])
		expect(late.last?.since).toBe('2026-03-02T11:49:20Z')
		expect((await verdict('api')).verdict).toBe('unknown')
		expect(await ask('/now.txt')).not.toContain('No outages')
	})
})
