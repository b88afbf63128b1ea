import { basename, resolve } from 'node:path'
import { unsaidByPublisher } from '#core/content/publisher.ts'
import { checkout } from './checkout.ts'
import { type Command, Negative, readArguments, UsageError } from './command.ts'
import { problemText, readContent } from './content.ts'
import { figureProblems } from './essay-figures.ts'
import { unrecorded } from './recorded-incidents.ts'
import { say } from './terminal.ts'

export const command: Command = {
	summary: 'validates content/, all problems at once',
	usage: [
		'usage: tidemark check [FOLDER]',
		'',
		'Validates the content of this checkout, or of FOLDER: every problem with its file, its ' +
			'path, what was expected and what came.',
		'An incident that is classed, changed or grouped must be in FOLDER/records or ' +
			'FOLDER/archive, where there are any.',
		'The figures of essays are looked up in FOLDER/archive, where there is one.',
		'What a publisher still has to say about itself is a note and no problem. Exit 0 when all ' +
			'is well, 1 when something is not.',
	].join('\n'),
	async run(args) {
		const { positionals } = readArguments(args, {})
		if (positionals.length > 1) throw new UsageError(`"${positionals[1]}" is one argument too many`)
		const folder = positionals[0] === undefined ? checkout('content') : resolve(positionals[0])
		const { content, problems: read } = readContent(folder)
		const problems = content ? [...unrecorded(folder, content), ...figureProblems(folder)] : read
		for (const problem of problems) say(problemText(problem))
		if (!content || problems.length > 0)
			throw new Negative(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
		say(
			`${content.providers.length} providers, ${content.episodes.length} episodes, ` +
				`${content.annotations.length} annotations, ${content.claims.length} claims, ` +
				`${content.readings.length} readings, ${content.coverage.length} stretches of coverage: ` +
				'all is well',
		)
		for (const sentence of unsaidByPublisher(content.site))
			say(`note: ${basename(folder)}/site.json: ${sentence}`)
	},
}
