import { type Fetched, fetchDocument, type Means } from '../http/fetch-document.ts'
import type { Asking } from './agenda.ts'
import type { DocumentState } from './heartbeat.ts'

/** One document's answer, with the moment at which it was complete. */
export interface Answer {
	readonly asking: Asking
	readonly fetched: Exclude<Fetched, { kind: 'unreached' }>
	/** Instant, to the second. */
	readonly at: string
}

/** The shortest time that a document which keeps hanging is given to answer, in seconds. */
const leastPatienceSeconds = 2

/**
 * Asks for all that is due, `atOnce` at a time, until the means are used up; what hung when it was
 * last asked is asked later and given
 * less time, so that it costs the others little. What was not reached is simply not in the answer.
 */
export async function collect(
	due: readonly Asking[],
	documents: ReadonlyMap<string, DocumentState>,
	means: Means,
	atOnce: number,
	isAwaited: (asking: Asking) => boolean = () => false,
): Promise<Answer[]> {
	const answers = new Map<Asking, Answer>()
	const queue = inTurn(due, (asking) => hungSince(documents.get(asking.key)) > 0).values()
	const worker = async () => {
		for (const asking of queue) {
			const fetched = await fetchDocument(
				orderOf(asking, documents.get(asking.key), means.manners.connectSeconds, isAwaited(asking)),
				means,
			)
			if (fetched.kind !== 'unreached') answers.set(asking, { asking, fetched, at: means.now() })
		}
	}
	await Promise.all(Array.from({ length: atOnce }, worker))
	// In the order of asking, not of answering, so that equal ticks end equal.
	return due.flatMap((asking) => answers.get(asking) ?? [])
}

/**
 * What hung comes last, but for one in ten, so that a recorder with all hands full still notices
 * when it is back.
 */
function inTurn(due: readonly Asking[], hung: (asking: Asking) => boolean): Asking[] {
	const doubtful = due.filter(hung)
	const sound = due.filter((asking) => !hung(asking))
	const mixed = sound.flatMap((asking, position) => [
		asking,
		...(position % 10 === 9 ? doubtful.splice(0, 1) : []),
	])
	return [...mixed, ...doubtful]
}

/**
 * How many times in a row a document failed, when it last did so by hanging; 0 once it has
 * answered.
 */
function hungSince(state: DocumentState | undefined): number {
	return state?.chain.current.failure?.kind === 'timeout' ? state.failures : 0
}

function orderOf(
	{ request, source }: Asking,
	state: DocumentState | undefined,
	seconds: number,
	isAwaited: boolean,
) {
	// Validators belong to an address: after a source has moved they say nothing. Of what is to be
	// read again the bytes are needed.
	const own = state?.chain.current.url === request.url ? state : undefined
	const hung = hungSince(own)
	const known = isAwaited ? undefined : own
	return {
		url: request.url,
		...(hung > 0 && { patienceSeconds: Math.max(leastPatienceSeconds, seconds / 2 ** hung) }),
		...(request.accept !== undefined && { accept: request.accept }),
		...(request.credential && { credential: request.credential }),
		...(source.redirectsTo !== undefined && { redirectsTo: source.redirectsTo }),
		...(source.maxBytes !== undefined && { maxBytes: source.maxBytes }),
		...(known?.etag !== undefined && { etag: known.etag }),
		...(known?.lastModified !== undefined && { lastModified: known.lastModified }),
	}
}
