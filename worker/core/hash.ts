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
 * JSON in the canonical form of RFC 8785 (JCS): keys in the order of their UTF-16 code units at
 * every level, numbers and texts as ECMAScript writes them, no white space; so equal values have
 * equal texts in any language. Members that are `undefined` are left out. The RFC refuses half a
 * surrogate pair, which a provider's text may hold: here it is escaped.
 */
export function canonicalJson(value: unknown): string {
	const copying = { failed: false }
	const copy = inOrder(value, copying)
	return copying.failed ? written(value) : JSON.stringify(copy)
}

/**
 * A copy with sorted keys: half the time of a replacer function, which would be called for every
 * value. It fails where a key is a number, since objects put such keys first, whatever their order.
 */
function inOrder(value: unknown, copying: { failed: boolean }): unknown {
	if (value === null || typeof value !== 'object' || copying.failed) return value
	if (Array.isArray(value)) return Array.from(value, (entry) => inOrder(entry, copying))
	const record = value as Record<string, unknown>
	const keys = Object.keys(record)
	// Numbers come first, so that one look tells.
	if (keys.length > 1 && /^\d+$/.test(keys[0] ?? '')) copying.failed = true
	if (keys.some((key, index) => index > 0 && key < (keys[index - 1] ?? ''))) keys.sort()
	const copy: Record<string, unknown> = {}
	for (const key of keys) {
		const inner = inOrder(record[key], copying)
		// Assigning this one name would set the prototype instead.
		if (key === '__proto__') Object.defineProperty(copy, key, { value: inner, enumerable: true })
		else copy[key] = inner
	}
	return copy
}

/** The same without a copy, in any order of keys. */
function written(value: unknown): string {
	if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
	if (Array.isArray(value)) return `[${value.map(written).join(',')}]`
	const members = Object.entries(value).filter(([, inner]) => inner !== undefined)
	members.sort(([a], [b]) => (a < b ? -1 : 1))
	return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${written(inner)}`).join(',')}}`
}
