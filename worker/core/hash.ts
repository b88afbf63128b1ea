import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * SHA-256 of a text (as UTF-8) or of bytes, in lower-case hex. Synchronous, so that the core stays
 * pure and ordered.
 */
export function sha256Hex(input: string | Uint8Array): string {
	return bytesToHex(sha256(typeof input === 'string' ? utf8ToBytes(input) : input))
}

/**
 * JSON with keys in code-unit order at every level and no `undefined`: equal values have equal
 * texts.
 */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(inOrder(value))
}

/**
 * A copy with sorted keys: half the time of a replacer function, which would be called for every
 * value.
 */
function inOrder(value: unknown): unknown {
	if (value === null || typeof value !== 'object') return value
	if (Array.isArray(value)) return Array.from(value, inOrder)
	const record = value as Record<string, unknown>
	const keys = Object.keys(record)
	if (keys.some((key, index) => index > 0 && key < (keys[index - 1] ?? ''))) keys.sort()
	const copy: Record<string, unknown> = {}
	for (const key of keys) {
		const inner = inOrder(record[key])
		// Assigning this one name would set the prototype instead.
		if (key === '__proto__') Object.defineProperty(copy, key, { value: inner, enumerable: true })
		else copy[key] = inner
	}
	return copy
}
