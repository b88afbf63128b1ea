/** Pieces of a stream together, since a chunk costs the same however little is in it. */
export class Pieces {
	readonly #writer: WritableStreamDefaultWriter
	readonly #encoder = new TextEncoder()
	#waiting: Uint8Array<ArrayBuffer>[] = []
	#size = 0

	constructor(writer: WritableStreamDefaultWriter) {
		this.#writer = writer
	}

	async put(piece: string | Uint8Array<ArrayBuffer>): Promise<void> {
		const bytes = typeof piece === 'string' ? this.#encoder.encode(piece) : piece
		this.#waiting.push(bytes)
		this.#size += bytes.byteLength
		if (this.#size >= chunkBytes) await this.#flush()
	}

	async close(): Promise<void> {
		await this.#flush()
		await this.#writer.close()
	}

	async abort(reason: unknown): Promise<void> {
		await this.#writer.abort(reason)
	}

	async #flush(): Promise<void> {
		if (this.#size === 0) return
		const chunk = joinedBytes(this.#waiting, this.#size)
		this.#waiting = []
		this.#size = 0
		await this.#writer.write(chunk)
	}
}

const chunkBytes = 64 * 1024

/** Bytes behind each other; `size` is how many there are. */
export function joinedBytes(
	pieces: readonly Uint8Array<ArrayBuffer>[],
	size: number,
): Uint8Array<ArrayBuffer> {
	const joined = new Uint8Array(size)
	let at = 0
	for (const piece of pieces) {
		joined.set(piece, at)
		at += piece.byteLength
	}
	return joined
}
