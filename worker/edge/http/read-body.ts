/**
 * Reads a body up to a number of bytes and a moment, and lets go of the rest: a stranger decides
 * neither our memory nor our time.
 */

export type Body =
	| { readonly kind: 'whole'; readonly bytes: Uint8Array }
	| { readonly kind: 'too-large' }
	| { readonly kind: 'timeout' }

/** Reads the response's body. Throws what the network throws. */
export async function readBody(
	response: Response,
	maxBytes: number,
	milliseconds: number,
): Promise<Body> {
	const announced = Number(response.headers.get('content-length') ?? 0)
	if (announced > maxBytes) {
		await letGo(response.body)
		return { kind: 'too-large' }
	}
	if (!response.body) return { kind: 'whole', bytes: new Uint8Array() }
	const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
	const alarm = setAlarm(milliseconds)
	const chunks: Uint8Array[] = []
	let length = 0
	try {
		for (;;) {
			const part = await Promise.race([reader.read(), alarm.rings])
			if (part === 'late') return await stop(reader, { kind: 'timeout' })
			if (part.done) return { kind: 'whole', bytes: join(chunks, length) }
			length += part.value.byteLength
			if (length > maxBytes) return await stop(reader, { kind: 'too-large' })
			chunks.push(part.value)
		}
	} finally {
		alarm.stop()
	}
}

/** Resolves to `late` after a while unless stopped. */
export function setAlarm(milliseconds: number): { readonly rings: Promise<'late'>; stop(): void } {
	let timer: ReturnType<typeof setTimeout> | undefined
	const rings = new Promise<'late'>((resolve) => {
		timer = setTimeout(() => resolve('late'), milliseconds)
	})
	return { rings, stop: () => clearTimeout(timer) }
}

/** Drops a body that nobody reads, so that its connection is free again. */
export async function letGo(body: ReadableStream | null): Promise<void> {
	await body?.cancel().catch(() => undefined)
}

async function stop(reader: ReadableStreamDefaultReader<Uint8Array>, outcome: Body): Promise<Body> {
	// Not awaited to the end: a stream that hangs may also hang in its cancellation.
	void reader.cancel().catch(() => undefined)
	return outcome
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
	const [first] = chunks
	if (chunks.length === 1 && first) return first
	const bytes = new Uint8Array(length)
	let offset = 0
	for (const chunk of chunks) {
		bytes.set(chunk, offset)
		offset += chunk.byteLength
	}
	return bytes
}
