import { leftOutAlso, leftOutAtLeast, most } from '#core/bounds.ts'
import type { Incident, Update } from '#core/model/incident.ts'
import type { LeftOut } from '#core/model/left-out.ts'
import { compareInstants, latest } from '#core/time/time.ts'
import { boundedRevisions } from './bounded-revisions.ts'

/**
 * An incident within the bounds of what is kept of one, after a look at it. `before` is what was
 * known; `unread` counts the updates that the
 * page listed beyond the bound. What an earlier look had left out and this one found again is not
 * new, and so accuses nobody. The very same
 * object where everything is within the bounds.
 */
export function boundedIncident(
	before: Incident | undefined,
	after: Incident,
	unread = 0,
): Incident {
	const updates = boundedUpdates(before, after, unread)
	const rest = boundedNames(before, updates)
	return boundedRevisions(rest)
}

function boundedUpdates(before: Incident | undefined, after: Incident, unread: number): Incident {
	const limit = most('updatesAnIncident')
	if (
		after.updates.length <= limit &&
		unread === 0 &&
		before?.leftOut?.updatesAnIncident === undefined
	)
		return after
	const dated =
		before?.leftOut?.updatesAnIncident === undefined
			? after.updates
			: withoutFalseNews(before, after.updates)
	const standing = dated.filter(({ absence }) => !absence?.confirmed)
	const withdrawn = dated.filter(({ absence }) => absence?.confirmed)
	// What still stands on the page comes before what it took away; and what a milestone rests on
	// before both.
	const events = new Set(Object.values(after.milestones).map((milestone) => milestone?.event))
	const borne = standing
		.filter((update, position) => position === 0 || events.has(`${after.id}:${update.id}`))
		.slice(0, limit)
	const kept = new Set(borne)
	for (const update of [...standing.toReversed(), ...withdrawn.toReversed()])
		if (kept.size < limit) kept.add(update)
	const updates = dated.filter((update) => kept.has(update))
	const dropped = standing.filter((update) => !kept.has(update)).length
	const neverRead = Math.max(0, unread - dropped - (before?.leftOut?.updatesAnIncident ?? 0))
	const gone = withdrawn.filter((update) => !kept.has(update)).length
	return withLeftOut(
		{ ...after, updates },
		leftOutAlso(after.leftOut, 'updatesAnIncident', dropped + gone + neverRead),
	)
}

/** An update older than the newest that was known is one that an earlier look had left out. */
function withoutFalseNews(before: Incident, updates: readonly Update[]): Update[] {
	const known = new Set(before.updates.map(({ id }) => id))
	const newest = latest(...before.updates.map(({ at }) => at))
	return updates.map((update) => {
		if (
			known.has(update.id) ||
			newest === undefined ||
			compareInstants(update.at, newest) >= 0 ||
			update.seen.after === undefined
		)
			return update
		const { after: _, ...seen } = update.seen
		return { ...update, seen }
	})
}

function boundedNames(before: Incident | undefined, after: Incident): Incident {
	const names = most('componentsAnIncident')
	const pages = most('pagesAnIncident')
	let { leftOut } = after
	const next = { ...after }
	if (after.unattributed.length > names) {
		const known = new Set(before?.unattributed)
		const inOrder = [
			...after.unattributed.filter((name) => known.has(name)),
			...after.unattributed.filter((name) => !known.has(name)),
		]
		next.unattributed = inOrder.slice(0, names).sort()
		leftOut = leftOutAtLeast(leftOut, 'componentsAnIncident', after.unattributed.length - names)
	}
	if (after.tied && after.tied.components.length > names) {
		const tied = after.tied.components.filter(({ gone }) => gone === undefined).slice(0, names)
		const gone = after.tied.components.filter((tie) => tie.gone !== undefined)
		const kept = new Set([...tied, ...gone.slice(gone.length - Math.max(0, names - tied.length))])
		next.tied = { ...after.tied, components: after.tied.components.filter((tie) => kept.has(tie)) }
		leftOut = leftOutAlso(leftOut, 'componentsAnIncident', after.tied.components.length - kept.size)
	}
	if (after.spans.length > most('spansAnIncident')) {
		next.spans = [...after.spans]
			.sort((a, b) => compareInstants(a.from, b.from))
			.slice(-most('spansAnIncident'))
		leftOut = leftOutAtLeast(leftOut, 'spansAnIncident', after.spans.length - next.spans.length)
	}
	if (after.listedIn.length > pages) {
		next.listedIn = after.listedIn.slice(-pages)
		leftOut = leftOutAlso(leftOut, 'pagesAnIncident', after.listedIn.length - pages)
	}
	if (after.aliases.length > pages) {
		next.aliases = after.aliases.slice(0, pages)
		leftOut = leftOutAtLeast(leftOut, 'pagesAnIncident', after.aliases.length - pages)
	}
	return leftOut === after.leftOut ? after : withLeftOut(next, leftOut)
}

function withLeftOut(incident: Incident, leftOut: LeftOut | undefined): Incident {
	return leftOut === undefined ? incident : { ...incident, leftOut: { ...leftOut } }
}

/**
 * Whether two tellings of an incident say the same: what a bound takes away again at every look
 * changes nothing.
 */
export function saysTheSame(before: Incident | undefined, after: Incident): boolean {
	return (
		before !== undefined &&
		JSON.stringify({ ...before, updatedAt: null }) === JSON.stringify({ ...after, updatedAt: null })
	)
}
