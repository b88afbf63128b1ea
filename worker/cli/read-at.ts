import type { ReadAt } from '#core/import/plan.ts'
import { readInstant } from '#core/time/time.ts'
import { UsageError } from './command.ts'

/** Reads `--read-at`: an instant, or a day whose time is not known. Throws UsageError. */
export function parseReadAt(text: string): ReadAt {
	if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
		const day = readInstant(`${text}T00:00:00Z`)
		if (day?.startsWith(text)) return { at: day, precision: 'day' }
	} else {
		const instant = readInstant(text)
		if (instant !== undefined) return { at: instant }
	}
	throw new UsageError(
		`--read-at ${JSON.stringify(text)} is neither an instant such as 2026-09-27T10:00:00Z nor a day such as 2026-09-27`,
	)
}
