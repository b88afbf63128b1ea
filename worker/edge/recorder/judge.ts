import type { ChainLook } from '#core/archive/chain.ts'
import { type Document, emptySha256, type Failure } from '#core/model/snapshot.ts'
import { isOurLook, type Provenance } from '#core/model/vocabulary.ts'
import type { Asking } from './agenda.ts'
import { digestOf } from './archive.ts'
import type { Answer } from './collect.ts'
import type { DocumentState } from './heartbeat.ts'

/** What an answer amounts to: a look, and, where the content may be new, the document itself. */
export interface Judgement {
	readonly asking: Asking
	readonly look: ChainLook
	/** Present when the bytes are not those of the look before, or the record waits for this look. */
	readonly document?: Document
	readonly bytes?: Uint8Array
	readonly rawSha256?: string
	readonly etag?: string
	readonly lastModified?: string
}

/**
 * Reads an answer far enough to tell whether it says anything new. A document that its platform
 * cannot read is a failed look. An awaited one is read in any case.
 */
export async function judge(
	{ asking, fetched, at }: Answer,
	state: DocumentState | undefined,
	slot: string,
	provenance: Provenance,
	isAwaited = false,
	words?: 'ours',
): Promise<Judgement> {
	const named = { ...nameOf(asking), slot, fetchedAt: at, provenance, ...(words && { words }) }
	const good = state?.chain.good
	if (fetched.kind === 'failure')
		return { asking, look: { ...named, outcome: 'failed', failure: fetched.failure } }
	if (fetched.kind === 'not-modified') {
		if (!good)
			return {
				asking,
				look: {
					...named,
					outcome: 'failed',
					failure: {
						kind: 'http',
						message: 'not modified, but nothing was known',
						httpStatus: 304,
					},
				},
			}
		return { asking, look: { ...named, outcome: 'good', httpStatus: 304, ...contentOf(good) } }
	}
	const { bytes, contentType, httpStatus } = fetched
	const validators = {
		...(fetched.etag !== undefined && { etag: fetched.etag }),
		...(fetched.lastModified !== undefined && { lastModified: fetched.lastModified }),
	}
	const rawSha256 = await digestOf(bytes)
	const keeps = keepsBytes(asking, provenance)
	if (keeps && good && !isAwaited && rawSha256 === state?.rawSha256)
		return {
			asking,
			look: { ...named, outcome: 'good', httpStatus, ...contentOf(good) },
			rawSha256,
			...validators,
		}
	const document: Document = {
		source: asking.source.id,
		name: asking.request.name,
		url: asking.request.url,
		contentType,
		body: new TextDecoder().decode(bytes),
		fetchedAt: at,
	}
	try {
		const fingerprint = await digestOf(asking.platform.canonical(document, asking.source.options))
		if (!keeps)
			return {
				asking,
				look: { ...named, outcome: 'good', httpStatus, contentType, ...nothingKept },
				document,
				bytes: new Uint8Array(),
				...validators,
			}
		const content = { contentType, bytes: bytes.byteLength, sha256: rawSha256, fingerprint }
		const look: ChainLook = {
			...named,
			outcome: 'good',
			httpStatus,
			...content,
			...(isAwaited && { awaited: true as const }),
		}
		return { asking, look, document, bytes, rawSha256, ...validators }
	} catch (error) {
		return { asking, look: { ...named, outcome: 'failed', failure: unreadable(error, httpStatus) } }
	}
}

/**
 * Of a crowd document that we fetch no bytes are kept: they hold strangers' names and words, and
 * differ at every look. Its chain says
 * that we could look; what was counted is in the reports. A file that somebody imports is evidence
 * like any other.
 */
function keepsBytes({ platform }: Asking, provenance: Provenance): boolean {
	return platform.kind === 'official' || !isOurLook(provenance)
}

/** The content of no bytes. */
const nothingKept = { bytes: 0, sha256: emptySha256, fingerprint: emptySha256 }

/** The failure of a document that is not what it claims to be. */
export function unreadable(error: unknown, httpStatus?: number): Failure {
	const message = error instanceof Error ? error.message : 'the document cannot be read'
	return {
		kind: 'unreadable',
		message: message.slice(0, 300),
		...(httpStatus !== undefined && { httpStatus }),
	}
}

function nameOf({ provider, source, request }: Asking) {
	return { provider: provider.id, source: source.id, document: request.name, url: request.url }
}

function contentOf({
	sha256,
	fingerprint,
	bytes,
	contentType,
}: {
	sha256: string
	fingerprint: string
	bytes: number
	contentType: string
}) {
	return { sha256, fingerprint, bytes, contentType }
}
