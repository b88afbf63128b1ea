import type { Seen } from '#core/model/instant.ts'
import type {
	Cover,
	ObservedIncident,
	OfficialObservation,
	Problem,
} from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'
import type { DocumentLedger, Ledger, Look } from './ledger.ts'
import { isOlder, isPatienceOver } from './marks.ts'
import type { CheckContext } from './updates.ts'

/**
 * A look that the fold counts, with what was known of its document before, and what is remembered
 * of it afterwards. A copy older than one that was folded is none for a while.
 */

/** An incident as one tick told it: the copy that counts, and all of them. */
export interface ToldIncident {
	/** The id under which it is known. */
	readonly id: string
	readonly observed: ObservedIncident
	readonly copies: readonly ObservedIncident[]
	readonly counted: CountedLook
}

/** A look that counts: its check, and what the document says of itself. */
export interface CountedLook {
	readonly look: Look
	readonly key: string
	readonly check: CheckContext
	readonly covers: readonly Cover[]
	readonly before: DocumentLedger | undefined
	/** The same, also when the page has moved to another home since: its component list goes on. */
	readonly remembered: DocumentLedger | undefined
	readonly self: OfficialObservation['documents'][number]
	readonly page?: string
	readonly versionAt?: string
	/** Incidents whose copies on it are older than what is known, and since when. */
	readonly olderSince: Map<string, string>
}

/**
 * A look as it counts, or what is to be remembered of one that is left aside; and what is to be
 * said of it.
 */
export type SortedLook =
	| (CountedLook & { readonly problem?: Problem })
	| { readonly key: string; readonly known: DocumentLedger; readonly problem: Problem }

/**
 * Sorts a look: one that counts, or one that is left aside for its mark. A mark from the future
 * orders nothing.
 */
export function sortedLook(
	look: Look,
	ledger: Ledger,
	source: Source,
	observation: OfficialObservation,
): SortedLook {
	const key = `${source.id}/${look.document}`
	const before = ledger.rest.documents[key]
	const self = observation.documents.find((entry) => entry.document === look.document) ?? {
		document: look.document,
	}
	const moved = before?.page !== undefined && self.page !== undefined && before.page !== self.page
	const { fetchedAt } = look.snapshot
	const counted: CountedLook = {
		look,
		key,
		check: {
			source: source.id,
			document: look.document,
			evidence: [evidenceOf(look)],
			seen: seenOf(look),
		},
		covers: observation.covers.filter((cover) => cover.document === look.document),
		before: moved ? undefined : before,
		remembered: before,
		self,
		...(self.page !== undefined && { page: self.page }),
		...(self.versionAt !== undefined &&
			compareInstants(self.versionAt, fetchedAt) <= 0 && { versionAt: self.versionAt }),
		olderSince: new Map(),
	}
	const problem = (message: string): Problem => ({
		document: look.document,
		path: self.versionPath ?? '',
		message,
	})
	if (self.versionAt !== undefined && counted.versionAt === undefined)
		return {
			...counted,
			problem: problem(
				`the mark ${self.versionAt} is ahead of our look at ${fetchedAt}: no copy is ordered by it`,
			),
		}
	if (moved || before === undefined || !isOlder(self.versionAt, before.versionAt, fetchedAt))
		return counted
	const since = before.asideSince ?? fetchedAt
	const older = `the mark ${self.versionAt} is older than ${before.versionAt}, which an earlier look saw`
	if (isPatienceOver(since, fetchedAt))
		return {
			...counted,
			problem: problem(`${older}: read again, since nothing newer has come from ${since} on`),
		}
	return { key, known: { ...before, asideSince: since }, problem: problem(`${older}: left aside`) }
}

function evidenceOf({ snapshot }: Look): Evidence {
	const { sha256 = '', source, document, fetchedAt, precision, provenance } = snapshot
	return {
		kind: 'snapshot',
		sha256,
		source,
		document,
		fetchedAt,
		...(precision && { precision }),
		provenance,
	}
}

/** First looks and files that were loaded later say nothing about when a thing appeared. */
function seenOf({ snapshot, previousGoodLookAt }: Look): Seen {
	return {
		...(isOurLook(snapshot.provenance) &&
			previousGoodLookAt !== undefined && { after: previousGoodLookAt }),
		by: snapshot.fetchedAt,
		...(snapshot.precision && { precision: snapshot.precision }),
	}
}

/**
 * What is remembered of a document until its next fold. Its component list follows in `foldListed`.
 */
export function rememberedAs(
	{ look, covers, before, remembered, self, page, versionAt, olderSince }: CountedLook,
	told: readonly ToldIncident[],
): DocumentLedger {
	const lists = covers.filter((cover) => cover.list === 'since')
	const since = lists.flatMap((cover) => cover.kinds.map((kind) => [kind, cover.since] as const))
	const whole = lists.flatMap((cover) => (cover.whole ? cover.kinds : []))
	const openKinds = covers.flatMap((cover) =>
		cover.list === 'open' && !cover.empty ? cover.kinds : [],
	)
	const cover =
		since.length > 0
			? {
					list: 'since' as const,
					since: Object.fromEntries(since),
					...(whole.length > 0 && { whole }),
				}
			: covers.length > 0
				? { list: 'open' as const }
				: undefined
	const ids = told.flatMap(({ id, copies }) =>
		copies.some((copy) => copy.document === look.document) ? [id] : [],
	)
	// A copy without a mark that can be believed leaves the one that is known.
	const mark = versionAt ?? before?.versionAt
	return {
		...(mark !== undefined && { versionAt: mark }),
		...(page !== undefined && { page }),
		...(cover && { cover }),
		firstLookAt: before?.firstLookAt ?? look.snapshot.fetchedAt,
		lookAt: look.snapshot.fetchedAt,
		provenance: look.snapshot.provenance,
		...(look.snapshot.undated && { undated: true }),
		...(openKinds.length > 0 && { open: { ids, kinds: openKinds } }),
		...(remembered?.rows && { rows: remembered.rows }),
		...(remembered?.whole && { whole: true as const }),
		...(remembered?.missing && { missing: remembered.missing }),
		...(self.unread && { unread: true as const }),
		...(olderSince.size > 0 && { olderSince: Object.fromEntries(olderSince) }),
	}
}
