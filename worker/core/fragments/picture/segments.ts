import { lifespanOf, type Period } from '#core/incident/lifespan.ts'
import type { Window } from '#core/model/documents.ts'
import type { Incident, SurfaceState } from '#core/model/incident.ts'
import type { Precision } from '#core/model/instant.ts'
import type { Coverage, Gap } from '#core/model/timeline.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import { instantOf, millisecondsOf } from '#core/time/time.ts'

/**
 * What a band shows: what the page said, or that an incident names the surface and nobody said how
 * bad it was.
 */
export type DrawnState = SurfaceStateName | 'affected'

/** What is drawn of a surface as it stands, or stood at a moment. */
export function drawnState({
	state,
	basis,
}: {
	readonly state: SurfaceStateName
	readonly basis: string | null
}): DrawnState {
	return basis === 'named' ? 'affected' : state
}

/** A stretch of one band: one state throughout, and whether we could look while it lasted. */
export interface Segment {
	readonly from: string
	readonly to: string
	/** `unknown` where nothing is recorded, and where `operational` would rest on no look of ours. */
	readonly state: DrawnState
	/** The document that bears the state could not be read. */
	readonly gap: boolean
	/** `named`: by an incident that is open, without a level. Null where nothing is known. */
	readonly basis: SurfaceState['basis'] | 'named' | null
	/**
	 * The incident that declared the state or names the surface, and since when that was so; null
	 * where nothing is known.
	 */
	readonly incident: string | null
	readonly since: string | null
}

/**
 * An incident as bands need it: when it was open, which surfaces it names, and whether that alone
 * says that they were affected.
 */
export interface NamingSpan extends Period, Pick<Incident, 'surfaces'> {
	readonly incident: string
	readonly affects: boolean
}

/**
 * An outage that the provider filed and did not take back affects what it names. Announced work
 * does not, nor what users report; and of
 * an incident that is known to the hour or the day only nobody can say when.
 */
export function namingSpan(incident: Incident): NamingSpan {
	const { startedAt, resolvedAt } = incident.milestones
	const vague = [incident.precision, startedAt?.precision, resolvedAt?.precision].some(
		(precision) => precision !== undefined && coarse.has(precision),
	)
	const affects =
		incident.kind === 'incident' &&
		incident.origin === 'official' &&
		incident.absence?.confirmed !== true &&
		!vague
	return { incident: incident.id, surfaces: incident.surfaces, affects, ...lifespanOf(incident) }
}

const coarse: ReadonlySet<Precision> = new Set(['hour', 'day'])

export interface BandSource {
	readonly window: Window
	readonly states: readonly SurfaceState[]
	readonly coverage: readonly Coverage[]
	readonly gaps: readonly Gap[]
	/**
	 * When incidents were open: for the surfaces that they name, statements made meanwhile vouch
	 * outside of coverage too.
	 */
	readonly spans: readonly NamingSpan[]
}

/**
 * The segments of one surface, without holes, from the window's start to its end. Trouble that the
 * page declared is shown
 * wherever it lies; health is shown only where the record covers the time or an incident was open,
 * and no gap interrupts it. While an
 * incident names the surface, health must have been stated since it began, or stood on a list that
 * our looks followed.
 */
export function segmentsOf(surface: string, source: BandSource): Segment[] {
	const start = millisecondsOf(source.window.from)
	const end = millisecondsOf(source.window.to)
	if (!(start < end)) return []
	const states = stretches(
		source.states.filter((state) => state.surface === surface),
		end,
	)
	const gaps = stretches(
		source.gaps.filter((gap) => gap.bearsState && concerns(gap, surface, source.states)),
		end,
	)
	const covering = source.coverage.filter(
		(coverage) =>
			coverage.kind !== 'sample' &&
			(coverage.surface === undefined || coverage.surface === surface),
	)
	const watched = stretches(
		covering.filter((coverage) => coverage.kind === 'live'),
		end,
	)
	const naming = stretches(
		source.spans
			.filter((span) => span.surfaces.includes(surface))
			.map(({ to, ...span }) => (to === null ? span : { ...span, to })),
		end,
	)
	const covered = [...stretches(covering, end), ...naming]
	const edges = [
		start,
		end,
		...[...states, ...gaps, ...covered].flatMap(({ from, to }) => [from, to]),
	]
	const bounds = [...new Set(edges.filter((edge) => edge >= start && edge <= end))].sort(
		(a, b) => a - b,
	)
	const segments: Segment[] = []
	for (const [index, from] of bounds.entries()) {
		const to = bounds[index + 1]
		if (to === undefined) break
		const holds = (stretch: { from: number; to: number }) =>
			stretch.from <= from && stretch.to >= to
		// The latest state to begin wins where two overlap.
		const row = states.findLast(holds)
		const gap = gaps.some(holds)
		const open = naming.filter(holds)
		const isCarried = row !== undefined && open.some((span) => row.from < span.from)
		const isWell = !gap && covered.some(holds) && (!isCarried || watched.some(holds))
		const stretch = { from: instantOf(from), to: instantOf(to), gap }
		const vouched =
			row !== undefined &&
			row.value.state !== 'unknown' &&
			(row.value.state !== 'operational' || isWell)
		// What was said since it began and could not be looked at again is not known; it is not unsaid.
		const isUnsaid = row === undefined || isCarried || row.value.state === 'unknown'
		const affecting = isUnsaid && open.findLast(({ value }) => value.affects)?.value
		if (vouched) {
			const { state, basis, incident, from: since } = row.value
			// What was said before and still stands during an incident, stands on the list.
			append(segments, {
				...stretch,
				state,
				basis: state === 'operational' && isCarried ? 'seen' : basis,
				incident: incident ?? null,
				since,
			})
		} else if (affecting)
			append(segments, {
				...stretch,
				state: 'affected',
				basis: 'named',
				incident: affecting.incident,
				since: affecting.from,
			})
		else
			append(segments, { ...stretch, state: 'unknown', basis: null, incident: null, since: null })
	}
	return segments
}

/**
 * A gap concerns the surfaces whose state its sources have borne; a surface whose states name no
 * source, it concerns too.
 */
function concerns(gap: Gap, surface: string, states: readonly SurfaceState[]): boolean {
	const sources = states.flatMap((state) =>
		state.surface === surface
			? state.evidence.flatMap((proof) =>
					proof.kind === 'snapshot' ? [`${state.provider}/${proof.source}`] : [],
				)
			: [],
	)
	return sources.length === 0 || sources.some((source) => gap.sources.includes(source))
}

interface TimedValue<Value> {
	readonly from: number
	readonly to: number
	readonly value: Value
}

/** In the order of their beginnings. */
function stretches<Value extends { readonly from: string; readonly to?: string | undefined }>(
	values: readonly Value[],
	end: number,
): TimedValue<Value>[] {
	return values
		.map((value) => ({
			from: millisecondsOf(value.from),
			to: value.to === undefined ? end : millisecondsOf(value.to),
			value,
		}))
		.sort((a, b) => a.from - b.from)
}

function append(segments: Segment[], segment: Segment): void {
	const last = segments.at(-1)
	if (
		last &&
		last.state === segment.state &&
		last.gap === segment.gap &&
		last.basis === segment.basis &&
		last.incident === segment.incident
	) {
		segments[segments.length - 1] = { ...last, to: segment.to }
	} else segments.push(segment)
}
