import { figuresCsv } from '#core/formats/figures-csv.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { View } from '#core/questions/view.ts'
import { drawn } from '../charts/draw.ts'
import { chartFile } from '../charts/drawing.ts'
import { type Cited, citation, licenceLine } from './citation.ts'

/** A table or picture as a file of its own. */
export interface FigureFile {
	/** The section that it belongs to. */
	readonly section: string
	readonly path: string
	readonly words: string
	body(): string
}

/**
 * The files of a page: each chart as SVG, each table as CSV, with where it is from and the licence
 * inside.
 */
export function filesOf({ sections }: View, page: Cited, site: SiteHeader): FigureFile[] {
	const cite = citation(page, site)
	const licence = licenceLine(site)
	return sections.flatMap(({ id: section, chart, table }): FigureFile[] => [
		...(chart
			? [
					{
						section,
						path: `${page.path}/${chart.id}.svg`,
						words: 'picture (SVG)',
						body: () => chartFile(drawn(chart), [...cite.lines, licence]),
					},
				]
			: []),
		...(table && table.rows.length > 0
			? [
					{
						section,
						path: `${page.path}/${table.id}.csv`,
						words: 'table (CSV)',
						body: () => figuresCsv(table, { source: cite.text, licence }),
					},
				]
			: []),
	])
}
