import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** SHA-256 of a text (as UTF-8) or of bytes, in lower-case hex. Synchronous, so that the core stays pure and ordered. */
export function sha256Hex(input: string | Uint8Array): string {
	return bytesToHex(sha256(typeof input === 'string' ? utf8ToBytes(input) : input))
}

/** JSON with keys in code-unit order at every level and no `undefined`: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) => {
		if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner
		const record = inner as Record<string, unknown>
		return Object.fromEntries(
			Object.keys(record)
				.sort()
				.map((key) => [key, record[key]]),
		)
	})
}
