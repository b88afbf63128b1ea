import { most } from '#core/bounds.ts'
import type { Incident, Revision, Update } from '#core/model/incident.ts'

/**
 * The replaced versions of an incident within their bounds. Of a field that is rewritten without
 * end the first versions and the newest ones
 * stay, and each revision says how many of the same field were left out before it, so that their
 * number can still be told.
 */
export function boundedRevisions(incident: Incident): Incident {
	let after = thinned(incident, most('revisionsAField'))
	if (charactersOf(after) <= most('revisionCharacters')) return after
	for (const length of [10, 5, 2]) {
		after = thinned(after, length)
		if (charactersOf(after) <= most('revisionCharacters')) return after
	}
	return cut(after)
}

/** How many versions of one incident were replaced, those that are not kept included. */
export function replacedVersions(revisions: readonly Revision[]): number {
	return revisions.reduce((sum, { skipped = 0 }) => sum + 1 + skipped, 0)
}

function thinned(incident: Incident, length: number): Incident {
	const revisions = thinnedList(incident.revisions, length)
	const updates = mapped(incident.updates, (update) => {
		const own = thinnedList(update.revisions, length)
		return own === update.revisions ? update : { ...update, revisions: own }
	})
	return revisions === incident.revisions && updates === incident.updates
		? incident
		: { ...incident, revisions, updates }
}

/** Of each field a quarter of what may stay is its first versions; the rest is its newest. */
function thinnedList(revisions: Revision[], length: number): Revision[] {
	if (revisions.length <= length) return revisions
	const fields = Map.groupBy(revisions, ({ field }) => field)
	const kept = new Map<Revision, Revision>()
	for (const own of fields.values()) {
		const first = own.length <= length ? own.length : Math.max(1, Math.floor(length / 4))
		const newest = own.slice(Math.max(first, own.length - (length - first)))
		for (const revision of own.slice(0, first)) kept.set(revision, revision)
		const between = replacedVersions(own.slice(first, own.length - newest.length))
		for (const [position, revision] of newest.entries())
			kept.set(
				revision,
				position === 0 && between > 0
					? { ...revision, skipped: (revision.skipped ?? 0) + between }
					: revision,
			)
	}
	if (kept.size === revisions.length) return revisions
	return revisions.flatMap((revision) => kept.get(revision) ?? [])
}

/** The beginning of each text, as long as there is room for. */
function cut(incident: Incident): Incident {
	const texts = allRevisions(incident)
		.flatMap(({ was, became }) => [was, became])
		.filter((text) => text !== null)
	const length = Math.max(
		shortest,
		Math.floor(most('revisionCharacters') / Math.max(1, texts.length)),
	)
	const cutList = (revisions: Revision[]) =>
		mapped(revisions, (revision) => shortened(revision, length))
	return {
		...incident,
		revisions: cutList(incident.revisions),
		updates: mapped(incident.updates, (update): Update => {
			const revisions = cutList(update.revisions)
			return revisions === update.revisions ? update : { ...update, revisions }
		}),
	}
}

/** Even of thousands of texts so many characters stay. */
const shortest = 200

function shortened(revision: Revision, length: number): Revision {
	const { was, became } = revision
	if ((was?.length ?? 0) <= length && (became?.length ?? 0) <= length) return revision
	return {
		...revision,
		was: was?.slice(0, length).toWellFormed() ?? null,
		became: became?.slice(0, length).toWellFormed() ?? null,
		cut: true,
	}
}

function charactersOf(incident: Incident): number {
	return allRevisions(incident).reduce(
		(sum, { was, became }) => sum + (was?.length ?? 0) + (became?.length ?? 0),
		0,
	)
}

function allRevisions({ revisions, updates }: Incident): readonly Revision[] {
	return [...revisions, ...updates.flatMap((update) => update.revisions)]
}

/** The very same list where nothing in it differs. */
function mapped<Item>(items: Item[], change: (item: Item) => Item): Item[] {
	const after = items.map(change)
	return after.every((item, position) => item === items[position]) ? items : after
}
