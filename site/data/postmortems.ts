import { existsSync, globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Postmortem, readPostmortem } from '#core/content/postmortem.ts'
import { documents } from './record.ts'

let reading: Promise<Postmortem[]> | undefined

/** The accounts of what this record holds, read once: one of something else would lead nowhere. */
export function postmortems(): Promise<Postmortem[]> {
	reading ??= ofThisRecord()
	return reading
}

async function ofThisRecord(): Promise<Postmortem[]> {
	const { now, incidents, episodes } = await documents()
	const known = new Set([
		...[...incidents.keys()].map((key) => `incidents/${key}`),
		...[...episodes.keys()].map((id) => `episodes/${id}`),
		...now.providers.map(({ provider }) => `providers/${provider.id}`),
	])
	return (await readPostmortems()).filter(({ subject }) => known.has(subject))
}

/**
 * The editors' accounts of this checkout, by the name of their file. Throws an Error that names
 * every file and what is wrong with it.
 */
async function readPostmortems(folder = 'content/postmortems'): Promise<Postmortem[]> {
	const files = existsSync(folder) ? globSync('*.md', { cwd: folder }).sort() : []
	const read = await Promise.all(
		files.map(async (file) => ({
			file,
			...readPostmortem(basename(file, '.md'), await readFile(join(folder, file), 'utf8')),
		})),
	)
	const problems = read.flatMap(({ file, issues }) =>
		issues.map(
			({ path, expected, got }) =>
				`${join(folder, file)}: ${path}: expected ${expected}, got ${got}`,
		),
	)
	if (problems.length > 0) throw new Error(problems.join('\n'))
	return read.flatMap(({ value }) => value ?? [])
}
