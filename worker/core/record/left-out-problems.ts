import { type BoundName, bounds } from '#core/bounds.ts'
import { replacedVersions } from '#core/incident/bounded-revisions.ts'
import type { Ledger } from '#core/incident/ledger.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Problem } from '#core/model/observation.ts'

/**
 * What of a provider's pages was taken up and left out again, as problems of the provider: the
 * components first, then the incidents concerned.
 */
export function leftOutProblems({ rest, incidents }: Ledger): readonly Problem[] {
	const ofIncidents = [...incidents.values()].flatMap((incident) => {
		const leftOut = leftOutOf(incident)
		return Object.entries(leftOut).map(([name, count]) => problem(incident.id, name, count))
	})
	const kept = ofIncidents.slice(-mostIncidents)
	const further = ofIncidents.length - kept.length
	const others =
		further > 0
			? [
					{
						document: '',
						path: '',
						message: `${further} more incidents of this provider are told in part.`,
					},
				]
			: []
	return [
		...Object.entries(rest.leftOut ?? {}).map(([name, count]) => problem('', name, count)),
		...others,
		...kept,
	]
}

const mostIncidents = 20

/** The versions that are not kept are counted where they were. */
function leftOutOf({ leftOut, revisions, updates }: Incident): Readonly<Record<string, number>> {
	const lists = [revisions, ...updates.map((update) => update.revisions)]
	const skipped = lists.reduce((sum, list) => sum + replacedVersions(list) - list.length, 0)
	return { ...leftOut, ...(skipped > 0 && { revisionsAField: skipped }) }
}

function problem(path: string, name: string, count: number): Problem {
	// only bounds' names are written
	const what = Object.hasOwn(bounds, name) ? bounds[name as BoundName].what : name
	return { document: '', path, message: `${what}: ${count} left out. The snapshots have them.` }
}
