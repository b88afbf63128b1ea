import { type Fetched, fetchDocument, type Means } from '../fetch-document.ts'
import type { Asking } from './agenda.ts'
import type { DocumentState } from './heartbeat.ts'

/** One document's answer, with the moment at which it was complete. */
export interface Answer {
	readonly asking: Asking
	readonly fetched: Exclude<Fetched, { kind: 'unreached' }>
	/** Instant, to the second. */
	readonly at: string
}

/** Asks for all that is due, `atOnce` at a time, until the means are used up. What was not reached is simply not in the answer. */
export async function collect(
	due: readonly Asking[],
	documents: ReadonlyMap<string, DocumentState>,
	means: Means,
	atOnce: number,
	isAwaited: (asking: Asking) => boolean = () => false,
): Promise<Answer[]> {
	const answers = new Map<Asking, Answer>()
	const queue = due.values()
	const worker = async () => {
		for (const asking of queue) {
			const fetched = await fetchDocument(orderOf(asking, isAwaited(asking) ? undefined : documents.get(asking.key)), means)
			if (fetched.kind !== 'unreached') answers.set(asking, { asking, fetched, at: means.now() })
		}
	}
	await Promise.all(Array.from({ length: atOnce }, worker))
	// In the order of asking, not of answering, so that equal ticks end equal.
	return due.flatMap((asking) => answers.get(asking) ?? [])
}

function orderOf({ request, source }: Asking, state: DocumentState | undefined) {
	// Validators belong to an address: after a source has moved they say nothing. Of what is to be read again the bytes are needed.
	const known = state?.chain.current.url === request.url ? state : undefined
	return {
		url: request.url,
		...(request.accept !== undefined && { accept: request.accept }),
		...(request.credential && { credential: request.credential }),
		...(source.maxBytes !== undefined && { maxBytes: source.maxBytes }),
		...(known?.etag !== undefined && { etag: known.etag }),
		...(known?.lastModified !== undefined && { lastModified: known.lastModified }),
	}
}
