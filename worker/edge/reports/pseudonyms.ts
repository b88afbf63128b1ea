import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'

/**
 * Names for clients and networks: an HMAC-SHA256 (RFC 2104) under a key that is random and new each
 * UTC day. As long as the key is there,
 * whoever has it and the names can try all addresses; it lies elsewhere, and is gone with its day
 * (see `DayKeys`). After that a name, wherever
 * a copy of it is left, leads nowhere.
 */
export class Pseudonyms {
	readonly #keyed: ReturnType<typeof hmac.create>

	/**
	 * `secret`, where there is one, is mixed in: what lies in the storages then does not suffice to
	 * try all addresses.
	 */
	constructor(salt: Uint8Array, secret: string | undefined) {
		const key = secret === undefined ? salt : hmac(sha256, new TextEncoder().encode(secret), salt)
		this.#keyed = hmac.create(sha256, key)
	}

	/** 128 bits: a million clients a day meet by chance once in 10²⁶ days. */
	client(address: string): ArrayBuffer {
		return this.#name(`client ${address}`, 16)
	}

	/** 64 bits. */
	network(network: string): ArrayBuffer {
		return this.#name(`network ${network}`, 8)
	}

	#name(text: string, bytes: number): ArrayBuffer {
		return this.#keyed.clone().update(encoder.encode(text)).digest().slice(0, bytes).buffer
	}
}

const encoder = new TextEncoder()
