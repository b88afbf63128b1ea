import type { Incident } from '#core/model/incident.ts'
import type { Seen } from '#core/model/instant.ts'
import type { LeftOut } from '#core/model/left-out.ts'
import type { Evidence, Snapshot } from '#core/model/snapshot.ts'
import {
	type IncidentKind,
	isOurLook,
	type Provenance,
	type SurfaceStateName,
} from '#core/model/vocabulary.ts'
import { earliest } from '#core/time/time.ts'

/**
 * What is known of one provider: the fold's state. Plain JSON-able values; never changed in place.
 * `incidents` is the bulk,
 * one entry a row in the recorder's store; the rest is one small row.
 */
export interface Ledger {
	readonly provider: string
	readonly incidents: ReadonlyMap<string, Incident>
	readonly rest: LedgerRest
}

export interface LedgerRest {
	/** By `source/document`. */
	readonly documents: Readonly<Record<string, DocumentLedger>>
	/**
	 * The component list's states by component (its id, else its name), each entry something that a
	 * look saw anew; oldest first.
	 */
	readonly listed: Readonly<Record<string, readonly ListedState[]>>
	/** Components on a list that no alias knows: their names or ids, sorted. */
	readonly unattributed: readonly string[]
	/**
	 * The components that each running incident names now, by its id; none where no document says.
	 */
	readonly ties?: Readonly<Record<string, readonly string[]>>
	/** The new incidents that looks after the first one have brought on the last day that had any. */
	readonly brought?: { readonly day: string; readonly incidents: number }
	/** What of the component lists was forgotten, by the bound that left it out. */
	readonly leftOut?: LeftOut
}

export interface DocumentLedger {
	/** The highest mark that its copies had, where marks order them. */
	readonly versionAt?: string
	readonly page?: string
	/**
	 * What its list covered at the last folded look: an item older than that may enter at the end
	 * without being new.
	 */
	readonly cover?:
		| { readonly list: 'open' }
		| {
				readonly list: 'since'
				readonly since: Readonly<Partial<Record<IncidentKind, string>>>
				readonly whole?: readonly IncidentKind[]
		  }
	/** The first good look that was folded, and the last one. */
	readonly firstLookAt: string
	readonly lookAt?: string
	readonly provenance: Provenance
	/** A file that was loaded; when it was read from the page nobody said. */
	readonly undated?: true
	/**
	 * Of a document that lists all that is open: what of it was on the list, and of which kinds it
	 * speaks.
	 */
	readonly open?: { readonly ids: readonly string[]; readonly kinds: readonly IncidentKind[] }
	/**
	 * Its component list as it was last read, by component: those that are part of a surface, and
	 * those in trouble that nobody has named.
	 */
	readonly rows?: Readonly<Record<string, ListedRow>>
	/** That list was the whole one: a component that it lacks is not on the page. */
	readonly whole?: true
	/** Components that the whole list lacked for the first time at its last look. */
	readonly missing?: Readonly<Record<string, Omit<ListedState, 'state'>>>
	/**
	 * Components that no surface stands for, that never were in trouble, and that this look did not
	 * find on the list that had them.
	 */
	readonly lacks?: readonly string[]
	/** A row of its incidents could not be read. */
	readonly unread?: true
	/** Since when nothing but older copies came, so that it is left aside. */
	readonly asideSince?: string
	/** The same of single incidents on it, by id. */
	readonly olderSince?: Readonly<Record<string, string>>
	/**
	 * A good look from this moment on is read again even though its content is not new: what it says
	 * by then ends something.
	 */
	readonly again?: string
}

/** A row of a component list. */
export interface ListedRow {
	readonly surface?: string
	/** What the page calls it, where no surface stands for it. */
	readonly label?: string
	readonly state: SurfaceStateName
	readonly unlessNamed?: true
}

export interface ListedState {
	readonly surface?: string
	/** What the page calls it, where no surface stands for it. */
	readonly label?: string
	readonly state: SurfaceStateName
	/** The component left the list: from then on nothing is said of it. */
	readonly gone?: true
	/**
	 * It stands for so many changes: the worst of their states, or `unknown` where they are older
	 * than what is kept.
	 */
	readonly changes?: number
	readonly seen: Seen
	readonly evidence: readonly Evidence[]
}

/** A look whose content is new, as the fold needs it. */
export interface Look {
	readonly document: string
	readonly snapshot: Snapshot
	/** The last good look at this document before this one; absent for a first look. */
	readonly previousGoodLookAt?: string
}

export function emptyLedger(provider: string): Ledger {
	return { provider, incidents: new Map(), rest: { documents: {}, listed: {}, unattributed: [] } }
}

/** Our first look at a provider's own page; undefined where nobody watched. */
export function watchedSince({ rest }: Ledger): string | undefined {
	const watched = Object.values(rest.documents).filter(({ provenance }) => isOurLook(provenance))
	return earliest(...watched.map(({ firstLookAt }) => firstLookAt))
}

/**
 * Whether the record waits for a good look at a document (`source/document`) at `now`, so that it
 * is to be read even if its content is not new.
 */
export function isAwaited({ rest }: Ledger, document: string, now: string): boolean {
	const again = rest.documents[document]?.again
	return again !== undefined && Date.parse(again) <= Date.parse(now)
}
