import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorker } from '../../worker/cli/worker-host.ts'
import type { ListedFrame } from '../../worker/edge/recorder/replay.ts'
import { march } from '../support/recordings.ts'
import { playFrames, type Stage } from '../support/replayed.ts'

/**
 * `/now` on 2 March 2026 at half past one, through the whole Worker; and an hour after its recorder
 * died.
 */

interface Manifest {
	readonly from: string
	readonly frames: readonly (ListedFrame & { readonly file: string })[]
}

const state = mkdtempSync(join(tmpdir(), 'tidemark-now-'))

async function stageAt(clock: string): Promise<Stage & { readonly manifest: Manifest }> {
	const manifest = JSON.parse(readFileSync(join(march, 'manifest.json'), 'utf8')) as Manifest // of the documented shape
	const bodies = new Map(manifest.frames.map(({ file }) => [file, readFileSync(join(march, file))]))
	return { ...(await playFrames(manifest.frames, bodies, { CLOCK: clock }, state)), manifest }
}

test('a past moment is never read beside the archive, which would tell it what came after', async () => {
	await expect(
		startWorker({ assets: true, bindings: { CLOCK: '2026-03-02T13:30:00Z' } }),
	).rejects.toThrow('goes without the archive')
})

describe('/now in the middle of an outage', () => {
	let stage: Stage | undefined
	let page = ''

	beforeAll(async () => {
		const started = await stageAt('2026-03-02T13:30:40Z')
		stage = started
		const urls = [...new Set(started.manifest.frames.map(({ url }) => url))]
		const request = {
			from: started.manifest.from,
			to: '2026-03-02T13:30:00Z',
			stepSeconds: 60,
			maxTicks: 500,
			urls,
		}
		for (let done = false; !done; ) ({ done } = await started.replay(request))
		page = await started.ask('/now/claude')
	})
	afterAll(async () => {
		await stage?.host.dispose()
		rmSync(state, { recursive: true, force: true })
	})

	const row = (surface: string) =>
		new RegExp(`<li data-surface="${surface}"[^>]*>.*?</li>`, 's').exec(page)?.[0] ?? ''

	test('says which surfaces are out, since when and by which incident', () => {
		expect(page).toMatch(/<h1>Out now: <bdi>claude.ai, Claude Console and Claude Code<\/bdi>/)
		for (const [surface, since] of [
			['claude-ai', '11:49:20'],
			['console', '12:06:11'],
			['claude-code', '12:06:11'],
		] as const) {
			expect(row(surface)).toContain('data-standing="down"')
			expect(row(surface)).toContain(`datetime="2026-03-02T${since}Z"`)
			expect(row(surface)).toContain('/incidents/claude/0ghc53zpsfmt')
		}
	})

	test('tells the age of the news, and that it is fresh', () => {
		expect(page).toMatch(
			/We last looked at <time datetime="2026-03-02T13:30:00Z"[^>]*>[^<]*<\/time>, less than a minute before this page was made/,
		)
		expect(page).not.toContain('role="status"')
	})

	test('has the API declared working at 12:21 while the incident goes on, among what else is up', () => {
		expect(row('api')).toContain('data-standing="up"')
		expect(row('api')).toMatch(/declared working since <time datetime="2026-03-02T12:21:24Z"/)
		const up = page.slice(page.indexOf('id="up-heading"'), page.indexOf('id="unseen-heading"'))
		expect(up).toMatch(/data-kind="api">.*data-surface="api".*named in an open incident/s)
		expect(up).not.toContain('data-surface="claude-ai"')
	})

	test('says what it cannot see: other providers were not looked at, the mobile apps are not covered', async () => {
		const all = await stage?.ask('/now')
		const unseen = all?.slice(all.indexOf('id="unseen-heading"')) ?? ''
		expect(unseen).toMatch(/Not covered:<\/strong> <bdi>Mobile apps/)
		expect(unseen).toMatch(/<bdi>ChatGPT<\/bdi>, <span data-age>no look of ours is known/)
		expect(all).not.toMatch(/data-surface="[^"]*"><bdi>ChatGPT/)
	})

	test('quotes the latest statement with its date, offers its feed, and has a text to paste', () => {
		expect(page).toMatch(
			/<blockquote[^>]*>.*<\/blockquote>\s*<p class="facts">Its latest statement, identified, <time datetime="2026-03-02T13:22:17Z"/s,
		)
		expect(page).toContain('/feeds/incidents/claude/0ghc53zpsfmt.atom')
		const paste = /<pre class="paste"[^>]*>([^<]*)<\/pre>/.exec(page)?.[1] ?? ''
		expect(paste).toContain(
			'partial outage of claude.ai since 2 March 2026, 11:49:20 UTC; partial outage of Claude Console and Claude Code since 2 March 2026, 12:06:11 UTC',
		)
		expect(paste).toContain('http://localhost/incidents/claude/0ghc53zpsfmt')
	})

	test('an hour after the recorder died the news is stale, loudly, and nothing is called up', async () => {
		await stage?.host.dispose()
		stage = await stageAt('2026-03-02T14:30:40Z')
		for (const path of ['/now', '/now/claude']) {
			const later = await stage.ask(path)
			expect(later).toMatch(/<div class="banner" role="status"><p><strong>This news is old/)
			expect(later).toMatch(
				/The newest look is from <time datetime="2026-03-02T13:30:00Z"[^>]*>[^<]*<\/time>: <strong>1 h<\/strong>/,
			)
			expect(later).toContain('<h1>When last seen, out: ')
			expect(later).not.toContain('data-standing="up"')
			expect(later).toContain(
				'Not known: nothing was seen to be operational in the last ten minutes.',
			)
		}
	})
})
