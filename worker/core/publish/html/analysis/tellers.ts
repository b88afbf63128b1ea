import { afterTheAllClear } from '#core/analysis/after-the-all-clear.ts'
import { availability } from '#core/analysis/availability.ts'
import { blastRadius } from '#core/analysis/blast-radius.ts'
import { calendar } from '#core/analysis/calendar.ts'
import { causes } from '#core/analysis/causes.ts'
import { commitments } from '#core/analysis/commitments.ts'
import { comparison } from '#core/analysis/comparison.ts'
import { crowd } from '#core/analysis/crowd.ts'
import { displayAudit } from '#core/analysis/display-audit.ts'
import { durations } from '#core/analysis/durations.ts'
import { errorBudget } from '#core/analysis/error-budget.ts'
import { modelsAndRegions } from '#core/analysis/models-and-regions.ts'
import { promises } from '#core/analysis/promises.ts'
import type { Question } from '#core/analysis/question.ts'
import { relapse } from '#core/analysis/relapse.ts'
import { remaining } from '#core/analysis/remaining.ts'
import { sharedFate } from '#core/analysis/shared-fate.ts'
import { words } from '#core/analysis/words.ts'
import type { Analysis } from '#core/model/analysis.ts'
import { tellAfterTheAllClear } from './after-the-all-clear.ts'
import { tellAvailability } from './availability.ts'
import { tellBlastRadius } from './blast-radius.ts'
import { tellCalendar } from './calendar.ts'
import { tellCauses } from './causes.ts'
import { tellCommitments } from './commitments.ts'
import { tellComparison } from './comparison.ts'
import { tellCrowd } from './crowd.ts'
import { tellDisplayAudit } from './display-audit.ts'
import { tellDurations } from './durations.ts'
import { tellErrorBudget } from './error-budget.ts'
import { tellModelsAndRegions } from './models-and-regions.ts'
import type { Names } from './names.ts'
import { tellPromises } from './promises.ts'
import { tellRelapse } from './relapse.ts'
import { tellRemaining } from './remaining.ts'
import { tellSharedFate } from './shared-fate.ts'
import type { Teller, Told } from './told.ts'
import { tellWords } from './words.ts'

/** How a question is told, and by which cuts its pages are built. */
export interface Telling {
	readonly question: Question
	/** A page for each provider: not where providers stand beside each other anyway. */
	readonly byProvider: boolean
	/** And for each year of a provider's complete record, where a year holds enough. */
	readonly byYear: boolean
	tell(analysis: Analysis, names: Names): Told | undefined
}

/** Every question that has pages, in the order of the registry. */
export const tellings: readonly Telling[] = [
	telling(durations, tellDurations, { byYear: true }),
	telling(availability, tellAvailability, { byYear: true }),
	telling(relapse, tellRelapse, { byYear: true }),
	telling(afterTheAllClear, tellAfterTheAllClear),
	telling(remaining, tellRemaining),
	telling(blastRadius, tellBlastRadius, { byYear: true }),
	telling(sharedFate, tellSharedFate),
	telling(words, tellWords, { byYear: true }),
	telling(crowd, tellCrowd),
	telling(calendar, tellCalendar),
	telling(promises, tellPromises),
	telling(errorBudget, tellErrorBudget),
	telling(displayAudit, tellDisplayAudit),
	telling(modelsAndRegions, tellModelsAndRegions),
	telling(causes, tellCauses),
	telling(commitments, tellCommitments),
	telling(comparison, tellComparison, { byProvider: false }),
]

function telling<Figures>(
	question: Question<Figures>,
	tell: Teller<Figures>,
	{ byProvider = true, byYear = false } = {},
): Telling {
	return {
		question,
		byProvider,
		byYear,
		tell: (analysis, names) => {
			if (analysis.name !== question.name)
				throw new TypeError(`${analysis.name} is not told by ${question.name}`)
			// An analysis of this name holds what this question answered (`analyse`), or nothing when it
			// was refused.
			const figures = analysis.figures as Figures | undefined
			return figures === undefined ? undefined : tell(figures, analysis, names)
		},
	}
}
