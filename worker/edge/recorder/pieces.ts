/** SQLite in a Durable Object takes 2 MB a row at most; what may grow larger is kept in several. */

/** Code units of a text in one row: at most three bytes each. */
const textLimit = 600_000

/** Bytes in one row. */
const byteLimit = 1_800_000

/** Cuts a text into pieces that fit, never through a character; at least one. */
export function piecesOfText(text: string, limit: number = textLimit): string[] {
	const pieces: string[] = []
	for (let start = 0; start < text.length; ) {
		let end = Math.min(text.length, start + limit)
		const last = text.charCodeAt(end - 1)
		if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1
		pieces.push(text.slice(start, end))
		start = end
	}
	return pieces.length > 0 ? pieces : ['']
}

/** Cuts bytes into pieces that fit; at least one. */
export function piecesOfBytes(bytes: Uint8Array, limit: number = byteLimit): ArrayBuffer[] {
	const pieces: ArrayBuffer[] = []
	for (let start = 0; start < bytes.length || pieces.length === 0; start += limit)
		pieces.push(bytes.slice(start, start + limit).buffer as ArrayBuffer) // slice copies into an ordinary buffer
	return pieces
}

/** Puts pieces together again: all texts, or all bytes. */
export function joinPieces(pieces: readonly (string | ArrayBuffer)[]): string | Uint8Array {
	const texts = pieces.filter((piece) => typeof piece === 'string')
	if (texts.length > 0) return texts.join('')
	const buffers = pieces.filter((piece) => typeof piece !== 'string')
	const bytes = new Uint8Array(buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0))
	let offset = 0
	for (const buffer of buffers) {
		bytes.set(new Uint8Array(buffer), offset)
		offset += buffer.byteLength
	}
	return bytes
}
