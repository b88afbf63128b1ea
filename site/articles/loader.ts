import type { Loader } from 'astro/loaders'
import type { Complaint } from '#core/content/issues.ts'

/** Reads a file of one kind, by its name without the ending: the same that `tidemark check` does. */
type Reader<Text> = (
	slug: string,
	file: string,
) => { readonly value?: Text; readonly complaints: readonly Complaint[] }

/**
 * The editors' texts in a folder, as a collection. Their heads are lines of our own and no YAML, and
 * nothing is rendered before a page knows its figures, so that Astro's own loader would not do.
 * Throws an Error with everything that is wrong, file by file. `reader` is loaded when it is needed:
 * Astro waits for its configuration for no more than five seconds.
 */
export function articles<Text extends { readonly slug: string }>(
	folder: string,
	reader: () => Promise<Reader<Text>>,
): Loader {
	return {
		name: `articles in ${folder}`,
		async load({ store, generateDigest, logger }) {
			const [read, files] = await Promise.all([reader(), filesIn(folder)])
			const problems: string[] = []
			store.clear()
			for (const { slug, path, text } of files) {
				const { value, complaints } = read(slug, text)
				for (const { path: place, expected, got } of complaints)
					problems.push(`${path}: ${place}: expected ${expected}, got ${got}`)
				if (value)
					store.set({ id: slug, data: { ...value }, filePath: path, digest: generateDigest(text) })
			}
			if (problems.length > 0) throw new Error(problems.join('\n'))
			logger.info(`${files.length} texts`)
		},
	}
}

/** The Markdown files of a folder in the order of their names; none where there is no folder. */
export async function filesIn(
	folder: string,
): Promise<{ readonly slug: string; readonly path: string; readonly text: string }[]> {
	const { globSync } = await import('node:fs')
	const { readFile } = await import('node:fs/promises')
	const { basename, join } = await import('node:path')
	return Promise.all(
		globSync('*.md', { cwd: folder })
			.sort()
			.map(async (file) => ({
				slug: basename(file, '.md'),
				path: join(folder, file),
				text: await readFile(join(folder, file), 'utf8'),
			})),
	)
}
