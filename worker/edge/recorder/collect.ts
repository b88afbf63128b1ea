import type { ChainLook } from '#core/archive/chain.ts'
import type { Observation } from '#core/model/observation.ts'
import { type Document, emptySha256, type Failure } from '#core/model/snapshot.ts'
import { isOurLook, type Provenance } from '#core/model/vocabulary.ts'
import { observe } from '#core/platforms/observe.ts'
import { ParseError } from '#core/platforms/platform.ts'
import { latest } from '#core/time/time.ts'
import type { FetchContext } from '../http/fetch-context.ts'
import { type Fetched, fetchDocument } from '../http/fetch-document.ts'
import type { FetchTask } from './agenda.ts'
import { digestOf } from './archive.ts'
import type { DocumentState } from './heartbeat.ts'

/**
 * From the question to what was said: fetches what is due, checks whether an answer says anything
 * new, and reads all that one source said together.
 */

/** One document's answer, with the moment at which it was complete. */
export interface Answer {
	readonly task: FetchTask
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
	due: readonly FetchTask[],
	documents: ReadonlyMap<string, DocumentState>,
	means: FetchContext,
	atOnce: number,
	isAwaited: (task: FetchTask) => boolean = () => false,
): Promise<Answer[]> {
	const answers = new Map<FetchTask, Answer>()
	const queue = inTurn(due, (task) => hungSince(documents.get(task.key)) > 0).values()
	const worker = async () => {
		for (const task of queue) {
			const fetched = await fetchDocument(
				orderOf(task, documents.get(task.key), means.policy.connectSeconds, isAwaited(task)),
				means,
			)
			if (fetched.kind !== 'unreached') answers.set(task, { task, fetched, at: means.now() })
		}
	}
	await Promise.all(Array.from({ length: atOnce }, worker))
	// In the order of asking, not of answering, so that equal ticks end equal.
	return due.flatMap((task) => answers.get(task) ?? [])
}

/**
 * What hung comes last, but for one in ten, so that a recorder with all hands full still notices
 * when it is back.
 */
function inTurn(due: readonly FetchTask[], hung: (task: FetchTask) => boolean): FetchTask[] {
	const doubtful = due.filter(hung)
	const sound = due.filter((task) => !hung(task))
	const mixed = sound.flatMap((task, position) => [
		task,
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
	{ request, source }: FetchTask,
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

/** What an answer amounts to: a look, and, where the content may be new, the document itself. */
export interface CheckResult {
	readonly task: FetchTask
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
export async function checkAnswer(
	{ task, fetched, at }: Answer,
	state: DocumentState | undefined,
	slot: string,
	provenance: Provenance,
	isAwaited = false,
	words?: 'ours',
): Promise<CheckResult> {
	const named = { ...nameOf(task), slot, fetchedAt: at, provenance, ...(words && { words }) }
	const good = state?.chain.good
	if (fetched.kind === 'failure')
		return { task, look: { ...named, outcome: 'failed', failure: fetched.failure } }
	if (fetched.kind === 'not-modified') {
		if (!good)
			return {
				task,
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
		return { task, look: { ...named, outcome: 'good', httpStatus: 304, ...contentOf(good) } }
	}
	const { bytes, contentType, httpStatus } = fetched
	const validators = {
		...(fetched.etag !== undefined && { etag: fetched.etag }),
		...(fetched.lastModified !== undefined && { lastModified: fetched.lastModified }),
	}
	const rawSha256 = await digestOf(bytes)
	const keeps = keepsBytes(task, provenance)
	if (keeps && good && !isAwaited && rawSha256 === state?.rawSha256)
		return {
			task,
			look: { ...named, outcome: 'good', httpStatus, ...contentOf(good) },
			rawSha256,
			...validators,
		}
	const document: Document = {
		source: task.source.id,
		name: task.request.name,
		url: task.request.url,
		contentType,
		body: new TextDecoder().decode(bytes),
		fetchedAt: at,
	}
	try {
		const fingerprint = await digestOf(task.platform.canonical(document, task.source.options))
		if (!keeps)
			return {
				task,
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
		return { task, look, document, bytes, rawSha256, ...validators }
	} catch (error) {
		return { task, look: { ...named, outcome: 'failed', failure: unreadable(error, httpStatus) } }
	}
}

/**
 * Of a crowd document that we fetch no bytes are kept: they hold strangers' names and words, and
 * differ at every look. Its chain says
 * that we could look; what was counted is in the reports. A file that somebody imports is evidence
 * like any other.
 */
function keepsBytes({ platform }: FetchTask, provenance: Provenance): boolean {
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

function nameOf({ provider, source, request }: FetchTask) {
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

/** All that one source said in one tick. */
export interface Reading {
	readonly source: FetchTask
	readonly results: readonly CheckResult[]
	/** Of the documents whose content is new; absent when there is none. */
	readonly observation?: Observation
}

/**
 * Reads what is new, source by source, in the order of `results`. A document that cannot be read
 * becomes a failed look and costs only itself.
 */
export function readSources(
	results: readonly CheckResult[],
	isNews: (look: ChainLook) => boolean,
): Reading[] {
	const bySource = Map.groupBy(results, ({ task }) => `${task.provider.id}/${task.source.id}`)
	return [...bySource.values()].flatMap((group) => {
		const [first] = group
		return first ? [readSource(first.task, group, isNews)] : []
	})
}

function readSource(
	source: FetchTask,
	group: readonly CheckResult[],
	isNews: (look: ChainLook) => boolean,
): Reading {
	const results = [...group]
	for (;;) {
		// The counts of a crowd document differ with the time of the look, whatever its chain says.
		const fresh = results.flatMap(({ document, look }) =>
			document && (source.platform.kind === 'crowd' || isNews(look)) ? [document] : [],
		)
		if (fresh.length === 0) return { source, results }
		const lookAt =
			latest(
				...results.flatMap(({ document, look }) =>
					document && fresh.includes(document) ? [look.fetchedAt] : [],
				),
			) ?? ''
		try {
			return {
				source,
				results,
				observation: observe(
					source.platform,
					fresh,
					source.source.options,
					lookAt,
					results[0]?.look.words,
				),
			}
		} catch (error) {
			// The named document is to blame; when none is named, all of them are. Each round leaves
			// fewer.
			const named =
				error instanceof ParseError
					? fresh.filter((document) => document.name === error.document)
					: []
			refuse(results, named.length > 0 ? named : fresh, error)
		}
	}
}

function refuse(results: CheckResult[], documents: readonly Document[], error: unknown): void {
	for (const [index, { task, look, document }] of results.entries()) {
		if (document && documents.includes(document))
			results[index] = { task, look: failedLook(look, unreadable(error, httpStatusOf(look))) }
	}
}

function httpStatusOf(look: ChainLook): number | undefined {
	return look.outcome === 'good' ? look.httpStatus : undefined
}

/** The look that an answer amounts to when its content cannot be used. */
export function failedLook(
	{ provider, source, document, url, slot, fetchedAt, provenance, words }: ChainLook,
	failure: Failure,
): ChainLook {
	return {
		provider,
		source,
		document,
		url,
		slot,
		fetchedAt,
		provenance,
		...(words && { words }),
		outcome: 'failed',
		failure,
	}
}
