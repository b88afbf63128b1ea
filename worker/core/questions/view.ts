import type { Analysis } from '#core/model/analysis.ts'
import type { Chart } from './chart.ts'
import type { FigureTable } from './figure-table.ts'
import type { Names } from './names.ts'
import type { Said } from './said.ts'

/**
 * What is shown of the figures of one question, as data: the page draws it, the command line prints
 * it, and neither adds a word or a number.
 */
export interface View {
	/** The answer in one or two sentences, made of the figures themselves. */
	readonly answer: Said
	/** What the sentences and charts must not be taken for, where the figures say so. */
	readonly cautions?: readonly Said[]
	readonly sections: readonly Section[]
}

/** What it is about, its chart and its table; lists and notes come after, or in place of both. */
export interface Section {
	readonly id: string
	readonly heading: Said
	readonly intro?: Said
	readonly chart?: Chart
	readonly table?: FigureTable
	readonly after?: readonly Block[]
}

export type Block =
	| { readonly kind: 'paragraph'; readonly said: Said }
	| { readonly kind: 'note'; readonly said: Said }
	| { readonly kind: 'bullets' | 'links'; readonly items: readonly Said[] }
	/** Bullets that whoever wants them opens. */
	| { readonly kind: 'folded'; readonly summary: string; readonly items: readonly Said[] }

export function paragraph(said: Said): Block {
	return { kind: 'paragraph', said }
}

export function note(said: Said): Block {
	return { kind: 'note', said }
}

export function bullets(items: readonly Said[]): Block {
	return { kind: 'bullets', items }
}

export function links(items: readonly Said[]): Block {
	return { kind: 'links', items }
}

export function folded(summary: string, items: readonly Said[]): Block {
	return { kind: 'folded', summary, items }
}

/**
 * Makes the view of an analysis. `analysis.figures` has been taken out, so that only their own type
 * is read.
 */
export type Presenter<Figures> = (
	figures: Figures,
	analysis: Omit<Analysis, 'figures'>,
	names: Names,
) => View
