import { relative } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** A command of `tidemark`: what it says about itself, and what it does. */
export interface Command {
	/** One line for the list of commands. */
	readonly summary: string
	/** The whole `--help` text. */
	readonly usage: string
	/**
	 * Throws UsageError on nonsense (exit 2) and any other Error when it fails (exit 1); neither
	 * leaves anything changed.
	 */
	run(args: readonly string[]): Promise<void>
}

/** What was asked makes no sense. One clear sentence; exit code 2. */
export class UsageError extends Error {
	override readonly name = 'UsageError'
}

/**
 * The command ran and its answer is no; what there is to say has been printed. Exit code 1, or one
 * that the command's help names.
 */
export class Negative extends Error {
	override readonly name = 'Negative'

	readonly code: number

	constructor(message = '', code = 1) {
		super(message)
		this.code = code
	}
}

/** `parseArgs`, strict, with positionals, its complaints turned into UsageErrors. */
export function readArguments<T extends NonNullable<ParseArgsConfig['options']>>(
	args: readonly string[],
	options: T,
) {
	try {
		return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error)
		throw new UsageError((message.split(/\.(?:\s|$)/)[0] ?? message).replaceAll("'", '"'))
	}
}

/** The only positional argument, or a UsageError that names what is missing or too much. */
export function onlyPositional(positionals: readonly string[], name: string): string {
	const [first, second] = positionals
	if (first === undefined || first === '') throw new UsageError(`${name} is missing`)
	if (second !== undefined)
		throw new UsageError(`"${second}" is one argument too many: one ${name} is expected`)
	return first
}

/** A path as people would write it from here. */
export function shown(path: string): string {
	const near = relative(process.cwd(), path)
	return near === '' ? '.' : near.startsWith('..') ? path : near
}
