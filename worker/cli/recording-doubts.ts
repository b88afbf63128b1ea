import type { Export } from '#core/model/export.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { compareInstants, secondsBetween, spokenDuration } from '#core/time/time.ts'
import { correctionKinds } from '#core/timeline/corrections.ts'
import type { Manifest } from './recording.ts'

/** Longer than any source waits between two checks, failures included. */
const longestHoldSeconds = 900

/**
 * What a replay says more exactly than its recording can know. A frame answers until the next one:
 * where frames are single captures, the checks after a
 * capture find nothing new because nobody captured it. An edit is then dated to the minute of the
 * next frame, and a statement of the time in between
 * seems to have been dated back.
 */
export function doubtsOf(
	record: Export,
	{ captures, frames }: Manifest,
	snapshots: readonly Snapshot[],
): string[] {
	if (captures) return []
	const urls = new Map(
		snapshots.map(({ source, document, fetchedAt, url }) => [
			`${source}/${document} ${fetchedAt}`,
			url,
		]),
	)
	const holds = record.timelines
		.filter(({ subject }) => subject.kind === 'incident')
		.flatMap(({ events }) => events)
		.flatMap((event) => {
			const { kind, seen, evidence } = event
			const after = seen?.after
			if (after === undefined || !correctionKinds.has(kind)) return []
			const answering = evidence.flatMap((item) => {
				const url =
					item.kind === 'snapshot'
						? urls.get(`${item.source}/${item.document} ${item.fetchedAt}`)
						: undefined
				return (
					frames.findLast((frame) => frame.url === url && compareInstants(frame.at, after) <= 0) ??
					[]
				)
			})
			return answering.map((frame) => ({
				frame,
				seconds: secondsBetween(frame.at, after),
				claimed: claimOf(event),
			}))
		})
		.filter(
			({ frame, seconds, claimed }) =>
				seconds > longestHoldSeconds ||
				(claimed !== undefined && compareInstants(frame.at, claimed) < 0),
		)
	if (holds.length === 0) return []
	const longest = Math.max(...holds.map(({ seconds }) => seconds))
	const corrections = holds.length === 1 ? '1 correction rests' : `${holds.length} corrections rest`
	return [
		`${corrections} on a frame that still answered ${spokenDuration(longest)} after it was captured. ` +
			'If each frame is a single capture, add "captures": true to manifest.json: then nothing is ' +
			'said of the time between two of them.',
	]
}

/** The time that a statement carries which a check is said not to have found. */
function claimOf(event: TimelineEvent): string | undefined {
	return event.kind === 'backdated' && 'absentAt' in event.value ? event.value.became : undefined
}
