import { section } from '#core/fragments/static-page.ts'
import type { Analysis, Scope } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import { analysisIndex } from '#core/publish/html/analysis/analysis-index.ts'
import { type AnalysisPage, analysisPage } from '#core/publish/html/analysis/analysis-page.ts'
import type { Cuts } from '#core/publish/html/analysis/cuts.ts'
import { essayList } from '#core/publish/html/essay-list.ts'
import { type Names, namesOf } from '#core/questions/names.ts'
import { tellings } from '#core/questions/tellers.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants, earliest, latest, secondsBetween } from '#core/time/time.ts'
import { analyses, analysisOf } from './analyses.ts'
import { carriedEssays } from './articles.ts'
import { bundle } from './bundle.ts'
import { site } from './record.ts'

let making: Promise<AnalysisPage[]> | undefined

/**
 * The list of questions, every question with its cuts, and the comparison at its own address; made
 * once in a build.
 */
export function analysisPages(): Promise<AnalysisPage[]> {
	making ??= makePages()
	return making
}

async function makePages(): Promise<AnalysisPage[]> {
	const { record } = await bundle()
	const names = namesOf(record)
	const whole = await analyses()
	const cuts = new Map(
		tellings.map(({ question, byProvider, byYear }) => [
			question.name,
			cutsOf(record, names, byProvider, byYear),
		]),
	)
	const wanted = [
		...new Set(
			[...cuts.values()].flatMap((own) =>
				[...own].flatMap(([provider, years]) => [
					provider,
					...years.map((year) => `${provider}/${year}`),
				]),
			),
		),
	]
	const scopes: Scope[] = [{}, ...wanted.map(scopeOf)]
	const pages: AnalysisPage[] = []
	for (const scope of scopes) {
		const incidents = listOf(record, scope)
		for (const [name, own] of cuts) {
			if (!isCut(own, scope)) continue
			const analysis =
				scope.provider === undefined
					? whole.find((one) => one.name === name)
					: await analysisOf(name, scope)
			if (analysis)
				pages.push(
					analysisPage({ analysis, names, asOf: record.generatedAt, cuts: own, incidents }, site),
				)
		}
	}
	const essays = await carriedEssays()
	const more = essays.length > 0 && section('essays', 'Essays', essayList(essays))
	return [
		{
			path: addresses.analyses,
			parts: analysisIndex({ analyses: whole, cuts, names, more }, site),
			files: [],
		},
		comparePage(whole, names, record),
		...pages,
	]
}

/**
 * The comparison is the page that others link to: it has a short address beside its place among the
 * questions. Its files have one address
 * only, that of the question, so they are listed there and not here: two pages that give one file
 * collide.
 */
function comparePage(analyses: readonly Analysis[], names: Names, record: Export): AnalysisPage {
	const analysis = analyses.find(({ name }) => name === 'comparison')
	if (!analysis) throw new Error('there is no comparison among the questions')
	return {
		...analysisPage(
			{
				analysis,
				names,
				asOf: record.generatedAt,
				cuts: new Map(),
				incidents: [],
				path: addresses.compare,
			},
			site,
		),
		files: [],
	}
}

/** Providers, and of each the years in which its record is complete anywhere. */
function cutsOf(record: Export, { providers }: Names, byProvider: boolean, byYear: boolean): Cuts {
	return new Map(
		byProvider
			? providers.map((provider) => [provider, byYear ? yearsOf(record, provider) : []])
			: [],
	)
}

function yearsOf({ coverage, generatedAt }: Export, provider: string): string[] {
	const complete = coverage.filter(
		(stretch) => stretch.provider === provider && stretch.kind !== 'sample',
	)
	const days = new Map<string, number>()
	for (const { from, to = generatedAt ?? from } of complete) {
		for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
			const [begin, end] = [
				latest(from, `${year}-01-01T00:00:00Z`),
				earliest(to, `${year + 1}-01-01T00:00:00Z`),
			]
			if (begin !== undefined && end !== undefined)
				days.set(String(year), (days.get(String(year)) ?? 0) + secondsBetween(begin, end) / 86_400)
		}
	}
	const years = [...days].filter(([, count]) => count >= daysAtLeast).map(([year]) => year)
	// A single year is the provider's own page over again.
	return years.length > 1 ? years.sort() : []
}

/**
 * Of a year with less complete record than this nothing can be said that its provider's page does
 * not say better.
 */
const daysAtLeast = 30

function scopeOf(cut: string): Scope {
	const [provider = '', year] = cut.split('/')
	return {
		provider,
		...(year !== undefined && {
			from: `${year}-01-01T00:00:00Z`,
			to: `${Number(year) + 1}-01-01T00:00:00Z`,
		}),
	}
}

function isCut(cuts: Cuts, { provider, from }: Scope): boolean {
	if (provider === undefined) return true
	const years = cuts.get(provider)
	return years !== undefined && (from === undefined || years.includes(from.slice(0, 4)))
}

const listedAtMost = 100

/** What stands in place of figures where there are none. */
function listOf({ incidents }: Export, { provider, from, to }: Scope): string[] {
	return incidents
		.filter(
			(incident) =>
				incident.kind === 'incident' && (provider === undefined || incident.provider === provider),
		)
		.filter(
			({ createdAt }) =>
				(from === undefined || createdAt >= from) && (to === undefined || createdAt < to),
		)
		.sort((a, b) => compareInstants(b.createdAt, a.createdAt))
		.slice(0, listedAtMost)
		.map((incident) => `${incident.provider}/${incident.id}`)
}
