import { DurableObject } from 'cloudflare:workers'
import { addSeconds, millisecondsOf } from '#core/time/time.ts'
import type { Env } from '../../env.ts'
import { millisecondsNow } from '../clock.ts'
import { keys } from '../keys.ts'
import { digestOf } from '../recorder/archive.ts'
import type { DayKeysAnswers } from './rpc.ts'

/**
 * The day's key for the names of reporters, one for all intakes. It lies in KV, away from the
 * databases that hold what was made with it, and is
 * gone from there an hour and a quarter after its day, when the last such name is dropped. Of a
 * Durable Object's storage the platform keeps
 * thirty days for recovery; of what has expired in KV it offers no way back. This object's own
 * storage holds a hash of the key, by which
 * a restart tells a key that KV does not show yet from one that was never made: a second key would
 * count everybody twice.
 */
export class DayKeys extends DurableObject<Env> implements DayKeysAnswers {
	readonly #known = new Map<string, Promise<Uint8Array>>()

	async keyOf(day: string): Promise<Uint8Array> {
		const known = this.#known.get(day) ?? this.#find(day)
		this.#known.set(day, known)
		try {
			return await known
		} catch (error) {
			this.#known.delete(day)
			throw error
		}
	}

	/** Drops the keys of days whose names are gone; what is to be dropped later is left for later. */
	override async alarm(): Promise<void> {
		const now = millisecondsNow(this.env)
		const made = await this.ctx.storage.list<Mark>()
		let next: number | undefined
		for (const day of made.keys()) {
			const end = endOf(day)
			if (end > now) next = Math.min(next ?? end, end)
			else {
				this.#known.delete(day)
				await this.env.KV.delete(keys.dayKey(day))
				await this.ctx.storage.delete(day)
			}
		}
		if (next !== undefined) await this.ctx.storage.setAlarm(next)
	}

	async #find(day: string): Promise<Uint8Array> {
		const now = millisecondsNow(this.env)
		const [kept, mark] = await Promise.all([
			this.env.KV.get(keys.dayKey(day), 'arrayBuffer'),
			this.ctx.storage.get<Mark>(day),
		])
		const key = kept && new Uint8Array(kept)
		const hash = key ? await digestOf(key) : undefined
		if (key && hash !== undefined && (mark === undefined || mark.hash === hash)) {
			if (mark === undefined) await this.#remember(day, { hash, at: now, isKept: true })
			return key
		}
		if (mark?.isKept && now - mark.at < settlingMilliseconds)
			throw new Error('the key of the day is not at hand yet')
		return await this.#make(day, now)
	}

	async #make(day: string, now: number): Promise<Uint8Array> {
		const key = crypto.getRandomValues(new Uint8Array(32))
		const isKept = await this.env.KV.put(keys.dayKey(day), key, {
			expiration: Math.ceil(Math.max(endOf(day), now + 120_000) / 1000),
		}).then(
			() => true,
			// Where KV takes nothing more today, the key lives as long as this object does.
			() => false,
		)
		await this.#remember(day, { hash: await digestOf(key), at: now, isKept })
		return key
	}

	async #remember(day: string, mark: Mark): Promise<void> {
		await this.ctx.storage.put(day, mark)
		const due = await this.ctx.storage.getAlarm()
		if (due === null || due > endOf(day)) await this.ctx.storage.setAlarm(endOf(day))
	}
}

/** What this object knows of a key that it has made. */
interface Mark {
	readonly hash: string
	/** Epoch milliseconds. */
	readonly at: number
	/** Whether KV has taken it. */
	readonly isKept: boolean
}

/** What was written to KV is everywhere after a minute, as a rule. Later than this it is lost. */
const settlingMilliseconds = 600_000

/**
 * When the last name of a day is dropped: an hour after its last window's end, and a while for the
 * tick that does it. Epoch milliseconds.
 */
function endOf(day: string): number {
	return millisecondsOf(addSeconds(`${day}T00:00:00Z`, 86_400 + 3600 + 900))
}
