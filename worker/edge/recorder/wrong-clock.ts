import { linkOf } from '#core/archive/chain.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import type { Trouble } from '#core/model/trouble.ts'
import {
	addSeconds,
	compareInstants,
	dayOf,
	instantOf,
	latest,
	millisecondsOf,
	secondsBetween,
	spokenDuration,
} from '#core/time/time.ts'
import type { Answer } from './collect.ts'
import { documentsFromRuns } from './heartbeat.ts'
import type { RecorderDeps } from './recorder-deps.ts'
import { marks, type RecorderState } from './state.ts'
import type { Store } from './store.ts'

/**
 * A machine that wakes with a wrong clock must not write a false time: ours is compared with those
 * of the servers that answered, a tick with a wrong one is given up, and a store that got ahead of
 * now goes on from the last true look.
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
	answers: readonly Pick<Answer, 'task' | 'fetched' | 'at'>[],
): ClockCheck {
	const byHost = new Map<string, { readonly ahead: number; readonly said: string }>()
	for (const { task, fetched, at } of answers) {
		if (fetched.saidAt === undefined) continue
		const { hostname } = new URL(task.request.url)
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
	const off = spokenDuration(Math.abs(Math.round(middle.ahead / 60)) * 60)
	const reason =
		`Our clock was ${off} ${direction}, by those of ${hosts.length} servers that we read; ` +
		'nothing was recorded with that time'
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

/**
 * Puts down that a tick was given up because our clock is wrong, and nothing else: what such a tick
 * found is not known. It is told by the clocks
 * of others, once for each time that ours was wrong.
 */
export function noteWrongClock(store: Store, { at, reason }: ClockCheck): void {
	if (at === undefined || reason === undefined) return
	// As noteQuarantine left it.
	const known = (store.readMarks().get(marks.troubles) as Trouble[] | undefined) ?? []
	const [last] = known
	const lasting =
		last?.what === 'clock' &&
		last.endedAt !== undefined &&
		Math.abs(Date.parse(at) - Date.parse(last.endedAt)) <= 3_600_000
	const trouble: Trouble = lasting
		? { ...last, endedAt: at }
		: { what: 'clock', since: at, endedAt: at, reason }
	// It is over when it was last noticed; a tick with the right time need not know of it.
	store.transaction(() =>
		store.writeMark(marks.troubles, [trouble, ...(lasting ? known.slice(1) : known)].slice(0, 50)),
	)
}

/**
 * Goes on from now where the store is ahead of it: some ticks had a false clock. The looks of that
 * time are kept aside with what they claim, the
 * chains go on from the last ones before it, with a gap, and what was folded in between is made
 * anew without them.
 */
