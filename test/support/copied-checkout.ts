import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../../worker/cli/checkout.ts'
import { type Ran, run } from './command.ts'

/**
 * What a fresh clone has after `npm install`: the sources and the packages, and nothing that was
 * made from them.
 */

const parts = [
	'worker',
	'site',
	'content',
	'astro.config.mjs',
	'package.json',
	'package-lock.json',
	'tsconfig.json',
	'wrangler.toml',
]

export interface CopiedCheckout {
	readonly root: string
	/** A path inside it. */
	path(...parts: readonly string[]): string
	/** Runs a program of its `worker/cli` to its end. */
	run(
		program: string,
		args: readonly string[],
		env?: Readonly<Record<string, string>>,
	): Promise<Ran>
}

/** Copies this checkout to `root`, which must be new. */
export function copyCheckout(root: string): CopiedCheckout {
	mkdirSync(root, { recursive: true })
	for (const part of parts) cpSync(checkout(part), join(root, part), { recursive: true })
	symlinkSync(checkout('node_modules'), join(root, 'node_modules'), 'junction')
	return {
		root,
		path: (...inside) => join(root, ...inside),
		run: (program, args, env = {}) =>
			run([join(root, 'worker', 'cli', program), ...args], root, env),
	}
}
