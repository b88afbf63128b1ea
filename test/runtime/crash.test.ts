import { describe, expect, test } from 'vitest'
import type { Step } from '../../worker/edge/recorder/recorder-deps.ts'
import { acmeSite } from '../support/acme-story.ts'
import { contentOf, onStage, providerOf, type Stage } from '../support/recorder-stage.ts'

/**
 * A recorder that dies after a step of a tick and comes back with nothing but its store ends as if
 * nothing had happened.
 */

const acme = contentOf(providerOf('acme'))
const steps: readonly Step[] = ['collect', 'blobs', 'commit', 'publish', 'settle']
/**
 * News ends with the twelfth minute; what may wait a quarter of an hour has been written by the
 * last.
 */
const last = 12
const settled = 30

function endOf(stage: Stage) {
	const texts = [...stage.kv.newest()].map(([key, value]) => [
		key,
		typeof value === 'string' ? value : `${value.byteLength} bytes`,
	])
	return { texts, snapshots: stage.snapshots(), waiting: stage.shard.status().outbox.pending }
}

/**
 * Plays the story; at each minute of `deaths` the recorder dies after that step, and the driver
 * then asks for the slot again.
 */
async function play(deaths: ReadonlyMap<number, Step>) {
	return await onStage(acme, acmeSite, async (stage) => {
		for (let minute = 0; minute <= settled; minute += 1) {
			const step = deaths.get(minute)
			if (step) {
				stage.restart({
					afterStep(done) {
						if (done === step) throw new Error(`dies after ${step}`)
					},
				})
				await expect(stage.tick(minute)).rejects.toThrow('dies')
				stage.restart()
			}
			await stage.tick(minute)
		}
		return endOf(stage)
	})
}

describe('a kill', () => {
	for (const step of steps) {
		test(`after “${step}” of every single tick loses nothing and doubles nothing`, async () => {
			const whole = await play(new Map())
			expect(whole.waiting).toBe(0)
			const broken = await play(
				new Map(Array.from({ length: last }, (_, minute) => [minute, step])),
			)
			expect(broken).toEqual(whole)
		})
	}
})
