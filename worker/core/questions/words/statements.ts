import { isWatched } from '#core/incident/lifespan.ts'
import { isFilingKnown, isStartApart } from '#core/incident/milestones.ts'
import type { Incident, Update } from '#core/model/incident.ts'
import type { Cause } from '#core/model/register.ts'
import { isOver } from '#core/model/vocabulary.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { correctionsOf } from '#core/timeline/corrections.ts'
import type { ScopedIncident } from '../toolkit/scoped-record.ts'
import { statementFactsOf } from '../toolkit/statement-facts.ts'
import type { Cells, Measured, Named } from './scorecard.ts'
import {
	causeRules,
	fixRules,
	type NamingRule,
	namingWordsOf,
	plainTextOf,
	scopeRules,
} from './word-lists.ts'

/** The cells of a scorecard that an incident's own statements answer. */

const never = 'no statement is recorded, only that it was filed and ended'
const lateAfterSeconds = 3600
/** Why a text cannot be searched for words. */
export const notReadable = 'the statements are kept in our words, not the provider’s'

/** What the statements of one incident answer; `cause` is what the provider named elsewhere. */
export function ofStatements(
	entry: ScopedIncident,
	cause: Cause | undefined,
): Omit<Cells, 'reversed' | 'green'> {
	const { incident, open, to } = entry
	const isWhole = statementFactsOf(entry).standing === incident.updates.length
	const standing = isWhole
		? incident.updates
		: incident.updates.filter((update) => !update.absence?.confirmed)
	const { resolvedAt } = incident.milestones
	const end = resolvedAt === null ? Number.POSITIVE_INFINITY : millisecondsOf(resolvedAt.at)
	const times = standing.map((update) => millisecondsOf(update.at))
	const within = times.findLastIndex((at) => at <= end) + 1
	const stages = statementFactsOf(entry).onlyStages
	const waited = firstPost(incident)
	const texts = standing.map((update) => (update.summary ? undefined : plainTextOf(update.body)))
	return {
		firstPost: waited,
		longestSilence: longestSilence(incident, standing, times.slice(0, within), {
			openUntil: open ? to : undefined,
			stages,
		}),
		statements:
			within === 0
				? unknown(never)
				: { value: within, ...(stages && { bound: 'at least' }), evidence: [] },
		scope: scopeOf(incident, standing, texts),
		cause: causeOf(incident, standing, texts, cause),
		fix: named(incident, standing, texts, fixRules),
		posted: postedWhen(incident, standing, waited),
		silentEdits: silentEdits(incident),
		notified: notified(incident, standing),
		postmortem: postmortem(incident, standing),
	}
}

/** The id of the event that a statement is on the timeline. */
export function eventOf(incident: Incident, update: Update | string): string {
	return `${incident.id}:${typeof update === 'string' ? update : update.id}`
}

function firstPost(incident: Incident): Measured {
	const { startedAt, acknowledgedAt } = incident.milestones
	if (acknowledgedAt === null) return unknown('when the provider first spoke is not known')
	if (startedAt === null || !isStartApart(incident))
		return unknown('the provider states no start apart from its first statement')
	if (
		[startedAt, acknowledgedAt].some(({ precision }) => precision === 'day' || precision === 'hour')
	)
		return unknown('the times are known to the hour or day only')
	return {
		value: seconds(millisecondsOf(startedAt.at), millisecondsOf(acknowledgedAt.at)),
		evidence: [acknowledgedAt.event],
	}
}

function longestSilence(
	incident: Incident,
	standing: readonly Update[],
	times: readonly number[],
	{ openUntil, stages }: { readonly openUntil: number | undefined; readonly stages: boolean },
): Measured {
	if (times.length === 0) return unknown(never)
	if (standing.some(({ precision }) => precision === 'day' || precision === 'hour'))
		return unknown('the times are known to the hour or day only')
	let [longest, place] = [-1, 0]
	times.forEach((at, position) => {
		const silence = (times[position + 1] ?? openUntil ?? Number.NEGATIVE_INFINITY) - at
		if (silence > longest) [longest, place] = [silence, position]
	})
	if (longest < 0) return unknown('there is one statement only, and it says that it is over')
	const evidence = standing
		.slice(place, Math.min(place + 2, times.length))
		.map((update) => eventOf(incident, update))
	return { value: longest / 1000, evidence, ...(stages && { bound: 'at most' }) }
}

