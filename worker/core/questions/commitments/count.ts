import * as z from 'zod/mini'
import { Share } from '#core/model/analysis.ts'
import { Instant } from '#core/model/instant.ts'
import { CauseKind, Commitment } from '#core/model/register.ts'
import { share } from '#core/statistics/statistics.ts'
import { instantOf, millisecondsOf } from '#core/time/time.ts'
import type { Question } from '../question.ts'
import type { Analysable, ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'

const CommitmentRow = z.extend(Commitment, {
	/**
	 * From when on later incidents are looked for: when it was said, or the end of the incident that
	 * it answers. Null where neither is known.
	 */
	since: z.nullable(Instant),
	/** Later incidents whose stated cause is of a kind that it was to prevent. */
	later: z.array(
		z.object({
			incident: z.string(),
			title: z.string(),
			from: Instant,
			kind: CauseKind,
			complete: z.boolean(),
		}),
	),
	laterOf: z.int(),
	/** How many later incidents state a cause at all: where few do, finding none says little. */
	laterWithCause: Share,
	verdict: z.enum(['came again', 'not seen again', 'cannot be told']),
})

export const CommitmentsFigures = z.object({
	commitments: z.object({ shown: z.array(CommitmentRow), of: z.int() }),
	verdicts: z.record(z.string(), z.int()),
	/** What cannot be said, and why. */
	words: z.array(z.string()),
})
export type CommitmentsFigures = z.infer<typeof CommitmentsFigures>

/** What vendors said they would change, and what came afterwards. */
export const commitments: Question<CommitmentsFigures> = {
	name: 'commitments',
	title: 'What was to change',
	asks: 'What did vendors say they would change, and did failures of the same kind come again?',
	method:
		'A commitment is what a vendor publicly said it would change, or had changed, so that a failure would not repeat: dated, linked, in our words. It names the kinds of cause that it is to prevent; one that fits no kind of outage has none. ' +
		'Later incidents of the same kind are those of the provider that began afterwards and whose stated cause (register of causes) is of one of these kinds; where the day of the commitment is not known, afterwards means after the incident that it answers ended, and where only a day is known, after that day. ' +
		'It came again when there is at least one; it was not seen again when there is none although at least 5 later incidents over complete record state a cause; else it cannot be told. ' +
		'A kind is broad: a later failure of the same kind does not show that the commitment was broken, and none does not show that it was kept. The share of later incidents with a stated cause stands beside each, because most incidents state none.',
	version: '3',
	changes: [
		{ version: '2', what: 'Says whom a share counts, and rounds nothing.' },
		{ version: '3', what: 'Says whom a share leaves out.' },
	],
	needs: 'any',
	answer({ providers, record }) {
		const histories = new Map<string, History>()
		const historyOfProvider = (scope: ProviderScope) => {
			const known = histories.get(scope.provider.id) ?? historyOf(scope, record)
			histories.set(scope.provider.id, known)
			return known
		}
		const rows = record.commitments.flatMap((commitment) => {
			const scope = providers.find(({ provider }) => provider.id === commitment.provider)
			return scope ? [rowOf(commitment, historyOfProvider(scope))] : []
		})
		rows.sort((a, b) => {
			const [first, second] = [a.since ?? '', b.since ?? '']
			return first < second ? 1 : first > second ? -1 : a.id < b.id ? -1 : 1
		})
		const verdicts: Record<string, number> = {}
		for (const { verdict } of rows) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
		return {
			sampleSize: rows.length,
			exclusions: {},
			figures: {
				commitments: { shown: rows.slice(0, 100), of: rows.length },
				verdicts,
				words:
					rows.length === 0
						? [
								'No commitment of these providers is in the register: they may have made some that nobody has entered.',
							]
						: [],
			},
		}
	},
}

/** With fewer stated causes afterwards, finding none of a kind says nothing. */
const fewestStated = 5

/** One provider's incidents by beginning, prepared once for all of its commitments. */
interface History {
	readonly byId: ReadonlyMap<string, { readonly entry: ScopedIncident; readonly complete: boolean }>
	/** Beginnings of the incidents over complete record. */
	readonly complete: readonly number[]
	/** Those whose cause is stated. */
	readonly stated: readonly {
		readonly entry: ScopedIncident
		readonly complete: boolean
		readonly kind: CauseKind
	}[]
}

function historyOf({ provider, incidents, samples }: ProviderScope, record: Analysable): History {
	const causes = new Map(
		record.causes.flatMap((cause) =>
			cause.provider === provider.id ? [[cause.incident, cause] as const] : [],
		),
	)
	const answered = new Set(record.commitments.map(({ incident }) => incident))
	const answeredIn = (entries: readonly ScopedIncident[], complete: boolean) =>
		entries
			.filter(({ incident }) => answered.has(incident.id))
			.map((entry) => [entry.incident.id, { entry, complete }] as const)
	const statedIn = (entries: readonly ScopedIncident[], complete: boolean) =>
		entries.flatMap((entry) => {
			const cause = causes.get(entry.incident.id)
			return cause ? [{ entry, complete, kind: cause.kind }] : []
		})
	return {
		byId: new Map([...answeredIn(samples, false), ...answeredIn(incidents, true)]),
		complete: incidents.map(({ from }) => from),
		stated: [...statedIn(incidents, true), ...statedIn(samples, false)].sort(
			(a, b) => a.entry.from - b.entry.from || (a.entry.incident.id < b.entry.incident.id ? -1 : 1),
		),
	}
}

function rowOf(
	commitment: Commitment,
	{ byId, complete, stated }: History,
): z.infer<typeof CommitmentRow> {
	const answered = byId.get(commitment.incident ?? '')
	const since = sinceOf(commitment, answered?.entry)
	const isLater = (from: number) => since !== null && from > since
	const later = stated.filter(
		({ entry }) => isLater(entry.from) && entry.incident.id !== commitment.incident,
	)
	const same = later.filter(({ kind }) => commitment.against.includes(kind))
	const statedThere = later.filter((row) => row.complete).length
	const itself = answered?.complete && isLater(answered.entry.from) ? 1 : 0
	const laterThere =
		complete.length - firstAfter(complete, since ?? Number.POSITIVE_INFINITY) - itself
	return {
		...commitment,
		since: since === null ? null : instantOf(since),
		later: same.slice(0, 100).map(({ entry, complete: whole, kind }) => ({
			incident: entry.incident.id,
			title: entry.incident.title,
			from: instantOf(entry.from),
			kind,
			complete: whole,
		})),
		laterOf: same.length,
		laterWithCause: {
			...share(statedThere, laterThere),
			population: 'later incidents over complete record',
			leftOut: {},
		},
		verdict:
			commitment.against.length === 0
				? 'cannot be told'
				: same.length > 0
					? 'came again'
					: statedThere >= fewestStated
						? 'not seen again'
						: 'cannot be told',
	}
}

/** The position of the first beginning after a moment. */
function firstAfter(sorted: readonly number[], moment: number): number {
	let low = 0
	let high = sorted.length
	while (low < high) {
		const middle = (low + high) >> 1
		if ((sorted[middle] ?? 0) <= moment) low = middle + 1
		else high = middle
	}
	return low
}

function sinceOf(commitment: Commitment, answered: ScopedIncident | undefined): number | null {
	if (commitment.madeAt !== undefined)
		return millisecondsOf(commitment.madeAt) + (commitment.precision === 'day' ? 86_400_000 : 0)
	return answered?.ended ? answered.to : null
}
