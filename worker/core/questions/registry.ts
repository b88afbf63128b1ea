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
import { promises } from './promises/count.ts'
import type { Question } from './question.ts'
import { relapse } from './relapse/count.ts'
import { remaining } from './remaining/count.ts'
import { sharedFate } from './shared-fate/count.ts'
import { words } from './words/count.ts'

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
