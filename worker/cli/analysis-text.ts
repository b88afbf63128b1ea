import type { Analysis, AnalysisReport, Scope } from '#core/model/analysis.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { figureTables } from './figure-tables.ts'

/**
 * A report for people at a terminal: each question with what it rests on, what was left out, its
 * figures in tables, and how it was counted.
 */
export function reportText({ generatedAt, inputHash, scope, analyses }: AnalysisReport): string {
	const head =
		`Record as of ${generatedAt ?? 'no look at all'}, ${inputHash.slice(0, 16)}; ` +
		`${scopeText(scope)}.`
	return `${[head, ...analyses.map(analysisText)].join('\n\n\n')}\n`
}

function analysisText({
	name,
	title,
	asks,
	method,
	version,
	sampleSize,
	exclusions,
	coverage,
	inputHash,
	refused,
	figures,
}: Analysis): string {
	const counted =
		`${name}, version ${version}; ${sampleSize.toLocaleString('en')} incidents counted; input ` +
		`${inputHash.slice(0, 16)}`
	const leftOut = Object.entries(exclusions).filter(([, count]) => count > 0)
	return [
		`${title}\n${'═'.repeat(title.length)}\n${asks}\n${counted}`,
		refused === undefined ? figureTables(figures) : `No figures. ${refused}`,
		leftOut.length > 0
			? `Left out:\n${leftOut.map(([reason, count]) => `  ${count.toLocaleString('en')}  ${reason}`).join('\n')}`
			: 'Nothing was left out.',
		`Complete record:\n${coverage.length > 0 ? coverageLines(coverage).join('\n') : '  none'}`,
		`Method: ${folded(method)}`,
	].join('\n\n')
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

const lineLength = 140

/** Broken between words. */
function folded(text: string): string {
	const lines: string[] = []
	let line = ''
	for (const word of text.split(' ')) {
		if (line.length + word.length >= lineLength) {
			lines.push(line)
			line = word
		} else line = line === '' ? word : `${line} ${word}`
	}
	return [...lines, line].join('\n')
}
