import type { PackDocument, PlacesDocument } from '#core/model/documents.ts'
import { monthOf } from '#core/time/time.ts'
import { sizeOf } from './sized.ts'

/**
 * Where archived incidents lie: in which pack, and where in its bytes. A pack is a month and up to
 * a megabyte or two, of which an incident is a hundredth: whoever looks for one reads that alone,
 * and whoever wants the whole month copies it without reading anything.
 */

/** What stands before the first incident of a pack. */
const opening = '{"incidents":['

/**
 * The lookup of one provider's packs as they are written, in the order of the incidents' ids so
 * that equal archives have equal bytes.
 */
export function placesOf(packs: Iterable<PackDocument>): PlacesDocument {
	const placed = [...packs].flatMap(({ incidents }) => {
		let next = opening.length
		return incidents.map((document) => {
			const from = next
			next = from + sizeOf(document) + 1
			return { incident: document.incident, span: [from, next - 1] as const }
		})
	})
	placed.sort((a, b) => (a.incident.id < b.incident.id ? -1 : 1))
	return {
		months: Object.fromEntries(
			placed.map(({ incident }) => [incident.id, monthOf(incident.createdAt)]),
		),
		aliases: Object.fromEntries(
			placed.flatMap(({ incident }) => incident.aliases.map((alias) => [alias, incident.id])),
		),
		spans: Object.fromEntries(placed.map(({ incident, span }) => [incident.id, span])),
	}
}

/**
 * The bytes of one incident in a pack; undefined where a span that was looked up for another pack
 * does not fit this one.
 */
export function incidentBytes(
	pack: Uint8Array<ArrayBuffer>,
	[from, to]: readonly [number, number],
): Uint8Array<ArrayBuffer> | undefined {
	const around = [from - 1, from, to - 1, to].map((at) => String.fromCharCode(pack[at] ?? 0))
	return /^[[,]\{\}[\],]$/.test(around.join('')) ? pack.subarray(from, to) : undefined
}
