import { dayOf } from '#core/time/time.ts'

/**
 * KV as it behaves far away: what is written is seen a minute later, an absence is remembered for a
 * minute, and the day's
 * write number 1,001 is refused. The clock is the test's.
 */
export class FakeKv {
	readonly limit: number
	now: string
	/** Every write that was accepted, in order. */
	readonly writes: { key: string; at: string }[] = []
	refused = 0
	/** What was written beside a value. */
	readonly metadata = new Map<string, unknown>()
	readonly #values = new Map<string, { value: string | ArrayBuffer; at: number }[]>()
	readonly #absent = new Map<string, number>()

	constructor(now: string, limit = 1000) {
		this.now = now
		this.limit = limit
	}

	async put(
		key: string,
		value: string | ArrayBuffer | ArrayBufferView | ReadableStream,
		options?: { readonly metadata?: unknown },
	): Promise<void> {
		if (this.writes.filter((write) => dayOf(write.at) === dayOf(this.now)).length >= this.limit) {
			this.refused += 1
			throw new Error('KV PUT failed: 429 Too Many Requests')
		}
		if (typeof value !== 'string' && !(value instanceof ArrayBuffer))
			throw new TypeError('the recorder writes texts and buffers')
		this.writes.push({ key, at: this.now })
		if (options?.metadata) this.metadata.set(key, options.metadata)
		this.#values.set(key, [...(this.#values.get(key) ?? []), { value, at: Date.parse(this.now) }])
	}

	/** As a reader sees it now. */
	get(key: string): string | ArrayBuffer | null {
		const moment = Date.parse(this.now)
		if ((this.#absent.get(key) ?? Number.NEGATIVE_INFINITY) > moment) return null
		const visible = (this.#values.get(key) ?? []).filter(({ at }) => at + 60_000 <= moment).at(-1)
		if (!visible) this.#absent.set(key, moment + 60_000)
		return visible?.value ?? null
	}

	/** What was written last, by key, whether readers see it yet or not. */
	newest(): Map<string, string | ArrayBuffer> {
		return new Map(
			[...this.#values]
				.flatMap(([key, values]) => values.slice(-1).map(({ value }) => [key, value] as const))
				.sort(([a], [b]) => (a < b ? -1 : 1)),
		)
	}
}