export function rewind(deps: RecorderDeps, recorder: RecorderState, slot: string): void {
	const limit = addSeconds(slot, toleratedSeconds)
	const isFalse = (...moments: readonly (string | null | undefined)[]) =>
		moments.some((moment) => moment != null && compareInstants(moment, limit) > 0)
	const ahead = recorder.slot ?? slot
	const { store } = deps
	let looks = 0
	for (const provider of new Set([
		...store.providersWithRuns(),
		...[...recorder.documents.keys()].map((key) => key.split('/')[0] ?? ''),
	])) {
		const runs = store.readRuns(provider)
		const own = [...recorder.documents].filter(([key]) => key.startsWith(`${provider}/`))
		const gone = withFollowers(
			[...runs, ...own.map(([, { chain }]) => chain.current)],
			({ slot: of, fetchedAt, until }) => isFalse(of, fetchedAt, until),
		)
		recorder.falseRuns.push(...gone)
		looks += gone.size
		const kept = documentsFromRuns(runs.filter((run) => !gone.has(run)))
		for (const [key, { chain }] of own) {
			if (!gone.has(chain.current)) continue
			const found = kept.get(key)
			if (found) recorder.documents.set(key, found)
			else recorder.documents.delete(key)
		}
		for (const [key, state] of recorder.documents)
			if (key.startsWith(`${provider}/`) && isFalse(state.dueAt))
				recorder.documents.set(key, { ...state, dueAt: slot })
		const good = latest(
			...[...recorder.documents].flatMap(([key, { chain }]) =>
				key.startsWith(`${provider}/`) ? (chain.good?.storedAt ?? []) : [],
			),
		)
		if (isFalse(recorder.changedAt.get(provider))) {
			if (good === undefined) recorder.changedAt.delete(provider)
			else recorder.changedAt.set(provider, good)
		}
		if (gone.size > 0)
			recorder.setAside(provider, 'state', 'Looks with a false time were folded into it', slot, {
				present: true,
				nextTryAt: slot,
			})
	}
	for (let index = recorder.gapRuns.length - 1; index >= 0; index -= 1) {
		const run = recorder.gapRuns[index]
		if (run && isFalse(run.slot, run.fetchedAt, run.until)) recorder.gapRuns.splice(index, 1)
	}
	const falseCounts = [...recorder.counts.keys()].filter((row) => row.slice(-10) > dayOf(limit))
	for (const row of falseCounts) recorder.counts.delete(row)
	recorder.spoiltRows = [
		...recorder.spoiltRows,
		...falseCounts.map((key) => ({ table: 'counts' as const, key })),
	]
	for (const [provider, troubles] of recorder.quarantine)
		recorder.quarantine.set(
			provider,
			troubles.map(
				(trouble): Trouble =>
					isFalse(trouble.nextTryAt) ? { ...trouble, nextTryAt: slot } : trouble,
			),
		)
	recorder.outbox.rewind(limit, slot)
	recorder.buckets.clear()
	recorder.records.clear()
	recorder.mending.clear()
	recorder.gaps = undefined
	recorder.slot =
		latest(...[...recorder.documents.values()].map(({ chain }) => chain.current.until)) ?? null
	recorder.spent = { ...recorder.spent, day: dayOf(slot) }
	const seconds = Math.round((Date.parse(ahead) - Date.parse(slot)) / 60_000) * 60
	recorder.noteEnded({
		what: 'clock',
		since: recorder.slot ?? slot,
		endedAt: slot,
		reason:
			`Our clock had run ${spokenDuration(seconds)} ahead. ${looks} runs of checks with that time are kept ` +
			'aside, and we go on from now, with a gap',
	})
}

/** The runs that are not to be in their chains, and those that were linked to them. */
function withFollowers(
	runs: readonly Snapshot[],
	isGone: (run: Snapshot) => boolean,
): Set<Snapshot> {
	const gone = new Set(runs.filter(isGone))
	for (let found = [...gone]; found.length > 0; ) {
		const links = new Set(found.map(linkOf))
		found = runs.filter((run) => !gone.has(run) && links.has(run.previous))
		for (const run of found) gone.add(run)
	}
	return gone
}

/** The key under which a run with a false time is kept. */
export function falseKeyOf(
	run: Parameters<typeof documentKey>[0] & {
		readonly fetchedAt: string
		readonly previous: string
	},
): string {
	return `snapshots/${documentKey(run)} ${run.fetchedAt} ${run.previous.slice(0, 12)}`
}

/**
 * Our clock is wrong, or the store is ahead of it and nobody says which of them is right: the tick
 * was given up before anything was written.
 */
export class WrongClockError extends Error {
	override readonly name = 'WrongClockError'
	readonly check: ClockCheck
	constructor(slot: string, check: ClockCheck) {
		super(check.reason ?? `the store is ahead of ${slot}`)
		this.check = check
	}
}

/**
 * Whether the last tick was so far after this one that a clock was wrong: a slot that was merely
 * ticked before is not.
 */
export function isAhead({ slot: last }: Pick<RecorderState, 'slot'>, slot: string): boolean {
	return last !== null && secondsBetween(slot, last) > repeatedSeconds
}

/** The host may poke slots twice and out of order, within minutes. */
const repeatedSeconds = 600
