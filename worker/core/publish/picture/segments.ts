import type { SurfaceState } from '#core/model/incident.ts'
import type { Coverage, Gap } from '#core/model/timeline.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import type { Window } from '#core/publish/documents.ts'
import { instantOf, millisecondsOf } from '#core/time.ts'

/** A stretch of one band: one state throughout, and whether we could look while it lasted. */
export interface Segment {
	readonly from: string
	readonly to: string
	/** What the page said; `unknown` where nothing is recorded, and where `operational` would rest on no look of ours. */
	readonly state: SurfaceStateName
	/** The document that bears the state could not be read. */
	readonly gap: boolean
	readonly basis: SurfaceState['basis'] | null
}

export interface BandSource {
	readonly window: Window
	readonly states: readonly SurfaceState[]
	readonly coverage: readonly Coverage[]
	readonly gaps: readonly Gap[]
	/** When incidents were open: for the surfaces that they name, their statements vouch outside of coverage too. */
	readonly spans: readonly { readonly from: string; readonly to: string | null; readonly surfaces: readonly string[] }[]
}

/**
 * The segments of one surface, without holes, from the window's start to its end. Trouble that the page declared is shown
 * wherever it lies; health is shown only where the record covers the time or an incident was open, and no gap interrupts it.
 */
export function segmentsOf(surface: string, source: BandSource): Segment[] {
	const start = millisecondsOf(source.window.from)
	const end = millisecondsOf(source.window.to)
	if (!(start < end)) return []
	const states = stretches(
		source.states.filter((state) => state.surface === surface).sort((a, b) => millisecondsOf(a.from) - millisecondsOf(b.from)),
		end,
	)
	const gaps = stretches(
		source.gaps.filter((gap) => gap.bearsState && concerns(gap, surface, source.states)),
		end,
	)
	const covering = source.coverage.filter((coverage) => coverage.kind !== 'sample' && (coverage.surface === undefined || coverage.surface === surface))
	const open = source.spans.filter((span) => span.surfaces.includes(surface)).map(({ from, to }) => (to === null ? { from } : { from, to }))
	const covered = stretches<{ readonly from: string; readonly to?: string | undefined }>([...covering, ...open], end)
	const edges = [start, end, ...[...states, ...gaps, ...covered].flatMap(({ from, to }) => [from, to])]
	const bounds = [...new Set(edges.filter((edge) => edge >= start && edge <= end))].sort((a, b) => a - b)
	const segments: Segment[] = []
	for (const [index, from] of bounds.entries()) {
		const to = bounds[index + 1]
		if (to === undefined) break
		const holds = (stretch: { from: number; to: number }) => stretch.from <= from && stretch.to >= to
		// The latest state to begin wins where two overlap.
		const state = states.findLast(holds)?.value
		const gap = gaps.some(holds)
		const vouched = state !== undefined && (state.state !== 'operational' || (!gap && covered.some(holds)))
		append(segments, { from: instantOf(from), to: instantOf(to), state: vouched ? state.state : 'unknown', gap, basis: vouched ? state.basis : null })
	}
	return segments
}

/** A gap concerns the surfaces whose state its sources have borne; a surface whose states name no source, it concerns too. */
function concerns(gap: Gap, surface: string, states: readonly SurfaceState[]): boolean {
	const sources = states.flatMap((state) =>
		state.surface === surface ? state.evidence.flatMap((proof) => (proof.kind === 'snapshot' ? [`${state.provider}/${proof.source}`] : [])) : [],
	)
	return sources.length === 0 || sources.some((source) => gap.sources.includes(source))
}

interface Stretch<Value> {
	readonly from: number
	readonly to: number
	readonly value: Value
}

function stretches<Value extends { readonly from: string; readonly to?: string | undefined }>(values: readonly Value[], end: number): Stretch<Value>[] {
	return values.map((value) => ({ from: millisecondsOf(value.from), to: value.to === undefined ? end : millisecondsOf(value.to), value }))
}

function append(segments: Segment[], segment: Segment): void {
	const last = segments.at(-1)
	if (last && last.state === segment.state && last.gap === segment.gap && last.basis === segment.basis) {
		segments[segments.length - 1] = { ...last, to: segment.to }
	} else segments.push(segment)
}
