import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * What takes too long for every change: the suite's own tests of chance, with more of it. Whatever
 * is set in the environment holds; the seeds
 * are the day's, so that each night looks elsewhere, and are printed.
 */

const root = join(import.meta.dirname, '../..')
const seed = new Date().toISOString().slice(0, 10).replaceAll('-', '')
const asked = {
	KILLS: '500',
	MUTATIONS: '1000000',
	REQUESTS: '20000',
	SEED: seed,
	FC_SEED: seed,
	FC_RUNS: '150',
}
const env = { ...asked, ...process.env }
console.log(
	Object.keys(asked)
		.map((name) => `${name}=${env[name as keyof typeof asked]}`)
		.join(' '),
)

const parts = [
	['system', 'test/runtime/kills.node.test.ts'],
	['contract', 'test/contract/mutations.test.ts'],
	['contract', 'test/contract/times.test.ts'],
	['system', 'test/runtime/fuzzed-requests.node.test.ts'],
] as const
const failed = parts.filter(([project, file]) => {
	const vitest = join(root, 'node_modules/vitest/vitest.mjs')
	return (
		spawnSync(process.execPath, [vitest, 'run', '--project', project, file], {
			cwd: root,
			env,
			stdio: 'inherit',
		}).status !== 0
	)
})
console.log(
	failed.length === 0
		? `${parts.length} of ${parts.length} hold`
		: `failed: ${failed.map(([, file]) => file).join(', ')}`,
)
process.exitCode = failed.length === 0 ? 0 : 1
