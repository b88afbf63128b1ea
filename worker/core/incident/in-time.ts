/**
 * Things in the order of their times, of which the first one in a window is asked for again and
 * again while some drop out. What has dropped out is
 * passed over at once, so that n questions cost n steps and not n times n: a page may list
 * thousands of rows of one moment.
 */
export class InTime<Item> {
	readonly #items: readonly Item[]
	readonly #times: readonly number[]
	/** Where to look on from a place: itself while its item is there, else further on. */
	readonly #next: number[]

	/** Of equal times the order given stays. `timeOf` gives epoch milliseconds. */
	constructor(items: Iterable<Item>, timeOf: (item: Item) => number) {
		const timed = [...items]
			.map((item) => ({ item, time: timeOf(item) }))
			.sort((a, b) => a.time - b.time)
		this.#items = timed.map(({ item }) => item)
		this.#times = timed.map(({ time }) => time)
		this.#next = timed.map((_, place) => place)
	}

	/**
	 * The first item from one moment to another, both included, of those that `isThere` says to be
	 * there. One that is not drops out for good.
	 */
	first(from: number, to: number, isThere: (item: Item) => boolean): Item | undefined {
		for (
			let place = this.#settle(this.#placeOf(from));
			place < this.#items.length;
			place = this.#settle(place)
		) {
			if ((this.#times[place] ?? to) > to) return undefined
			const item = this.#items[place] as Item // the loop's condition
			if (isThere(item)) return item
			this.#next[place] = place + 1
		}
		return undefined
	}

	/** The first place whose time is not before a moment, by halving. */
	#placeOf(moment: number): number {
		let [low, high] = [0, this.#times.length]
		while (low < high) {
			const middle = (low + high) >> 1
			if ((this.#times[middle] ?? moment) < moment) low = middle + 1
			else high = middle
		}
		return low
	}

	/**
	 * The first place from here on whose item has not dropped out; the steps on the way are shortened
	 * for the next question.
	 */
	#settle(from: number): number {
		let place = from
		while (place < this.#next.length && this.#next[place] !== place)
			place = this.#next[place] ?? place + 1
		for (let step = from; step < place; ) {
			const next = this.#next[step] ?? place
			this.#next[step] = place
			step = next
		}
		return place
	}
}
