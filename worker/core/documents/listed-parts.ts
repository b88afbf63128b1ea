import { leftOutAlso } from '#core/bounds.ts'
import type { IncidentSummary, IndexBounds, IndexDocument } from '#core/model/documents.ts'
import type { LeftOut } from '#core/model/left-out.ts'
import { cutBySize, filled, fitsAsIs, fittedInto, sizeOf } from './sized.ts'

/** A list that is published as one document while it fitsAsIs, and as several when it does not. */
interface Listed {
	readonly older?: number | undefined
	readonly leftOut?: LeftOut | undefined
}

/**
 * Cuts the list `name` of a document so that every part is within the bound: the newest items stay
 * in the document, older ones go into parts
 * of the same shape, part 1 the oldest. `newestFirst` says how the list is told.
 */
export function partsOfList<Document extends Listed, Name extends keyof Document & string, Item>(
	document: Document & Readonly<Record<Name, readonly Item[]>>,
	name: Name,
	{ newestFirst }: { readonly newestFirst: boolean },
): readonly Document[] {
	if (fitsAsIs(document)) return [document]
	const items: readonly Item[] = document[name]
	const turned = (list: readonly Item[]) => (newestFirst ? list.toReversed() : list)
	const frame = { ...document, [name]: [] }
	const room = filled - sizeOf(frame)
	const { parts, newest, dropped } = cutBySize(
		turned(items).map((item) => fittedInto(item, room / 4)),
		room,
	)
	const leftOut = leftOutAlso(document.leftOut, 'partsADocument', dropped.length)
	const head = {
		...document,
		[name]: turned(newest),
		...(parts.length > 0 && { older: parts.length }),
		...(leftOut && { leftOut }),
	}
	return [head, ...parts.map((part) => ({ ...document, [name]: turned(part) }))]
}

/**
 * A month's index. Every provider's newest incidents stand in the first document, as many of each
 * as there is room for; what one has beyond
 * that goes into older parts, so that the lists of the others stay whole. Episodes stand in the
 * first document alone.
 */
export function partsOfIndex(index: IndexDocument): readonly IndexDocument[] {
	if (fitsAsIs(index)) return [index]
	const episodes = cutBySize(
		index.episodes.toReversed(),
		0.3 * filled,
		sizeOf,
		1,
	).newest.toReversed()
	let leftOut = leftOutAlso(
		index.leftOut,
		'bytesADocument',
		index.episodes.length - episodes.length,
	)
	const incidents = index.incidents.map((incident) => fittedInto(incident, 20_000))
	const room = filled - sizeOf({ ...index, episodes, incidents: [] })
	const first = new Set(newestOfEach(incidents, room))
	const { parts, dropped } = cutBySize(
		incidents.filter((incident) => !first.has(incident)).reverse(),
		0,
	)
	leftOut = leftOutAlso(leftOut, 'partsADocument', dropped.length)
	const older = parts.map((part) => part.toReversed())
	const bounds = older.flatMap((part): IndexBounds[] => {
		const [newest, oldest] = [part[0], part.at(-1)]
		return newest && oldest ? [{ first: placeInIndex(newest), last: placeInIndex(oldest) }] : []
	})
	const head: IndexDocument = {
		...index,
		episodes,
		incidents: incidents.filter((incident) => first.has(incident)),
		older: bounds,
		...(leftOut && { leftOut }),
	}
	return [
		head,
		...older.map((part) => ({
			asOf: index.asOf,
			month: index.month,
			incidents: part,
			episodes: [],
		})),
	]
}

/** Where an incident stands in lists that are newest first. */
export function placeInIndex({ createdAt, provider, id }: IncidentSummary): IndexBounds['first'] {
	return { at: createdAt, key: `${provider}/${id}` }
}

/** As many of each provider's as fit. */
function newestOfEach(
	incidents: readonly IncidentSummary[],
	room: number,
): readonly IncidentSummary[] {
	const providers = [...Map.groupBy(incidents, ({ provider }) => provider).values()]
	for (let length = mostOfEach; length > 0; length = Math.floor(length / 2)) {
		const kept = providers.flatMap((own) => own.slice(0, length))
		if (kept.reduce((sum, incident) => sum + sizeOf(incident) + 1, 0) <= room) return kept
	}
	return []
}

const mostOfEach = 512
