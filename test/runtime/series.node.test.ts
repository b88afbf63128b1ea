import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuildExport } from '#core/bundle/rebuild.ts'
import type { Content } from '#core/model/content.ts'
import type { EpisodeDocument, IncidentDocument } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { ListedFrame } from '../../worker/edge/recorder/replay.ts'
import { march } from '../support/recordings.ts'
import { blobOf, everythingOf, playFrames, type Stage } from '../support/replayed.ts'

/**
 * The two days of 2–3 March 2026 through the whole Worker in workerd, as they were and with the
 * network at its worst.
 */

interface Manifest {
	readonly from: string
	readonly to: string
	readonly frames: readonly (ListedFrame & { readonly file: string })[]
}

function readSeries(): { manifest: Manifest; bodies: Map<string, Uint8Array> } {
	const manifest = JSON.parse(readFileSync(join(march, 'manifest.json'), 'utf8')) as Manifest // of the documented shape
	return {
		manifest,
		bodies: new Map(manifest.frames.map(({ file }) => [file, readFileSync(join(march, file))])),
	}
}

async function replayAll(stage: Stage, from: string, to: string, frames: readonly ListedFrame[]) {
	const urls = [...new Set(frames.map(({ url }) => url))]
	const sum = { ticks: 0, fetches: 0, kvWrites: 0, rowsWritten: 0 }
	for (;;) {
		const progress = await stage.replay({ from, to, stepSeconds: 60, maxTicks: 500, urls })
		for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += progress[key] // the keys of the record above
		if (progress.done) return sum
	}
}

const incidentsIn = (texts: Readonly<Record<string, string>>): Incident[] =>
	Object.entries(texts)
		.filter(([key]) => key.startsWith('incident/'))
		.map(([, text]) => (JSON.parse(text) as IncidentDocument).incident)
		.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))

describe('the recorded days', () => {
	let stage: Stage | undefined
	let everything: Awaited<ReturnType<typeof everythingOf>>
	let cost: Awaited<ReturnType<typeof replayAll>>
	const series = readSeries()

	beforeAll(async () => {
		const { manifest, bodies } = series
		stage = await playFrames(manifest.frames, bodies)
		const began = performance.now()
		cost = await replayAll(stage, manifest.from, manifest.to, manifest.frames)
		const seconds = (performance.now() - began) / 1000
		console.log(
			`${cost.ticks} ticks, ${Math.round(cost.ticks / seconds)} a second; ${cost.kvWrites} KV writes, ${cost.rowsWritten} rows`,
		)
		everything = await everythingOf(stage)
	})
	afterAll(async () => {
		await stage?.host.dispose()
	})

	test('are ten incidents, one episode, and within the free plan of their days', () => {
		expect(incidentsIn(everything.texts)).toHaveLength(10)
		const episode = JSON.parse(
			everything.texts['episode/claude-2026-03-02'] ?? '',
		) as EpisodeDocument
		expect([episode.incidents.length, episode.episode.waves.length]).toEqual([10, 5])
		expect(cost.kvWrites).toBeLessThan(1000)
		expect(cost.rowsWritten).toBeLessThan(100_000)
	})

	test('give the same incidents when anyone computes them from the snapshots', async () => {
		if (!stage) throw new Error('not started')
		const content = JSON.parse(await stage.ask('/admin/content')) as Content // from this checkout's Worker
		const blobs = new Map<string, string>()
		for (const { outcome, sha256 } of everything.snapshots)
			if (outcome === 'stored' && sha256) blobs.set(sha256, await blobOf(stage, sha256))
		const record = rebuildExport({
			content,
			snapshots: everything.snapshots,
			readBlob: (sha256) => blobs.get(sha256),
			reports: [],
		})
		expect(record.incidents).toEqual(incidentsIn(everything.texts))
	})

	test('give the same bytes when they are played again', async () => {
		const again = await playFrames(series.manifest.frames, series.bodies)
		try {
			await replayAll(again, series.manifest.from, series.manifest.to, series.manifest.frames)
			expect(await everythingOf(again)).toEqual(everything)
		} finally {
			await again.host.dispose()
		}
	})

	const from = '2026-03-02T12:30:00Z'
	const until = '2026-03-02T15:00:00Z'
	const html = { 'content-type': 'text/html; charset=UTF-8' }
	const spoiled: Record<string, Partial<ListedFrame> & { readonly text?: string }> = {
		timeouts: { file: null, failure: 'timeout' },
		'a network that is down': { file: null, failure: 'network' },
		'503s': { status: 503, headers: { 'retry-after': '300' }, text: 'busy' },
		'HTML challenges': {
			status: 403,
			headers: html,
			text: '<!doctype html><title>Just a moment...</title>',
		},
		'challenges that say 200': {
			status: 200,
			headers: html,
			text: '<!doctype html><script src="/cdn-cgi/challenge-platform/x.js"></script>',
		},
		'truncated JSON': { status: 200, text: '{"page":{"id":"tymt9n04zgry","name":"Claude"},"comp' },
		'a flood': { status: 200, text: ' '.repeat(3 * 1024 * 1024) },
		'a redirect elsewhere': {
			status: 302,
			headers: { location: 'https://elsewhere.example.net/' },
			text: '',
		},
	}
	for (const [name, { text, ...frame }] of Object.entries(spoiled)) {
		test(`with ${name} for two and a half hours: gaps, and no incident that opens or closes by our failure`, async () => {
			const { manifest, bodies } = series
			const urls = [...new Set(manifest.frames.map(({ url }) => url))]
			const frames = urls.flatMap((url): ListedFrame[] => {
				const own = manifest.frames.filter((candidate) => candidate.url === url)
				const back = own.findLast(({ at }) => at <= until)
				const bad: ListedFrame = { url, at: from, file: 'bad', ...frame }
				return [
					...own.filter(({ at }) => at < from || at > until),
					bad,
					...(back ? [{ ...back, at: until }] : []),
				]
			})
			const spoiledStage = await playFrames(
				frames,
				new Map([...bodies, ['bad', new TextEncoder().encode(text ?? '')]]),
			)
			try {
				await replayAll(spoiledStage, manifest.from, '2026-03-02T14:59:00Z', frames)
				const during = incidentsIn((await everythingOf(spoiledStage)).texts)
				expect(during.map((incident) => [incident.id, incident.status])).toEqual([
					['0ghc53zpsfmt', 'investigating'],
				])
				const status = JSON.parse(await spoiledStage.ask('/admin/status')) as {
					gaps: { from: string; bearsState: boolean }[]
				}[]
				expect(status[0]?.gaps.map((gap) => gap.from)).toContain(from)
				await replayAll(spoiledStage, manifest.from, '2026-03-02T18:00:00Z', frames)
				const after = incidentsIn((await everythingOf(spoiledStage)).texts)
				const expected = incidentsIn(everything.texts).filter(
					(incident) => incident.createdAt < '2026-03-02T17:59:00Z',
				)
				expect(after.map((incident) => incident.id)).toEqual(
					expected.map((incident) => incident.id),
				)
				expect(
					after
						.slice(0, 2)
						.map((incident) => incident.updates.map(({ at, status }) => [at, status])),
				).toEqual(
					expected
						.slice(0, 2)
						.map((incident) => incident.updates.map(({ at, status }) => [at, status])),
				)
			} finally {
				await spoiledStage.host.dispose()
			}
		})
	}
})
