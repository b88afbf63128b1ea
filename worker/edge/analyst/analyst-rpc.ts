import type { Incident } from '#core/model/incident.ts'
import type { ScopeError } from '#core/questions/scope.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import type { Env } from '../../env.ts'
import type { ProviderSurfaces } from '../recorder/recorder-rpc.ts'
import type { Analyst } from './analyst.ts'

/**
 * How the analyst gets the record, and what it answers. Plain values: they cross an RPC boundary.
 */

/** How far a shard's record is, without the record itself. */
export interface RecordState {
	/** Differs when anything differs that figures are counted from. */
	readonly tag: string
	/** Why figures have to wait; null when the shard has ticked and holds the whole archive. */
	readonly waitsFor: string | null
	readonly surfaces: ProviderSurfaces[]
}

/**
 * A part of a shard's record. Texts, because an RPC copies them faster than what they say; a page
 * is far below the 32 MiB that one may carry.
 */
export interface RecordPage {
	readonly tag: string
	/** JSON of `RecordPart`; empty after the last one. */
	readonly text: string
	readonly next: string | null
}

/**
 * Some incidents of one provider, oldest first; with the first of them, all the rest that figures
 * are counted from.
 */
export interface RecordPart {
	readonly rest?: RecordRest
	readonly incidents: readonly Incident[]
}

export type RecordRest = Pick<
	ProviderRecord,
	| 'provider'
	| 'asOf'
	| 'coverage'
	| 'states'
	| 'episodes'
	| 'rises'
	| 'possibleRises'
	| 'publishedDays'
	| 'gaps'
>

/** What a recorder shard answers to the analyst. */
export interface RecordAnswers {
	recordState(): Promise<RecordState>
	recordPage(cursor: string): Promise<RecordPage>
}

export type AnalystAnswer =
	/** JSON of an AnalysisDocument; `kept` when nothing had to be computed. */
	| { readonly outcome: 'answered'; readonly text: string; readonly kept: boolean }
	/** The record is not whole yet. */
	| { readonly outcome: 'waiting'; readonly because: string }
	/** The scope names what does not exist. */
	| { readonly outcome: 'scope error'; readonly errors: ScopeError[] }
	/** More was asked within a minute than is computed for everybody. */
	| { readonly outcome: 'busy' }

/** There is one: it keeps what it has computed for all. */
export function analystOf(env: Pick<Env, 'ANALYST'>): DurableObjectStub<Analyst> {
	return env.ANALYST.get(env.ANALYST.idFromName('analyst'))
}
