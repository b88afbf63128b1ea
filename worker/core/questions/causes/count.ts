import * as z from 'zod/mini'
import { Share } from '#core/model/analysis.ts'
import { Instant } from '#core/model/instant.ts'
import { Cause, CauseKind, SecondFailure } from '#core/model/register.ts'
import { instantOf } from '#core/time/time.ts'
import type { Question } from '../question.ts'
import type { ScopedIncident, ScopedRecord } from '../toolkit/scoped-record.ts'
import { shareAmong, shrunkTowards } from '../toolkit/share.ts'
import { type Failure, failuresAgain } from './failed-again.ts'

const StatedCause = z.extend(Cause, {
	title: z.string(),
	from: Instant,
	/** Whether the record is complete where it began: only such incidents are counted. */
	complete: z.boolean(),
})

/** What a failure after a failure fits, by the provider's statements alone. */
export const Fit = z.union([SecondFailure, z.enum(['the same kind of cause', 'cannot be told'])])
export type Fit = z.infer<typeof Fit>

const AgainRow = z.object({
	provider: z.string(),
	/**
	 * The incident that failed again; `after`: the one before it, absent where it failed again within
	 * itself.
	 */
	incident: z.string(),
	after: z.optional(z.string()),
	at: Instant,
	fits: Fit,
	/** Our paraphrase of what the provider says of it. */
	says: z.optional(z.string()),
	/** Events that show it: `/incidents/{provider}/{incident}#{event}`. */
	evidence: z.array(z.string()),
})

export const CausesFigures = z.object({
	/** Incidents with a stated cause among all, over the complete record. */
	stated: Share,
	/**
	 * Of the stated causes: how many incidents of each kind. A share of what is stated, not of what
	 * happened.
	 */
	kinds: z.array(
		z.object({ kind: CauseKind, count: z.int(), share: Share, incidents: z.array(z.string()) }),
	),
	providers: z.array(
		z.object({
			provider: z.string(),
			name: z.string(),
			stated: Share,
			kinds: z.record(z.string(), z.int()),
		}),
	),
	causes: z.object({ shown: z.array(StatedCause), of: z.int() }),
	again: z.object({
		/** How many failures after a failure fit what. */
		fits: z.record(z.string(), z.int()),
		/** Those of which something can be told first, then the newest. */
		shown: z.array(AgainRow),
		of: z.int(),
	}),
})
export type CausesFigures = z.infer<typeof CausesFigures>

/** What providers themselves named as the cause, and what that says of a second failure. */
export const causes: Question<CausesFigures> = {
	name: 'causes',
	title: 'Stated causes',
	asks: 'What did the provider say was the cause, and why did it fail again?',
	method:
		'A cause is counted only where the provider itself states it, in an update, an account of ' +
		'its own or the title, and every entry links to that place; nobody’s guess, and none of ' +
		'ours. One kind is counted for each incident, the one that the statement puts first; ' +
		'others that it names stand beside it. ' +
		'The share of incidents with a stated cause is taken among all incidents over complete ' +
		'record, so that it is at least so large: a statement that the register lacks counts as ' +
		'none; the kinds are shares of the stated causes, and say nothing of the others: what ' +
		'providers write accounts of are their largest failures. ' +
		'A failure after a failure is an incident that was open again after a remedy was declared, ' +
		'or one that began within 24 hours after another of the provider ended on a surface that ' +
		'both name (the latest such), or one whose statement itself speaks of a second failure. ' +
		'What it fits is read from statements alone: the register says it where a statement does; ' +
		'where the causes of both incidents are stated, the same kind or another cause; in all ' +
		'other cases it cannot be told, which is the usual answer. ' +
		'Wrong where a statement exists that the register lacks, and where a provider’s own ' +
		'account is wrong.',
	version: '2',
	changes: [
		{
			version: '2',
			what:
				'Gives shares an interval that allows for incidents of the same week, draws those of few ' +
				'towards the pool beside what was counted, and rounds nothing.',
		},
	],
	needs: 'any',
	pages: 'by provider',
	schema: CausesFigures,
	answer(record) {
		const rows = rowsOf(record)
		const counted = rows.filter(({ complete }) => complete)
		const incidents = record.providers.reduce((sum, scope) => sum + scope.incidents.length, 0)
		const asked = { population: 'incidents over complete record', members: [], at: begun }
		const byProvider = Map.groupBy(counted, ({ cause }) => cause.provider)
		const stated = shrunkTowards(
			record.providers.map((scope) =>
				shareAmong(
					{ ...asked, members: scope.incidents },
					entriesOf(byProvider.get(scope.provider.id) ?? []),
				),
			),
		)
		const again = record.providers.flatMap((scope) => {
			const stated = new Map(
				rows.flatMap(({ cause }) =>
					cause.provider === scope.provider.id ? [[cause.incident, cause] as const] : [],
				),
			)
			return failuresAgain(scope, stated).map((failure) => ({ failure, ...fitOf(failure, stated) }))
		})
		again.sort(
			(a, b) =>
				Number(b.fits !== 'cannot be told') - Number(a.fits !== 'cannot be told') ||
				b.failure.at - a.failure.at ||
				(a.failure.entry.incident.id < b.failure.entry.incident.id ? -1 : 1),
		)
		return {
			sampleSize: incidents,
			exclusions: {
				'stated, but only chosen incidents were collected there: listed, not counted':
					rows.length - counted.length,
			},
			figures: {
				stated: shareAmong(
					{ ...asked, members: record.providers.flatMap((scope) => scope.incidents) },
					entriesOf(counted),
				),
				kinds: CauseKind.options.flatMap((kind) => {
					const own = counted.filter(({ cause }) => cause.kind === kind)
					const named = own
						.map(({ cause }) => `${cause.provider}/${cause.incident}`)
						.slice(0, longestList)
					return own.length === 0
						? []
						: [
								{
									kind,
									count: own.length,
									share: shareAmong(
										{ population: 'stated causes', members: entriesOf(counted), at: begun },
										entriesOf(own),
									),
									incidents: named,
								},
							]
				}),
				providers: record.providers.map((scope, index) => {
					const own = counted.filter(({ cause }) => cause.provider === scope.provider.id)
					const kinds = Object.fromEntries(
						CauseKind.options
							.map((kind) => [kind, own.filter(({ cause }) => cause.kind === kind).length] as const)
							.filter(([, count]) => count > 0),
					)
					return {
						provider: scope.provider.id,
						name: scope.provider.name,
						stated: stated[index] ?? shareAmong(asked, []),
						kinds,
					}
				}),
				causes: {
					shown: rows
						.toSorted((a, b) => b.entry.from - a.entry.from)
						.slice(0, longestList)
						.map(({ cause, entry, complete }) => ({
							...cause,
							title: entry.incident.title,
							from: instantOf(entry.from),
							complete,
						})),
					of: rows.length,
				},
				again: {
					fits: countsOf(again.map(({ fits }) => fits)),
					shown: again.slice(0, longestList).map(againRow),
					of: again.length,
				},
			},
		}
	},
}

