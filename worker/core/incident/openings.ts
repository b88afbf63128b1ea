import type { Incident } from '#core/model/incident.ts'
import type { Coverage } from '#core/model/timeline.ts'
import { isOurLook, type SurfaceStateName } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'
import type { Ledger, ListedState } from './ledger.ts'
import { lifespanOf } from './lifespan.ts'

/**
 * The beginning of an incident that names a surface, and whether our looks were following the page
 * then.
 */
export interface Opening {
	readonly at: string
	readonly watched: boolean
}

/**
 * When incidents that name a surface began. From then on what was called operational before is not
 * known any more, until a statement or
 * a list says so again: a history that said it 19 days earlier, about something else, says nothing
 * about this outage. Work that was
 * announced is no outage and ends only what nothing covers.
 */
export function openingsOf(
	surface: string,
	incidents: readonly Incident[],
	coverage: readonly Coverage[],
): Opening[] {
	const stretches = coverage.filter(
		(entry) =>
			entry.kind !== 'sample' && (entry.surface === undefined || entry.surface === surface),
	)
	return incidents.flatMap((incident): Opening[] => {
		if (!incident.surfaces.includes(surface)) return []
		const at = lifespanOf(incident).from
		const covering = stretches.filter(
			({ from, to }) =>
				compareInstants(from, at) <= 0 && (to === undefined || compareInstants(at, to) < 0),
		)
		if (incident.kind !== 'incident' && covering.length > 0) return []
		return [{ at, watched: covering.some(({ kind }) => kind === 'live') }]
	})
}

/**
 * Which components that stand at operational still speak when an incident begins: those whose list,
 * as our looks followed it, went on saying so. It is
 * asked for moments in order and goes along with them, since a page may list thousands of
 * components and begin thousands of incidents.
 */
export class Vouchers {
	readonly #entries: readonly {
		readonly key: string
		readonly at: string
		readonly isWell: boolean
	}[]
	#next = 0
	/** Those of which the list says operational. */
	readonly #listed = new Set<string>()
	/** Those that stand at operational: with the list's word for it, and without. */
	readonly #backed = new Set<string>()
	readonly #alone = new Set<string>()

	/** `changes` name the components that are asked for. */
	constructor({ rest }: Ledger, changes: readonly { readonly key: string }[]) {
		const keys = new Set(changes.map(({ key }) => key))
		this.#entries = [...keys]
			.flatMap((key) =>
				(rest.listed[key] ?? []).map((entry) => ({
					key,
					at: entry.seen.by,
					isWell: isListedAsWell(entry),
				})),
			)
			.sort((a, b) => compareInstants(a.at, b.at))
	}

	/** What a component was said to be; undefined when nothing is said of it any more. */
	note(key: string, state: SurfaceStateName | undefined): void {
		this.#backed.delete(key)
		this.#alone.delete(key)
		if (state === 'operational') (this.#listed.has(key) ? this.#backed : this.#alone).add(key)
	}

	/**
	 * The components for whose health nothing speaks at an opening. They are told once, and stand at
	 * nothing from then on.
	 */
	unvouched({ at, watched }: Opening): string[] {
		for (
			let entry = this.#entries[this.#next];
			entry && compareInstants(entry.at, at) <= 0;
			entry = this.#entries[++this.#next]
		) {
			if (entry.isWell) this.#listed.add(entry.key)
			else this.#listed.delete(entry.key)
			if (this.#backed.has(entry.key) || this.#alone.has(entry.key))
				this.note(entry.key, 'operational')
		}
		const left = watched ? [...this.#alone] : [...this.#alone, ...this.#backed]
		for (const key of left) this.note(key, undefined)
		return left
	}
}

/** Whether a component list, as our own looks found it, stood at operational. */
function isListedAsWell({ state, evidence }: ListedState): boolean {
	return (
		state === 'operational' &&
		evidence.some((proof) => proof.kind === 'snapshot' && isOurLook(proof.provenance))
	)
}
