import type { Snapshot } from '#core/model/snapshot.ts'
import { addSeconds, compareInstants, dayOf } from '#core/time/time.ts'
import type { ReadModel } from './read-model.ts'

/** Reads at most; the archive's days and a few weeks of a quiet record are within. */
const mostReads = 96
const readsAtOnce = 16

/**
 * The runs of looks that found these bytes, newest first: those of the day of the first, where that
 * is noted beside the bytes. Where it is not, the newest days are searched until one holds them.
 * Today and yesterday are not
 * among the published heads yet, so they come first, for all `providers`.
 */
export async function looksThatFound(
	model: ReadModel,
	sha256: string,
	foundIn: string | undefined,
	providers: readonly string[],
	moment: () => string,
): Promise<Snapshot[]> {
	const [first = '', firstDay = ''] = foundIn?.split('/') ?? []
	const known = firstDay === '' ? [] : thatFound(sha256, await model.snapshots(first, firstDay))
	if (known.length > 0) return known
	const { days } = await model.heads()
	const late = [dayOf(moment()), dayOf(addSeconds(moment(), -86_400))].flatMap((day) =>
		providers.map((provider) => ({ provider, day })),
	)
	const published = [...days]
		.sort((a, b) => (a.day < b.day ? 1 : -1))
		.flatMap(({ day, heads }) =>
			[...new Set(heads.flatMap((head) => head.document.split('/')[0] ?? []))].map((provider) => ({
				provider,
				day,
			})),
		)
	const places = [
		...new Map(
			[...late, ...published].map((place) => [`${place.provider} ${place.day}`, place]),
		).values(),
	].slice(0, mostReads)
	for (let start = 0; start < places.length; start += readsAtOnce) {
		const some = places.slice(start, start + readsAtOnce)
		const runs = (
			await Promise.all(some.map(({ provider, day }) => model.snapshots(provider, day)))
		).flat()
		const found = thatFound(sha256, runs)
		if (found.length > 0) return found
	}
	return []
}

function thatFound(sha256: string, runs: readonly Snapshot[]): Snapshot[] {
	const found = runs.filter(
		(run) => run.sha256 === sha256 && (run.outcome === 'stored' || run.outcome === 'unchanged'),
	)
	return found.sort((a, b) => compareInstants(b.fetchedAt, a.fetchedAt))
}
