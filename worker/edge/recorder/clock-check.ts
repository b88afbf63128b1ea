import { instantOf, millisecondsOf, spokenDuration } from '#core/time/time.ts'
import type { Answer } from './collect.ts'

/**
 * Whether our clock is right, by those of the servers that answered: a machine that wakes with a
 * wrong one must not write a false time.
 */

/** Servers and we may differ by so much, in seconds, without one of us being wrong. */
export const toleratedSeconds = 300

export interface ClockCheck {
	/**
	 * `right` and `wrong` by more than half of at least two hosts that are not one party's; `unknown`
	 * by fewer, or where they disagree.
	 */
	readonly verdict: 'right' | 'wrong' | 'unknown'
	/** The moment by the hosts' clocks, where they agree that ours is wrong. */
	readonly at?: string
	/** Fewer than two spoke, and none of them against our clock; `likely` where one spoke for it. */
	readonly silent?: 'likely' | 'undecided'
	/** In a sentence, where it is wrong. */
	readonly reason?: string
}

/**
 * Compares the moments at which answers were complete by our clock with those that the servers
 * named.
 */
export function checkClock(
	answers: readonly Pick<Answer, 'asking' | 'fetched' | 'at'>[],
): ClockCheck {
	const byHost = new Map<string, { readonly ahead: number; readonly said: string }>()
	for (const { asking, fetched, at } of answers) {
		if (fetched.saidAt === undefined) continue
		const { hostname } = new URL(asking.request.url)
		byHost.set(partyOf(hostname), {
			ahead: (millisecondsOf(at) - millisecondsOf(fetched.saidAt)) / 1000,
			said: fetched.saidAt,
		})
	}
	const hosts = [...byHost.values()].sort((a, b) => a.ahead - b.ahead)
	const middle = hosts[Math.floor(hosts.length / 2)]
	if (!middle) return { verdict: 'unknown', silent: 'undecided' }
	if (hosts.length < 2)
		return Math.abs(middle.ahead) <= toleratedSeconds
			? { verdict: 'unknown', silent: 'likely' }
			: { verdict: 'unknown' }
	const agreeing = (seconds: number) =>
		hosts.filter(({ ahead }) => Math.abs(ahead - seconds) <= toleratedSeconds).length * 2 >
		hosts.length
	if (agreeing(0)) return { verdict: 'right' }
	// That they are wrong in many ways says nothing of us.
	if (!agreeing(middle.ahead)) return { verdict: 'unknown' }
	const direction = middle.ahead > 0 ? 'ahead' : 'behind'
	const reason = `Our clock was ${spokenDuration(Math.abs(Math.round(middle.ahead / 60)) * 60)} ${direction}, by those of ${hosts.length} servers that we read; nothing was recorded with that time`
	return {
		verdict: 'wrong',
		at: instantOf(Math.floor(millisecondsOf(middle.said) / 60_000) * 60_000),
		reason,
	}
}

/**
 * Hosts that may be one party's count as one: those whose names end alike in their last two parts.
 * Strangers below one `co.uk` then count as one as well, and too few witnesses are no verdict.
 */
function partyOf(hostname: string): string {
	return /[^.]+\.[a-z][^.]*$/.exec(hostname)?.[0] ?? hostname
}
