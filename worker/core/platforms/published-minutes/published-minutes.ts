import { canonicalJson } from '#core/hash.ts'
import type { OfficialObservation } from '#core/model/observation.ts'
import { ObservedPublishedDay } from '#core/model/published.ts'
import type { Document } from '#core/model/snapshot.ts'
import { zoneName } from '#core/time/zone.ts'
import { textOptions } from '../options.ts'
import { ParseError, type Platform } from '../platform.ts'
import { nameOfType, Problems, parseJson, quote, type Row, rowsOf } from '../read.ts'
import { type StatedTime, statedTime } from '../record/shape.ts'

/**
 * Published minutes of outage by day, which the uptime displays of status pages are made of, as a
 * file that somebody saved:
 * `[{ "service", "date", "partial_minutes", "major_minutes" }]`, or the same list as `days` of an
 * object that says when it was read (`readAt`)
 * and where it comes from. It is kept as published: no incident and no state follows from it.
 * Option `zone`: where its days begin, which the display does not say; UTC when absent.
 */
export const publishedMinutes: Platform = {
	id: 'published-minutes',
	kind: 'official',
	marks: 'none',
	checkOptions: (options) =>
		textOptions(options, {
			zone: { expected: 'a zone such as Europe/Berlin', fits: (text) => zoneName(text) === text },
		}),
	plan: (source) => [
		{ name: 'published-minutes', url: source.url, accept: 'application/json', bearsState: false },
	],
	canonical: (document) => canonicalText(document),
	parse: (documents, options) => {
		const zone =
			typeof options?.zone === 'string' && options.zone !== 'UTC' ? { zone: options.zone } : {}
		const read = documents.map(readDocument)
		return {
			kind: 'official',
			incidents: [],
			states: [],
			covers: [],
			documents: documents.map(({ name }) => ({ document: name })),
			published: read.flatMap(({ days }) => days.map((day) => ({ ...day, ...zone }))),
			problems: read.flatMap(({ problems }) => problems),
		}
	},
}

/**
 * When a collected file says that its display was read; undefined for a bare list, which does not
 * say.
 */
export function statedDisplayReadAt(document: Document): StatedTime | undefined {
	const json = parseJson(document)
	const { readAt } = isObject(json) ? json : {}
	return typeof readAt === 'string' ? statedTime(readAt) : undefined
}

function canonicalText(document: Document): string {
	listOf(document)
	try {
		return canonicalJson(parseJson(document))
	} catch (error) {
		if (error instanceof ParseError) throw error
		throw new ParseError(document.name, '', 'nested deeper than any list of days')
	}
}

/**
 * A list of rows of which the first says that it is about published minutes; anything else is
 * another file.
 */
function listOf(document: Document): readonly unknown[] {
	const json = daysIn(parseJson(document))
	if (!Array.isArray(json))
		throw new ParseError(document.name, '', `expected a list of days, got ${nameOfType(json)}`)
	const first: unknown = json[0]
	const isOurs =
		typeof first === 'object' &&
		first !== null &&
		'service' in first &&
		'date' in first &&
		('partial_minutes' in first || 'major_minutes' in first)
	if (!isOurs)
		throw new ParseError(
			document.name,
			'/0',
			'expected a day with service, date, partial_minutes and major_minutes',
		)
	return json
}

function daysIn(json: unknown): unknown {
	return isObject(json) && 'days' in json ? json.days : json
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
	return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function readDocument(document: Document): {
	readonly days: ObservedPublishedDay[]
	readonly problems: OfficialObservation['problems']
} {
	const problems = new Problems(document.name)
	const days = new Map<string, ObservedPublishedDay>()
	for (const { row, path } of rowsOf(listOf(document), '', problems)) {
		const day = readDay(row, path, problems)
		if (!day) continue
		const key = `${day.service}\n${day.date}`
		if (days.has(key))
			problems.add(path, `a second row for ${quote(day.service)} on ${day.date} is left out`)
		else days.set(key, day)
	}
	return { days: [...days.values()], problems: problems.all() }
}

function readDay(row: Row, path: string, problems: Problems): ObservedPublishedDay | undefined {
	const service = typeof row.service === 'string' ? row.service.trim() : row.service
	const read = ObservedPublishedDay.safeParse({
		service,
		date: row.date,
		partialMinutes: row.partial_minutes,
		majorMinutes: row.major_minutes,
	})
	if (read.success) return read.data
	const [issue] = read.error.issues
	problems.add(
		`${path}/${issue?.path.map(String).join('/') ?? ''}`,
		`left out: ${issue?.message ?? 'not a day'}`,
	)
	return undefined
}
