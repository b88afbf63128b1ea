import type { ObservedIncident, ObservedUpdate } from '#core/model/observation.ts'
import { compareInstants } from '#core/time/time.ts'

/**
 * Incidents of the Statuspage-compatible documents, a copy a document, with what the native one
 * adds: its spans and components always, its
 * updates and status where they go further, its words where the others are empty. Those that only
 * the native document knows stand as they are.
 */
export function joinNative(
	compatible: readonly ObservedIncident[],
	native: readonly ObservedIncident[],
): ObservedIncident[] {
	const twins = new Map(native.map((incident) => [incident.nativeId, incident]))
	const joined = compatible.map((incident) => {
		const twin = twins.get(incident.nativeId)
		return twin === undefined ? incident : join(incident, twin)
	})
	const known = new Set(compatible.map(({ nativeId }) => nativeId))
	return [...joined, ...native.filter(({ nativeId }) => !known.has(nativeId))]
}

function join(compatible: ObservedIncident, native: ObservedIncident): ObservedIncident {
	const further = goesFurther(native, compatible)
	const ties = compatible.components.length === 0 ? native : compatible
	const [updates, others] = further
		? [withWritingTimes(native.updates, compatible.updates), compatible.updates]
		: [compatible.updates, native.updates]
	return {
		...compatible,
		...(further && { status: native.status, title: native.title, kind: native.kind }),
		impact: compatible.impact === 'unknown' ? native.impact : compatible.impact,
		updates: updates.map(wordsFrom(others)),
		components: ties.components,
		...(ties.tiedBy !== undefined && { tiedBy: ties.tiedBy }),
		...((compatible.cancelled || native.cancelled) && { cancelled: true }),
		spans: native.spans,
	}
}

/** Only the compatible documents tell when each update was written. */
function withWritingTimes(
	updates: readonly ObservedUpdate[],
	compatible: readonly ObservedUpdate[],
): ObservedUpdate[] {
	const written = new Map(compatible.map(({ nativeId, publishedAt }) => [nativeId, publishedAt]))
	return updates.map((update) => {
		const publishedAt = update.nativeId === undefined ? undefined : written.get(update.nativeId)
		return publishedAt === undefined ? update : { ...update, publishedAt }
	})
}

/**
 * Words that are there beat none: at times one of the two documents has them and the other has
 * empty texts.
 */
function wordsFrom(others: readonly ObservedUpdate[]): (update: ObservedUpdate) => ObservedUpdate {
	const byId = new Map(
		others
			.flatMap((other) => (other.nativeId === undefined ? [] : [[other.nativeId, other] as const]))
			.reverse(),
	)
	const byMoment = new Map(others.map((other) => [momentOf(other), other] as const).reverse())
	return (update) => {
		if (update.body !== '') return update
		const twin =
			(update.nativeId === undefined ? undefined : byId.get(update.nativeId)) ??
			byMoment.get(momentOf(update))
		return twin === undefined || twin.body === ''
			? update
			: { ...update, body: twin.body, format: twin.format, wordless: true }
	}
}

function momentOf({ at, status }: ObservedUpdate): string {
	return `${at} ${status}`
}

/** A later last update is newer; with the same one, more updates are more complete. */
function goesFurther(incident: ObservedIncident, other: ObservedIncident): boolean {
	const last = incident.updates.at(-1)
	const otherLast = other.updates.at(-1)
	if (last === undefined || otherLast === undefined) return last !== undefined
	return (
		compareInstants(last.at, otherLast.at) > 0 ||
		(last.at === otherLast.at && incident.updates.length > other.updates.length)
	)
}
