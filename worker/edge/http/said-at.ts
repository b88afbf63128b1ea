import { instantOf, millisecondsOf, readMailDate } from '#core/time/time.ts'

/**
 * The moment by the server's own clock at which it answered: its `Date`, and the `Age` of a copy
 * (RFC 9110, 6.6.1; RFC 9111, 5.1). Undefined where it does not say.
 */
export function saidAtOf(headers: Headers): string | undefined {
	const date = readMailDate(headers.get('date'))
	if (date === undefined) return undefined
	const age = /^\s*(\d{1,9})\s*$/.exec(headers.get('age') ?? '')?.[1]
	return instantOf(millisecondsOf(date) + Number(age ?? 0) * 1000)
}
