import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs Vitest with the given arguments, streams what it says, and ends with `N passed, N failed`
 * alone on the last line, counting tests.
 * A file that could not be loaded and a runner that crashed count as failures.
 */

interface Report {
	readonly numPassedTests: number
	readonly numFailedTests: number
	readonly numPendingTests: number
	readonly numTodoTests: number
	readonly testResults: readonly {
		readonly status: string
		readonly assertionResults: readonly unknown[]
	}[]
}

const folder = mkdtempSync(join(tmpdir(), 'tidemark-test-'))
const reportFile = join(folder, 'report.json')
const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const runner = spawn(
	process.execPath,
	[
		vitest,
		'run',
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${reportFile}`,
		...process.argv.slice(2),
	],
	{
		stdio: 'inherit',
	},
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => runner.kill(signal))
runner.on('error', (error) => finish(1, error.message))
runner.on('exit', (code, signal) =>
	finish(code ?? 1, signal ? `the test runner was ended by ${signal}` : undefined),
)

function finish(code: number, trouble?: string): void {
	if (trouble) console.error(trouble)
	const counts = count(code)
	rmSync(folder, { recursive: true, force: true })
	console.log(
		`${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`,
	)
	process.exit(code === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1)
}

function count(code: number): { passed: number; failed: number; skipped: number } {
	if (!existsSync(reportFile)) return { passed: 0, failed: 1, skipped: 0 }
	// Written by Vitest's own JSON reporter.
	const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report
	const broken = report.testResults.filter(
		(file) => file.status === 'failed' && file.assertionResults.length === 0,
	).length
	const failed = report.numFailedTests + broken
	return {
		passed: report.numPassedTests,
		failed: failed === 0 && code !== 0 ? 1 : failed,
		skipped: report.numPendingTests + report.numTodoTests,
	}
}
