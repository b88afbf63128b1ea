import { lifespanOf } from '#core/incident/lifespan.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Rise } from '#core/model/report.ts'
import { compareInstants } from '#core/time/time.ts'
import { crowdOrigin } from './origin.ts'

/**
 * What became of incidents of the crowd that had been published and no longer follow from the
 * counts.
 */
export interface Restated {
	/** As they stood, withdrawn. */
	readonly withdrawn: readonly Incident[]
	/**
	 * Those of which the restated counts tell under another id, because the onset is another: from
	 * the old id to the new one.
	 */
	readonly moved: ReadonlyMap<string, string>
}

/**
 * Compares what the rises of `before` and those of `after` open beside the same posted incidents.
 * Counts may be restated by their source, and
 * counts of a neighbour may come in late: what was published on the older ones keeps its address,
 * and says so. `at` is when the newer counts were taken in.
 */
export function restated(
	provider: Provider,
	incidents: readonly Incident[],
	before: readonly Rise[],
	after: readonly Rise[],
	at: string,
): Restated {
	const now = crowdOrigin(provider, incidents, after)
	const standing = new Set(now.flatMap(namesOf))
	const gone = crowdOrigin(provider, incidents, before)
		.slice(incidents.length)
		.filter((incident) => !namesOf(incident).some((id) => standing.has(id)))
	const successors = now.slice(incidents.length)
	const withdrawn: Incident[] = []
	const moved = new Map<string, string>()
	for (const incident of gone) {
		const successor = successors.find((other) => overlap(incident, other))
		if (successor) for (const id of namesOf(incident)) moved.set(id, successor.id)
		else
			withdrawn.push({
				...incident,
				absence: { document: '', seen: { by: at }, evidence: [], confirmed: true },
			})
	}
	return { withdrawn, moved }
}

function namesOf({ id, aliases }: Incident): string[] {
	return [id, ...aliases]
}

function overlap(a: Incident, b: Incident): boolean {
	const [first, second] = [lifespanOf(a), lifespanOf(b)]
	const begins = (one: typeof first, other: typeof first) =>
		other.to === null || compareInstants(one.from, other.to) <= 0
	return begins(first, second) && begins(second, first)
}
