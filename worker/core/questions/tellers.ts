import type { Analysis } from '#core/model/analysis.ts'
import { afterTheAllClear } from '#core/questions/after-the-all-clear/count.ts'
import { availability } from '#core/questions/availability/count.ts'
import { blastRadius } from '#core/questions/blast-radius/count.ts'
import { calendar } from '#core/questions/calendar/count.ts'
import { causes } from '#core/questions/causes/count.ts'
import { commitments } from '#core/questions/commitments/count.ts'
import { comparison } from '#core/questions/comparison/count.ts'
import { crowd } from '#core/questions/crowd/count.ts'
import { displayAudit } from '#core/questions/display-audit/count.ts'
import { durations } from '#core/questions/durations/count.ts'
import { errorBudget } from '#core/questions/error-budget/count.ts'
import { modelsAndRegions } from '#core/questions/models-and-regions/count.ts'
import { promises } from '#core/questions/promises/count.ts'
import type { Question } from '#core/questions/question.ts'
import { relapse } from '#core/questions/relapse/count.ts'
import { remaining } from '#core/questions/remaining/count.ts'
import { sharedFate } from '#core/questions/shared-fate/count.ts'
import { words } from '#core/questions/words/count.ts'
import { tellAfterTheAllClear } from './after-the-all-clear/view.ts'
import { tellAvailability } from './availability/view.ts'
import { tellBlastRadius } from './blast-radius/view.ts'
import { tellCalendar } from './calendar/view.ts'
import { tellCauses } from './causes/view.ts'
import { tellCommitments } from './commitments/view.ts'
import { tellComparison } from './comparison/view.ts'
import { tellCrowd } from './crowd/view.ts'
import { tellDisplayAudit } from './display-audit/view.ts'
import { tellDurations } from './durations/view.ts'
import { tellErrorBudget } from './error-budget/view.ts'
import { tellModelsAndRegions } from './models-and-regions/view.ts'
import type { Names } from './names.ts'
import { tellPromises } from './promises/view.ts'
import { tellRelapse } from './relapse/view.ts'
import { tellRemaining } from './remaining/view.ts'
import { tellSharedFate } from './shared-fate/view.ts'
import type { Teller, Told } from './told.ts'
import { tellWords } from './words/view.ts'

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
