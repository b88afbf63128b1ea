import { content } from '#content'
import { buildDocuments, type Documents } from '#core/publish/build-documents.ts'
import type { IndexDocument, SiteHeader } from '#core/publish/documents.ts'
import { bundle } from './bundle.ts'

/** Who publishes: always this checkout's own content, whoever's record it shows. */
export const site: SiteHeader = content.site

let building: Promise<Documents> | undefined

/** All documents of the record, built once. */
export function documents(): Promise<Documents> {
	building ??= bundle().then(({ record, content, hash }) => buildDocuments(record, content, hash))
	return building
}

/** The months' indexes, newest first. */
export async function indexes(): Promise<IndexDocument[]> {
	const { now, months } = await documents()
	return now.months.flatMap((month) => months.get(month) ?? [])
}
