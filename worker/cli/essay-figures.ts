import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { essayFigures, isCarried } from '#core/essays/essay-figures.ts'
import { canonicalJson } from '#core/hash.ts'
import type { Analysis, Scope } from '#core/model/analysis.ts'
import { Export } from '#core/model/export.ts'
import { analyse } from '#core/questions/analyse.ts'
import { questions } from '#core/questions/registry.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { type ContentProblem, readEssays } from './content.ts'

/**
 * Looks up every figure of every essay in the archive that lies beside them, as the site's build
 * will. A folder without an archive, and an
 * essay on what the archive does not hold, have no figures to look up.
 */
export function figureProblems(folder: string): ContentProblem[] {
	const archive = join(folder, 'archive', 'export.json')
	const { essays } = readEssays(folder)
	if (essays.length === 0 || !existsSync(archive)) return []
	const record = Export.parse(JSON.parse(readFileSync(archive, 'utf8')))
	const answers = new Map<string, Analysis>()
	const ask = (name: string, scope: Scope): Analysis => {
		const key = canonicalJson([name, scope])
		const answer =
			answers.get(key) ??
			analyse(found(name), { ...scopedRecord(record, scope), drawsAtMost: fewDraws }, scope)
		answers.set(key, answer)
		return answer
	}
	return essays
		.filter(({ value }) => isCarried(value, record))
		.flatMap(({ file, value }) =>
			essayFigures(value, ask, record.claims).issues.map((issue) => ({
				file,
				...issue,
			})),
		)
}

/** Whether a figure is there does not depend on how often chance was tried. */
const fewDraws = 20

function found(name: string): (typeof questions)[number] {
	const question = questions.find((candidate) => candidate.name === name)
	if (!question) throw new Error(`no question is called ${name}`)
	return question
}
