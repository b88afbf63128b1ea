import {
	type PromiseSheet,
	promiseSheetPage,
	promiseSheets,
} from '#core/publish/html/promise-sheet.ts'
import { PromisesFigures } from '#core/questions/promises/figures.ts'
import { addresses, vendorSlug } from '#core/text/addresses.ts'
import { analyses } from './analyses.ts'
import { site } from './record.ts'
import type { StaticPage } from './static-pages.ts'

/** The pages of the sheets on promises. */
export async function promiseSheetPages(): Promise<StaticPage[]> {
	return (await sheetsOfPromises()).map((sheet) => ({
		path: addresses.promiseSheet(vendorSlug(sheet.vendor)),
		parts: promiseSheetPage(sheet, site),
	}))
}

/** What vendors promise, where the record has a register of it. */
export async function sheetsOfPromises(): Promise<PromiseSheet[]> {
	const analysis = (await analyses()).find(({ name }) => name === 'promises')
	return analysis?.figures === undefined
		? []
		: promiseSheets(analysis, PromisesFigures.parse(analysis.figures))
}
