import { partsOfIncident, wholeIncident } from '#core/documents/incident-parts.ts'
import { placeInIndex } from '#core/documents/listed-parts.ts'
import type {
	IncidentDocument,
	IncidentPart,
	IncidentSummary,
	IndexDocument,
} from '#core/model/documents.ts'
import { newestFirst, type Place } from '../api/paging.ts'

/**
 * Documents that were too large for one: how readers come by their older parts. Hardly any has one.
 */

/** Reads a part of a document; undefined where it is not there. */
export type ReadPart<Part> = (part: number) => Promise<Part | undefined>

/**
 * A document and all its older parts that are there, the document first and the oldest part last.
 */
export async function withParts<Part>(
	document: Part,
	older: number,
	read: ReadPart<Part>,
): Promise<Part[]> {
	const parts = await Promise.all(Array.from({ length: older }, (_, index) => read(older - index)))
	return [document, ...parts.filter((part) => part !== undefined)]
}

/** An incident with all that is published of it. */
export async function gathered(
	head: IncidentDocument,
	read: ReadPart<IncidentPart>,
): Promise<IncidentDocument> {
	const { older } = head
	if (older === undefined) return head
	const parts = await Promise.all(
		Array.from({ length: older.parts }, (_, index) => read(index + 1)),
	)
	return wholeIncident(
		head,
		parts.filter((part) => part !== undefined),
	)
}

/** A part of an incident that lies in the archive as a whole. */
export function partOfWhole(whole: IncidentDocument, part: number): IncidentPart | undefined {
	return partsOfIncident(whole).parts[part - 1]
}

/**
 * A month's incidents from some place on, newest first, and the place from which on further parts
 * have to be read; none when that is all.
 */
export interface IndexSlice {
	readonly incidents: readonly IncidentSummary[]
	readonly more?: Place
}

/**
 * What one writer's index of a month says after `cursor`, with at most one older part read. Where
 * parts are left, only what no older
 * part can come between is given.
 */
export async function sliceOfIndex(
	head: IndexDocument,
	cursor: Place | undefined,
	read: ReadPart<IndexDocument>,
): Promise<IndexSlice> {
	const { older = [], incidents } = head
	const isAfter = (place: Place, other: Place | undefined) =>
		other === undefined || newestFirst(other, place) < 0
	const next = older.findLastIndex(({ last }) => isAfter(last, cursor))
	const bounds = older[next]
	if (!bounds) return { incidents }
	const before = incidents.filter(
		(incident) => newestFirst(placeInIndex(incident), bounds.first) < 0,
	)
	const last = before.map(placeInIndex).sort(newestFirst).at(-1)
	if (last && isAfter(last, cursor)) return { incidents: before, more: last }
	const part = await read(next + 1)
	const upTo = [...incidents, ...(part?.incidents ?? [])].filter(
		(incident) => newestFirst(placeInIndex(incident), bounds.last) <= 0,
	)
	const isRest =
		next > 0 || incidents.some((incident) => isAfter(placeInIndex(incident), bounds.last))
	return { incidents: upTo, ...(isRest && { more: bounds.last }) }
}

/** Slices of several writers as one: complete as far down as the first of them that has more. */
export function joinedSlices(slices: readonly IndexSlice[]): IndexSlice {
	const more = slices.flatMap((slice) => slice.more ?? []).sort(newestFirst)[0]
	const incidents = slices.flatMap((slice) => slice.incidents)
	if (!more) return { incidents }
	return {
		incidents: incidents.filter((incident) => newestFirst(placeInIndex(incident), more) <= 0),
		more,
	}
}
