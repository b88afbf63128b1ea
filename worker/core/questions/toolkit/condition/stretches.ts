import type { SurfaceState } from '#core/model/incident.ts'
import { isOurLook, type SurfaceStateName } from '#core/model/vocabulary.ts'
import type { Span } from '../span.ts'
import type { TimedState } from '../timed-states.ts'
import type { Concern } from './concern.ts'
import type { Condition, ConditionSpan } from './vocabulary.ts'

/** What is told of one surface. */
export interface Told {
	/** They do not overlap. */
	readonly states: readonly TimedState[]
	/** The incidents that name it. */
	readonly named: readonly Concern[]
	/** The incidents that name no surface at all. */
	readonly unplaced: readonly Concern[]
}

/**
 * One sweep over what is told: a condition for every moment of `observed`, neighbours alike made
 * one.
 */
export function stretchesOf(told: Told, observed: readonly Span[]): ConditionSpan[] {
	const edges = edgesOf(told)
	const now = new Now()
	const whole: ConditionSpan[] = []
	let from = Number.NEGATIVE_INFINITY
	for (const edge of edges) {
		if (edge.at > from) whole.push(now.stretch(from, edge.at))
		from = edge.at
		now.apply(edge)
	}
	whole.push(now.stretch(from, Number.POSITIVE_INFINITY))
	return clipped(whole, observed)
}

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] }

interface Row {
	readonly from: number
	readonly condition: Condition
	readonly state: SurfaceState
	/**
	 * Our looks followed the page, so that it stood there all the time; otherwise it is what was last
	 * stated.
	 */
	readonly followed: boolean
}

interface Edge {
	readonly at: number
	readonly begins: boolean
	readonly row: Row | undefined
	readonly concern: Concern | undefined
	readonly isNamed: boolean
}

const conditionOf: Readonly<Record<SurfaceStateName, Condition>> = {
	operational: 'operational',
	degraded_performance: 'degraded',
	partial_outage: 'partial',
	major_outage: 'major',
	under_maintenance: 'maintenance',
	unknown: 'unknown',
	not_covered: 'unknown',
}

/**
 * By time, ends before beginnings. The lists come by beginning, so that what is sorted here
 * consists of a few long rows in order, which takes half the time.
 */
function edgesOf({ states, named, unplaced }: Told): Edge[] {
	const edges: Edge[] = []
	for (const timed of states) {
		const { from, to } = timed
		if (to <= from) continue
		const row = rowOf(timed)
		edges.push(
			{ at: from, begins: true, row, concern: undefined, isNamed: false },
			{ at: to, begins: false, row, concern: undefined, isNamed: false },
		)
	}
	for (const begins of [true, false]) {
		for (const concern of named) add(edges, concern, begins, true)
		for (const concern of unplaced) add(edges, concern, begins, false)
	}
	return edges.sort((a, b) => a.at - b.at || Number(a.begins) - Number(b.begins))
}

function add(edges: Edge[], concern: Concern, begins: boolean, isNamed: boolean): void {
	const { from, to } = concern.span
	if (to > from) edges.push({ at: begins ? from : to, begins, row: undefined, concern, isNamed })
}

function rowOf({ state, from }: TimedState): Row {
	const followed =
		state.basis === 'seen' ||
		state.evidence.some((proof) => proof.kind === 'snapshot' && isOurLook(proof.provenance))
	return { from, condition: conditionOf[state.state], state, followed }
}

/** What stands at a moment of the sweep. */
class Now {
	readonly #named = new OpenConcerns()
	readonly #unplaced = new OpenConcerns()
	#row: Row | undefined

