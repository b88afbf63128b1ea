import { keys } from '../keys.ts'

/**
 * The archive of raw bytes: gzipped in KV under the SHA-256 of the raw bytes, written once, never
 * changed.
 */

/** What a blob's KV entry says of itself. */
export interface BlobMetadata {
	readonly contentType: string
	/** Length of the raw bytes. */
	readonly bytes: number
	/**
	 * Where a look stands that found them: `<provider>/<day>`. Absent in what was written before that
	 * was noted.
	 */
	readonly foundIn?: string
}

export interface Blob {
	readonly sha256: string
	readonly contentType: string
	readonly bytes: Uint8Array
	readonly foundIn?: string
}

/** SHA-256 in lower-case hex, computed natively. */
export async function digestOf(input: Uint8Array | string): Promise<string> {
	// Nothing here reads shared memory, so that the bytes' buffer is an ordinary one.
	const bytes = (
		typeof input === 'string' ? new TextEncoder().encode(input) : input
	) as Uint8Array<ArrayBuffer>
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Writes a blob. Writing the same one again changes nothing. Throws what KV throws. */
export async function writeBlob(kv: Pick<KVNamespace, 'put'>, blob: Blob): Promise<void> {
	const { contentType, bytes, foundIn } = blob
	const metadata: BlobMetadata = {
		contentType,
		bytes: bytes.byteLength,
		...(foundIn !== undefined && { foundIn }),
	}
	await kv.put(keys.blob(blob.sha256), await gzip(bytes), { metadata })
}

/** Reads a blob's raw bytes; null when KV does not hold it. */
export async function readBlob(kv: KVNamespace, sha256: string): Promise<Blob | null> {
	const { value, metadata } = await kv.getWithMetadata<BlobMetadata>(
		keys.blob(sha256),
		'arrayBuffer',
	)
	if (value === null) return null
	return {
		sha256,
		contentType: metadata?.contentType ?? 'application/octet-stream',
		bytes: await gunzip(value),
	}
}

export async function gzip(bytes: Uint8Array): Promise<ArrayBuffer> {
	return await new Response(
		streamOf(bytes).pipeThrough(new CompressionStream('gzip')),
	).arrayBuffer()
}

export async function gunzip(bytes: ArrayBuffer): Promise<Uint8Array> {
	return new Uint8Array(
		await new Response(
			streamOf(new Uint8Array(bytes)).pipeThrough(new DecompressionStream('gzip')),
		).arrayBuffer(),
	)
}

function streamOf(bytes: Uint8Array): ReadableStream {
	return new ReadableStream({
		start(controller) {
			controller.enqueue(bytes)
			controller.close()
		},
	})
}
