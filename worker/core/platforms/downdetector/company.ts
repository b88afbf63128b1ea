import type { Verdict } from '#core/model/report.ts'
import type { Document } from '#core/model/snapshot.ts'
import { ParseError } from '../platform.ts'
import { nameOfType, type Problems, quote, wordOf } from '../read.ts'
import { amountOf, readAnswer } from './answer.ts'

/** What `/companies/{id}` says of the last 24 hours. Its lists name no times. */
export interface Company {
	/**
	 * The counts of the last quarter hours and what is usual in each, of equal length; empty where
	 * one of them is missing or does not fit.
	 */
	readonly counts: readonly number[]
	readonly usual: readonly number[]
	/** What is usual at the moment of the look. */
	readonly usualNow?: number
	readonly status?: Verdict
}

const statuses = new Map([
	['success', 'quiet'],
	['warning', 'possible'],
	['danger', 'problem'],
] as const satisfies [string, Verdict][])

/** Throws ParseError when it is no company. */
export function readCompany(document: Document, problems: Problems): Company {
	const answer = readAnswer(document)
	if (!('stats_24' in answer) && !('baseline_current' in answer) && !('status' in answer))
		throw new ParseError(
			document.name,
			'',
			`expected a company with its statistics, got ${nameOfType(answer)}`,
		)
	const { stats_24, baseline, baseline_current, status } = answer
	const counts = numbersOf(stats_24, '/stats_24', problems)
	const usual = numbersOf(baseline, '/baseline', problems)
	const fits = counts.length === usual.length
	if (!fits)
		problems.add('/baseline', `${usual.length} values for ${counts.length} windows: left out`)
	const usualNow = amountOf(baseline_current)
	return {
		counts: fits ? counts : [],
		usual: fits ? usual : [],
		...(usualNow !== undefined && { usualNow }),
		...(status !== undefined &&
			status !== null && { status: wordOf(status, statuses, '/status', problems) }),
	}
}

/** A list of amounts; empty with a problem when anything in it is none. */
function numbersOf(value: unknown, path: string, problems: Problems): number[] {
	if (value === undefined || value === null) return []
	const amounts = Array.isArray(value) ? value.map(amountOf) : [undefined]
	const numbers = amounts.filter((amount) => amount !== undefined)
	if (numbers.length === amounts.length) return numbers
	problems.add(
		path,
		'expected a list of numbers, got ' +
			`${quote(Array.isArray(value) ? value[amounts.indexOf(undefined)] : value)}`,
	)
	return []
}
