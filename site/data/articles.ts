import { type CollectionEntry, type CollectionKey, getCollection } from 'astro:content'
import type { Essay } from '#core/content/essay.ts'
import type { Postmortem } from '#core/content/postmortem.ts'
import { isCarried } from '#core/essays/essay-figures.ts'
import { filesIn } from '../articles/loader.ts'
import { bundle } from './bundle.ts'
import { documents } from './record.ts'

/** The editors' long texts: those whose subject this record holds, for others would lead nowhere. */

let accounts: Promise<Postmortem[]> | undefined
let texts: Promise<Essay[]> | undefined

/** The accounts of outages, by their names; read once in a build. */
export function postmortems(): Promise<Postmortem[]> {
	accounts ??= accountsOfThisRecord()
	return accounts
}

/** The essays that this record carries, by their names; read once in a build. */
export function carriedEssays(): Promise<readonly Essay[]> {
	texts ??= essaysOfThisRecord()
	return texts
}

async function accountsOfThisRecord(): Promise<Postmortem[]> {
	const { now, incidents, episodes } = await documents()
	const known = new Set([
		...[...incidents.keys()].map((key) => `incidents/${key}`),
		...[...episodes.keys()].map((id) => `episodes/${id}`),
		...now.providers.map(({ provider }) => `providers/${provider.id}`),
	])
	const all = await everyText('postmortems', 'content/postmortems')
	return all.map(({ data }) => data).filter(({ subject }) => known.has(subject))
}

async function essaysOfThisRecord(): Promise<Essay[]> {
	const { record } = await bundle()
	const all = await everyText('essays', 'content/analysis')
	return all.map(({ data }) => data).filter((essay) => isCarried(essay, record))
}

/**
 * Where Astro could not read its collections in time, it builds without them: this site does not.
 * Tests that render single pages have none.
 */
async function everyText<Name extends CollectionKey>(
	name: Name,
	folder: string,
): Promise<CollectionEntry<Name>[]> {
	const entries = await getCollection(name)
	const known = new Set(entries.map(({ id }) => id))
	const files = import.meta.env.PROD ? await filesIn(folder) : []
	const missing = files.filter(({ slug }) => !known.has(slug)).map(({ path }) => path)
	if (missing.length > 0) throw new Error(`the collection ${name} lacks ${missing.join(', ')}`)
	return entries.sort((a, b) => (a.id < b.id ? -1 : 1))
}
