import type { ReportCount } from '#core/model/report.ts'
import type { Env } from '../../env.ts'
import { bareEnv, traceOf } from '../reading/trace.ts'
import { reportsOf } from './rpc.ts'

/**
 * The window of our own form that is still open. It says of itself that it is partial, so that it
 * is kept for fifteen seconds: a crowd of
 * readers asks once. Who reported here finds the report counted.
 */
const keptMilliseconds = 15_000

const kept = new WeakMap<object, Map<string, { readonly until: number; readonly text: string }>>()

/** Rejects where the form does not answer. */
export async function openWindow(
	env: Pick<Env, 'REPORTS'>,
	provider: string,
): Promise<ReportCount | null> {
	const trace = traceOf(env)
	try {
		const text = await openWindowText(bareEnv(env), provider)
		trace?.rests.set(`open ${provider}`, text)
		return JSON.parse(text) as ReportCount | null // as the object gave it
	} catch (error) {
		if (trace) trace.lost = true
		throw error
	}
}

/** The same as JSON. */
export async function openWindowText(env: Pick<Env, 'REPORTS'>, provider: string): Promise<string> {
	const own =
		kept.get(env.REPORTS) ?? new Map<string, { readonly until: number; readonly text: string }>()
	kept.set(env.REPORTS, own)
	const known = own.get(provider)
	if (known && Date.now() < known.until) return known.text
	const text = JSON.stringify(await reportsOf(env, provider).open())
	own.set(provider, { until: Date.now() + keptMilliseconds, text })
	return text
}

/** Something was reported: the next reader asks anew. */
export function forgetWindow(env: Pick<Env, 'REPORTS'>, provider: string): void {
	kept.get(env.REPORTS)?.delete(provider)
}
