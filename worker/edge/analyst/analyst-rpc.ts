import type { Scope } from '#core/model/analysis.ts'
import type { ScopeError } from '#core/questions/scope.ts'

/**
 * What the analyst answers to the rest of the Worker. Plain values: they cross an RPC boundary.
 */

export type AnalystAnswer =
	/** JSON of an AnalysisDocument; `kept` when nothing had to be computed. */
	| { readonly outcome: 'answered'; readonly text: string; readonly kept: boolean }
	/** The record is not whole yet. */
	| { readonly outcome: 'waiting'; readonly because: string }
	/** The scope names what does not exist. */
	| { readonly outcome: 'scope error'; readonly errors: ScopeError[] }
	/** More was asked within a minute than is computed for everybody. */
	| { readonly outcome: 'busy' }

/** Whoever computes figures for queries. */
export interface AnalystAnswers {
	/** Throws for a name that no question has, and when the recorders cannot be asked. */
	answer(name: string, scope: Scope): Promise<AnalystAnswer>
}

export type AnalystNamespace = DurableObjectNamespace<AnalystAnswers & Rpc.DurableObjectBranded>

/** There is one: it keeps what it has computed for all. */
export function analystOf({
	ANALYST,
}: {
	readonly ANALYST: AnalystNamespace
}): ReturnType<AnalystNamespace['get']> {
	return ANALYST.get(ANALYST.idFromName('analyst'))
}