/** Of each statement what can be searched for words; undefined where it is kept in our own. */
type Texts = readonly (string | undefined)[]

function scopeOf(incident: Incident, updates: readonly Update[], texts: Texts): Named {
	const listing = updates.find((update) => update.states.length > 0)
	if (listing)
		return {
			value: 'yes',
			by: 'components',
			readable: isReadable(texts),
			evidence: [`${eventOf(incident, listing)}:states`],
		}
	return named(incident, updates, texts, scopeRules)
}

function causeOf(
	incident: Incident,
	updates: readonly Update[],
	texts: Texts,
	cause: Cause | undefined,
): Named {
	if (cause && cause.kind !== 'unknown')
		return {
			value: 'yes',
			by: 'register',
			readable: isReadable(texts),
			evidence: cause.update === undefined ? [] : [eventOf(incident, cause.update)],
		}
	return named(incident, updates, texts, causeRules)
}

function isReadable(texts: Texts): boolean {
	return texts.length > 0 && !texts.includes(undefined)
}

/**
 * `no` only where every statement could be read: one in our words may have said more than we kept.
 */
function named(
	incident: Incident,
	updates: readonly Update[],
	texts: Texts,
	rules: readonly NamingRule[],
): Named {
	const readable = isReadable(texts)
	for (const [position, update] of updates.entries()) {
		const text = texts[position]
		const words = text === undefined ? undefined : namingWordsOf(text, rules)
		if (words !== undefined)
			return { value: 'yes', by: 'words', words, readable, evidence: [eventOf(incident, update)] }
	}
	if (updates.length === 0) return { value: 'not readable', readable, evidence: [], why: never }
	if (!readable) return { value: 'not readable', readable, evidence: [], why: notReadable }
	return {
		value: 'no',
		readable,
		evidence: updates.slice(0, 20).map((update) => eventOf(incident, update)),
	}
}

function postedWhen(
	incident: Incident,
	updates: readonly Update[],
	waited: Measured,
): Cells['posted'] {
	const first = updates[0]
	const { acknowledgedAt } = incident.milestones
	if (acknowledgedAt === null || !isFilingKnown(incident))
		return { value: null, evidence: [], why: 'when the provider first spoke is not known' }
	const evidence = [acknowledgedAt.event]
	if (first && isOver(first.status)) return { value: 'afterwards', evidence }
	const posted = millisecondsOf(acknowledgedAt.at)
	const end = incident.resolvedAt ?? incident.milestones.resolvedAt?.at
	if (end !== undefined && isStartApart(incident) && millisecondsOf(end) < posted)
		return { value: 'afterwards', evidence }
	if (waited.value !== null && waited.value > lateAfterSeconds) return { value: 'late', evidence }
	if (!first) return { value: null, evidence: [], why: never }
	return { value: 'at the time', evidence }
}

function silentEdits(incident: Incident): Measured {
	if (!isWatched(incident)) return unknown('nobody watched the page while it could be changed')
	const changes = correctionsOf(incident)
	return { value: changes.length, evidence: changes.map(({ id }) => id).slice(0, 20) }
}

function notified(incident: Incident, updates: readonly Update[]): Cells['notified'] {
	const first = updates[0]
	if (first?.notified === undefined)
		return {
			value: null,
			evidence: [],
			why: 'the record does not say whether subscribers were told',
		}
	if (first.notified)
		return { value: 'from the first statement', evidence: [eventOf(incident, first)] }
	const told = updates.find((update) => update.notified)
	return told
		? { value: 'later', evidence: [eventOf(incident, first), eventOf(incident, told)] }
		: { value: 'never', evidence: [eventOf(incident, first)] }
}

function postmortem(incident: Incident, updates: readonly Update[]): Measured {
	const { postmortemAt, resolvedAt } = incident.milestones
	if (updates.length === 0) return unknown(never)
	if (postmortemAt === null) return unknown('no account after the end is recorded')
	if (resolvedAt === null) return unknown('the end is not known')
	return {
		value: seconds(millisecondsOf(resolvedAt.at), millisecondsOf(postmortemAt.at)),
		evidence: [postmortemAt.event],
	}
}

export function unknown(why: string): Measured {
	return { value: null, evidence: [], why }
}

function seconds(from: number, to: number): number {
	return (to - from) / 1000
}