const longestList = 100

function begun({ from }: ScopedIncident): number {
	return from
}

function entriesOf(rows: readonly Row[]): ScopedIncident[] {
	return rows.map(({ entry }) => entry)
}

interface Row {
	readonly cause: Cause
	readonly entry: ScopedIncident
	readonly complete: boolean
}

function rowsOf({ providers, record }: ScopedRecord): Row[] {
	const byProvider = Map.groupBy(record.causes, ({ provider }) => provider)
	return providers.flatMap(({ provider, incidents, samples }) => {
		const wanted = new Map(
			(byProvider.get(provider.id) ?? []).map((cause) => [cause.incident, cause]),
		)
		const rowsIn = (entries: readonly ScopedIncident[], complete: boolean) =>
			entries.flatMap((entry) => {
				const cause = wanted.get(entry.incident.id)
				return cause ? [{ cause, entry, complete }] : []
			})
		return [...rowsIn(incidents, true), ...rowsIn(samples, false)]
	})
}

/** `stated`: the causes of the provider by incident. */
function fitOf(
	{ entry, after }: Failure,
	stated: ReadonlyMap<string, Cause>,
): { readonly fits: Fit; readonly says?: string } {
	const cause = stated.get(entry.incident.id)
	const second = cause?.second
	if (second && second.after === after?.incident.id) return { fits: second.fits, says: second.says }
	const earlier = after && stated.get(after.incident.id)
	if (!cause || !earlier || cause.kind === 'unknown' || earlier.kind === 'unknown')
		return { fits: 'cannot be told' }
	return { fits: cause.kind === earlier.kind ? 'the same kind of cause' : 'another cause' }
}

function againRow({
	failure,
	fits,
	says,
}: {
	readonly failure: Failure
	readonly fits: Fit
	readonly says?: string
}): CausesFigures['again']['shown'][number] {
	const { provider, entry, after, at, evidence } = failure
	return {
		provider,
		incident: entry.incident.id,
		...(after && { after: after.incident.id }),
		at: instantOf(at),
		fits,
		...(says !== undefined && { says }),
		evidence: [
			...(evidence ?? [
				entry.incident.milestones.acknowledgedAt?.event ?? `${entry.incident.id}:created`,
			]),
		],
	}
}

function countsOf(values: readonly string[]): Record<string, number> {
	const counts: Record<string, number> = {}
	for (const value of values) counts[value] = (counts[value] ?? 0) + 1
	return counts
}
