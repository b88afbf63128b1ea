import type { PastLengths } from '#core/documents/news.ts'
import type { OpenIncident } from '#core/model/documents.ts'
import { outlook } from '#core/questions/remaining/count.ts'
import { addresses } from '#core/text/addresses.ts'
import { secondsBetween } from '#core/time/time.ts'
import { html, type Markup, nothing } from '../markup.ts'
import { durationMarkup, timeMarkup } from '../time-text.ts'

/**
 * How long comparable incidents went on after they had lasted as long as this one, or why nothing
 * can be said. Nothing where the past was not counted.
 */
export function howMuchLonger(
	incident: OpenIncident,
	at: string,
	past: PastLengths | undefined,
): Markup {
	// Pages are made by the minute.
	const elapsed = Math.floor(secondsBetween(incident.startedAt ?? incident.createdAt, at) / 60) * 60
	if (!past || incident.kind !== 'incident' || elapsed < 0) return nothing
	const subject = {
		provider: incident.provider,
		...(incident.impact !== 'unknown' && { impact: incident.impact }),
	}
	const { count, basis, quarter, median, threeQuarters, silence } = outlook(
		past.curves,
		subject,
		elapsed,
	)
	const how = html`<a href="${addresses.analysis('remaining')}">How this is counted</a>`
	if (silence !== undefined || basis === null || median === null)
		return html`<p class="facts longer" data-longer="silent">How much longer? Nobody can say from the record${past.asOf !== null && html` up to ${timeMarkup(past.asOf, 'day', 'day')}`}: ${silence ?? 'there is nothing to compare it with.'} ${how}.</p>`
	const others = {
		'provider and impact': 'of this provider with the same rating',
		provider: 'of this provider',
		'all providers': 'of all providers',
	} as const
	return html`<p class="longer" data-longer="${basis}">How much longer? Of ${count.toLocaleString('en')} incidents ${others[basis]} that lasted longer than ${durationMarkup(elapsed)}, ${quarter !== null && html`a quarter were over within another ${durationMarkup(quarter)}, `}half within ${durationMarkup(median)}${threeQuarters !== null && html`, three quarters within ${durationMarkup(threeQuarters)}`}. <span class="facts">That tells how long pages stayed open, not what causes this one${past.asOf !== null && html`; record up to ${timeMarkup(past.asOf, 'day', 'day')}`}. ${how}.</span></p>`
}
