import type { Chart } from '#core/questions/chart.ts'
import { cellsDrawing } from './cells.ts'
import { columnsDrawing } from './columns.ts'
import { curvesDrawing } from './curves.ts'
import type { Drawing } from './drawing.ts'
import { rowsDrawing } from './rows.ts'

/** A chart drawn by its kind. */
export function drawn(chart: Chart): Drawing {
	switch (chart.kind) {
		case 'rows':
			return rowsDrawing(chart)
		case 'columns':
			return columnsDrawing(chart)
		case 'curves':
			return curvesDrawing(chart)
		case 'cells':
			return cellsDrawing(chart)
	}
}
