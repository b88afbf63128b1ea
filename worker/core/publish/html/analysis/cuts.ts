import { html, type Markup } from '#core/fragments/markup.ts'
import type { Analysis } from '#core/model/analysis.ts'
import type { Names } from '#core/questions/names.ts'
import { addresses } from '#core/text/addresses.ts'

/**
 * The parts of the record that a question has pages for: by provider the years, none where a
 * provider has one page only.
 */
export type Cuts = ReadonlyMap<string, readonly string[]>

/** Ways to the other cuts of a question, as plain links. */
export function cutsNav({ name, scope }: Analysis, cuts: Cuts, names: Names): Markup | false {
	if (cuts.size === 0) return false
	const link = (words: string, provider?: string, year?: string) => {
		const isHere = scope.provider === provider && scope.from?.slice(0, 4) === year
		return html`<li><a href="${addresses.analysis(name, provider, year)}"${isHere && html` aria-current="page"`}>${words}</a></li>`
	}
	const years = scope.provider === undefined ? [] : (cuts.get(scope.provider) ?? [])
	return html`<nav class="cuts" aria-label="Parts of the record"><ul>${link('All providers')}${[...cuts.keys()].map((provider) => link(names.provider(provider), provider))}</ul>${
		years.length > 0 &&
		html`<ul>${link('All years', scope.provider)}${years.map((year) => link(year, scope.provider, year))}</ul>`
	}</nav>`
}
