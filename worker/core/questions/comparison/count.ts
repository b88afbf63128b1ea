import { distribution } from '#core/statistics/statistics.ts'
import { instantOf } from '#core/time/time.ts'
import { secondsOf, wayOf, ways } from '../availability/ways.ts'
import { drawsFor, type Question } from '../question.ts'
import { describeBetween, occurrencesOf, relapsesIn } from '../relapse/between.ts'
import { baselines, leadingBaseline } from '../toolkit/baselines.ts'
import { conditionsOf } from '../toolkit/condition/condition.ts'
import type { Analysable, ProviderScope, ScopedRecord } from '../toolkit/scoped-record.ts'
import { length } from '../toolkit/span.ts'
import { wordsOf } from '../words/count.ts'
import { type CommonWindows, commonWindows, leastDays, narrowed } from './common-windows.ts'
import type { ComparisonFigures, ComparisonRow, ComparisonTable } from './figures.ts'
import { granularityOf, warningOf } from './granularity.ts'

/** The claims that say who uses a service answer this, word for word. */
export const usersQuestion = 'Who uses it?'

/**
 * Providers side by side: only over time that all of them share, by one method, and with what makes
 * the comparison doubtful.
 */
export const comparison: Question<ComparisonFigures> = {
	name: 'comparison',
	title: 'Side by side',
	asks: 'How do the providers compare over the same days and by the same method?',
	method:
		'A table holds providers over the time in which the record of every one of them is complete, and nothing from outside of it; there is one for each set of two or more providers that share at least 7 days: the largest set, then those with the most days times providers, without those that a larger one shows over 80 % of their time; at most 6. ' +
		'Availability is that of the question availability (at each moment the worst of all surfaces), in every way of counting side by side. First post: from the stated start to the first statement, where a start is stated apart from it. Open: from the beginning to the end of incidents that ended; those that go on are left out and counted. ' +
		'Relapse is that of the question relapse, between incidents, with the same draws of the same baseline: asked for these providers and these days it answers the same. ' +
		`By chance means “${leadingBaseline}”: ${baselines[leadingBaseline].keeps}. ` +
		'Words are those of the question words. Promises are those of the register, users those of the claims that answer it. ' +
		'How finely providers file stands beside them, computed from the same incidents: incidents for each hour with at least one open (each for its first 48 hours at most), surfaces and statements of the incident in the middle, and how much of the time two or more are open at once. ' +
		'Counts of incidents are therefore no ranking, and no order of rows is one. Wrong where one page says more than another about the same trouble: then the more candid one looks worse.',
	version: '3',
	changes: [
		{
			version: '2',
			what:
				'Relapse stands beside the same chance as in the question relapse, which keeps each incident’s month and the hours of the week. ' +
				'Version 1 placed incidents anywhere in the window, which gave another chance for every window.',
		},
		{
			version: '3',
			what: 'The share of relapses names whom it counts and whom it leaves out, as in the question relapse.',
		},
	],
	needs: 'complete',
	answer(record, scope) {
		const common = commonWindows(record.providers)
		const tables = common.map((shared) => tableOf(shared, record, scope.surface))
		const standing = new Set(tables.flatMap(({ providers }) => providers))
		return {
			sampleSize: tables[0]?.rows.reduce((sum, { incidents }) => sum + incidents, 0) ?? 0,
			exclusions: {},
			figures: {
				tables,
				absent: record.providers
					.filter(({ provider }) => !standing.has(provider.id))
					.map(({ provider, windows, samples }) => ({
						provider: provider.id,
						why: whyAbsent(windows.length, samples.length),
					})),
				words:
					tables.length === 0
						? [
								`No two providers in this scope share ${leastDays} days of complete record: there is nothing to compare.`,
							]
						: [],
			},
		}
	},
}

