import { content } from '#content'
import { buildDocuments, type Documents } from '#core/documents/build-documents.ts'
import { daysOfExport, type RecordDays } from '#core/documents/surface-days.ts'
import type { Claim } from '#core/model/content.ts'
import type { IndexDocument, SiteHeader } from '#core/model/documents.ts'
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

/** What accounts and claims may be about, as people name it: `incidents/claude/0ghc53zpsfmt`. */
export async function subjectNames(): Promise<ReadonlyMap<string, string>> {
	const { now, incidents, episodes } = await documents()
	return new Map([
		...[...incidents.values()].map(({ incident, provider }): [string, string] => [
			`incidents/${provider.id}/${incident.id}`,
			`${provider.name}: ${incident.title}`,
		]),
		...[...episodes.values()].map(({ episode, provider, providers }): [string, string] => [
			`episodes/${episode.id}`,
			providers ? episode.title : `${provider.name}: ${episode.title}`,
		]),
		...now.providers.map(({ provider }): [string, string] => [
			`providers/${provider.id}`,
			provider.name,
		]),
	])
}

/** What people asserted, as the record holds it. */
export async function claims(): Promise<readonly Claim[]> {
	return (await bundle()).record.claims
}

/** The last days of every surface, for the front page. */
export async function homeDays(): Promise<RecordDays> {
	const { record, content } = await bundle()
	return daysOfExport(record, content)
}
