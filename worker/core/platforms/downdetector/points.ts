import type { ObservedCount } from '#core/model/observation.ts'
import { windowSeconds } from '#core/model/report.ts'
import type { Document } from '#core/model/snapshot.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'
import { ParseError } from '../platform.ts'
import { instantAt, nameOfType, type Problems, quote, rowsOf } from '../read.ts'
import { amountOf, readAnswer } from './answer.ts'

/**
 * The windows of `/slugs/{slug}/reports` that were over at the look, oldest first. Throws
 * ParseError when it is no such list.
 */
export function readPoints(document: Document, problems: Problems): ObservedCount[] {
	const answer = readAnswer(document)
	if (!Array.isArray(answer))
		throw new ParseError(document.name, '', `expected a list of points, got ${nameOfType(answer)}`)
	const points = new Map<string, ObservedCount>()
	for (const { row, path } of rowsOf(answer, '', problems)) {
		const at = instantAt(row.point_in_time, `${path}/point_in_time`, problems)
		const count = amountOf(row.total)
		if (at === undefined && row.point_in_time === undefined) problems.add(path, 'no point_in_time')
		if (count === undefined)
			problems.add(`${path}/total`, `expected a count, got ${quote(row.total)}`)
		if (at === undefined || count === undefined) continue
		const direct = amountOf(row.indicators)
		if (direct !== undefined && direct > count)
			problems.add(`${path}/indicators`, `${direct} of ${count}: left out`)
		points.set(at, {
			at,
			windowSeconds,
			count,
			...(direct !== undefined && direct <= count && { direct }),
		})
	}
	if (answer.length > 0 && points.size === 0)
		throw new ParseError(document.name, '', 'a list in which nothing is a point with its count')
	const over = ({ at }: ObservedCount) =>
		document.fetchedAt === undefined ||
		compareInstants(addSeconds(at, windowSeconds), document.fetchedAt) <= 0
	return [...points.values()].filter(over).sort((a, b) => compareInstants(a.at, b.at))
}
