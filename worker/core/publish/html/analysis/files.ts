import { figuresCsv } from '#core/formats/figures-csv.ts'
import { chartFile } from '#core/fragments/picture/chart/drawing.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import type { Told } from '#core/questions/told.ts'
import { citation, licenceLine } from './citation.ts'
import { type AnalysisSource, pathOf } from './source.ts'

/** A table or picture as a file of its own. */
export interface FigureFile {
	/** The section that it belongs to. */
	readonly part: string
	readonly path: string
	readonly words: string
	body(): string
}

/**
 * The files of a page, at the analysis' own address wherever it is shown: each picture as SVG, each
 * table as CSV, with where it is from and the licence inside.
 */
export function filesOf(
	{ parts }: Told,
	source: AnalysisSource & { readonly path: string },
	site: SiteHeader,
): FigureFile[] {
	const cite = citation(source, site)
	const licence = licenceLine(site)
	const base = pathOf(source.analysis)
	return parts.flatMap(({ id, drawing, table }) => [
		...(drawing
			? [
					{
						part: id,
						path: `${base}/${drawing.id}.svg`,
						words: 'picture (SVG)',
						body: () => chartFile(drawing, [cite.lines[0], cite.lines[1], licence]),
					},
				]
			: []),
		...(table && table.rows.length > 0
			? [
					{
						part: id,
						path: `${base}/${table.id}.csv`,
						words: 'table (CSV)',
						body: () => figuresCsv(table, { source: cite.text, licence }),
					},
				]
			: []),
	])
}
