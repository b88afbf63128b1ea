import type { Observation } from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import type { Counted } from '#core/model/report.ts'
import type { Document } from '#core/model/snapshot.ts'

/** A request that a source is due to make. Only GET; the collector adds manners. */
export interface PlannedRequest {
	/** The document's name within its source, stable over time: it keys the chain of looks. */
	readonly name: string
	readonly url: string
	readonly accept?: string
	/** The document that bears the state of surfaces; when it fails, bands are hatched. */
	readonly bearsState: boolean
	/**
	 * A credential that the collector adds, if this deployment has it. Without a `required` one the
	 * source is off and says so.
	 */
	readonly credential?: { readonly name: CredentialName; readonly required: boolean }
}

/**
 * What may have to be shown to be let in. The values live in the deployment's secrets, never in
 * core or content.
 */
export type CredentialName = 'github' | 'downdetector'

/**
 * A status-page platform: describes itself and does nothing. Pure: no clock, no network, no
 * randomness.
 * Strict per document, lenient per item: `parse` throws `ParseError` only when a document as a
 * whole is not what it claims to be, or when reading
 * and folding it would be too much work for its bytes, as counted before it is read (see
 * `work.ts`). What it does grows with the rows, never with
 * their square.
 */
export interface Platform {
	/** As in `Source.platform`. */
	readonly id: string
	readonly kind: 'official' | 'crowd'
	/**
	 * What the documents' own marks of their version do on the wire. Only `monotonic` ones tell an
	 * older copy from a newer one, and only these does
	 * `parse` hand on as `versionAt`; `falling` ones go back while the page goes on, and `none` has
	 * none.
	 */
	readonly marks: 'monotonic' | 'falling' | 'none'
	/** For crowd platforms: what they count. */
	readonly counted?: Counted
	/**
	 * Says in a sentence what `options` this platform takes is wrong with them; empty when all is
	 * well.
	 */
	checkOptions(options: Source['options']): string[]
	/** The requests of one tick, in the order in which they matter. `now` is an instant. */
	plan(source: Source, now: string): PlannedRequest[]
	/**
	 * The document's text without fields that change by themselves, rows in a fixed order: equal
	 * texts mean nothing was said anew. Throws ParseError.
	 */
	canonical(document: Document, options: Source['options']): string
	/**
	 * Documents of one source in one tick, at least one, not necessarily all, become one Observation.
	 * Throws ParseError.
	 */
	parse(documents: readonly Document[], options: Source['options']): Observation
}

/**
 * A document as a whole is not what it claims to be, or is too much work. `document` names it,
 * `path` the place.
 */
export class ParseError extends Error {
	override readonly name = 'ParseError'
	readonly document: string
	readonly path: string
	constructor(document: string, path: string, message: string) {
		super(`${document}: ${path ? `${path}: ` : ''}${message}`.slice(0, 300))
		this.document = document
		this.path = path
	}
}
