import type { Part } from '#core/fragments/markup.ts'
import type { Drawing } from '#core/fragments/picture/chart/drawing.ts'
import type { Analysis } from '#core/model/analysis.ts'
import type { FigureTable } from './figure-table.ts'
import type { Names } from './names.ts'

/**
 * What one question has to say of its figures, before the frame that all of them share is put
 * around it.
 */
export interface Told {
	/** The answer in one or two sentences, made of the figures themselves. */
	readonly answer: Part
	readonly parts: readonly ToldPart[]
	/** What the sentences and pictures must not be taken for, where the figures say so. */
	readonly caution?: Part
}

/**
 * A section: what it is about, its picture and its table. A list of words may stand in place of
 * both.
 */
export interface ToldPart {
	readonly id: string
	readonly heading: Part
	readonly intro?: Part
	readonly drawing?: Drawing
	readonly table?: FigureTable
	readonly after?: Part
}

/**
 * Tells the figures of an analysis. `analysis.figures` has been taken out, so that only their own
 * type is read.
 */
export type Teller<Figures> = (
	figures: Figures,
	analysis: Omit<Analysis, 'figures'>,
	names: Names,
) => Told
