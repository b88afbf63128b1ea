import { existsSync, globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Postmortem, readPostmortem } from '#core/content/postmortem.ts'

/** The editors' accounts of this checkout, by the name of their file. Throws an Error that names every file and what is wrong with it. */
export async function postmortems(folder = 'content/postmortems'): Promise<Postmortem[]> {
	const files = existsSync(folder) ? globSync('*.md', { cwd: folder }).sort() : []
	const read = await Promise.all(files.map(async (file) => ({ file, ...readPostmortem(basename(file, '.md'), await readFile(join(folder, file), 'utf8')) })))
	const problems = read.flatMap(({ file, complaints }) =>
		complaints.map(({ path, expected, got }) => `${join(folder, file)}: ${path}: expected ${expected}, got ${got}`),
	)
	if (problems.length > 0) throw new Error(problems.join('\n'))
	return read.flatMap(({ value }) => value ?? [])
}
