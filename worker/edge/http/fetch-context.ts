import type { Failure } from '#core/model/snapshot.ts'
import type { CredentialName } from '#core/platforms/platform.ts'
import type { FetchPolicy } from './fetch-policy.ts'
import type { Internet } from './internet.ts'

/** What the fetch may use, and the clocks that it goes by. */
export interface FetchContext {
	readonly internet: Internet
	readonly policy: FetchPolicy
	/** The moment, as an instant. */
	now(): string
	/** Milliseconds until the tick ends. */
	remaining(): number
	/** Counts one request; false when the tick may make no more. */
	spend(): boolean
	/** Absent where nothing is ever shown, as in a replay. */
	readonly credentials?: Credentials
}

export interface Credentials {
	/** The setting that is absent, such as `DOWNDETECTOR_CLIENT_ID`; undefined when all are there. */
	missing(name: CredentialName): string | undefined
	/**
	 * What a request to `url` shows. May ask for a token, which counts as a request of the tick.
	 * Never throws.
	 */
	show(name: CredentialName, url: string, context: FetchContext): Promise<Shown>
	/** After a 401: whether something else can be shown than what was. */
	renew(name: CredentialName, refused: string | undefined): boolean
}

/**
 * The value of an `authorization` header; nothing where none is to be shown; or why there is none
 * though there should be.
 */
export type Shown =
	| { readonly authorization?: string }
	| { readonly failure: Failure }
	| 'unreached'
