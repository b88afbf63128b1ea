import type { Content } from '#core/model/content.ts'
import type { ReportCount } from '#core/model/report.ts'
import { placeOf } from '#core/record/crowd-record.ts'
import { concerns } from '#core/record/provider-record.ts'
import { addSeconds, compareInstants, dayOf } from '#core/time/time.ts'
import { readingCount } from '#core/timeline/crowd.ts'
import type { Env } from '../../env.ts'
import { momentOf } from '../clock.ts'
import { readModel } from '../reading/read-model.ts'
import { openWindow } from '../reports/open-window.ts'

export interface CountsWithin {
	readonly items: ReportCount[]
	/** False where our own form could not be asked for the window that is still open. */
	readonly formAnswered: boolean
}

/**
 * The crowd's counts of one provider: windows in KV, the window of our own form that is still open,
 * and what publications cite.
 */
export async function reportsWithin(
	env: Env,
	content: Content,
	provider: string,
	from: string,
	to: string,
): Promise<CountsWithin> {
	const model = readModel(env)
	const days = daysBetween(from, to)
	const today = dayOf(momentOf(env, 86_400))
	const reads =
		days.length <= fewDays
			? days.map((day) => model.reports(day))
			: [...Map.groupBy(days, (day) => day.slice(0, 7))].map(([month, own]) =>
					model.reportsOfMonth(provider, month, own, today),
				)
	const [stored, asked] = await Promise.all([Promise.all(reads), formWindow(env, provider)])
	const open = asked === 'silent' ? null : asked
	const known = stored.flat().filter((count) => count.provider === provider)
	// KV may lag behind, and then the newest windows are in neither; they come with the next one.
	const fresh =
		open && !known.some((count) => count.at === open.at && placeOf(count) === placeOf(open))
			? [open]
			: []
	const cited = content.readings
		.filter(({ subject }) => concerns(subject, provider, content))
		.flatMap((reading) => readingCount(reading, provider))
	const items = [...known, ...fresh, ...cited]
		.filter((count) => compareInstants(count.at, from) >= 0 && compareInstants(count.at, to) < 0)
		.sort((a, b) => compareInstants(a.at, b.at) || (placeOf(a) < placeOf(b) ? -1 : 1))
	return { items, formAnswered: asked !== 'silent' }
}

/**
 * So many days are read from their own documents, which are the newest there are; more are prepared
 * by month.
 */
const fewDays = 2

async function formWindow(env: Env, provider: string): Promise<ReportCount | null | 'silent'> {
	try {
		return await openWindow(env, provider)
	} catch (error) {
		console.error(error)
		return 'silent'
	}
}

/** The UTC days that a stretch touches. */
function daysBetween(from: string, to: string): string[] {
	const days: string[] = []
	const last = dayOf(addSeconds(to, -1))
	for (
		let day = dayOf(from);
		day <= last && day !== days.at(-1);
		day = dayOf(addSeconds(`${day}T00:00:00Z`, 86_400))
	)
		days.push(day)
	return days
}