	apply({ begins, row, concern, isNamed }: Edge): void {
		if (row) {
			if (begins) this.#row = row
			else if (this.#row === row) this.#row = undefined
		}
		if (concern) (isNamed ? this.#named : this.#unplaced).apply(concern, begins)
	}

	stretch(from: number, to: number): ConditionSpan {
		const row = this.#row
		const named = this.#named.latest()
		const open = named === undefined ? 'no' : this.#named.standing
		const isRow = named !== undefined && !this.#named.shorter
		const unplaced = this.#unplaced.latest()
		if (row && isTrouble(row.condition)) return said(row, from, to, open)
		if (named) {
			if (row && row.condition !== 'unknown' && speaksTo(row, named))
				return said(row, from, to, open)
			return silent({ from, to, condition: 'ungraded', open }, named, isRow)
		}
		if (this.#named.vague || this.#unplaced.vague)
			return silent(
				{ from, to, condition: 'unknown', open },
				this.#named.vague ?? this.#unplaced.vague,
				false,
			)
		// Where a history does not say what came after, the incidents decide.
		if (
			row &&
			(row.condition !== 'unknown' || row.followed) &&
			(!unplaced || speaksTo(row, unplaced))
		)
			return said(row, from, to, open)
		return unplaced
			? silent({ from, to, condition: 'unplaced', open }, unplaced, !this.#unplaced.shorter)
			: { from, to, condition: 'clear', open }
	}
}

function said(
	{ condition, state: { basis, incident, update } }: Row,
	from: number,
	to: number,
	open: ConditionSpan['open'],
): ConditionSpan {
	// Hundreds of thousands of these are made: with parts spread into them it takes three times as
	// long.
	const stretch: Writable<ConditionSpan> = { from, to, condition, open, basis }
	if (incident) stretch.incident = incident
	if (update) stretch.update = update
	return stretch
}

function silent(
	stretch: Writable<ConditionSpan>,
	concern: Concern | undefined,
	isRow: boolean,
): ConditionSpan {
	if (isRow) stretch.row = true
	if (concern) stretch.incident = concern.entry.incident.id
	return stretch
}

/**
 * What a history stated before an incident began says nothing about the time in which it was open;
 * a page that we followed does.
 */
function speaksTo(row: Row, concern: Concern): boolean {
	return row.followed || row.from >= concern.span.from
}

/** The open ones; asked for the one that began last, in constant time on the whole. */
class OpenConcerns {
	readonly #stack: Concern[] = []
	readonly #closed = new Set<Concern>()
	readonly #vague = new Set<Concern>()
	#shorter = 0
	#measured = 0
	#measuredShorter = 0

	apply(concern: Concern, begins: boolean): void {
		if (concern.kind === 'vague') {
			if (begins) this.#vague.add(concern)
			else this.#vague.delete(concern)
			return
		}
		if (begins) this.#stack.push(concern)
		else this.#closed.add(concern)
		const step = begins ? 1 : -1
		if (!concern.isRow) this.#shorter += step
		if (concern.kind === 'measured') this.#measured += step
		if (concern.kind === 'measured' && !concern.isRow) this.#measuredShorter += step
	}

	/** What is open, where something is. */
	get standing(): ConditionSpan['open'] {
		return this.#measuredShorter > 0 ? 'yes' : this.#measured > 0 ? 'row' : 'part'
	}

	/** Whether one of them is open for no longer than an outage is. */
	get shorter(): boolean {
		return this.#shorter > 0
	}

	latest(): Concern | undefined {
		for (
			let top = this.#stack.at(-1);
			top !== undefined && this.#closed.has(top);
			top = this.#stack.at(-1)
		) {
			this.#closed.delete(top)
			this.#stack.pop()
		}
		return this.#stack.at(-1)
	}

	get vague(): Concern | undefined {
		return this.#vague.values().next().value
	}
}

function isTrouble(condition: Condition): boolean {
	return condition === 'degraded' || condition === 'partial' || condition === 'major'
}

/** The parts of contiguous stretches that were observed; equal neighbours become one. */
function clipped(whole: readonly ConditionSpan[], observed: readonly Span[]): ConditionSpan[] {
	const result: ConditionSpan[] = []
	let start = 0
	for (const span of observed) {
		while (start < whole.length && (whole[start]?.to ?? 0) <= span.from) start++
		for (let index = start; index < whole.length; index++) {
			const stretch = whole[index]
			if (!stretch || stretch.from >= span.to) break
			const last = result.at(-1)
			const [from, to] = [Math.max(stretch.from, span.from), Math.min(stretch.to, span.to)]
			if (last && last.to === from && isAlike(last, stretch))
				result[result.length - 1] = { ...last, to }
			else
				result.push(from === stretch.from && to === stretch.to ? stretch : { ...stretch, from, to })
		}
	}
	return result
}

function isAlike(a: ConditionSpan, b: ConditionSpan): boolean {
	return (
		a.condition === b.condition &&
		a.open === b.open &&
		a.row === b.row &&
		a.incident === b.incident &&
		a.basis === b.basis &&
		a.update === b.update
	)
}
