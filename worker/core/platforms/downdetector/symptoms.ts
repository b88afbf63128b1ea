import type { Document } from '#core/model/snapshot.ts'
import { readInstant } from '#core/time/time.ts'
import { ParseError } from '../platform.ts'
import { nameOfType, type Problems, quote, rowsOf } from '../read.ts'
import { amountOf, readAnswer } from './answer.ts'

const mostSymptoms = 50

/**
 * How many named which symptom in the one window that `/companies/{id}/indicators` was asked for,
 * which its address tells. Throws ParseError when it is no list.
 */
export function readSymptoms(
	document: Document,
	problems: Problems,
): { readonly at: string | undefined; readonly counts: Record<string, number> } {
	const answer = readAnswer(document)
	if (!Array.isArray(answer))
		throw new ParseError(
			document.name,
			'',
			`expected a list of indicators, got ${nameOfType(answer)}`,
		)
	const counts = new Map<string, number>()
	for (const { row, path } of rowsOf(answer, '', problems)) {
		const name = symptomOf(row.slug) ?? symptomOf(row.key) ?? symptomOf(row.indicator)
		const amount = amountOf(row.amount)
		if (name === undefined) problems.add(path, 'no name of a symptom')
		else if (amount === undefined || !Number.isSafeInteger(amount))
			problems.add(`${path}/amount`, `expected a count, got ${quote(row.amount)}`)
		else if (counts.size < mostSymptoms) counts.set(name, (counts.get(name) ?? 0) + amount)
	}
	if (answer.length > 0 && counts.size === 0)
		throw new ParseError(
			document.name,
			'',
			'a list in which nothing is an indicator with its count',
		)
	return { at: askedSince(document.url), counts: Object.fromEntries(counts) }
}

function askedSince(url: string): string | undefined {
	const text = /[?&]startdate=([^&]+)/.exec(url)?.[1]
	return text === undefined ? undefined : readInstant(text.replaceAll(/%3A/gi, ':'))
}

/** Words joined by hyphens. */
function symptomOf(value: unknown): string | undefined {
	if (typeof value !== 'string') return undefined
	const name = value
		.slice(0, 200)
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-+|-+$/g, '')
	return name === '' ? undefined : name.slice(0, 80)
}
