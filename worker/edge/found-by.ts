import type { Snapshot } from '#core/model/snapshot.ts'
import { compareInstants } from '#core/time.ts'
import type { ReadModel } from './read-model.ts'

/** Reads at most; the archive's days and a few weeks of a quiet record are within. */
const mostReads = 48
const readsAtOnce = 8

/** The runs of looks that found these bytes, newest first: the newest days are searched until one holds them. */
export async function looksThatFound(model: ReadModel, sha256: string): Promise<Snapshot[]> {
	const { days } = await model.heads()
	const places = [...days]
		.sort((a, b) => (a.day < b.day ? 1 : -1))
		.flatMap(({ day, heads }) => [...new Set(heads.flatMap((head) => head.document.split('/')[0] ?? []))].map((provider) => ({ provider, day })))
	for (let start = 0; start < Math.min(places.length, mostReads); start += readsAtOnce) {
		const some = places.slice(start, start + readsAtOnce)
		const runs = (await Promise.all(some.map(({ provider, day }) => model.snapshots(provider, day)))).flat()
		const found = runs.filter((run) => run.sha256 === sha256 && (run.outcome === 'stored' || run.outcome === 'unchanged'))
		if (found.length > 0) return found.sort((a, b) => compareInstants(b.fetchedAt, a.fetchedAt))
	}
	return []
}
