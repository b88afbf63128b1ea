import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { acmeFrames, slotAt } from '../support/acme-story.ts'
import { everythingOf, playFrames, type Stage } from '../support/replayed.ts'

/**
 * The whole Worker in workerd: its recorder is aborted after a step, the process goes, another one
 * takes over the store on disk.
 */

const minutes = 12
const { frames, bodies } = acmeFrames(minutes)
const request = {
	from: slotAt(0),
	to: slotAt(minutes),
	stepSeconds: 60,
	urls: [...new Set(frames.map(({ url }) => url))],
}

async function withStage<T>(
	state: string,
	bindings: Readonly<Record<string, string>>,
	work: (stage: Stage) => Promise<T>,
): Promise<T> {
	const stage = await playFrames(frames, bodies, bindings, state)
	try {
		return await work(stage)
	} finally {
		await stage.host.dispose()
	}
}

test('killed after each step of a tick and started again, it ends as if nothing had happened', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'tidemark-crash-'))
	try {
		const whole = await withStage(join(folder, 'whole'), {}, async (stage) => {
			await stage.replay({ ...request, maxTicks: 100 })
			return await everythingOf(stage)
		})
		expect(whole.keys.length).toBeGreaterThan(15)
		for (const step of ['collect', 'blobs', 'commit', 'publish', 'settle']) {
			const state = join(folder, step)
			await withStage(state, {}, (stage) => stage.replay({ ...request, maxTicks: 4 }))
			await withStage(state, { CRASH_AFTER: step }, async (stage) => {
				await expect(stage.replay({ ...request, maxTicks: 1 })).rejects.toThrow()
			})
			const broken = await withStage(state, {}, async (stage) => {
				const status = JSON.parse(await stage.ask('/admin/status')) as { lastSlot: string }[]
				expect(status[0]?.lastSlot, step).toBe(
					slotAt(step === 'collect' || step === 'blobs' ? 3 : 4),
				)
				await stage.replay({ ...request, maxTicks: 100 })
				return await everythingOf(stage)
			})
			expect(broken, step).toEqual(whole)
		}
	} finally {
		rmSync(folder, { recursive: true, force: true })
	}
})
