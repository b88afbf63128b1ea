import type { Essay } from '#core/content/essay.ts'
import { type ContentIssue, shortText } from '#core/content/issues.ts'
import type { Analysis, Scope } from '#core/model/analysis.ts'
import type { Claim } from '#core/model/content.ts'
import { type Figure, figureOf } from './figure.ts'

/** Asks a question of a part of the record. */
export type Ask = (question: string, scope: Scope) => Analysis

/**
 * The figures of an essay in the order of its placeholders, and every one that the record does not
 * give.
 */
export function essayFigures(
	essay: Essay,
	ask: Ask,
	claims: readonly Claim[],
): { readonly figures: readonly Figure[]; readonly issues: readonly ContentIssue[] } {
	const found = essay.figures.map((placeholder) =>
		figureOf(placeholder, ask(placeholder.question, placeholder.scope)),
	)
	const asserted = essay.blocks.flatMap(({ kind, about, line }): ContentIssue[] => {
		if (kind !== 'claims' || claimsAbout(essay, about, claims).length > 0) return []
		const questions = [
			...new Set(
				claims
					.filter(({ subject }) => essay.subjects.includes(subject))
					.map(({ question }) => question ?? ''),
			),
		]
		return [
			{
				path: `line ${line}`,
				expected: `a question that claims on its subjects answer: one of ${questions.join(', ')}`,
				got: shortText(about),
			},
		]
	})
	return {
		figures: found.flatMap((figure) => ('text' in figure ? [figure] : [])),
		issues: [...found.flatMap((figure) => ('text' in figure ? [] : [figure])), ...asserted],
	}
}

/** The claims that answer one question, of those on the subjects of an essay. */
export function claimsAbout(
	{ subjects }: Pick<Essay, 'subjects'>,
	question: string,
	claims: readonly Claim[],
): readonly Claim[] {
	return claims.filter((claim) => claim.question === question && subjects.includes(claim.subject))
}

/** Whether the record holds everything that an essay rests on. */
export function isCarried({ subjects }: Pick<Essay, 'subjects'>, record: Carrier): boolean {
	const known = new Set([
		...record.incidents.map(({ provider, id }) => `incidents/${provider}/${id}`),
		...record.episodes.map(({ id }) => `episodes/${id}`),
		...record.providers.map(({ id }) => `providers/${id}`),
	])
	return subjects.every((subject) => known.has(subject))
}

/** The parts of an Export that name what it holds. */
export interface Carrier {
	readonly incidents: readonly { readonly provider: string; readonly id: string }[]
	readonly episodes: readonly { readonly id: string }[]
	readonly providers: readonly { readonly id: string }[]
}
