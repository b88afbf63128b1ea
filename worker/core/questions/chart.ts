import type { CellKind } from './blast-radius/figures.ts'
import type { Said } from './said.ts'
import type { Curve } from './toolkit/survival.ts'

/**
 * What a chart shows, as numbers and labels: who draws it decides how. `id` names its file and is
 * unique on a page.
 */
export type Chart = RowsChart | ColumnsChart | CurvesChart | CellsChart

/** What the numbers of an axis are, and how far it reaches. */
export type Axis =
	| { readonly of: 'share'; readonly from: number; readonly to: number }
	| { readonly of: 'count'; readonly most: number }
	/** Seconds, by their logarithm. */
	| { readonly of: 'time'; readonly most: number }

/** One line of figures a row: a value, how far it may be off, and what chance alone would give. */
export interface RowsChart {
	readonly kind: 'rows'
	readonly id: string
	readonly title: string
	/** What the value, the range and the chance are, for the legend. */
	readonly means: { readonly value: string; readonly range?: string; readonly chance?: string }
	readonly rows: readonly Row[]
	readonly axis: Axis
	/** A bar from the left edge instead of a point. */
	readonly bars?: boolean
}

export interface Row {
	readonly name: string
	/** The same numbers in words. */
	readonly words: Said
	/** Null: not known. */
	readonly value: number | null
	readonly low?: number | null
	readonly high?: number | null
	readonly chance?: {
		readonly expected: number | null
		readonly low: number | null
		readonly high: number | null
	}
}

/**
 * Upright columns in one panel or several under each other, each panel with a height of its own:
 * counts by weekday, hour or month.
 */
export interface ColumnsChart {
	readonly kind: 'columns'
	readonly id: string
	readonly title: string
	readonly means: { readonly value: string; readonly expected?: string; readonly lines?: string }
	readonly panels: readonly Panel[]
}

export interface Panel {
	readonly name: string
	readonly words: Said
	readonly columns: readonly Column[]
	/** Lines across, such as the band of noise; in the columns' unit. */
	readonly lines?: readonly number[]
}

export interface Column {
	readonly label: string
	/** Null: not known. */
	readonly value: number | null
	readonly expected?: number
}

/** Curves of what still lasts, with the range that holds 95 %, on a shared axis of time. */
export interface CurvesChart {
	readonly kind: 'curves'
	readonly id: string
	readonly title: string
	/** What a point of the curve says. */
	readonly means: string
	readonly panels: readonly {
		readonly name: string
		readonly words: Said
		readonly curve: Curve
	}[]
}

/** Surfaces against the time of one outage, each cell by how it is known. */
export interface CellsChart {
	readonly kind: 'cells'
	readonly id: string
	readonly title: string
	readonly from: string
	readonly to: string
	readonly rows: readonly { readonly name: string; readonly cells: readonly ChartCell[] }[]
}

export interface ChartCell {
	readonly cell: CellKind
	readonly state?: string | undefined
	readonly from: string
	readonly to: string
}

/** What each kind of cell means. */
export const cellWords: Readonly<Record<CellKind, string>> = {
	declared: 'declared: the page gave a state',
	inferred: 'inferred: an incident names it',
	denied: 'denied: shown as operational meanwhile',
	clear: 'clear: nothing in a complete record',
	unknown: 'not known',
}

export function rowsChart(chart: Omit<RowsChart, 'kind'>): RowsChart {
	return { kind: 'rows', ...chart }
}

export function columnsChart(chart: Omit<ColumnsChart, 'kind'>): ColumnsChart {
	return { kind: 'columns', ...chart }
}

export function curvesChart(chart: Omit<CurvesChart, 'kind'>): CurvesChart {
	return { kind: 'curves', ...chart }
}

export function cellsChart(chart: Omit<CellsChart, 'kind'>): CellsChart {
	return { kind: 'cells', ...chart }
}

export function shareAxis(from = 0, to = 1): Axis {
	return { of: 'share', from, to }
}

export function countAxis(most: number): Axis {
	return { of: 'count', most }
}

export function timeAxis(most: number): Axis {
	return { of: 'time', most }
}
