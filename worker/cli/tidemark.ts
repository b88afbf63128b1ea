import { type Command, Negative, UsageError } from './command.ts'
import { ContentError } from './generated-content.ts'
import { sentenceOf } from './system-error.ts'
import { sayError } from './terminal.ts'

/**
 * The `tidemark` command: finds the subcommand, prints help, and turns errors into one sentence and
 * an exit code.
 */

const commands: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
	status: () => import('./status.ts'),
	replay: () => import('./replay.ts'),
	import: () => import('./import.ts'),
	export: () => import('./export.ts'),
	verify: () => import('./verify.ts'),
	repair: () => import('./repair.ts'),
	check: () => import('./check.ts'),
	draft: () => import('./draft.ts'),
	analyse: () => import('./analyse.ts'),
}

process.exitCode = await main(process.argv.slice(2))

async function main([name, ...args]: readonly string[]): Promise<number> {
	if (name === undefined) return complain('a command is missing (tidemark --help lists them)', 2)
	if (name === '--help' || name === '-h' || name === 'help') {
		console.log(await overview())
		return 0
	}
	const load = Object.hasOwn(commands, name) ? commands[name] : undefined
	if (!load)
		return complain(
			`there is no command ${JSON.stringify(name)}: known are ${Object.keys(commands).join(', ')}`,
			2,
		)
	const { command } = await load()
	if (args.includes('--help') || args.includes('-h')) {
		console.log(command.usage)
		return 0
	}
	try {
		await command.run(args)
		return 0
	} catch (error) {
		if (error instanceof UsageError)
			return complain(`${name}: ${error.message} (tidemark ${name} --help says more)`, 2)
		if (error instanceof Negative)
			return error.message ? complain(`${name}: ${error.message}`, error.code) : error.code
		if (error instanceof ContentError) for (const problem of error.problems) sayError(problem)
		if (process.env.TIDEMARK_TRACE) console.error(error)
		return complain(`${name}: ${sentenceOf(error)}`, 1)
	}
}

function complain(sentence: string, code: number): number {
	sayError(`tidemark: ${sentence}`)
	return code
}

async function overview(): Promise<string> {
	const lines = await Promise.all(
		Object.entries(commands).map(
			async ([name, load]) => `  ${name.padEnd(8)} ${(await load()).command.summary}`,
		),
	)
	return [
		'usage: tidemark COMMAND …',
		'',
		...lines,
		'',
		'tidemark COMMAND --help says more about one.',
	].join('\n')
}
