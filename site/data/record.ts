import { content } from '#content'
import { buildDocuments, type Documents } from '#core/documents/build-documents.ts'
import { daysOfExport, type RecordDays } from '#core/documents/surface-days.ts'
import type { Claim } from '#core/model/content.ts'
import type {
	IncidentSummary,
	IndexDocument,
	ProviderHeader,
	SiteHeader,
} from '#core/model/documents.ts'
import { bundle } from './bundle.ts'

/** Who publishes: always this checkout's own content, whoever's record it shows. */
export const site: SiteHeader = content.site

/** Where the site stands, without a slash at the end. */
export const origin = site.address.replace(/\/+$/, '')

let building: Promise<Documents> | undefined

/** All documents of the record, built once. */
export function documents(): Promise<Documents> {
	building ??= bundle().then(({ record, content, hash }) => buildDocuments(record, content, hash))
	return building
}

/** Those whose record is kept. */
export async function providers(): Promise<ProviderHeader[]> {
	return (await documents()).now.providers.map(({ provider }) => provider)
}

/** The months' indexes, newest first. */
export async function indexes(): Promise<IndexDocument[]> {
	const { now, months } = await documents()
	return now.months.flatMap((month) => months.get(month) ?? [])
}

/** Every incident in those indexes, by `provider/id`. */
export function entries(): Promise<ReadonlyMap<string, IncidentSummary>> {
	listing ??= indexes().then(
		(months) =>
			new Map(
				months
					.flatMap(({ incidents }) => incidents)
					.map((incident) => [`${incident.provider}/${incident.id}`, incident]),
			),
	)
	return listing
}

let listing: Promise<ReadonlyMap<string, IncidentSummary>> | undefined

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

/** The last days of every surface, for the front page and what it leads to. */
export function homeDays(): Promise<RecordDays> {
	counting ??= bundle().then(({ record, content }) => daysOfExport(record, content))
	return counting
}

let counting: Promise<RecordDays> | undefined
