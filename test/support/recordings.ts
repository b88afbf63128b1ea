import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../shared/recorded', import.meta.url))

/** The rebuilt recording of 2 and 3 March 2026, which is part of this repository. */
export const march: string = fileURLToPath(
	new URL('../../content/recordings/claude-2026-03-02', import.meta.url),
)

/** Where the recordings lie, beside the checkout; undefined in a clone that has none. */
export const recordings: string | undefined = existsSync(folder) ? folder : undefined

/** For a test's title: why it is skipped. */
export const withoutRecordings = recordings === undefined ? ' (skipped: no recordings)' : ''

/** The text of a recorded file. Throws where there are no recordings. */
export function recording(path: string): string {
	return readFileSync(`${folder}/${path}`, 'utf8')
}

/**
 * The files of a recorded folder, as paths that `recording` takes, in name order; none where there
 * are no recordings.
 */
export function recordedFiles(under: string): string[] {
	const path = `${folder}/${under}`
	if (!existsSync(path)) return []
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => `${entry.parentPath.slice(folder.length + 1)}/${entry.name}`)
		.sort()
}
