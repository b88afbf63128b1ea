import { env, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { instantOf } from '#core/time/time.ts'
import { keys } from '../../worker/edge/keys.ts'
import { DayKeys } from '../../worker/edge/reports/day-keys.ts'
import { dayKeysOf } from '../../worker/edge/reports/rpc.ts'
import type { Env } from '../../worker/env.ts'

/**
 * The days' keys: one for all, the same after a restart, in no database beside what it made, gone
 * when its day is.
 */

// The bindings are those of wrangler.toml, which Env describes.
const bound = env as unknown as Env
const today = instantOf(Date.now()).slice(0, 10)
const hexOf = (bytes: Uint8Array) =>
	Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** `work` gets the object as a restart finds it: with its storage, and nothing in memory. */
async function afterRestart<T>(
	work: (object: DayKeys, state: DurableObjectState) => Promise<T>,
): Promise<T> {
	return await runInDurableObject(
		dayKeysOf(bound),
		async (_, state) => await work(new DayKeys(state, bound), state),
	)
}

test('everybody gets the same key, and so does who asks after a restart', async () => {
	const [first, second] = await Promise.all([
		dayKeysOf(bound).keyOf(today),
		dayKeysOf(bound).keyOf(today),
	])
	expect(first).toHaveLength(32)
	expect(hexOf(second)).toBe(hexOf(first))
	await afterRestart(async (object) => expect(hexOf(await object.keyOf(today))).toBe(hexOf(first)))
	expect(hexOf(await dayKeysOf(bound).keyOf('2026-01-01'))).not.toBe(hexOf(first))
})

test('the object’s own storage has a hash of the key and no key', async () => {
	const key = await dayKeysOf(bound).keyOf(today)
	await afterRestart(async (_, { storage }) => {
		const kept = JSON.stringify([...(await storage.list())])
		expect(kept).toContain(today)
		expect(kept).not.toContain(hexOf(key))
		expect(kept).not.toContain(String([...key]))
	})
})

test('a key that KV does not show yet is waited for: another one would count everybody twice', async () => {
	const key = await dayKeysOf(bound).keyOf(today)
	await bound.KV.delete(keys.dayKey(today))
	await afterRestart(async (object) => {
		await expect(object.keyOf(today)).rejects.toThrow('not at hand yet')
		await bound.KV.put(keys.dayKey(today), key as Uint8Array<ArrayBuffer>)
		expect(hexOf(await object.keyOf(today))).toBe(hexOf(key))
	})
})

test('a day that is over leaves nothing, and today stays', async () => {
	await dayKeysOf(bound).keyOf('2026-02-01')
	const key = await dayKeysOf(bound).keyOf(today)
	await afterRestart(async (object, { storage }) => {
		await object.alarm()
		expect(await bound.KV.get(keys.dayKey('2026-02-01'))).toBeNull()
		expect([...(await storage.list()).keys()]).not.toContain('2026-02-01')
		expect(hexOf(await object.keyOf(today))).toBe(hexOf(key))
		expect(await storage.getAlarm()).toBeGreaterThan(Date.now())
	})
})
