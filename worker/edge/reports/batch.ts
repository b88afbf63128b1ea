/**
 * Takes what arrives within a moment in one go. SQLite commits once for each turn of the event
 * loop, and a commit is a write to disk however
 * many rows it has: in a crowd nearly all of the time went there. Whoever asked is answered once
 * what they asked for is on disk.
 */
export class Batch<Entry, Answer> {
	readonly #take: (entry: Entry) => Answer
	readonly #milliseconds: number
	#waiting: Waiting<Entry, Answer>[] = []

	/**
	 * `take` may not wait for anything: between what it reads and what it writes nothing else
	 * happens.
	 */
	constructor(take: (entry: Entry) => Answer, milliseconds: number) {
		this.#take = take
		this.#milliseconds = milliseconds
	}

	/** Rejects with what `take` throws for this entry. */
	add(entry: Entry): Promise<Answer> {
		return new Promise((resolve, reject) => {
			if (this.#waiting.push({ entry, resolve, reject }) === 1)
				setTimeout(() => this.#takeAll(), this.#milliseconds)
		})
	}

	#takeAll(): void {
		const waiting = this.#waiting
		this.#waiting = []
		for (const { entry, resolve, reject } of waiting) {
			try {
				resolve(this.#take(entry))
			} catch (error) {
				reject(error)
			}
		}
	}
}

interface Waiting<Entry, Answer> {
	readonly entry: Entry
	resolve(answer: Answer): void
	reject(error: unknown): void
}
