import type { AnalysisDocument, AnalysisReport, Scope } from '#core/model/analysis.ts'
import { schemaVersion } from '#core/model/export.ts'
import { analyse } from './analyse.ts'
import { inputHashOf } from './input-hash.ts'
import type { Question } from './question.ts'
import { questions } from './registry.ts'
import { type Analysable, scopedRecord } from './toolkit/scoped-record.ts'

/**
 * Several questions asked of the same part of a record, cut and hashed once: what the command line,
 * the API and the pages all print.
 */
export function analysisReport(
	record: Analysable,
	scope: Scope,
	asked: readonly Question[] = questions,
): AnalysisReport {
	const cut = scopedRecord(record, scope)
	const inputHash = inputHashOf(cut)
	const analyses = asked.map((question) => analyse(question, cut, scope, inputHash))
	return { schemaVersion, generatedAt: record.generatedAt, inputHash, scope, analyses }
}

/** One of them as the API and the archive's assets publish it. */
export function analysisDocument(
	record: Analysable,
	scope: Scope,
	question: Question,
): AnalysisDocument {
	return { asOf: record.generatedAt, ...analyse(question, scopedRecord(record, scope), scope) }
}
