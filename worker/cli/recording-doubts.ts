import type { Export } from '#core/model/export.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import { compareInstants, secondsBetween, spokenDuration } from '#core/time.ts'
import { correctionKinds } from '#core/timeline/corrections.ts'
import type { Frame, Manifest } from './recording.ts'

/** Longer than any source waits between two checks, failures included. */
const longestWaitSeconds = 900

/**
 * What a replay says more exactly than its recording can know. A frame answers until the next one: where frames are single captures that lie hours apart,
 * an edit between two of them is dated to the minute of the later one, as if the page had been watched up to then.
 */
export function doubtsOf(record: Export, { captures, frames }: Manifest, snapshots: readonly Snapshot[]): string[] {
	if (captures) return []
	const urls = new Map(snapshots.map(({ source, document, fetchedAt, url }) => [`${source}/${document} ${fetchedAt}`, url]))
	let count = 0
	let longest = 0
	for (const { subject, events } of record.timelines) {
		if (subject.kind !== 'incident') continue
		for (const { kind, seen, evidence } of events) {
			if (!correctionKinds.has(kind) || seen?.after === undefined) continue
			const { after } = seen
			const waits = evidence.flatMap((item) => {
				const url = item.kind === 'snapshot' ? urls.get(`${item.source}/${item.document} ${item.fetchedAt}`) : undefined
				return url === undefined ? [] : [waitBefore(frames, url, after, seen.by)]
			})
			const wait = Math.max(0, ...waits)
			if (wait <= longestWaitSeconds) continue
			count += 1
			longest = Math.max(longest, wait)
		}
	}
	if (count === 0) return []
	const changes = count === 1 ? '1 change after publication is' : `${count} changes after publication are`
	return [
		`${changes} dated to the minute of a frame that comes up to ${spokenDuration(longest)} after the one before it. ` +
			'If each frame is a single capture, add "captures": true to manifest.json: a change is then dated between two captures.',
	]
}

/** Seconds between the frame that first showed a change and the one before it at that address; 0 where our looks in between were bound by a failure. */
function waitBefore(frames: readonly Frame[], url: string, after: string, by: string): number {
	const own = frames.filter((frame) => frame.url === url && compareInstants(frame.at, by) <= 0)
	const [before, shown] = own.slice(-2)
	if (!before || !shown || before.file === null || (before.status ?? 200) >= 400) return 0
	return compareInstants(after, before.at) <= 0 ? 0 : secondsBetween(before.at, shown.at)
}
