import type { ReadAt } from '#core/import/plan.ts'
import { instantOf, readInstant } from '#core/time.ts'
import { UsageError } from './command.ts'

/** Reads `--read-at`: an instant, or a day whose time is not known. Absent means now. Throws UsageError. */
export function parseReadAt(text: string | undefined, now: number): ReadAt {
	if (text === undefined) return { at: instantOf(Math.floor(now / 1000) * 1000) }
	if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
		const day = readInstant(`${text}T00:00:00Z`)
		if (day?.startsWith(text)) return { at: day, precision: 'day' }
	} else {
		const instant = readInstant(text)
		if (instant !== undefined) return { at: instant }
	}
	throw new UsageError(`--read-at ${JSON.stringify(text)} is neither an instant such as 2026-09-27T10:00:00Z nor a day such as 2026-09-27`)
}
