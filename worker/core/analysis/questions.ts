import { afterTheAllClear } from './after-the-all-clear.ts'
import { availability } from './availability.ts'
import { blastRadius } from './blast-radius.ts'
import { calendar } from './calendar.ts'
import { causes } from './causes.ts'
import { commitments } from './commitments.ts'
import { comparison } from './comparison.ts'
import { crowd } from './crowd.ts'
import { displayAudit } from './display-audit.ts'
import { durations } from './durations.ts'
import { errorBudget } from './error-budget.ts'
import { modelsAndRegions } from './models-and-regions.ts'
import { promises } from './promises.ts'
import type { Question } from './question.ts'
import { relapse } from './relapse.ts'
import { remaining } from './remaining.ts'
import { sharedFate } from './shared-fate.ts'
import { words } from './words.ts'

/** Every question that can be asked of the record, in the order in which `/analysis` lists them. */
export const questions: readonly Question[] = [
	durations,
	availability,
	relapse,
	afterTheAllClear,
	remaining,
	blastRadius,
	sharedFate,
	words,
	crowd,
	calendar,
	promises,
	errorBudget,
	displayAudit,
	modelsAndRegions,
	causes,
	commitments,
	comparison,
]
