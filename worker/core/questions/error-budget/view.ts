import type {
	Budget,
	BudgetMonth,
	ErrorBudgetFigures,
	LevelOfMonth,
} from '#core/questions/error-budget/figures.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { columnsChart, type Panel } from '../chart.ts'
import {
	type Cell,
	head,
	numberCell,
	providerCell,
	shareOf,
	textCell,
	timeCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import { percent, percents, roughly, type Said, say, small, time } from '../said.ts'
import { note, type Presenter } from '../view.ts'

/** The level that the sentence and the picture speak of. */
const drawnPercent = 99.9
const panelsAtMost = 9

/** How much of what a level allows was spent in each month, and when it ran out. */
export const view: Presenter<ErrorBudgetFigures> = (figures, _, names) => {
	const { budgets, partialWeight, promisesLeftOut } = figures
	const panels = panelsOf(budgets)
	const leftOut = Object.entries(promisesLeftOut)
	return {
		answer: answerOf(figures),
		cautions: [
			'Nobody promised the yardsticks, and no credit follows from these figures: most promises ' +
				'count errors of requests, which no status page publishes.',
		],
		sections: [
			{
				id: 'spent',
				heading: `The newest month at ${drawnPercent} %, day by day`,
				intro: say`Each column is the share of the month’s budget spent up to that day, as uptime
					displays count: major outages in full, partial ones at ${String(partialWeight)}. At the
					line the budget is gone.`,
				...(panels.length > 0 && {
					chart: columnsChart({
						id: 'spent',
						title: `Error budget spent at ${drawnPercent} %`,
						means: { value: 'spent up to that day', lines: 'the whole budget' },
						panels,
					}),
				}),
				table: {
					id: 'days',
					caption: 'Days on which anything was spent',
					isFolded: true,
					heads: [
						head('Provider', 'provider'),
						head('What', 'what', 'of'),
						head('Day', 'date'),
						head('At least', 'fewest_seconds'),
						head('As pages count', 'page_seconds'),
						head('At most', 'most_seconds'),
					],
					rows: budgets.flatMap((budget) =>
						budget.months.shown
							.toReversed()
							.flatMap(({ days }) =>
								(days ?? []).map((day): Cell[] => [
									providerCell(budget.provider, names, 'error-budget'),
									whatCell(budget),
									textCell(day.date),
									timeCell(day.fewestSeconds),
									timeCell(day.pageSeconds),
									timeCell(day.mostSeconds),
								]),
							),
					),
				},
			},
			{
				id: 'months',
				heading: 'Months against their budgets',
				intro:
					'“At least” counts declared major outages alone, “at most” every minute that was not ' +
					'green or whose state is unknown. Above 100 % the budget is overspent.',
				table: {
					id: 'months',
					caption: 'Share of the budget spent by month',
					heads: [
						head('Provider', 'provider'),
						head('What', 'what', 'of'),
						head('Month', 'month'),
						head('Level', 'percent'),
						head('Budget', 'allowed_seconds'),
						head('Covered', 'covered_seconds'),
						head(
							'Spent',
							'spent_by_page',
							'spent_at_least',
							'spent_at_most',
							'page_seconds',
							'fewest_seconds',
							'most_seconds',
						),
						head('Ran out', 'ran_out_by_page', 'ran_out_first', 'ran_out_last'),
						head('Unknown length', 'unknown_length'),
						head('Verdict', 'verdict'),
					],
					rows: budgets.flatMap((budget) =>
						budget.months.shown
							.toReversed()
							.flatMap((month) =>
								month.levels.map((level): Cell[] => levelCells(budget, month, level, names)),
							),
					),
				},
				...(leftOut.length > 0 && {
					after: [
						note(
							`Promises that no month is held against: ${leftOut
								.map(([reason, count]) => `${reason} (${count})`)
								.join('; ')}.`,
						),
					],
				}),
			},
		],
	}
}

function answerOf({ budgets, verdicts }: ErrorBudgetFigures): Said {
	const level = verdicts.find(({ percent: own }) => own === drawnPercent)
	if (!level || budgets.length === 0)
		return 'No month of these products is covered by a complete record.'
	const { counts, months } = level
	const over = counts['beyond, however it is counted'] ?? 0
	const within = counts['within, however it is counted'] ?? 0
	return say`At ${drawnPercent} %, the budget was overspent in ${shareOf(over, months, 'month')}
		however it is counted, and it surely lasted in ${within}. For the rest it depends on what counts
		as down, or we can’t tell.`
}

function whatCell({ of, id, name }: Budget): Cell {
	return {
		show:
			of === 'provider'
				? 'any product'
				: of === 'promise'
					? say`${name} ${small(say`promise`)}`
					: name,
		values: [id, of],
	}
}

function levelCells(
	budget: Budget,
	month: BudgetMonth,
	{ percent: level, allowedSeconds, spent, ranOut, verdict }: LevelOfMonth,
	names: Names,
): Cell[] {
	const range = spent === null ? '' : percents(spent.atLeast, spent.atMost)
	const [first, last] = [ranOut.byMost, ranOut.byFewest]
	return [
		providerCell(budget.provider, names, 'error-budget'),
		whatCell(budget),
		textCell(month.month),
		numberCell(level, `${level} %`),
		timeCell(allowedSeconds),
		timeCell(month.coveredSeconds),
		{
			show: spent === null ? 'nothing is allowed' : say`${percent(spent.byPage)} ${small(range)}`,
			values: [
				spent?.byPage ?? null,
				spent?.atLeast ?? null,
				spent?.atMost ?? null,
				month.pageSeconds,
				month.fewestSeconds,
				month.mostSeconds,
			],
		},
		{
			show:
				first === null
					? 'no'
					: say`${ranOut.byPage === null ? 'not as pages count' : time(ranOut.byPage, 'minute')}
							${small(say`${time(first, 'minute')} at the earliest`)}`,
			values: [ranOut.byPage, first, last],
		},
		numberCell(month.unmeasured),
		textCell(verdict),
	]
}

/**
 * The newest month of each product, or of each provider where products are not asked for, as what
 * was spent up to each day.
 */
function panelsOf(budgets: readonly Budget[]): Panel[] {
	const products = budgets.filter(({ of }) => of === 'product')
	const drawn = products.length > 0 ? products : budgets.filter(({ of }) => of === 'provider')
	return drawn.slice(0, panelsAtMost).flatMap(({ name, months }): Panel[] => {
		const month = months.shown.at(-1)
		const allowed = month?.levels.find(({ percent: own }) => own === drawnPercent)?.allowedSeconds
		if (!month || allowed === undefined || allowed === 0) return []
		const spentOn = new Map((month.days ?? []).map(({ date, pageSeconds }) => [date, pageSeconds]))
		const count = Math.round(month.lengthSeconds / 86_400)
		let spent = 0
		const columns = Array.from({ length: count }, (_, index) => {
			const date = `${month.month}-${String(index + 1).padStart(2, '0')}`
			spent += spentOn.get(date) ?? 0
			const isCovered = `${date}T00:00:00Z` < month.coveredUntil
			return { label: String(index + 1), value: isCovered ? rounded(spent / allowed, 4) : null }
		})
		const known = columns.filter(({ value }) => value !== null).length
		const upTo = known < count ? `; known up to day ${known}` : ''
		return [
			{
				name,
				words: say`${month.month}: ${percent(spent / allowed)} of ${roughly(allowed)}${upTo}`,
				columns,
				lines: [1],
			},
		]
	})
}
