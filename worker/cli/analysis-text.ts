import type { Analysis, AnalysisReport, Scope } from '#core/model/analysis.ts'
import type { Coverage } from '#core/model/timeline.ts'
import type { Names } from '#core/questions/names.ts'
import { viewOf } from '#core/questions/registry.ts'
import { folded, viewText } from './view-text.ts'

/**
 * A report for people at a terminal: each question with its answer and tables, what was left out,
 * what it rests on, and how it was counted.
 */
export function reportText(
	{ generatedAt, inputHash, scope, analyses }: AnalysisReport,
	names: Names,
): string {
	const record = `Record as of ${generatedAt ?? 'no look at all'}, ${inputHash.slice(0, 16)}`
	const head = `${record}; ${scopeText(scope)}.`
	return `${[head, ...analyses.map((analysis) => analysisText(analysis, names))].join('\n\n\n')}\n`
}

function analysisText(analysis: Analysis, names: Names): string {
	const { name, title, asks, method, version, sampleSize, exclusions, coverage, refused } = analysis
	const view = viewOf(analysis, names)
	const hash = analysis.inputHash.slice(0, 16)
	const size = `${sampleSize.toLocaleString('en')} incidents counted`
	const counted = `${name}, version ${version}; ${size}; input ${hash}`
	const leftOut = Object.entries(exclusions).filter(([, count]) => count > 0)
	return [
		`${title}\n${'═'.repeat(title.length)}\n${asks}\n${counted}`,
		view ? viewText(view) : `No figures. ${refused ?? ''}`,
		leftOut.length > 0
			? `Left out:\n${leftOut.map(leftOutLine).join('\n')}`
			: 'Nothing was left out.',
		`Complete record:\n${coverage.length > 0 ? coverageLines(coverage).join('\n') : '  none'}`,
		folded(`Method: ${method}`),
	].join('\n\n')
}

function leftOutLine([reason, count]: readonly [string, number]): string {
	return `  ${count.toLocaleString('en')}  ${reason}`
}

function scopeText({ provider, surface, from, to, zone, weights }: Scope): string {
	const parts = [
		provider === undefined ? 'all providers' : `provider ${provider}`,
		surface !== undefined && `surface ${surface}`,
		from !== undefined && `from ${from}`,
		to !== undefined && `to ${to}`,
		`days and hours of ${zone ?? 'UTC'}`,
		weights && `weights ${weights.partial},${weights.degraded}`,
	]
	return parts.filter(Boolean).join(', ')
}

function coverageLines(coverage: readonly Coverage[]): string[] {
	return coverage.map(
		({ provider, surface, from, to, kind }) =>
			`  ${provider}${surface === undefined ? '' : `/${surface}`}  ${from} – ${to ?? 'now'}  ${kind}`,
	)
}
