import { capturedText } from '#core/fragments/captured.ts'
import { isOfCounts, isWithdrawnByCounts } from '#core/fragments/crowd-incident.ts'
import { dateTimeText, dayText } from '#core/fragments/time-text.ts'
import type { ProviderHeader } from '#core/model/documents.ts'
import type { Seen } from '#core/model/instant.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { addresses, hostOf, outsideAddress } from '#core/text/addresses.ts'
import { capital } from '#core/text/words.ts'
import { type Block, line, oneLine, type Run } from './feed-words.ts'

/** The last line of a feed entry: when it was claimed, when we saw it, and what proves it. */

/** Both clocks, and where it can be checked. */
export function closing(provider: ProviderHeader, event: TimelineEvent): Block {
	const proofs = event.evidence.flatMap(proofOf).slice(0, 6)
	const links = proofs.flatMap((run, index): Run[] =>
		index === 0 ? [' Evidence: ', run] : [', ', run],
	)
	return line('small', clocks(provider, event), ...links, ...(links.length > 0 ? ['.'] : []))
}

function clocks(provider: ProviderHeader, event: TimelineEvent): string {
	const at =
		event.precision === 'day'
			? `${dayText(event.at)} (only the day is known)`
			: dateTimeText(event.at, coarser(event.precision))
	if (event.origin === 'annotation') return `Our note, for ${at}.`
	if (event.captured) return `${capital(capturedText(event.captured))}.`
	if (event.origin === 'derived')
		return event.seen ? `${seenText(event.seen, event)}` : `Found at ${at}.`
	const written =
		event.publishedAt === undefined
			? ''
			: ` and its page dates the writing to ${dateTimeText(event.publishedAt, 'minute')}`
	const who =
		event.origin === 'official'
			? `${provider.operator} dated this ${at}${written}.`
			: `Reported for ${at}.`
	if (!event.seen || isWithdrawnByCounts(event)) return who
	if (isOfCounts(event))
		return `${who} Our threshold was met by the counts up to ${dateTimeText(event.seen.by, 'minute')}.`
	return `${who} ${seenText(event.seen, event)}`
}

function coarser(precision: TimelineEvent['precision']): TimelineEvent['precision'] {
	return precision === 'hour' ? 'hour' : 'minute'
}

function seenText(seen: Seen, { provenance }: TimelineEvent): string {
	const by = seen.precision === 'day' ? dayText(seen.by) : dateTimeText(seen.by, 'minute')
	const replayed = provenance === 'replay' ? ' in a recording' : ''
	if (seen.after !== undefined) {
		const before = dateTimeText(seen.after, 'minute')
		const [day, clock = day] = before.split(', ')
		const missing =
			before === by ? '' : ` (not there at ${by.startsWith(`${day},`) ? clock : before})`
		return `We first saw it${replayed} at ${by}${missing}.`
	}
	if (provenance !== undefined && isOurLook(provenance))
		return `It was already there at our first check${replayed}, ${by}.`
	const how =
		provenance === 'rebuilt' ? 'compiled it later from public records' : 'collected it later'
	return `We ${how} (${by}) and were not monitoring the page at the time.`
}

function proofOf(evidence: Evidence): Run[] {
	if (evidence.kind === 'snapshot')
		return [
			{
				href: addresses.snapshot(evidence.sha256),
				text: `snapshot ${evidence.sha256.slice(0, 12)}`,
			},
		]
	const href = outsideAddress(evidence.url)
	return href === undefined ? [] : [{ href, text: oneLine(evidence.title ?? hostOf(href)) }]
}
