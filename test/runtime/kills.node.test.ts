import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { seeded } from '#core/statistics/statistics.ts'
import { endForgottenRuntimes, rememberRuntimes } from '../../worker/cli/runtime-process.ts'
import { acmeFrames, slotAt } from '../support/acme-story.ts'
import { everythingOf, playFrames } from '../support/replayed.ts'

/**
 * The runtime is killed by the system in the middle of whatever it does, and the next one takes
 * over its store: no look is lost or doubled.
 * `KILLS` says how often (30 when absent, 500 at night), `SEED` when.
 */

const kills = Number(process.env.KILLS ?? 30)
const random = seeded(Number(process.env.SEED ?? 20260302))
const minutes = 12
const { frames, bodies } = acmeFrames(minutes)
const request = {
	from: slotAt(0),
	to: slotAt(minutes),
	stepSeconds: 60,
	urls: [...new Set(frames.map(({ url }) => url))],
	maxTicks: 100,
}
/** A story has more kills than this at its most, and then is played to its end. */
const killsInStory = 10

test(
	`killed ${kills} times, it ends as if nothing had happened`,
	async () => {
		const folder = mkdtempSync(join(tmpdir(), 'tidemark-kills-'))
		const pids = join(folder, 'pids.json')
		const killed = async (state: string) => {
			const stage = await playFrames(frames, bodies, {}, state)
			rememberRuntimes(pids)
			const playing = stage
				.replay({ ...request, maxTicks: 1 + Math.floor(random() * 3) })
				.catch(() => undefined)
			await sleep(random() * 60)
			await endForgottenRuntimes(pids)
			await playing
			await stage.host.dispose()
		}
		const playedOut = async (state: string) => {
			const stage = await playFrames(frames, bodies, {}, state)
			try {
				await stage.replay(request)
				return await everythingOf(stage)
			} finally {
				await stage.host.dispose()
			}
		}
		try {
			const whole = await playedOut(join(folder, 'whole'))
			expect(whole.snapshots.length).toBeGreaterThan(5)
			for (let done = 0; done < kills; done += killsInStory) {
				const state = join(folder, `story-${done}`)
				for (let death = 0; death < Math.min(killsInStory, kills - done); death += 1)
					await killed(state)
				expect(await playedOut(state), `after ${done + killsInStory} kills`).toEqual(whole)
				rmSync(state, { recursive: true, force: true })
			}
			console.log(`${kills} kills, 0 looks lost`)
		} finally {
			rmSync(folder, { recursive: true, force: true })
		}
	},
	120_000 + kills * 6000,
)
