/**
 * What is worth keeping while an isolate lives, up to a size: what was not asked for longest goes
 * first. Sizes are in characters, or what
 * comes near them; a value that would take more than a quarter of the room is not kept at all.
 */
export class BoundedMap<Value> {
	readonly #room: number
	readonly #entries = new Map<string, { readonly value: Value; readonly size: number }>()
	#size = 0

	constructor(room: number) {
		this.#room = room
	}

	get(key: string): Value | undefined {
		const known = this.#entries.get(key)
		if (!known) return undefined
		this.#entries.delete(key)
		this.#entries.set(key, known)
		return known.value
	}

	set(key: string, value: Value, size: number): void {
		this.delete(key)
		// Even an empty value has a key and a place.
		const taken = size + key.length + 100
		if (taken > this.#room / 4) return
		this.#entries.set(key, { value, size: taken })
		this.#size += taken
		for (const oldest of this.#entries.keys()) {
			if (this.#size <= this.#room) return
			this.delete(oldest)
		}
	}

	delete(key: string): void {
		const known = this.#entries.get(key)
		if (!known) return
		this.#size -= known.size
		this.#entries.delete(key)
	}
}
