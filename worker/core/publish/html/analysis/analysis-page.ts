import { html, type Markup } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { chartSvg, legendMark } from '#core/fragments/picture/chart/drawing.ts'
import { section, staticPage } from '#core/fragments/static-page.ts'
import type { Analysis } from '#core/model/analysis.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { tableMarkup } from '#core/questions/figure-markup.ts'
import { incidentLink } from '#core/questions/figure-table.ts'
import type { Names } from '#core/questions/names.ts'
import { type Telling, tellings } from '#core/questions/tellers.ts'
import type { ToldPart } from '#core/questions/told.ts'
import { addresses } from '#core/text/addresses.ts'
import { cutsNav } from './cuts.ts'
import { type FigureFile, filesOf } from './files.ts'
import { footing } from './footing.ts'
import { type AnalysisSource, pathOf, queryOf } from './source.ts'

/** A page of one question over one part of the record, and the files that it offers. */
export interface AnalysisPage {
	readonly path: string
	readonly parts: PageParts
	readonly files: readonly FigureFile[]
}

/**
 * The page of one analysis: the question, the answer, pictures with their tables, and all that one
 * needs to dispute or repeat it.
 */
export function analysisPage(source: AnalysisSource, site: SiteHeader): AnalysisPage {
	const { analysis, names } = source
	const told = tellingOf(analysis.name).tell(analysis, names)
	const path = source.path ?? pathOf(analysis)
	const files = told ? filesOf(told, { ...source, path }, site) : []
	const about = scopeText(analysis, names)
	const title = `${analysis.title}${about === '' ? '' : `: ${about}`}`
	return {
		path,
		files,
		parts: staticPage(
			{
				title,
				heading:
					about === '' ? analysis.asks : html`${analysis.asks} <span class="scope">${about}</span>`,
				figures: true,
				path,
				description: `${analysis.asks} ${about === '' ? 'Computed' : `${about}, computed`} from the record, with its method, sample size, exclusions and files.`,
				crumbs: html`<a href="${addresses.analyses}">Analysis</a> / ${analysis.title}${about !== '' && ` / ${about}`}`,
				json: addresses.analysisJson(analysis.name, queryOf(analysis)),
				lede: told ? told.answer : (analysis.refused ?? 'There are no figures for this scope.'),
			},
			html`${cutsNav(analysis, source.cuts, names)}${told?.caution !== undefined && html`<p class="account caution">${told.caution}</p>`}${
				told ? told.parts.map((part) => partMarkup(part, files)) : refusedList(source)
			}${footing({ ...source, path }, files, site)}`,
			site,
		),
	}
}

/** `Claude, 2026`; nothing for the whole record. */
function scopeText({ scope }: Analysis, names: Names): string {
	return [
		...(scope.provider === undefined ? [] : [names.provider(scope.provider)]),
		...(scope.from === undefined ? [] : [scope.from.slice(0, 4)]),
	].join(', ')
}

function tellingOf(name: string): Telling {
	const found = tellings.find(({ question }) => question.name === name)
	if (!found) throw new RangeError(`nobody tells ${name}`)
	return found
}

function partMarkup(
	{ id, heading, intro, drawing, table, after }: ToldPart,
	files: readonly FigureFile[],
): Markup {
	const own = files.filter((file) => file.part === id)
	return section(
		id,
		heading,
		html`${intro !== undefined && html`<p>${intro}</p>`}${drawing && html`<figure class="picture">${chartSvg({ ...drawing, id: `chart-${drawing.id}` })}<figcaption><ul class="legend">${drawing.legend.map(({ ink, words }) => html`<li>${legendMark(ink)}${words}</li>`)}</ul></figcaption></figure>`}${table && tableMarkup(table)}${after}${
			own.length > 0 &&
			html`<p class="hint files">Download: ${own.map(({ path, words }, index) => html`${index > 0 && ', '}<a href="${path}" download>${words}</a>`)}</p>`
		}`,
	)
}

function refusedList({ incidents, names, analysis }: AnalysisSource): Markup {
	if (incidents.length === 0)
		return section('list', 'What the record holds', html`<p>Nothing of this scope.</p>`)
	const provider = analysis.scope.provider
	return section(
		'list',
		'What the record holds instead',
		html`<p>A list of chosen incidents, from which no rate follows${provider !== undefined && html`; <a href="${addresses.provider(provider)}">all of ${names.provider(provider)}</a>`}.</p><ul class="links">${incidents.map((key) => html`<li>${incidentLink(key, names)}</li>`)}</ul>`,
	)
}
