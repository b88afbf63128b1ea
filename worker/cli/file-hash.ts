import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * SHA-256 over names and bytes of all files at these paths below `root`, so that two folders with
 * the same files have the same hash wherever
 * they lie and whenever they were written. A path that is absent is as good as an empty folder.
 * `except` leaves out paths, with what they hold.
 */
export function hashOfFiles(
	root: string,
	paths: readonly string[],
	except: readonly string[] = [],
): string {
	const hash = createHash('sha256')
	for (const path of paths.flatMap((start) => filesAt(root, start, except)).sort()) {
		const bytes = readFileSync(join(root, path))
		hash.update(`${path}\0${bytes.byteLength}\0`).update(bytes)
	}
	return hash.digest('hex')
}

/**
 * Files at or below a path, with `/`, relative to `root`. Names that begin with a dot are an
 * editor's or the system's own, and left out.
 */
function filesAt(root: string, path: string, except: readonly string[]): string[] {
	if (except.includes(path)) return []
	const stats = statSync(join(root, path), { throwIfNoEntry: false })
	if (stats?.isFile()) return [path]
	if (!stats?.isDirectory()) return []
	return readdirSync(join(root, path))
		.filter((name) => !name.startsWith('.'))
		.flatMap((name) => filesAt(root, `${path}/${name}`, except))
}
