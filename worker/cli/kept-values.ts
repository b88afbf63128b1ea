import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { hashOf } from './bundle.ts'
import { withDatabase } from './store-database.ts'
import { valuesFolder } from './store-files.ts'

/**
 * The values of the local KV, read without a runtime: an index of keys, and a file for each value.
 */
export class KeptValues {
	readonly #folder: string
	readonly #files: ReadonlyMap<string, string>
	readonly #faults = new Map<string, string | undefined>()

	/** `index` is the SQLite file that names the values of `state`. */
	constructor(state: string, index: string | undefined) {
		this.#folder = valuesFolder(state)
		const rows =
			index === undefined
				? []
				: withDatabase(index, (database) =>
						database.prepare('SELECT key, blob_id FROM _mf_entries').all(),
					)
		this.#files = new Map(rows.map(({ key, blob_id }) => [String(key), String(blob_id)]))
	}

	get keys(): string[] {
		return [...this.#files.keys()].sort()
	}

	/** The file of a value, whether it is there or not. */
	fileOf(key: string): string | undefined {
		const name = this.#files.get(key)
		return name === undefined ? undefined : join(this.#folder, name)
	}

	json(key: string): unknown {
		const file = this.fileOf(key)
		try {
			return file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'))
		} catch {
			return undefined
		}
	}

	/** Raw bytes under their hash; undefined when they are not there, or are others. */
	bytes(sha256: string): Uint8Array | undefined {
		const file = this.fileOf(`blob/${sha256}`)
		if (file === undefined || !existsSync(file)) return undefined
		const bytes = unzipped(file)
		return bytes && hashOf(bytes) === sha256 ? bytes : undefined
	}

	/** Why a value cannot be served; undefined when it can. */
	faultOf(key: string): string | undefined {
		if (!this.#faults.has(key)) this.#faults.set(key, this.#look(key))
		return this.#faults.get(key)
	}

	#look(key: string): string | undefined {
		const file = this.fileOf(key)
		if (file === undefined || !existsSync(file)) return 'its file is gone'
		if (key.startsWith('blob/'))
			return this.bytes(key.slice('blob/'.length))
				? undefined
				: 'its bytes are not those of its hash'
		return this.json(key) === undefined ? 'it is no JSON' : undefined
	}
}

/** The raw bytes in a file of KV; undefined when it is not zipped. */
export function unzipped(file: string): Uint8Array | undefined {
	try {
		return gunzipSync(readFileSync(file))
	} catch {
		return undefined
	}
}
