import type { Incident } from '#core/model/incident.ts'
import { isOurLook, isOver } from '#core/model/vocabulary.ts'
import { compareInstants, latest, secondsBetween } from '#core/time/time.ts'
import { earlierStatedStart } from './clocks.ts'

/** From when to when; `to` is null while it lasts. */
export interface Period {
	readonly from: string
	readonly to: string | null
}

/**
 * From when to when an incident was open, by the provider's claims: from the stated start, or from
 * the first stated time where that is earlier than it
 * or, where no start is stated, than the filing. An end before the beginning is taken as the
 * beginning;
 * an imported one whose end nobody recorded ends at its last statement, because nothing more is
 * known; one that left the list of what is
 * open without a word at the first look without it, the latest moment at which it can have ended;
 * one of the crowd whose level has changed when
 * that was said.
 */
export function lifespanOf(incident: Incident): Period {
	const stated = incident.startedAt ?? incident.createdAt
	const standing = incident.updates.filter((update) => !update.absence?.confirmed)
	const from = earlierStatedStart(incident, standing, stated)?.at ?? stated
	const end = endOf(incident)
	if (end === null) return { from, to: null }
	return { from, to: compareInstants(end, from) < 0 ? from : end }
}

export function isOpen(incident: Incident): boolean {
	return incident.absence?.confirmed !== true && lifespanOf(incident).to === null
}

/**
 * Whether our looks followed it, or the counts that opened what no document lists: only then would
 * we have seen that it went on.
 */
export function isWatched(incident: Incident): boolean {
	if (incident.origin === 'crowd' && incident.listedIn.length === 0) return true
	return incident.evidence.some((item) => item.kind === 'snapshot' && isOurLook(item.provenance))
}

function endOf(incident: Incident): string | null {
	const resolved = incident.milestones.resolvedAt?.at ?? incident.resolvedAt
	if (resolved !== undefined) return resolved
	if (incident.closed?.by === 'level') return incident.closed.at
	const last =
		latest(incident.createdAt, ...incident.updates.map((update) => update.at)) ?? incident.createdAt
	if (isOver(incident.status) || incident.absence?.confirmed) return last
	return isWatched(incident) ? null : incident.status === 'unknown' ? last : null
}

/** Merges stretches less than `slackSeconds` apart; sorted by their beginning. */
export function union(stretches: readonly Period[], slackSeconds = 0): Period[] {
	const merged: { from: string; to: string | null }[] = []
	for (const { from, to } of [...stretches].sort((a, b) => compareInstants(a.from, b.from))) {
		const last = merged.at(-1)
		if (
			last &&
			(last.to === null ||
				compareInstants(from, last.to) <= 0 ||
				secondsBetween(last.to, from) < slackSeconds)
		) {
			if (last.to !== null && (to === null || compareInstants(to, last.to) > 0)) last.to = to
		} else merged.push({ from, to })
	}
	return merged
}

/** Whether it may be doing harm now: announced maintenance is not. */
export function isRunning(incident: Incident): boolean {
	return incident.kind !== 'notice' && incident.status !== 'scheduled' && isOpen(incident)
}
