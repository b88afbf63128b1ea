import { canonicalJson } from '#core/hash.ts'
import type { Analysis, Scope } from '#core/model/analysis.ts'
import { analyse } from '#core/questions/analyse.ts'
import { questionOf } from '#core/questions/registry.ts'
import { analysisReport } from '#core/questions/report.ts'
import { type ScopedRecord, scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { bundle } from './bundle.ts'

let answering: Promise<readonly Analysis[]> | undefined

/** Every question answered about the whole record, once for a build. */
export function analyses(): Promise<readonly Analysis[]> {
	answering ??= bundle().then(({ record }) => analysisReport(record, {}).analyses)
	return answering
}

const cuts = new Map<string, ScopedRecord>()

/** One question about a part of the record. Throws for a name that no question has. */
export async function analysisOf(name: string, scope: Scope): Promise<Analysis> {
	const key = canonicalJson(scope)
	const cut = cuts.get(key) ?? scopedRecord((await bundle()).record, scope)
	cuts.set(key, cut)
	return analyse(questionOf(name), cut, scope)
}
