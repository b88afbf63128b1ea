import { PromiseKind, type PromiseRule, type ServicePromise } from '#core/model/register.ts'
import type { Question } from '../question.ts'
import type { ProviderScope } from '../toolkit/scoped-record.ts'
import { type PromiseRow, PromisesFigures } from './figures.ts'
import { allowedIn, monthsOf } from './months.ts'

/** What service levels promise, and what can be said of a month against them. */
export const promises: Question<PromisesFigures> = {
	name: 'promises',
	title: 'What is promised',
	asks: 'What level of service does each vendor promise, to whom, and did a month keep it?',
	method:
		'The register holds what vendors promise as they word it: dated, sourced, in our words; ' +
		'nothing public, a target without a credit, and sources that contradict each other are ' +
		'values like the others. It is no legal advice, and terms change. ' +
		'A month is held against a promise by the promise’s own way of counting where that can be ' +
		'done from outside: only where a minute is down when the vendor’s own page declares it so ' +
		'(a major outage in full, a partial one at the weight given, 0.3 unless the scope says ' +
		'otherwise). ' +
		'Promises that count errors of requests or users, or the speed of answers, cannot be held ' +
		'against public data: status pages give no error rates, so no credit can be computed from ' +
		'outside; a customer can count its own. ' +
		'Allowed downtime = (100 − percent) ÷ 100 × the length of the month (UTC). ' +
		'Beside it stands a hypothesis that nobody promised: if every minute counted. Its lower ' +
		'bound counts only what the page declared a major outage; its upper bound every observed ' +
		'minute in which the worst of the promise’s surfaces was not green, unknown minutes and ' +
		'incidents without a state included; incidents without a known length are set aside and ' +
		'counted. ' +
		'A month is beyond when even the lower bound is more than allowed; within when even the ' +
		'upper bound is not, the record of the whole month is complete and no incident in it lacks ' +
		'a length; it depends on the counting when the bounds lie on both sides; else it cannot be ' +
		'told. ' +
		'Wrong where the page says less than was down, or names surfaces that the promise does not ' +
		'cover.',
	version: '2',
	changes: [
		{
			version: '2',
			what:
				'Keeps the upper bound of a month in which an incident has no known length, setting that ' +
				'one aside; counts a product only from when it existed; and rounds nothing.',
		},
	],
	needs: 'any',
	pages: 'by provider',
	schema: PromisesFigures,
	answer({ providers, record }, scope) {
		const scopes = new Map(providers.map((entry) => [entry.provider.id, entry]))
		const inScope = record.promises.filter(({ provider, surfaces }) =>
			isAsked(provider, surfaces, scopes, scope.provider, scope.surface),
		)
		const rows = inScope.map((promise) =>
			rowOf(
				promise,
				promise.provider === undefined ? undefined : scopes.get(promise.provider),
				scope.surface,
				scope.weights?.partial ?? 0.3,
			),
		)
		const counted = new Set(
			rows.flatMap(({ months, promise }) =>
				months.of > 0 && promise.provider !== undefined ? [promise.provider] : [],
			),
		)
		return {
			sampleSize: providers
				.filter(({ provider }) => counted.has(provider.id))
				.reduce((sum, { incidents }) => sum + incidents.length, 0),
			exclusions: {},
			figures: {
				promises: rows,
				kinds: PromiseKind.options.map((kind) => ({
					kind,
					count: inScope.filter((promise) => promise.kind === kind).length,
				})),
				allowed: allowedBy(inScope),
			},
		}
	},
}

const monthsShown = 24

/** Promises of vendors that are not watched belong to the whole picture only. */
function isAsked(
	provider: string | undefined,
	surfaces: readonly string[] | undefined,
	scopes: ReadonlyMap<string, ProviderScope>,
	only: string | undefined,
	surface: string | undefined,
): boolean {
	if (provider === undefined) return only === undefined && surface === undefined
	return (
		scopes.has(provider) &&
		(surface === undefined || surfaces === undefined || surfaces.includes(surface))
	)
}

function rowOf(
	promise: ServicePromise,
	scope: ProviderScope | undefined,
	surface: string | undefined,
	weight: number,
): PromiseRow {
	const { percent } = promise
	const holds = percent !== undefined && promise.rule !== 'latency'
	const months =
		scope && holds && scope.windows.length > 0
			? monthsOf({ ...promise, percent }, scope, surface, weight)
			: []
	const countable = countableOf(promise, scope, months.length)
	return {
		promise,
		countable,
		credit: creditOf(promise, countable),
		months: { shown: months.slice(-monthsShown), of: months.length },
	}
}

const rules: Readonly<Record<PromiseRule, string>> = {
	'error rates':
		'It counts errors of requests or users, and nobody publishes how many there were. A ' +
		'customer can count its own.',
	latency:
		'It is about the speed of answers, which nobody publishes. A customer can measure its own.',
	'declared outage': 'It counts what the vendor’s own page declares.',
	'not published': 'It is not public what counts as down.',
}

function countableOf(
	{ kind, percent, rule, provider }: ServicePromise,
	scope: ProviderScope | undefined,
	months: number,
): PromiseRow['countable'] {
	const cannot = (why: string) => ({ can: false, why })
	if (kind === 'none public' || kind === 'not found')
		return cannot(
			kind === 'not found'
				? 'No promise was found.'
				: 'There is no public promise that a month could be held against.',
		)
	if (rule !== 'declared outage') return cannot(rules[rule])
	if (percent === undefined) return cannot('No single percentage is known.')
	if (provider === undefined || !scope) return cannot('The service is not watched here.')
	return months === 0
		? cannot('The record is complete for no stretch of it.')
		: { can: true, why: rules[rule] }
}

function creditOf(
	{ kind, remedies, claimBy }: ServicePromise,
	countable: PromiseRow['countable'],
): string {
	if (kind === 'none public' || kind === 'not found') return 'None is promised.'
	if (remedies.length === 0)
		return kind === 'target'
			? 'None: a target is no guarantee.'
			: 'The text that was read names none.'
	const asked = claimBy === undefined ? '' : ` The customer has to ask for it: ${claimBy}.`
	const how = countable.can
		? 'By the level that the month fell below, as each month says.'
		: `It cannot be computed from outside. ${countable.why}`
	return `${how}${asked}`
}

function allowedBy(list: readonly ServicePromise[]): PromisesFigures['allowed'] {
	const percents = [
		...new Set(
			list.flatMap(({ percent, rule }) =>
				percent === undefined || rule === 'latency' ? [] : [percent],
			),
		),
	].sort((a, b) => b - a)
	const days = (percent: number, count: number) => allowedIn(percent, count * 86_400)
	return percents.map((percent) => ({
		percent,
		seconds: {
			days28: days(percent, 28),
			days29: days(percent, 29),
			days30: days(percent, 30),
			days31: days(percent, 31),
		},
	}))
}
