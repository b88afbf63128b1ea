import { expect, test } from 'vitest'
import { acmeFrames, slotAt } from '../support/acme-story.ts'
import { everythingOf, playFrames } from '../support/replayed.ts'

test('the cron ticks its slot once, however often it fires', async () => {
	const { frames, bodies } = acmeFrames(1)
	const stage = await playFrames(frames, bodies)
	try {
		const worker = await stage.host.getWorker()
		const fire = (seconds: number) =>
			worker.scheduled({
				scheduledTime: new Date(Date.parse(slotAt(0)) + seconds * 1000),
				cron: '* * * * *',
			})
		expect((await fire(0)).outcome).toBe('ok')
		const once = await everythingOf(stage)
		await Promise.all([fire(0), fire(20), fire(59)])
		expect(await everythingOf(stage)).toEqual(once)
		const status = JSON.parse(await stage.ask('/admin/status')) as { lastSlot: string }[]
		expect(status.map(({ lastSlot }) => lastSlot)).toEqual([slotAt(0)])
		// The service in place of the Internet knows no frame for now: every look failed, and that is
		// recorded.
		expect(
			new Set(once.snapshots.map(({ outcome, provenance }) => `${outcome} ${provenance}`)),
		).toEqual(new Set(['failed live']))
	} finally {
		await stage.host.dispose()
	}
})
