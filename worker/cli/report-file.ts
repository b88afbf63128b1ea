import * as z from 'zod/mini'
import { ReportCount } from '#core/model/report.ts'

/** Reads a file of report counts: a JSON list of them, or `{ "reports": […] }`. Undefined when it is something else. */
export function reportCountsOf(body: string): ReportCount[] | undefined {
	let json: unknown
	try {
		json = JSON.parse(body)
	} catch {
		return undefined
	}
	const list = Array.isArray(json) ? json : json !== null && typeof json === 'object' && 'reports' in json ? json.reports : undefined
	const result = z.array(ReportCount).check(z.minLength(1)).safeParse(list)
	return result.success ? result.data : undefined
}
