import type { Document } from '#core/model/snapshot.ts'
import { ParseError } from '../platform.ts'
import { addressOf, idOf, isRow, nameOfType, parseObject, type Row } from '../read.ts'

/** How a platform that speaks Statuspage's language differs from the others. */
export interface Dialect {
	/**
	 * Its documents, and of each the keys that it has even on a page where nothing happens: one of
	 * them must be there.
	 */
	readonly documents: Readonly<Record<string, readonly string[]>>
	/** Bodies are Markdown throughout; otherwise each is text or HTML by its look. */
	readonly markdown: boolean
	/** Another document of the page has the words where bodies are empty. */
	readonly wordsElsewhere?: true
	/**
	 * What `page.updated_at` does: only a mark that never goes back tells which of two copies is the
	 * older one.
	 */
	readonly marks: 'monotonic' | 'falling'
	/**
	 * How many rows its lists of incidents hold at most, where that is documented. A shorter list is
	 * complete.
	 */
	readonly fullList?: number
	/**
	 * The document whose component list holds no more rows than this. Which healthy ones it shows is
	 * a matter of chance.
	 */
	readonly cappedList?: { readonly document: string; readonly rows: number }
	/** An absent list of incidents in the summary is an empty one: nothing is open. */
	readonly absentIsEmpty?: true
}

/** A document of Statuspage's shape: who speaks, and the lists that are there. */
export interface PageDocument {
	readonly root: Row
	readonly page: {
		readonly id: string
		readonly url: string | undefined
		readonly updatedAt: unknown
	}
}

/**
 * The document's outline. Throws ParseError when it is no document of this dialect: no page, none
 * of its keys, or a list that is none.
 */
export function readPageDocument(document: Document, dialect: Dialect): PageDocument {
	const keys = dialect.documents[document.name]
	if (keys === undefined)
		throw new ParseError(
			document.name,
			'',
			`no document of this platform; it has ${Object.keys(dialect.documents).join(', ')}`,
		)
	const root = parseObject(document)
	const page = root.page
	const id = isRow(page) ? idOf(page.id) : undefined
	if (!isRow(page) || id === undefined)
		throw new ParseError(
			document.name,
			'/page/id',
			`expected the page's id, got ${nameOfType(page)}`,
		)
	for (const list of ['components', 'incidents', 'scheduled_maintenances']) {
		const value = root[list]
		if (value !== undefined && value !== null && !Array.isArray(value))
			throw new ParseError(document.name, `/${list}`, `expected a list, got ${nameOfType(value)}`)
	}
	if (keys.length > 0 && !keys.some((key) => typeof root[key] === 'object' && root[key] !== null)) {
		throw new ParseError(document.name, '', `expected ${keys.join(' or ')}, which is not there`)
	}
	return {
		root,
		page: { id, url: addressOf(page.url)?.replace(/\/+$/, ''), updatedAt: page.updated_at },
	}
}
