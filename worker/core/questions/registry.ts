import type { Analysis } from '#core/model/analysis.ts'
import { view as afterTheAllClearView } from '#view/after-the-all-clear'
import { view as availabilityView } from '#view/availability'
import { view as blastRadiusView } from '#view/blast-radius'
import { view as calendarView } from '#view/calendar'
import { view as causesView } from '#view/causes'
import { view as commitmentsView } from '#view/commitments'
import { view as comparisonView } from '#view/comparison'
import { view as crowdView } from '#view/crowd'
import { view as displayAuditView } from '#view/display-audit'
import { view as durationsView } from '#view/durations'
import { view as errorBudgetView } from '#view/error-budget'
import { view as modelsAndRegionsView } from '#view/models-and-regions'
import { view as outsideWorkingHoursView } from '#view/outside-working-hours'
import { view as promisesView } from '#view/promises'
import { view as relapseView } from '#view/relapse'
import { view as remainingView } from '#view/remaining'
import { view as sharedFateView } from '#view/shared-fate'
import { view as wordsView } from '#view/words'
import { afterTheAllClear } from './after-the-all-clear/count.ts'
import { availability } from './availability/count.ts'
import { blastRadius } from './blast-radius/count.ts'
import { calendar } from './calendar/count.ts'
import { causes } from './causes/count.ts'
import { commitments } from './commitments/count.ts'
import { comparison } from './comparison/count.ts'
import { crowd } from './crowd/count.ts'
import { displayAudit } from './display-audit/count.ts'
import { durations } from './durations/count.ts'
import { errorBudget } from './error-budget/count.ts'
import { modelsAndRegions } from './models-and-regions/count.ts'
import type { Names } from './names.ts'
import { outsideWorkingHours } from './outside-working-hours/count.ts'
import { promises } from './promises/count.ts'
import type { Question } from './question.ts'
import { relapse } from './relapse/count.ts'
import { remaining } from './remaining/count.ts'
import { sharedFate } from './shared-fate/count.ts'
import type { Presenter, View } from './view.ts'
import { words } from './words/count.ts'

/**
 * Every question that can be asked of the record, in the order in which `/analysis` lists them: its
 * definition and computation, and its view. The page, the command line, the API and its schema, and
 * `/methodology` all read this list.
 *
 * The views come through `#view/…` (package.json), which is nothing in the Worker: it answers with
 * figures and shows none.
 */
const registered: readonly Registered[] = [
	register(durations, durationsView),
	register(availability, availabilityView),
	register(relapse, relapseView),
	register(afterTheAllClear, afterTheAllClearView),
	register(remaining, remainingView),
	register(blastRadius, blastRadiusView),
	register(sharedFate, sharedFateView),
	register(words, wordsView),
	register(crowd, crowdView),
	register(calendar, calendarView),
	register(outsideWorkingHours, outsideWorkingHoursView),
	register(promises, promisesView),
	register(errorBudget, errorBudgetView),
	register(displayAudit, displayAuditView),
	register(modelsAndRegions, modelsAndRegionsView),
	register(causes, causesView),
	register(commitments, commitmentsView),
	register(comparison, comparisonView),
]

export const questions: readonly Question[] = registered.map(({ question }) => question)

/** Throws for a name that no question has. */
export function questionOf(name: string): Question {
	return entryOf(name).question
}

/** What is shown of an analysis; nothing where figures were refused. */
export function viewOf(analysis: Analysis, names: Names): View | undefined {
	return entryOf(analysis.name).view(analysis, names)
}

interface Registered {
	readonly question: Question
	view(analysis: Analysis, names: Names): View | undefined
}

function register<Figures>(
	question: Question<Figures>,
	present: Presenter<Figures> | undefined,
): Registered {
	return {
		question,
		view(analysis, names) {
			if (!present) throw new TypeError(`${question.name} has no view here`)
			// An analysis of this name holds what this question answered (`analyse`), or nothing when it
			// was refused.
			const figures = analysis.figures as Figures | undefined
			return figures === undefined ? undefined : present(figures, analysis, names)
		},
	}
}

function entryOf(name: string): Registered {
	const found = registered.find(({ question }) => question.name === name)
	if (!found) throw new RangeError(`no question is called ${JSON.stringify(name)}`)
	return found
}
