import type { OfficialObservation } from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import { confirmAbsences } from './absence.ts'
import { withAwaited } from './awaited.ts'
import { boundedLedger } from './bounded-ledger.ts'
import { boundedObservation } from './bounded-observation.ts'
import { type Folded, fold } from './fold.ts'
import type { Ledger, Look } from './ledger.ts'

/** What one official source brought in one tick. */
export interface OfficialTick {
	readonly slot: string
	/**
	 * Of the documents whose content is new or was waited for; none where there is no such document.
	 */
	readonly observation?: OfficialObservation
	readonly looks: readonly Look[]
	/** Documents (`source/document`) that a good look found unchanged. */
	readonly unchanged: readonly string[]
}

/**
 * One tick of one source, as the recorder folds it and as anyone recomputes it: what is new, then
 * what a second look confirms (what one
 * document lists is not gone because another one, unchanged, still lacks it), then what has to be
 * seen again.
 */
export function foldTick(
	ledger: Ledger,
	provider: Provider,
	source: Source,
	{ slot, observation, looks, unchanged }: OfficialTick,
): Folded {
	const folded = observation
		? foldWithin(ledger, provider, source, observation, looks)
		: { ledger, changed: [], problems: [] }
	const changed = new Set(folded.changed)
	let after = folded.ledger
	for (const document of unchanged) {
		const confirmed = confirmAbsences(after, document)
		after = confirmed.ledger
		for (const id of confirmed.changed) changed.add(id)
	}
	return {
		...folded,
		ledger: after === ledger ? ledger : withAwaited(after, provider, slot),
		changed: [...changed],
	}
}

/** A fold within the bounds of what one look may bring and of what is kept. */
function foldWithin(
	ledger: Ledger,
	provider: Provider,
	source: Source,
	observed: OfficialObservation,
	looks: readonly Look[],
): Folded {
	const { observation, problems } = boundedObservation(observed, ledger, provider, source, looks)
	const folded = boundedLedger(
		ledger,
		fold(ledger, provider, source, observation, looks),
		observation,
		provider,
		source,
		looks,
	)
	return problems.length === 0 ? folded : { ...folded, problems: [...problems, ...folded.problems] }
}
