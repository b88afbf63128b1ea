import type { Provider, Source } from '#core/model/provider.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { addSeconds, compareInstants, earliest, latest } from '#core/time/time.ts'
import { declarationsOf } from './declarations.ts'
import type { DocumentLedger, Ledger, LedgerRest } from './ledger.ts'
import { isWatched } from './lifespan.ts'
import { mutedBy } from './listed.ts'
import { patienceSeconds } from './marks.ts'
import { isSpokenOf, spokenOfUntil } from './open-lists.ts'
import { countsFrom, wordsAt } from './words.ts'

/**
 * Notes of each document from when on a look at it is to be read even if its content is not new. A
 * list that says today what it said
 * yesterday ends a trouble that was declared in between; and a copy that was left aside for its
 * mark is believed when its time is over.
 */
export function withAwaited(ledger: Ledger, provider: Provider, now: string): Ledger {
	const words = wordsAt(ledger, provider, now)
	const documents: Record<string, DocumentLedger> = {}
	for (const [key, document] of Object.entries(ledger.rest.documents)) {
		const { again: before, ...rest } = document
		const source = provider.sources.find(({ id }) => key.startsWith(`${id}/`))
		const again =
			source && isOurLook(document.provenance)
				? earliest(...reasonsOf(ledger, provider, source, document, words, now))
				: undefined
		documents[key] =
			again === before ? document : { ...rest, ...(again !== undefined && { again }) }
	}
	return { ...ledger, rest: { ...ledger.rest, documents } }
}

function* reasonsOf(
	ledger: Ledger,
	provider: Provider,
	source: Source,
	document: DocumentLedger,
	words: ReturnType<typeof wordsAt>,
	now: string,
): Iterable<string> {
	// While copies are left aside, the next one may be a newer one with the same content.
	if (document.asideSince !== undefined || document.olderSince !== undefined) yield now
	// A copy of an incident is only believed against a newer one when no document has the newer one
	// any more: all of them are asked.
	for (const [other, { olderSince }] of Object.entries(ledger.rest.documents)) {
		if (!other.startsWith(`${source.id}/`)) continue
		for (const since of Object.values(olderSince ?? {})) yield addSeconds(since, patienceSeconds)
	}
	yield* unheardRows(ledger, document, source, words, now)
	yield* unheardAbsences(ledger, provider, document, source, words, now)
	const { open } = document
	if (!open) return
	const listed = new Set(open.ids)
	for (const incident of ledger.incidents.values()) {
		if (
			incident.endedUnseen ||
			listed.has(incident.id) ||
			!isSpokenOf(incident, open.kinds, source, document.page)
		)
			continue
		const until = spokenOfUntil(incident)
		// With a mark the next look may say at once that it is not behind.
		yield document.versionAt !== undefined &&
		isBefore(
			document.lookAt,
			latest(incident.seen.by, ...incident.updates.map(({ seen }) => seen.by)),
		)
			? now
			: until
	}
}

/**
 * Rows that say something else than the last word on their component, and were seen before it or
 * could not speak then.
 */
function* unheardRows(
	{ incidents, rest }: Pick<Ledger, 'incidents' | 'rest'>,
	document: DocumentLedger,
	source: Source,
	words: ReturnType<typeof wordsAt>,
	now: string,
): Iterable<string> {
	let isMuted: ((key: string) => boolean) | undefined
	for (const [key, row] of Object.entries(document.rows ?? {})) {
		const word = words(key)
		if (word === undefined) continue
		const state =
			'said' in word ? word.said.state : word.listed.gone ? undefined : word.listed.state
		if (state === row.state || (!document.whole && isOnWholeList(rest, source, key))) continue
		if (row.unlessNamed) {
			isMuted ??= mutedBy({ incidents, rest }, source)
			if (isMuted(key)) continue
		}
		if ('said' in word) yield whenHeard(word.said, document, now)
		else if (
			word.listed.gone ||
			((row.unlessNamed || isOnOneList(rest, source, key)) &&
				!isBefore(document.lookAt, word.listed.seen.by))
		)
			yield now
	}
}

/**
 * A statement that explained the row may have been withdrawn since; where two lists differ, the
 * worse one goes on to count.
 */
function isOnOneList(rest: LedgerRest, source: Source, key: string): boolean {
	return (
		Object.entries(rest.documents).filter(
			([document, { rows }]) => rows?.[key] !== undefined && document.startsWith(`${source.id}/`),
		).length === 1
	)
}

function isOnWholeList(rest: LedgerRest, source: Source, key: string): boolean {
	return Object.entries(rest.documents).some(
		([document, { whole, rows }]) =>
			whole && rows?.[key] !== undefined && document.startsWith(`${source.id}/`),
	)
}

/**
 * Components that an incident of the page holds in trouble, and that its whole list does not have.
 */
function* unheardAbsences(
	{ incidents }: Ledger,
	provider: Provider,
	document: DocumentLedger,
	source: Source,
	words: ReturnType<typeof wordsAt>,
	now: string,
): Iterable<string> {
	if (!document.whole) return
	for (const incident of incidents.values()) {
		if (
			!isWatched(incident) ||
			!incident.listedIn.some((listing) => listing.document.startsWith(`${source.id}/`))
		)
			continue
		for (const { key, state } of declarationsOf(incident, provider)) {
			if (state === 'operational' || document.rows?.[key] || document.missing?.[key]) continue
			const word = words(key)
			if (word && 'said' in word && word.said.state !== 'operational')
				yield whenHeard(word.said, document, now)
		}
	}
}

/**
 * At the next look, if that may show by its mark that it is later than the statement; else when
 * every look counts as later.
 */
function whenHeard(
	statement: Parameters<typeof countsFrom>[0],
	document: DocumentLedger,
	now: string,
): string {
	const hasMarks = document.versionAt !== undefined
	const wasAsked = !isBefore(document.lookAt, statement.seen.by)
	return hasMarks && !wasAsked ? now : (latest(now, countsFrom(statement, hasMarks)) ?? now)
}

function isBefore(instant: string | undefined, other: string | undefined): boolean {
	return instant === undefined || (other !== undefined && compareInstants(instant, other) < 0)
}
