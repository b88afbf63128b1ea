import type { Cover, ObservedIncident, OfficialObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { readInstant } from '#core/time/time.ts'
import { canonicalRows, moment, scalar } from '../canonical.ts'
import { coverOf } from '../list/cover.ts'
import { joinObservations } from '../list/join.ts'
import { ParseError, type Platform } from '../platform.ts'
import { idOf, isRow, nameOfType, Problems, parseJson, quote, type Row, rowsOf } from '../read.ts'
import { Multiplied } from '../work.ts'
import { readIncident } from './incident.ts'
import { checkOptions, type Products, productRows, productsOf, unmatched } from './products.ts'

/**
 * Google's public incident file, which Cloud and Workspace share: a bare list of incidents with
 * their updates and the products
 * concerned. Only incidents that name one of the wanted products are read. Shape:
 * `incidents.schema.json` beside the file.
 */

/** A platform over that file, as `id`. What its words mean to us: `incident.ts`. */
export function googleDashboard(id: string): Platform {
	return {
		id,
		kind: 'official',
		marks: 'none',
		checkOptions,
		plan: (source) => [
			{ name: 'incidents', url: source.url, accept: 'application/json', bearsState: true },
		],
		canonical: (document, options) =>
			JSON.stringify(canonicalRows(wanted(document, productsOf(options)), canonicalIncident)),
		parse: (documents, options) =>
			joinObservations(documents.map((document) => readDocument(document, productsOf(options)))),
	}
}

function listOf(document: Document): unknown[] {
	const list = parseJson(document)
	if (!Array.isArray(list))
		throw new ParseError(document.name, '', `expected a list of incidents, got ${nameOfType(list)}`)
	if (
		list.length > 0 &&
		!list.some((row) => isRow(row) && typeof row.id === 'string' && Array.isArray(row.updates))
	) {
		throw new ParseError(document.name, '/0', 'expected incidents with an id and updates')
	}
	return list
}

function wanted(document: Document, products: Products): Row[] {
	return listOf(document)
		.filter(isRow)
		.filter((row) => isOurs(row, products))
}

function isOurs(row: Row, products: Products): boolean {
	return products === undefined || productRows(row, products).length > 0
}

function readDocument(document: Document, products: Products): OfficialObservation {
	const problems = new Problems(document.name)
	const rows = rowsOf(listOf(document), '', problems)
	const ours = rows.filter(({ row }) => isOurs(row, products))
	const incidents = new Map<string, ObservedIncident>()
	const multiplied = new Multiplied(document)
	for (const { row, path } of ours) {
		const incident = readIncident(document, row, path, { products, problems, multiplied })
		if (!incident) continue
		if (incidents.has(incident.nativeId))
			problems.add(path, `a second incident ${quote(incident.nativeId)}`)
		else incidents.set(incident.nativeId, incident)
	}
	for (const product of rows.length > 0
		? unmatched(
				rows.map(({ row }) => row),
				products,
			)
		: []) {
		problems.add(
			'/affected_products',
			`no incident of the file names ${quote(product)}: the product may have another name by now`,
		)
	}
	// What the list covers is said by all of it, not by the few incidents of our products; with one
	// that could not be read an absence proves nothing.
	const complete = rows.length > 0 && incidents.size === ours.length
	const covers: Cover[] = [
		...(complete && incidents.size > 0
			? coverOf(document.name, timesOf(rows), ['incident', 'notice'])
			: []),
		// Whatever is open is in the file: what is not there for a wanted product any more is over for
		// it, whatever became of the row.
		...(complete
			? [
					{
						document: document.name,
						list: 'open' as const,
						kinds: ['incident' as const, 'notice' as const],
					},
				]
			: []),
	]
	const others = rows
		.filter(({ row }) => !isOurs(row, products))
		.flatMap(({ row }) => idOf(row.id) ?? [])
	const version = {
		document: document.name,
		...(incidents.size !== ours.length && { unread: true as const }),
		...(others.length > 0 && { alsoListed: others }),
	}
	return {
		kind: 'official',
		incidents: [...incidents.values()],
		states: [],
		covers,
		documents: [version],
		problems: problems.all(),
	}
}

function timesOf(
	rows: readonly { readonly row: Row }[],
): { createdAt: string; startedAt?: string | undefined }[] {
	return rows.flatMap(({ row }) => {
		const createdAt = readInstant(row.created)
		return createdAt === undefined ? [] : [{ createdAt, startedAt: readInstant(row.begin) }]
	})
}

/**
 * Without `modified`, which moves by itself, and `most_recent_update`, which repeats; nothing
 * deeper than what is known.
 */
function canonicalIncident(row: Row): unknown {
	return [
		...[row.id, row.external_desc, row.status_impact, row.severity, row.uri].map(scalar),
		...[row.begin, row.created, row.end].map(moment),
		...[
			row.affected_products,
			row.currently_affected_locations,
			row.previously_affected_locations,
		].map(canonicalPlaces),
		canonicalRows(row.updates, (update) => [
			moment(update.when ?? update.created),
			scalar(update.status),
			scalar(update.text),
			canonicalPlaces(update.affected_locations),
		]),
	]
}

function canonicalPlaces(value: unknown): string[] {
	return canonicalRows(value, (place) => [
		scalar(place.id),
		scalar(place.title),
		scalar(place.current_title),
	])
}
