import type { Analysis, Scope } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import { type Names, namesOf } from '#core/questions/names.ts'
import type { Question } from '#core/questions/question.ts'
import { questions, viewOf } from '#core/questions/registry.ts'
import type { View } from '#core/questions/view.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants, earliest, latest, secondsBetween } from '#core/time/time.ts'
import { analyses, analysisOf } from './analyses.ts'
import { bundle } from './bundle.ts'
import { type FigureFile, filesOf } from './figure-files.ts'
import { site } from './record.ts'

/** A page of one question over one part of the record, and the files that it offers. */
export interface AnalysisPage {
	readonly path: string
	readonly analysis: Analysis
	readonly names: Names
	/** What is shown; nothing where figures are refused. */
	readonly view: View | undefined
	readonly files: readonly FigureFile[]
	/** The record's last look; null for a record without one. */
	readonly asOf: string | null
	readonly cuts: Cuts
	/** Incidents of the scope, newest first, for a list where no figures may be given. */
	readonly incidents: readonly string[]
}

/**
 * The parts of the record that a question has pages for: by provider the years, none where a
 * provider has one page only.
 */
export type Cuts = ReadonlyMap<string, readonly string[]>

let making: Promise<readonly AnalysisPage[]> | undefined

/** Every question with its cuts, made once in a build. */
export function analysisPages(): Promise<readonly AnalysisPage[]> {
	making ??= makePages()
	return making
}

/** Every question asked of the whole record, in the order of the registry. */
export async function wholePages(): Promise<readonly AnalysisPage[]> {
	return (await analysisPages()).filter(({ analysis }) => analysis.scope.provider === undefined)
}

async function makePages(): Promise<AnalysisPage[]> {
	const { record } = await bundle()
	const names = namesOf(record)
	const whole = await analyses()
	const cuts = new Map(
		questions.map((question) => [question.name, cutsOf(record, names, question.pages)]),
	)
	const wanted = new Set(
		[...cuts.values()].flatMap((own) =>
			[...own].flatMap(([provider, years]) => [
				provider,
				...years.map((year) => `${provider}/${year}`),
			]),
		),
	)
	const pages: AnalysisPage[] = []
	for (const scope of [{}, ...[...wanted].map(scopeOf)]) {
		const incidents = listOf(record, scope)
		for (const [name, own] of cuts) {
			if (!isCut(own, scope)) continue
			const analysis =
				scope.provider === undefined
					? whole.find((one) => one.name === name)
					: await analysisOf(name, scope)
			if (analysis)
				pages.push(pageOf({ analysis, names, asOf: record.generatedAt, cuts: own, incidents }))
		}
	}
	return pages
}

/** What is shown of an analysis, at its own address, with its files. */
export function pageOf(source: Omit<AnalysisPage, 'path' | 'view' | 'files'>): AnalysisPage {
	const { analysis, names } = source
	const { name, scope } = analysis
	const path = addresses.analysis(name, scope.provider, scope.from?.slice(0, 4))
	const view = viewOf(analysis, names)
	const page = { ...source, path, view }
	return { ...page, files: view ? filesOf(view, page, site) : [] }
}

/** The scope of an analysis as the API takes it. */
export function queryOf({ scope }: Analysis): string {
	const pairs = (['provider', 'from', 'to'] as const).flatMap((key) =>
		scope[key] === undefined ? [] : [`${key}=${encodeURIComponent(scope[key])}`],
	)
	return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** Providers, and of each the years in which its record is complete anywhere. */
function cutsOf(record: Export, { providers }: Names, pages: Question['pages']): Cuts {
	if (pages === 'whole') return new Map()
	return new Map(
		providers.map((provider) => [
			provider,
			pages === 'by provider' ? [] : yearsOf(record, provider),
		]),
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
