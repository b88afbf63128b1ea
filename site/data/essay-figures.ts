import type { Essay } from '#core/content/essay.ts'
import { type Ask, essayFigures } from '#core/essays/essay-figures.ts'
import type { Figure } from '#core/essays/figure.ts'
import { canonicalJson } from '#core/hash.ts'
import type { Analysis } from '#core/model/analysis.ts'
import { analyses, analysisOf } from './analyses.ts'
import { carriedEssays } from './articles.ts'
import { bundle } from './bundle.ts'

/** An essay with its figures, as the record gives them. */
export interface FilledEssay {
	readonly essay: Essay
	readonly figures: readonly Figure[]
}

/**
 * The essays that this record carries. Throws an Error with every figure that the record does not
 * give: file, line, what was expected and what is there.
 */
export async function filledEssays(): Promise<FilledEssay[]> {
	const { record } = await bundle()
	const essays = await carriedEssays()
	const answers = new Map<string, Analysis>()
	for (const analysis of await analyses()) answers.set(keyOf(analysis.name, {}), analysis)
	for (const { question, scope } of essays.flatMap(({ figures }) => figures)) {
		const key = keyOf(question, scope)
		if (!answers.has(key)) answers.set(key, await analysisOf(question, scope))
	}
	const ask: Ask = (question, scope) => {
		const answer = answers.get(keyOf(question, scope))
		if (!answer) throw new Error(`${question} was not asked`)
		return answer
	}
	const filled = essays.map((essay) => ({ essay, ...essayFigures(essay, ask, record.claims) }))
	const problems = filled.flatMap(({ essay, complaints }) =>
		complaints.map(
			({ path, expected, got }) =>
				`content/analysis/${essay.slug}.md: ${path}: expected ${expected}, got ${got}`,
		),
	)
	if (problems.length > 0) throw new Error(problems.join('\n'))
	return filled
}

function keyOf(question: string, scope: Analysis['scope']): string {
	return `${question} ${canonicalJson(scope)}`
}

/** The names of what essays rest on, by subject. */
export async function titlesOfSubjects(): Promise<ReadonlyMap<string, string>> {
	const { record } = await bundle()
	return new Map([
		...record.incidents.map(({ provider, id, title }): [string, string] => [
			`incidents/${provider}/${id}`,
			title,
		]),
		...record.episodes.map(({ id, title }): [string, string] => [`episodes/${id}`, title]),
		...record.providers.map(({ id, name }): [string, string] => [`providers/${id}`, name]),
	])
}
