import { instantOf, millisecondsOf, readMailDate } from '#core/time/time.ts'

/**
 * When a server wants to be asked again: `Retry-After` in seconds or as a date (RFC 9110, section
 * 10.2.3), at most `maxSeconds`
 * after `now` (an instant). Undefined when the header is absent, unreadable or in the past.
 */
export function readRetryAfter(
	header: string | null,
	now: string,
	maxSeconds: number,
): string | undefined {
	if (header === null) return undefined
	const start = millisecondsOf(now)
	const seconds = /^\s*\d{1,10}\s*$/.test(header)
		? Number(header)
		: secondsUntil(readMailDate(header), start)
	if (seconds === undefined || seconds <= 0) return undefined
	return instantOf(start + Math.min(Math.ceil(seconds), maxSeconds) * 1000)
}

/**
 * When a server wants to be asked again after a refusal: its `Retry-After`, or, where its limit of
 * requests is used up, the moment at which
 * that begins anew (`x-ratelimit-reset`, seconds since 1970, as GitHub's REST API has it). At most
 * `maxSeconds` after `now`.
 */
export function readRetryAt(
	headers: Headers,
	status: number,
	now: string,
	maxSeconds: number,
): string | undefined {
	const asked = readRetryAfter(headers.get('retry-after'), now, maxSeconds)
	if (asked !== undefined || !isLimitUsedUp(headers, status)) return asked
	const reset = headers.get('x-ratelimit-reset') ?? ''
	const seconds = /^\d{1,12}$/.test(reset)
		? Number(reset) - Math.floor(millisecondsOf(now) / 1000)
		: 0
	return seconds > 0
		? readRetryAfter(String(Math.min(seconds, maxSeconds)), now, maxSeconds)
		: undefined
}

/** Whether an answer is no for no other reason than that we asked too often. */
export function isLimitUsedUp(headers: Headers, status: number): boolean {
	return status === 429 || (status === 403 && headers.get('x-ratelimit-remaining') === '0')
}

function secondsUntil(instant: string | undefined, start: number): number | undefined {
	return instant === undefined ? undefined : (millisecondsOf(instant) - start) / 1000
}
