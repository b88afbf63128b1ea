import { isOpen } from '#core/incident/lifespan.ts'
import type { Incident } from '#core/model/incident.ts'
import { type ProviderRecord, providerRecord, type RecordInput } from './provider-record.ts'

/** A record, and what had to be left out of it so that there is one. */
export interface SoundRecord {
	readonly record: ProviderRecord
	/** The ids of incidents that nothing can be derived from; they stay in the ledger. */
	readonly aside: readonly string[]
	/**
	 * Whether one of them may be open, so that what is left does not tell how the provider stands.
	 */
	readonly mayBeOpen?: boolean
	/** Why, in a sentence; absent when all is well. */
	readonly reason?: string
}

/**
 * A provider's record, whatever its page has brought: what one incident, the counts or the gaps
 * make impossible is left out and
 * said, so that a provider's trouble stays its own. Throws only when not even an empty record of
 * the provider can be made.
 */
export function soundRecord(input: RecordInput): SoundRecord {
	try {
		return { record: providerRecord(input), aside: [] }
	} catch (error) {
		return withoutTrouble(input, sentenceOf(error))
	}
}

function withoutTrouble(input: RecordInput, reason: string): SoundRecord {
	const kept = new Map<string, Incident>()
	const aside: string[] = []
	for (const [id, incident] of input.ledger.incidents) {
		if (canBeDerived(input, new Map([[id, incident]]))) kept.set(id, incident)
		else aside.push(id)
	}
	const mayBeOpen = (ids: readonly string[]) =>
		ids.some((id) => seemsOpen(input.ledger.incidents.get(id)))
	const calm = { ...input, ledger: { ...input.ledger, incidents: kept } }
	const attempts: RecordInput[] = [
		calm,
		{ ...calm, reports: [], rises: [], publishedDays: [] },
		{ ...calm, reports: [], rises: [], publishedDays: [], gaps: [] },
	]
	for (const attempt of attempts) {
		try {
			return { record: providerRecord(attempt), aside, mayBeOpen: mayBeOpen(aside), reason }
		} catch {
			// What is left out next may be the cause; the first reason is the one that is told.
		}
	}
	const empty = {
		...calm.ledger,
		incidents: new Map<string, Incident>(),
		rest: { ...calm.ledger.rest, listed: {} },
	}
	const record = providerRecord({
		...input,
		ledger: empty,
		reports: [],
		rises: [],
		publishedDays: [],
		gaps: [],
	})
	return { record, aside: [...input.ledger.incidents.keys()], mayBeOpen: true, reason }
}

/** What cannot be asked may be. */
function seemsOpen(incident: Incident | undefined): boolean {
	try {
		return incident === undefined || isOpen(incident)
	} catch {
		return true
	}
}

function canBeDerived(input: RecordInput, incidents: ReadonlyMap<string, Incident>): boolean {
	try {
		providerRecord({
			...input,
			ledger: { ...input.ledger, incidents },
			reports: [],
			rises: [],
			publishedDays: [],
			gaps: [],
		})
		return true
	} catch {
		return false
	}
}

/** An error as a sentence for a problem. */
export function sentenceOf(error: unknown): string {
	return (error instanceof Error ? error.message : 'it cannot be derived').slice(0, 300)
}
