import { canonicalJson, sha256Hex } from '#core/hash.ts'
import type { Analysis, Scope } from '#core/model/analysis.ts'
import { inputHashOf } from './input-hash.ts'
import type { Question } from './question.ts'
import type { ScopedRecord } from './toolkit/scoped-record.ts'

/**
 * Answers one question about a part of the record, with its method, what it rests on and what was
 * left out. Never NaN: an empty scope is
 * refused in words. `inputHash` is the record's own (`inputHashOf`), where it is known already.
 */
export function analyse(
	question: Question,
	record: ScopedRecord,
	scope: Scope,
	inputHash = inputHashOf(record),
): Analysis {
	const { name, title, asks, method, version, needs } = question
	const coverage = record.providers.flatMap((provider) => provider.coverage)
	const head = {
		name,
		title,
		asks,
		method,
		version,
		scope,
		coverage,
		inputHash: analysisHash(question, scope, inputHash, record),
	}
	const refused = needs === 'complete' ? refusal(record) : undefined
	if (refused !== undefined) return { ...head, sampleSize: 0, exclusions: {}, refused }
	const { sampleSize, exclusions, figures } = question.answer(record, scope)
	return {
		...head,
		sampleSize,
		exclusions: {
			...(needs === 'complete' ? chosen(record) : {}),
			...notOutages(record),
			...exclusions,
		},
		figures,
	}
}

/**
 * The hash of all that goes into one analysis: equal hashes are equal figures. `inputHash` is the
 * record's own.
 */
export function analysisHash(
	{ name, version }: Question,
	scope: Scope,
	inputHash: string,
	record: Pick<ScopedRecord, 'drawsAtMost'> = {},
): string {
	return sha256Hex(canonicalJson([name, version, scope, drawsOf(record), inputHash]))
}

/** What a rate leaves out of itself: incidents of which only a choice was collected. */
function chosen({ providers }: ScopedRecord): Record<string, number> {
	const samples = providers.reduce((sum, provider) => sum + provider.samples.length, 0)
	return samples > 0 ? { 'only a choice of incidents was collected then': samples } : {}
}

/** What pages file as incidents and editors hold to be no outage. */
function notOutages({ providers }: ScopedRecord): Record<string, number> {
	const count = providers.reduce((sum, provider) => sum + provider.notOutages.length, 0)
	return count > 0
		? { 'filed as an incident, but not an outage by an editor’s judgement': count }
		: {}
}

/** Fewer draws are other figures: a limit is part of what went in. */
function drawsOf({ drawsAtMost }: Pick<ScopedRecord, 'drawsAtMost'>): number | null {
	return drawsAtMost ?? null
}

/** Rates, shares and comparisons are refused where the record is not complete. */
function refusal(record: ScopedRecord): string | undefined {
	if (record.providers.length === 0) return 'Nothing in the record matches this scope.'
	if (record.providers.some((provider) => provider.windows.length > 0)) return undefined
	const samples = record.providers.reduce((sum, provider) => sum + provider.samples.length, 0)
	return samples > 0
		? `Here only chosen incidents were collected (${samples}): they can be listed, but no rate, ` +
				'share or comparison follows from them.'
		: 'The record does not cover this stretch: nobody looked, which is not the same as nothing ' +
				'happening.'
}
