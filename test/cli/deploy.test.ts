import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkout } from '../../worker/cli/checkout.ts'
import { temporaryFolder } from '../support/small-content.ts'

const folder = temporaryFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secrets = [
	'DOWNDETECTOR_CLIENT',
	'TURNSTILE_SECRET',
	'GITHUB_TOKEN',
	'DEPLOY_HOOK_URL',
	'HEARTBEAT_URL',
	'WEBHOOKS',
	'ADMIN_TOKEN',
	'REPORT_SALT',
]

test('wrangler takes the built Worker and site as they are, without an account', () => {
	const program = checkout('node_modules', 'wrangler', 'bin', 'wrangler.js')
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[program, 'deploy', '--dry-run', '--outdir', folder],
		{
			cwd: checkout(),
			encoding: 'utf8',
			env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' },
		},
	)
	expect(status, stderr).toBe(0)
	expect(stdout).toContain('env.RECORDER (Recorder)')
	expect(stdout).toContain('env.REPORTS (Reports)')
	expect(stdout).toContain('env.ANALYST (Analyst)')
	expect(stdout).toContain('env.DAY_KEYS (DayKeys)')
	expect(stdout).toContain('env.REPORT_LIMIT')
	expect(stdout).toContain('env.KV')
	expect(stdout).toContain('env.ASSETS')
	expect(existsSync(join(folder, 'index.js'))).toBe(true)
	// The free plan takes 3 MB, gzipped.
	const kilobytes = Number(/gzip: ([\d.]+) KiB/.exec(stdout)?.[1])
	expect(kilobytes).toBeGreaterThan(10)
	expect(kilobytes).toBeLessThan(3072)
})

test('no secret’s name is in the built site, and no file of this machine', () => {
	const files = globSync('**/*', { cwd: checkout('dist') }).filter((path) =>
		statSync(checkout('dist', path)).isFile(),
	)
	expect(files).toContain('index.html')
	for (const path of files) {
		const text = readFileSync(checkout('dist', path), 'utf8')
		for (const secret of secrets)
			expect(text.includes(secret), `${path} holds ${secret}`).toBe(false)
		expect(text.includes(checkout()), `${path} holds the path of this checkout`).toBe(false)
	}
})
