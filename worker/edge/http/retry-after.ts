import { instantOf, millisecondsOf, readMailDate } from '#core/time.ts'

/**
 * When a server wants to be asked again: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), at most `maxSeconds`
 * after `now` (an instant). Undefined when the header is absent, unreadable or in the past.
 */
export function readRetryAfter(header: string | null, now: string, maxSeconds: number): string | undefined {
	if (header === null) return undefined
	const start = millisecondsOf(now)
	const seconds = /^\s*\d{1,10}\s*$/.test(header) ? Number(header) : secondsUntil(readMailDate(header), start)
	if (seconds === undefined || seconds <= 0) return undefined
	return instantOf(start + Math.min(Math.ceil(seconds), maxSeconds) * 1000)
}

function secondsUntil(instant: string | undefined, start: number): number | undefined {
	return instant === undefined ? undefined : (millisecondsOf(instant) - start) / 1000
}
