import type { ServicePromise } from '#core/model/register.ts'
import { type Covered, coveredBy } from '../promises/covered.ts'
import type { Question } from '../question.ts'
import { conditionsOf, type ProviderConditions } from '../toolkit/condition/condition.ts'
import type { ProviderScope } from '../toolkit/scoped-record.ts'
import { Tally } from '../toolkit/tally.ts'
import { type Budget, ErrorBudgetFigures } from './figures.ts'
import { budgetMonths, ratesOf } from './months.ts'

const yardsticks = [99, 99.5, 99.9, 99.99]
const monthsShown = 12

/** How much of a month’s allowed downtime was spent, by day, and when it ran out. */
export const errorBudget: Question<ErrorBudgetFigures> = {
	name: 'error-budget',
	title: 'Error budget',
	asks: 'How much of a month’s allowed downtime was spent, by day, and when did it run out?',
	method:
		'A level of service allows (100 − percent) ÷ 100 × the length of the month (UTC) to be ' +
		'down: the budget of the month. Levels are those of the public promises, for the products ' +
		'that they cover, and 99, 99.5, 99.9 and 99.99 % as yardsticks, which nobody promised. ' +
		'Yardsticks are held against each provider’s worst product at each moment, and in a scope ' +
		'of one provider against each of its products too. ' +
		'Three countings stand beside each other. Fewest: declared major outages alone. Page: ' +
		'major outages in full and partial ones at 0.3 (or the scope’s weight), as uptime displays ' +
		'count. Most: every observed minute that was not green or whose state is unknown. ' +
		'Maintenance spends nothing. ' +
		'The budget ran out at the moment at which all of it was spent, if more was spent ' +
		'afterwards in that month; each counting has a moment of its own, and the truth lies ' +
		'between the first and the last. ' +
		'Only observed time of complete record is counted, against the budget of the whole month; ' +
		'an incident without a known length is set aside and counted. So a month is within only ' +
		'when even the most is not above the budget, all of it is covered and no incident in it ' +
		'lacks a length; beyond when even the fewest is above; else it depends on the counting or ' +
		'cannot be told. A month that is not over is judged by what was spent so far and never ' +
		'within. ' +
		'No promise is broken by these figures: promises that count errors of requests cannot be ' +
		'held against public data, as the question promises says for each. ' +
		'What would make it wrong: a page that says less than was down, and products that a ' +
		'promise does not cover.',
	version: '1',
	needs: 'complete',
	pages: 'by provider',
	schema: ErrorBudgetFigures,
	answer({ providers, record }, scope) {
		const partialWeight = Math.min(1, scope.weights?.partial ?? 0.3)
		const rates = ratesOf(partialWeight)
		const asked = providers
			.filter(({ windows }) => windows.length > 0)
			.map((one) => ({ one, conditions: conditionsOf(one, scope.surface) }))
		const leftOut = new Tally()
		const promised = record.promises.flatMap((promise): Budget[] => {
			const found = asked.find(({ one }) => one.provider.id === promise.provider)
			if (
				!found ||
				(scope.surface !== undefined &&
					promise.surfaces !== undefined &&
					!promise.surfaces.includes(scope.surface))
			) {
				if (scope.provider === undefined && scope.surface === undefined)
					leftOut.add('the product is not watched here, or its record is not complete')
				return []
			}
			const subject = promisedOf(promise, found.conditions)
			if (typeof subject === 'string') {
				leftOut.add(subject)
				return []
			}
			const { id, product } = promise
			return [
				{
					of: 'promise',
					id,
					name: product,
					provider: found.one.provider.id,
					months: budgetMonths({ ...subject, rates, atMost: monthsShown }),
				},
			]
		})
		const measured = asked.flatMap(({ one, conditions }) =>
			subjectsOf(one, conditions, scope.provider !== undefined || scope.surface !== undefined),
		)
		const budgets = [
			...promised,
			...measured.map(
				({ subject, ...rest }): Budget => ({
					...rest,
					months: budgetMonths({ ...subject, percents: yardsticks, rates, atMost: monthsShown }),
				}),
			),
		].filter(({ months }) => months.of > 0)
		return {
			sampleSize: asked.reduce((sum, { conditions }) => sum + conditions.incidents.length, 0),
			exclusions: {},
			figures: {
				yardsticks,
				partialWeight,
				budgets,
				promisesLeftOut: leftOut.exclusions(),
				verdicts: verdictsOf(budgets),
			},
		}
	},
}

/** The products that a promise covers, together, or why no month is held against it. */
function promisedOf(
	promise: ServicePromise,
	conditions: ProviderConditions,
): (Covered & { readonly percents: number[] }) | string {
	if (promise.percent === undefined) return 'no single percentage is promised'
	if (promise.rule === 'latency') return 'it is about the speed of answers'
	const covered = coveredBy(promise, conditions)
	return covered
		? { ...covered, percents: [promise.percent] }
		: 'nothing is known of the products that it covers'
}

type Measured = Omit<Budget, 'months'> & { readonly subject: Covered }

function subjectsOf(
	{ provider }: ProviderScope,
	{ any, incidents, surfaces }: ProviderConditions,
	byProduct: boolean,
): Measured[] {
	const products = surfaces.map(({ surface, stretches, incidents: own }): Measured => {
		return {
			of: 'product',
			id: surface.id,
			name: surface.name,
			provider: provider.id,
			subject: { stretches, incidents: own },
		}
	})
	const whole: Measured = {
		of: 'provider',
		id: provider.id,
		name: provider.name,
		provider: provider.id,
		subject: { stretches: any, incidents },
	}
	// Of one product the whole is that product.
	return [...(products.length === 1 && byProduct ? [] : [whole]), ...(byProduct ? products : [])]
}

function verdictsOf(budgets: readonly Budget[]): ErrorBudgetFigures['verdicts'] {
	const levels = Map.groupBy(
		budgets.flatMap(({ months }) => months.shown.flatMap((month) => month.levels)),
		({ percent }) => percent,
	)
	return [...levels]
		.sort(([a], [b]) => a - b)
		.map(([percent, own]) => {
			const counts: Record<string, number> = {}
			for (const { verdict } of own) counts[verdict] = (counts[verdict] ?? 0) + 1
			return { percent, months: own.length, counts }
		})
}
