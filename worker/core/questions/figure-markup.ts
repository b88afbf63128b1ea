import { html, type Markup } from '#core/fragments/markup.ts'
import { table as plainTable } from '#core/fragments/static-page.ts'
import type { FigureTable } from './figure-table.ts'

/** More rows than this are opened by whoever wants them. */
const openAtMost = 16

/** A table of figures on a page; a long one folded, one without rows as a sentence. */
export function tableMarkup(table: FigureTable): Markup {
	const { caption, rows, of } = table
	if (rows.length === 0) return html`<p class="hint">${caption}: none in this scope.</p>`
	const more =
		of !== undefined &&
		of > rows.length &&
		html`<p class="hint">The latest ${rows.length} of ${of}; a narrower scope shows the others.</p>`
	const shown = html`${table.transposed === true ? transposed(table) : upright(table)}${more}`
	return !(table.isFolded ?? rows.length > openAtMost)
		? shown
		: html`<details class="behind"><summary>${caption}: ${rows.length} rows</summary>${shown}</details>`
}

/**
 * A provider that is the same in every row is named over the page already: only the file repeats
 * it.
 */
function upright({ caption, heads, rows }: FigureTable): Markup {
	const providers = new Set(rows.map(([first]) => first?.values[0]))
	const from = rows.length > 1 && providers.size === 1 && heads[0]?.keys[0] === 'provider' ? 1 : 0
	return plainTable(
		caption,
		heads.slice(from).map(({ words }) => words),
		rows.map((cells) => cells.slice(from).map(({ show }) => show)),
	)
}

/** Each row as a column: the first head names the corner, the first cell of a row its column. */
function transposed({ caption, heads, rows }: FigureTable): Markup {
	const [corner, ...others] = heads
	return html`<div class="scroll side-by-side" tabindex="0" role="region" aria-label="${`Table: ${caption}`}"><table><thead><tr><th scope="col">${corner?.words}</th>${rows.map(([first]) => html`<th scope="col">${first?.show}</th>`)}</tr></thead><tbody>${others.map(({ words }, index) => html`<tr><th scope="row">${words}</th>${rows.map((cells) => html`<td>${cells[index + 1]?.show}</td>`)}</tr>`)}</tbody></table></div>`
}
