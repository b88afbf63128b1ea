import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { checkout } from '../../worker/cli/checkout.ts'

/**
 * What `npm install` does on every system: the lock file names all that any of them needs, and
 * nothing is warned of that is not so.
 */

const names = z.optional(z.record(z.string(), z.string()))
const Locked = z.object({
	version: z.optional(z.string()),
	integrity: z.optional(z.string()),
	resolved: z.optional(z.string()),
	inBundle: z.optional(z.boolean()),
	hasInstallScript: z.optional(z.boolean()),
	dependencies: names,
	optionalDependencies: names,
})
const Own = z.object({ dependencies: names, optionalDependencies: names })
const Root = z.object({
	engines: z.object({ node: z.string() }),
	devEngines: z.object({
		runtime: z.object({ name: z.string(), version: z.string(), onFail: z.string() }),
	}),
	devDependencies: z.record(z.string(), z.string()),
	allowScripts: z.record(z.string(), z.boolean()),
})

const read = (name: string) => readFileSync(checkout(name), 'utf8')
const { packages } = z
	.object({ packages: z.record(z.string(), Locked) })
	.parse(JSON.parse(read('package-lock.json')))
const root = Root.parse(JSON.parse(read('package.json')))
const locked = Object.entries(packages).filter(([path]) => path !== '')

/**
 * Where a package finds another one, by the rule of Node: beside it, or beside one that it lies in.
 */
function found(from: string, name: string): boolean {
	for (let path = from; ; path = path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/')))) {
		if (packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]) return true
		if (path === '') return false
	}
}

describe('the lock file', () => {
	test('has what every package names for any system, by the package’s own list', () => {
		const own = locked.flatMap(([path]) =>
			existsSync(checkout(path, 'package.json'))
				? [{ path, ...Own.parse(JSON.parse(read(`${path}/package.json`))) }]
				: [],
		)
		expect(
			own.filter(({ optionalDependencies }) => optionalDependencies !== undefined).length,
		).toBeGreaterThan(8)
		const missing = own.flatMap(({ path, optionalDependencies = {} }) =>
			Object.entries(optionalDependencies)
				.filter(
					([name, range]) =>
						packages[path]?.optionalDependencies?.[name] !== range || !found(path, name),
				)
				.map(([name]) => `${path} names ${name}`),
		)
		expect(missing).toEqual([])
	})

	test('has what the binaries of other systems need themselves', () => {
		const missing = locked.flatMap(([path, { dependencies = {}, optionalDependencies = {} }]) =>
			Object.keys({ ...dependencies, ...optionalDependencies })
				.filter((name) => !found(path, name))
				.map((name) => `${path} needs ${name}`),
		)
		expect(missing).toEqual([])
	})

	test.each(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'])(
		'has the bundler’s binary for %s',
		(system) => {
			expect(packages[`node_modules/@esbuild/${system}`]?.integrity).toMatch(/^sha512-/)
		},
	)

	test('proves every package by its hash, and names no registry', () => {
		expect(
			locked
				.filter(([, { integrity, inBundle }]) => integrity === undefined && !inBundle)
				.map(([path]) => path),
		).toEqual([])
		expect(
			locked.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path),
		).toEqual([])
	})
})

describe('an installation', () => {
	test('has an answer for every package that wants to run a script', () => {
		const asking = locked
			.filter(([, { hasInstallScript }]) => hasInstallScript)
			.map(([path]) => path.split('node_modules/').at(-1))
		expect(
			asking.filter((name) => name === undefined || root.allowScripts[name] === undefined),
		).toEqual([])
	})

	test('needs the Node that it says, in every place where it says so', () => {
		expect(root.devEngines.runtime).toEqual({
			name: 'node',
			version: root.engines.node,
			onFail: 'error',
		})
		expect(`${read('.nvmrc').trim()}.`).toBe(/^\d+\./.exec(root.devDependencies.node ?? '')?.[0])
		expect(read('README.md')).toContain(
			`You need Node ${root.engines.node.replace('>=', '')} or newer`,
		)
	})

	test('does not warn that packages want a newer Node than npm runs on: what runs is the one that comes with them', () => {
		expect(read('.npmrc').split('\n')).toContain('loglevel=error')
	})
})
