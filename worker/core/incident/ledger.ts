import type { Incident } from '#core/model/incident.ts'
import type { Seen } from '#core/model/instant.ts'
import type { Evidence, Snapshot } from '#core/model/snapshot.ts'
import { type IncidentKind, isOurLook, type Provenance, type SurfaceStateName } from '#core/model/vocabulary.ts'
import { earliest } from '#core/time.ts'

/**
 * What is known of one provider: the fold's state. Plain JSON-able values; never changed in place. `incidents` is the bulk,
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
	/** The component list's states by component (its id, else its name), each entry a change that our looks saw; oldest first. */
	readonly listed: Readonly<Record<string, readonly ListedState[]>>
	/** Components on a list that no alias knows: their names or ids, sorted. */
	readonly unattributed: readonly string[]
}

export interface DocumentLedger {
	readonly versionAt?: string
	readonly page?: string
	/** What its list covered at the last folded look: an item older than that may enter at the end without being new. */
	readonly cover?: { readonly list: 'open' } | { readonly list: 'since'; readonly since: Readonly<Partial<Record<IncidentKind, string>>> }
	/** The first good look that was folded. */
	readonly firstLookAt: string
	readonly provenance: Provenance
	/** A file that was loaded; when it was read from the page nobody said. */
	readonly undated?: true
}

export interface ListedState {
	readonly surface?: string
	/** What the page calls it, where no surface stands for it. */
	readonly label?: string
	readonly state: SurfaceStateName
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
