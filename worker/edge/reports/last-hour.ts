/**
 * How many distinct people reported in the last sixty minutes, without looking at their reports
 * again: each minute holds how many have their
 * latest report in it. A report of somebody who was counted before moves them from that minute to
 * its own.
 */
export class LastHour {
	readonly #latest = new Map<number, number>()

	/**
	 * Moments in epoch milliseconds; `previous` is the same person's report before this one, where it
	 * may lie in the hour.
	 */
	add(at: number, previous: number | null): void {
		this.addMany(minuteOf(at), 1)
		if (previous !== null) this.addMany(minuteOf(previous), -1)
	}

	/** `minute` is counted from the epoch. */
	addMany(minute: number, people: number): void {
		this.#latest.set(minute, (this.#latest.get(minute) ?? 0) + people)
	}

	count(at: number): number {
		const last = minuteOf(at)
		let people = 0
		for (const [minute, latest] of this.#latest) {
			if (minute > last - 60) people += latest
			else if (minute < last - forgetAfter) this.#latest.delete(minute)
		}
		return people
	}
}

/** Whose clock is behind may still ask. */
const forgetAfter = 120

function minuteOf(at: number): number {
	return Math.floor(at / 60_000)
}
