import type { ChainLook } from '#core/archive/chain.ts'
import type { Observation } from '#core/model/observation.ts'
import type { Document, Failure } from '#core/model/snapshot.ts'
import { observe } from '#core/platforms/observe.ts'
import { ParseError } from '#core/platforms/platform.ts'
import { latest } from '#core/time/time.ts'
import type { Asking } from './agenda.ts'
import { type Judgement, unreadable } from './judge.ts'

/** All that one source said in one tick. */
export interface Reading {
	readonly source: Asking
	readonly judgements: readonly Judgement[]
	/** Of the documents whose content is new; absent when there is none. */
	readonly observation?: Observation
}

/**
 * Reads what is new, source by source, in the order of `askings`. A document that cannot be read
 * becomes a failed look and costs only itself.
 */
export function readSources(
	judgements: readonly Judgement[],
	isNews: (look: ChainLook) => boolean,
): Reading[] {
	const bySource = Map.groupBy(
		judgements,
		({ asking }) => `${asking.provider.id}/${asking.source.id}`,
	)
	return [...bySource.values()].flatMap((group) => {
		const [first] = group
		return first ? [readSource(first.asking, group, isNews)] : []
	})
}

function readSource(
	source: Asking,
	group: readonly Judgement[],
	isNews: (look: ChainLook) => boolean,
): Reading {
	const judgements = [...group]
	for (;;) {
		// The counts of a crowd document differ with the time of the look, whatever its chain says.
		const fresh = judgements.flatMap(({ document, look }) =>
			document && (source.platform.kind === 'crowd' || isNews(look)) ? [document] : [],
		)
		if (fresh.length === 0) return { source, judgements }
		const lookAt =
			latest(
				...judgements.flatMap(({ document, look }) =>
					document && fresh.includes(document) ? [look.fetchedAt] : [],
				),
			) ?? ''
		try {
			return {
				source,
				judgements,
				observation: observe(
					source.platform,
					fresh,
					source.source.options,
					lookAt,
					judgements[0]?.look.words,
				),
			}
		} catch (error) {
			// The named document is to blame; when none is named, all of them are. Each round leaves
			// fewer.
			const named =
				error instanceof ParseError
					? fresh.filter((document) => document.name === error.document)
					: []
			refuse(judgements, named.length > 0 ? named : fresh, error)
		}
	}
}

function refuse(judgements: Judgement[], documents: readonly Document[], error: unknown): void {
	for (const [index, { asking, look, document }] of judgements.entries()) {
		if (document && documents.includes(document))
			judgements[index] = { asking, look: failedLook(look, unreadable(error, httpStatusOf(look))) }
	}
}

function httpStatusOf(look: ChainLook): number | undefined {
	return look.outcome === 'good' ? look.httpStatus : undefined
}

/** The look that an answer amounts to when its content cannot be used. */
export function failedLook(
	{ provider, source, document, url, slot, fetchedAt, provenance, words }: ChainLook,
	failure: Failure,
): ChainLook {
	return {
		provider,
		source,
		document,
		url,
		slot,
		fetchedAt,
		provenance,
		...(words && { words }),
		outcome: 'failed',
		failure,
	}
}
