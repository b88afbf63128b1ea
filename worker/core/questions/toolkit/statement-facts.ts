import type { Update } from '#core/model/incident.ts'
import { type IncidentStatus, isOver, isWatching } from '#core/model/vocabulary.ts'
import type { ScopedIncident } from './scoped-record.ts'

/** What several questions ask of an incident's statements, read in one go. */
export interface StatementFacts {
	/** Statements that were not withdrawn. */
	readonly standing: number
	/** The statuses of those, as bits (`bitOf`). */
	readonly stages: number
	/** The first of those that says that it is being investigated. */
	readonly investigating: Update | undefined
	/**
	 * Histories that kept the first statement of each stage and nothing between: all in our words, no
	 * stage twice, and no states.
	 */
	readonly onlyStages: boolean
	/** Some status is named twice, withdrawn statements included. */
	readonly repeats: boolean
	/** A fix, or the end, was declared. */
	readonly declaresRemedy: boolean
	/**
	 * After that something was said which is neither an end nor unknown: only then can it have been
	 * open again.
	 */
	readonly goesOn: boolean
}

const bits: Readonly<Record<IncidentStatus, number>> = {
	investigating: 1,
	identified: 2,
	monitoring: 4,
	resolved: 8,
	postmortem: 16,
	scheduled: 32,
	in_progress: 64,
	verifying: 128,
	completed: 256,
	unknown: 512,
}

/** The bit of a status in `stages`. */
export function bitOf(status: IncidentStatus): number {
	return bits[status]
}

const kept = new WeakMap<ScopedIncident, StatementFacts>()

/**
 * Read once an incident: of a hundred thousand incidents the statements do not fit into a
 * processor's cache, so that each time through takes 0.1 s and more.
 */
export function statementFactsOf(entry: ScopedIncident): StatementFacts {
	const known = kept.get(entry)
	if (known) return known
	const found = factsOf(entry.incident.updates)
	kept.set(entry, found)
	return found
}

function factsOf(updates: readonly Update[]): StatementFacts {
	let [standing, stages, all] = [0, 0, 0]
	let investigating: Update | undefined
	let [onlyStages, repeats, declaresRemedy, goesOn] = [true, false, false, false]
	for (const update of updates) {
		const { status } = update
		const bit = bits[status]
		if (!update.absence?.confirmed) {
			standing++
			stages |= bit
			if (status === 'investigating') investigating ??= update
		}
		if ((all & bit) > 0) repeats = true
		all |= bit
		if (update.summary !== true || update.states.length > 0) onlyStages = false
		if (declaresRemedy && status !== 'unknown' && !isOver(status)) goesOn = true
		if (isWatching(status) || isOver(status)) declaresRemedy = true
	}
	return {
		standing,
		stages,
		investigating,
		onlyStages: onlyStages && !repeats,
		repeats,
		declaresRemedy,
		goesOn,
	}
}
