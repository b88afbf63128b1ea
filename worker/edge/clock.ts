import { floorTo, instantOf, millisecondsOf } from '#core/time/time.ts'
import type { Env } from '../env.ts'
import { traceOf } from './reading/trace.ts'

/**
 * The moment at which an answer is made, an instant: the clock's, or the one that a recording is
 * read at. Floored to `step` seconds: an answer
 * that is made from it holds until the next step.
 */
export function momentOf(env: Pick<Env, 'INTERNET' | 'CLOCK'>, step = 1): string {
	const moment = floorTo(instantOf(millisecondsNow(env)), step)
	traceOf(env)?.holdsUntil(millisecondsOf(moment) + step * 1000)
	return moment
}

/** The same in epoch milliseconds, exactly, for what is noted otherwise or not kept. */
export function millisecondsNow(env: Pick<Env, 'INTERNET' | 'CLOCK'>): number {
	return env.INTERNET && env.CLOCK !== undefined ? millisecondsOf(env.CLOCK) : Date.now()
}
