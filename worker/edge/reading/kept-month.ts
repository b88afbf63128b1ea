import type { Env } from '../../env.ts'
import { joinedBytes } from '../api/pieces.ts'
import { millisecondsNow } from '../clock.ts'
import { dataCentreOf } from '../http/data-centre.ts'
import type { IndexRead } from './read-model.ts'
import { shortDigest } from './stored-text.ts'
import { bareEnv } from './trace.ts'

/**
 * The incidents of a month as they were put together once: a reading for each of them, which the
 * next reader need not do. It is found by what the month's list says of them, so that a new word
 * about any of them is in the next answer. What may stand beside them for longer, such as the
 * states in a picture, has its own `asOf`.
 */
export interface KeptMonth {
	get(): Promise<Uint8Array<ArrayBuffer> | undefined>
	keep(bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

/** For how long, where the month is over, and where its list is hardly older than its incidents. */
const settledSeconds = 86_400
const freshSeconds = 600
/** After the last day of a month its incidents may still be open. */
const settlingMilliseconds = 3 * 86_400_000

/** Undefined where nothing is kept. */
export async function keptMonth(
	env: Env,
	{ month, incidents }: IndexRead,
): Promise<KeptMonth | undefined> {
	const bare = bareEnv(env)
	const centre = dataCentreOf(bare)
	if (!centre) return undefined
	const name = `export ${month} ${await shortDigest(JSON.stringify(incidents))}`
	const [year = 0, number = 0] = month.split('-').map(Number)
	const next = Date.UTC(year, number)
	const isOver = millisecondsNow(bare) > next + settlingMilliseconds
	return {
		async get() {
			const response = await centre.get(name)
			return response && new Uint8Array(await response.arrayBuffer())
		},
		keep: (bytes) => centre.put(name, bytes, isOver ? settledSeconds : freshSeconds),
	}
}

/** A copy of what is streamed, as long as it is small enough to be held at once. */
export class Copy {
	#pieces: Uint8Array<ArrayBuffer>[] | undefined = []
	#size = 0

	add(piece: string | Uint8Array<ArrayBuffer>): void {
		const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
		this.#size += bytes.byteLength
		if (this.#size > mostBytes) this.#pieces = undefined
		this.#pieces?.push(bytes)
	}

	/** Undefined where it was too much. */
	whole(): Uint8Array<ArrayBuffer> | undefined {
		return this.#pieces && joinedBytes(this.#pieces, this.#size)
	}
}

const mostBytes = 8_000_000
