import type { Env } from '../../env.ts'
import { BoundedMap } from '../bounded-map.ts'
import { bareEnv, traceOf } from './trace.ts'

/**
 * A value of KV as it was read. Its digest and its JSON are worked out once for all who meet the
 * same text in this isolate.
 */
export class StoredText {
	readonly text: string
	#digest: Promise<string> | undefined
	#json: { readonly value: unknown } | undefined

	constructor(text: string) {
		this.text = text
	}

	digest(): Promise<string> {
		this.#digest ??= shortDigest(this.text)
		return this.#digest
	}

	/**
	 * As the recorder wrote it: whoever asks names the type that it was written from. Nobody may
	 * change it. Throws for what is no JSON.
	 */
	json<Shape>(): Shape {
		this.#json ??= { value: JSON.parse(this.text) }
		return this.#json.value as Shape
	}
}

/** What KV does not hold; its digest is a word that no digest is. */
class Absent extends StoredText {
	override digest(): Promise<string> {
		return Promise.resolve('absent')
	}

	override json<Shape>(): Shape {
		throw new Error('there is nothing to read')
	}
}

const absent = new Absent('')

/** Whether KV held anything there. */
export function isThere(stored: StoredText): boolean {
	return stored !== absent
}

/** Characters of KV that an isolate keeps; its objects take several times as much, of 128 MB. */
const room = 4_000_000
/** By namespace, so that two Workers in one isolate do not read each other's. */
const kept = new WeakMap<object, BoundedMap<StoredText>>()

/**
 * Reads a value of KV, once in a request, and notes it where an answer is being made. Comparing a
 * text with the one that was read before costs
 * a hundredth of parsing it. Rejects when KV does.
 */
export async function readStored(env: Pick<Env, 'KV'>, key: string): Promise<StoredText> {
	const trace = traceOf(env)
	if (!trace) return fetchStored(env, key)
	// Nobody else puts any there.
	const known = trace.reads.get(key) as Promise<StoredText> | undefined
	const reading = known ?? fetchStored(bareEnv(env), key)
	trace.reads.set(key, reading)
	try {
		const stored = await reading
		trace.rests.set(`kv ${key}`, await stored.digest())
		return stored
	} catch (error) {
		trace.lost = true
		throw error
	}
}

async function fetchStored({ KV }: Pick<Env, 'KV'>, key: string): Promise<StoredText> {
	const text = await KV.get(key)
	if (text === null) return absent
	const own = kept.get(KV) ?? new BoundedMap<StoredText>(room)
	kept.set(KV, own)
	const known = own.get(key)
	if (known?.text === text) return known
	const stored = new StoredText(text)
	own.set(key, stored, text.length)
	return stored
}

/** The beginning of a text's SHA-256, base64; of bytes likewise. */
export async function shortDigest(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
	const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
	return btoa(String.fromCharCode(...digest.subarray(0, 15)))
}
