import type { Condition, ConditionSpan } from './vocabulary.ts'

/**
 * From the mildest to the worst; of several surfaces the worst counts, and what is unknown anywhere
 * keeps all from being fine.
 */
const ranks: readonly Condition[] = [
	'maintenance',
	'clear',
	'operational',
	'unknown',
	'unplaced',
	'ungraded',
	'degraded',
	'partial',
	'major',
]

/**
 * At each moment the worst of several lists of stretches, each over the same observed time. An
 * incident that names no surface is trouble somewhere.
 */
export function combined(lists: readonly (readonly ConditionSpan[])[]): ConditionSpan[] {
	const edges = lists.flatMap((list) =>
		list.flatMap(({ from, to, condition, open, row }) => {
			// Trouble somewhere is no longer a question of where.
			const edge = {
				rank: ranks.indexOf(condition === 'unplaced' ? 'ungraded' : condition),
				open,
				isRow: row === true,
			}
			return [
				{ at: from, step: 1, ...edge },
				{ at: to, step: -1, ...edge },
			]
		}),
	)
	edges.sort((a, b) => a.at - b.at)
	const standing = ranks.map(() => 0)
	const opened = { no: 0, part: 0, row: 0, yes: 0 }
	let rows = 0
	let from = Number.NEGATIVE_INFINITY
	const result: ConditionSpan[] = []
	for (const { at, step, rank, open, isRow } of edges) {
		const worst = standing.findLastIndex((count) => count > 0)
		const condition = ranks[worst]
		if (at > from && condition !== undefined) {
			const onlyRows = condition === 'ungraded' && rows === standing[worst]
			append(result, {
				from,
				to: at,
				condition,
				open: opened.yes > 0 ? 'yes' : opened.row > 0 ? 'row' : opened.part > 0 ? 'part' : 'no',
				...(onlyRows && { row: true }),
			})
		}
		from = at
		standing[rank] = (standing[rank] ?? 0) + step
		opened[open] += step
		if (isRow) rows += step
	}
	return result
}

function append(result: ConditionSpan[], stretch: ConditionSpan): void {
	const last = result.at(-1)
	const isSame =
		last &&
		last.to === stretch.from &&
		last.condition === stretch.condition &&
		last.open === stretch.open &&
		last.row === stretch.row
	if (isSame) result[result.length - 1] = { ...last, to: stretch.to }
	else result.push(stretch)
}
