/** Which hours before now are asked for, in seconds. */
export interface Reach {
	/** How long before the window that is judged they end. */
	readonly lag: number
	readonly length: number
}

/**
 * The hours before now without the newest and without rises: how high they stood against what was
 * usual.
 */
export class Lately {
	readonly #length: number
	readonly #lag: number
	readonly #counts: Float64Array
	readonly #usual: Float64Array
	/** How many windows were taken in since the last gap. */
	#taken = 0

	constructor(windowSeconds: number, { lag, length }: Reach) {
		this.#lag = Math.ceil(lag / windowSeconds)
		this.#length = Math.max(1, Math.round(length / windowSeconds))
		this.#counts = new Float64Array(this.#lag + this.#length)
		this.#usual = new Float64Array(this.#lag + this.#length)
	}

	take(count: number, usual: number): void {
		const place = this.#taken % this.#counts.length
		this.#counts[place] = count
		this.#usual[place] = usual
		this.#taken += 1
	}

	/** Nobody reported for this many windows. */
	silence(windows: number, usual: number): void {
		for (let left = Math.min(windows, this.#counts.length); left > 0; left -= 1) this.take(0, usual)
	}

	/** Nobody counted: what was before tells nothing of now. */
	clear(): void {
		this.#taken = 0
	}

	/**
	 * Times the usual count; undefined before half of those hours is known. Few reports tell little:
	 * the ratio is drawn towards 1.
	 */
	ratio(): number | undefined {
		const end = this.#taken - this.#lag
		const begin = Math.max(0, end - this.#length)
		if (end - begin < this.#length / 2) return undefined
		const size = this.#counts.length
		let [counted, usual] = [padding, padding]
		// Oldest first: added up in another order, the last digit would depend on where a series
		// begins.
		for (let index = begin; index < end; index += 1) {
			counted += this.#counts[index % size] as number // a place of the ring
			usual += this.#usual[index % size] as number
		}
		return counted / usual
	}
}

/** Reports that are added to both sides. */
const padding = 4
