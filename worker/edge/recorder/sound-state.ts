import { isSoundCount, isSoundSnapshot } from '#core/documents/sound-documents.ts'
import {
	type Check,
	has,
	isAny,
	isInstant,
	isNumber,
	isText,
	listOf,
	maybe,
	orNull,
	values,
} from '#core/shape.ts'
import type { DocumentState } from './heartbeat.ts'

/** Whether what the store gives back has the shape in which a tick works on it. */

const good = has({
	sha256: isText,
	fingerprint: isText,
	bytes: isNumber,
	contentType: isText,
	storedAt: isInstant,
	lookAt: isInstant,
})
const chain = has({ current: isSoundSnapshot, good: maybe(good) })
const document = has({
	chain,
	dueAt: orNull(isInstant),
	failures: isNumber,
	stored: listOf(isText),
})

/** The row as a whole; its documents are asked one by one. */
export const isSoundHeartbeat = has({
	slot: orNull(isInstant),
	documents: isAny,
	changedAt: values(isText),
	spent: has({ day: isText, kvWrites: isNumber, rowsWritten: isNumber }),
})

export function isSoundDocument(value: unknown): value is DocumentState {
	return document(value)
}

const listed = has({
	state: isText,
	seen: has({ by: isInstant, after: maybe(isInstant) }),
	evidence: listOf(isAny),
})
export const isSoundRest = has({
	documents: values(
		has({
			firstLookAt: isInstant,
			lookAt: maybe(isInstant),
			provenance: isText,
			versionAt: maybe(isInstant),
			again: maybe(isInstant),
		}),
	),
	listed: values(listOf(listed)),
	unattributed: listOf(isText),
	ties: maybe(values(listOf(isText))),
})

export const isSoundCounts = listOf(isSoundCount)

const day = has({ provider: isText, day: isText })
const trouble = has({
	what: isText,
	since: isInstant,
	reason: isText,
	nextTryAt: maybe(isInstant),
	endedAt: maybe(isInstant),
})
const rise = has({
	id: isText,
	provider: isText,
	source: isText,
	roseAt: isInstant,
	settledAt: orNull(isInstant),
})

/** By the beginning of the key; every other mark is a text or is read with care. */
const markShapes: readonly (readonly [prefix: string, check: Check])[] = [
	[
		'problems/',
		listOf(
			has({ provider: isText, source: isText, document: isText, message: isText, at: isInstant }),
		),
	],
	['surfaces/', listOf(has({ id: isText, name: isText, kind: isText, aliases: listOf(isAny) }))],
	['imported/', listOf(has({ id: isText, platform: isText, kind: isText }))],
	['rises/', listOf(rise)],
	['possible/', listOf(rise)],
	['elsewhere', listOf(rise)],
	[
		'published/',
		listOf(has({ provider: isText, service: isText, date: isText, readAt: isInstant })),
	],
	['held/', orNull(has({ since: isInstant, incidents: listOf(isText), days: listOf(day) }))],
	['quarantine/', listOf(trouble)],
	['troubles', listOf(trouble)],
	['archive', has({ packs: listOf(isText), rises: listOf(rise), possible: maybe(listOf(rise)) })],
	['heads', has({ days: listOf(has({ day: isText, heads: listOf(isAny) })) })],
]

export function isSoundMark(key: string, value: unknown): boolean {
	const found = markShapes.find(([prefix]) => key.startsWith(prefix))
	return found === undefined || found[1](value)
}