function tableOf(
	{ scopes, windows, days }: CommonWindows,
	record: ScopedRecord,
	surface: string | undefined,
): ComparisonTable {
	// As many as the question relapse draws over this record.
	const draws = drawsFor(
		record.providers.reduce((sum, { incidents }) => sum + incidents.length, 0),
		record,
	)
	const rows = scopes.map((scope) => rowOf(narrowed(scope, windows), record.record, surface, draws))
	return {
		providers: scopes.map(({ provider }) => provider.id),
		windows: windows.map(({ from, to }) => ({ from: instantOf(from), to: instantOf(to) })),
		days,
		rows,
		warning: warningOf(rows),
	}
}

function rowOf(
	scope: ProviderScope,
	record: Analysable,
	surface: string | undefined,
	draws: number,
): ComparisonRow {
	const { id, name } = scope.provider
	const conditions = conditionsOf(scope, surface)
	const seconds = secondsOf(conditions.any)
	const {
		firstPost,
		longestSilence,
		causeNamed,
		postedLateOrAfterwards,
		withPostmortem,
		reversed,
		green,
	} = wordsOf(scope, record.causes).summary
	const last = (scope.windows.at(-1)?.to ?? 0) - 30 * 86_400_000
	return {
		provider: id,
		name,
		incidents: scope.incidents.length,
		lastThirtyDays: scope.incidents.filter(({ from }) => from >= last).length,
		observedSeconds: length(scope.observed) / 1000,
		users: usersOf(id, record),
		promises: record.promises
			.filter(({ provider }) => provider === id)
			.map(({ id: promise, product, kind, percent }) => ({
				id: promise,
				product,
				kind,
				percent: percent ?? null,
			})),
		availability: {
			basis: basisOf(seconds),
			ways: ways.map((way) => wayOf(seconds, way, conditions.unmeasured === 0)),
			unmeasured: conditions.unmeasured,
		},
		firstPost,
		open: lengthsOf(scope),
		relapse: describeBetween([
			relapsesIn(scope, occurrencesOf(scope, surface), draws, [leadingBaseline]),
		]),
		words: { longestSilence, causeNamed, postedLateOrAfterwards, withPostmortem, reversed, green },
		granularity: granularityOf(scope),
	}
}

function basisOf({
	operational,
	degraded,
	partial,
	major,
	ungraded,
	unplaced,
}: ReturnType<typeof secondsOf>): ComparisonRow['availability']['basis'] {
	const isSaid = operational + degraded + partial + major > 0
	return isSaid ? (ungraded + unplaced > 0 ? 'both' : 'states') : 'incidents'
}

function lengthsOf({ incidents }: ProviderScope): ComparisonRow['open'] {
	const excluded: Record<string, number> = {}
	const leave = (reason: string) => {
		excluded[reason] = (excluded[reason] ?? 0) + 1
		return []
	}
	const lengths = incidents.flatMap(({ incident, from, to, open, ended }) => {
		if (open) return leave('still open')
		if (!ended) return leave('its end is not known')
		if (to === from) return leave('it was filed only when it was over')
		if (incident.precision === 'day' || incident.precision === 'hour')
			return leave('its times are known to the hour or day only')
		return [(to - from) / 1000]
	})
	return distribution(lengths, excluded)
}

/** Such a claim is made about the provider, or on the occasion of one of its outages. */
function usersOf(provider: string, { claims, episodes }: Analysable): ComparisonRow['users'] {
	const isAbout = (subject: string) => {
		const [noun, id] = subject.split('/')
		return noun === 'episodes'
			? episodes.some((episode) => episode.id === id && episode.provider === provider)
			: id === provider
	}
	const own = claims.filter(
		({ subject, question }) => question === usersQuestion && isAbout(subject),
	)
	return own.length === 0
		? null
		: own.map(({ id, title, claimant, standing }) => ({ claim: id, title, claimant, standing }))
}

function whyAbsent(windows: number, samples: number): string {
	if (windows > 0) return `It shares less than ${leastDays} days of complete record with any other.`
	return samples > 0
		? 'Only chosen incidents were collected.'
		: 'Nothing of it is recorded in this scope.'
}
