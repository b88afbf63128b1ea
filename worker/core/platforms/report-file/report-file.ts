import { canonicalJson } from '#core/hash.ts'
import type { CrowdObservation, ObservedCount } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { compareInstants } from '#core/time/time.ts'
import { noOptions } from '../options.ts'
import { ParseError, type Platform } from '../platform.ts'
import { isRow, nameOf, nameOfType, Problems, parseJson, type Row } from '../read.ts'
import { readCounts } from './counts.ts'
import { readCsv } from './csv.ts'
import { pointsOf, readPoints, type StatedPoint } from './points.ts'

/**
 * A file of report counts that somebody collected, in one of these shapes:
 * `{ "reports": [{ "date", "value" }], "baseline"?: [{ "date", "value" }] }`, times with their
 * offset; a chart's `dataPoints` of
 * `timestampUtc`, `reportsValue` and `baselineValue`; CSV with the columns `date,value` and perhaps
 * `baseline`; or a list of counts as
 * Tidemark publishes them, readings included. An object may name a `source` (who counted) and a
 * `region`. A point is taken for the start of
 * its window, and kept as it is given: such series need not begin at whole quarters of an hour.
 */
export const reportFile: Platform = {
	id: 'report-file',
	kind: 'crowd',
	marks: 'none',
	checkOptions: noOptions,
	plan: (source) => [
		{ name: 'counts', url: source.url, accept: 'application/json, text/csv', bearsState: false },
	],
	canonical: (document) => canonicalJson(readFile(document, new Problems(document.name)).reports),
	parse(documents): CrowdObservation {
		const read = documents.map((document) => ({ document, problems: new Problems(document.name) }))
		const reports = read.flatMap(({ document, problems }) => readFile(document, problems).reports)
		return {
			kind: 'crowd',
			reports: reports.sort(oldestFirst),
			problems: read.flatMap(({ problems }) => problems.all()),
		}
	},
}

/**
 * The providers that a list of counts names itself; empty for the other shapes. Throws ParseError.
 */
export function statedProviders(document: Document): readonly string[] {
	return readFile(document, new Problems(document.name)).providers
}

interface Read {
	readonly reports: readonly ObservedCount[]
	readonly providers: readonly string[]
}

function readFile(document: Document, problems: Problems): Read {
	const isJson = /^\uFEFF?\s*[{[]/.test(document.body)
	const read = isJson
		? readJson(document, problems)
		: fromPoints(readCsv(document, problems), {}, problems)
	if (read.reports.length === 0) throw new ParseError(document.name, '', 'no counts in it')
	return { reports: [...read.reports].sort(oldestFirst), providers: read.providers }
}

function readJson(document: Document, problems: Problems): Read {
	const root = parseJson(document)
	if (Array.isArray(root)) return readCounts(root, '', {}, problems)
	if (!isRow(root))
		throw new ParseError(
			document.name,
			'',
			`expected a list of counts or an object with reports, got ${nameOfType(root)}`,
		)
	const named = namesOf(root, problems)
	if (Array.isArray(root.reports)) {
		if (root.reports.some((row) => isRow(row) && 'at' in row))
			return readCounts(root.reports, '/reports', named, problems)
		return fromPoints(pointsOf(root.reports, root.baseline, problems), named, problems)
	}
	const chart = chartOf(root)
	if (chart) return fromPoints(pointsOf(chart, undefined, problems), named, problems)
	throw new ParseError(document.name, '', 'expected a list of counts or an object with reports')
}

/** The points of a chart as Downdetector's own pages hold them. */
function chartOf(root: Row): unknown[] | undefined {
	const { stats } = root
	const data = isRow(stats) && isRow(stats.chartData) ? stats.chartData.dataPoints : undefined
	return Array.isArray(data) ? data : undefined
}

function fromPoints(
	points: readonly StatedPoint[],
	named: Pick<ObservedCount, 'source' | 'region'>,
	problems: Problems,
): Read {
	return {
		reports: readPoints(points, problems).map((count) => ({ ...count, ...named })),
		providers: [],
	}
}

function namesOf(root: Row, problems: Problems): Pick<ObservedCount, 'source' | 'region'> {
	const source = nameOf(root.source, '/source', problems)
	const region = nameOf(root.region, '/region', problems)
	return { ...(source !== undefined && { source }), ...(region !== undefined && { region }) }
}

function oldestFirst(a: ObservedCount, b: ObservedCount): number {
	return compareInstants(a.at, b.at) || compareTexts(canonicalJson(a), canonicalJson(b))
}

function compareTexts(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}
