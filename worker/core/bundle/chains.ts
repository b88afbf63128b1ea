import { linkOf } from '#core/archive/chain.ts'
import { documentKey, genesis, type Snapshot } from '#core/model/snapshot.ts'
import type { Difference } from './differences.ts'
import { inChains } from './layout.ts'

/** What a blob of a bundle is: its length in bytes and the SHA-256 of them. */
export interface Blob {
	readonly bytes: number
	readonly sha256: string
}

/**
 * Everything that does not hold together in the chains of looks: a link that is not the hash of the
 * run before it, a run that begins
 * before the last look of the one before, bytes that are missing, or of another length than the
 * look says.
 */
export function brokenChains(
	snapshots: readonly Snapshot[],
	blobs: ReadonlyMap<string, Blob>,
): Difference[] {
	const found: Difference[] = []
	let key = ''
	let last: Snapshot | undefined
	for (const snapshot of inChains(snapshots)) {
		if (documentKey(snapshot) !== key) {
			key = documentKey(snapshot)
			last = undefined
		}
		const path = `${key} ${snapshot.slot}`
		const link = last ? linkOf(last) : genesis
		if (snapshot.previous !== link)
			found.push({ path: `${path}: previous`, expected: link, found: snapshot.previous })
		if (last && snapshot.previousLookAt !== last.until)
			found.push({
				path: `${path}: previousLookAt`,
				expected: last.until,
				found: snapshot.previousLookAt ?? 'nothing',
			})
		if (snapshot.sha256 !== undefined) {
			const blob = blobs.get(snapshot.sha256)
			if (!blob)
				found.push({
					path: `${path}: sha256`,
					expected: `a file snapshots/${snapshot.sha256}`,
					found: 'nothing',
				})
			else if (snapshot.bytes !== undefined && snapshot.bytes !== blob.bytes)
				found.push({
					path: `${path}: bytes`,
					expected: `${blob.bytes}, the length of snapshots/${snapshot.sha256}`,
					found: String(snapshot.bytes),
				})
		}
		last = snapshot
	}
	return found
}

/**
 * Blobs whose bytes are not what their name says, and blobs that no look names. `blobs` is by file
 * name.
 */
export function strayBlobs(
	snapshots: readonly Snapshot[],
	blobs: ReadonlyMap<string, Blob>,
): Difference[] {
	const named = new Set(snapshots.map((snapshot) => snapshot.sha256))
	return [...blobs].flatMap(([name, blob]) => {
		if (blob.sha256 !== name)
			return [
				{
					path: `snapshots/${name}`,
					expected: `bytes with the SHA-256 ${name}`,
					found: blob.sha256,
				},
			]
		return named.has(name)
			? []
			: [
					{
						path: `snapshots/${name}`,
						expected: 'a look in snapshots.jsonl that names it',
						found: 'none',
					},
				]
	})
}
