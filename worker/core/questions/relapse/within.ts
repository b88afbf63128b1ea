import * as z from 'zod/mini'
import { type Setback, setbacksOf } from '#core/incident/setbacks.ts'
import { Distribution, Share } from '#core/model/analysis.ts'
import { Instant } from '#core/model/instant.ts'
import { IncidentStatus } from '#core/model/vocabulary.ts'
import { millisecondsOf } from '#core/time/time.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { ShareTally } from '../toolkit/share.ts'
import { statementFactsOf } from '../toolkit/statement-facts.ts'
import { Tally } from '../toolkit/tally.ts'
import { idOf, listedAtMost } from '../toolkit/trace.ts'

/**
 * Fixes that did not hold within one incident: declared in place, or declared over, and then open
 * again.
 */

export const Within = z.object({
	/**
	 * Of the incidents in which a fix was declared in place, or the end: how many were open again.
	 */
	share: Share,
	/** How often; an incident can do it more than once. */
	setbacks: z.int(),
	/** How long the declared fixes held that did not hold. */
	held: Distribution,
})
export type Within = z.infer<typeof Within>

export const SetbackRow = z.object({
	incident: z.string(),
	/** The statement that shows it. */
	update: z.string(),
	declaredFixedAt: Instant,
	at: z.string(),
	heldSeconds: z.number(),
	from: IncidentStatus,
	to: IncidentStatus,
})
export type SetbackRow = z.infer<typeof SetbackRow>

export const withinReasons = {
	bare: 'only its beginning and end are known, no statements',
	sparse: 'its source keeps one time a stage, so that a return would not show',
	notDeclared: 'no fix and no end was declared yet',
} as const

export interface SetbacksOfScope {
	readonly rows: SetbackRow[]
	readonly asked: ShareTally
}

const declared = 'incidents in which a fix or the end was declared'

/** Setbacks of one provider's incidents, oldest first. */
export function setbacksIn({ incidents }: ProviderScope): SetbacksOfScope {
	const sparse = sparseDocuments(incidents)
	const asked = new ShareTally(declared)
	const rows: SetbackRow[] = []
	for (const entry of incidents) {
		const reason = reasonAgainst(entry, sparse)
		if (reason !== undefined) {
			asked.add(reason)
			continue
		}
		const setbacks = statementFactsOf(entry).goesOn ? setbacksOf(entry.incident.updates) : []
		asked.add(setbacks.length > 0, entry.from)
		rows.push(...setbacks.map((setback) => row(entry, setback)))
	}
	return { rows, asked }
}

export function describeWithin(scopes: readonly SetbacksOfScope[]): Within {
	const held = new Tally()
	for (const { rows } of scopes) for (const { heldSeconds } of rows) held.add(heldSeconds)
	return {
		share: scopes.reduce((all, { asked }) => all.join(asked), new ShareTally(declared)).share(),
		setbacks: held.values.length,
		held: held.distribution(),
	}
}

/** The most recent ones, as many as can be read. */
export function listed(rows: readonly SetbackRow[]): SetbackRow[] {
	return [...rows]
		.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.update < b.update ? -1 : 1))
		.slice(0, listedAtMost)
}

function reasonAgainst(entry: ScopedIncident, sparse: ReadonlySet<string>): string | undefined {
	const { updates, listedIn } = entry.incident
	if (updates.length === 0) return withinReasons.bare
	if (listedIn.length > 0 && listedIn.every(({ document }) => sparse.has(document)))
		return withinReasons.sparse
	return statementFactsOf(entry).declaresRemedy ? undefined : withinReasons.notDeclared
}

/** Fewer incidents with statements than this tell nothing about what their source keeps. */
const toJudgeASource = 10

/**
 * Imported lists in which no incident names a status twice: they give each stage one time and leave
 * out the rest.
 */
function sparseDocuments(incidents: readonly ScopedIncident[]): Set<string> {
	const seen = new Map<string, { told: number; repeats: boolean }>()
	for (const entry of incidents) {
		const { updates, listedIn, evidence } = entry.incident
		const [only, second] = listedIn
		// What two sources tell together says nothing about either.
		if (!only || second || updates.length === 0) continue
		if (
			evidence.some(
				(item) =>
					item.kind === 'snapshot' && item.provenance !== 'rebuilt' && item.provenance !== 'import',
			)
		)
			continue
		const { repeats } = statementFactsOf(entry)
		const before = seen.get(only.document) ?? { told: 0, repeats: false }
		seen.set(only.document, { told: before.told + 1, repeats: before.repeats || repeats })
	}
	return new Set(
		[...seen]
			.filter(([, { told, repeats }]) => told >= toJudgeASource && !repeats)
			.map(([document]) => document),
	)
}

function row(entry: ScopedIncident, { update, declaredFixedAt, from, to }: Setback): SetbackRow {
	return {
		incident: idOf(entry),
		update: update.id,
		declaredFixedAt,
		at: update.at,
		heldSeconds: (millisecondsOf(update.at) - millisecondsOf(declaredFixedAt)) / 1000,
		from,
		to,
	}
}
