import { isOpen } from '#core/incident/lifespan.ts'
import type { Incident, Milestones } from '#core/model/incident.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { secondsBetween, spokenDuration } from '#core/time/time.ts'
import { html, type Markup } from './markup.ts'
import { timeMarkup } from './time-text.ts'

/** What is said where the crowd spoke and the provider did not, and how far apart the two were. */

/** Counted by this record itself, and not told by a publication afterwards. */
export function isMeasured({
	origin,
	milestones,
}: Pick<Incident, 'origin' | 'milestones'>): boolean {
	return origin === 'crowd' && milestones.signalAt !== null && milestones.signalAt.cited !== true
}

/** Counts had shown it, and show it no longer: then the provider owes no word on it. */
export function isTakenBack({ origin, absence }: Pick<Incident, 'origin' | 'absence'>): boolean {
	return origin === 'crowd' && absence?.confirmed === true
}

/** Its page was never on a list of the provider's that a look could show. */
export function isWithdrawnByCounts({ kind, evidence, provenance }: TimelineEvent): boolean {
	return kind === 'withdrawn' && evidence.length === 0 && provenance === undefined
}

/** What rests on no look at any page: counts, which may have been loaded long after. */
export function isOfCounts({ origin, kind, provenance }: TimelineEvent): boolean {
	return origin === 'crowd' && kind === 'update' && provenance === undefined
}

/** In place of the provider's status and rating, of which there is none. */
export function crowdChips(incident: Incident): Markup {
	return html`<span class="chip status">reported by users</span> <span class="chip status">${chipText(incident)}</span>`
}

function chipText(incident: Incident): string {
	if (isTakenBack(incident)) return 'withdrawn'
	if (!isMeasured(incident)) return 'no statement recorded'
	if (isOpen(incident)) return 'not acknowledged so far'
	return incident.closed?.by === 'level'
		? 'never acknowledged, the level has changed'
		: 'never acknowledged'
}

/** The first sentences of a page about what no statement is about. */
export function crowdLede(incident: Incident, provider: string): Markup {
	const { startedAt, resolvedAt } = incident.milestones
	const when =
		startedAt === null
			? 'at a time not known'
			: html`from ${timeMarkup(startedAt.at, startedAt.precision)}`
	const until = isOpen(incident)
		? 'and reports have not settled as far as this record goes'
		: resolvedAt === null
			? endUnknown[incident.closed?.by ?? 'gap']
			: html`and by their reports it ended on ${timeMarkup(resolvedAt.at, resolvedAt.precision)}`
	const { absence } = incident
	if (absence?.confirmed === true)
		return html`By the counts that were known at first, more people than usual reported trouble ${when}. By those known since ${timeMarkup(absence.seen.by)} this is no incident of ${provider}: they were restated, other services rose at the same time, or the rule has changed. The page stays because it had been published.`
	const silent = `No statement of ${provider} about it is in the record. What failed, and whether it was ${provider}’s, is not known.`
	if (!isMeasured(incident)) return html`Users reported this ${when}, ${until}. ${silent}`
	return html`More people than usual reported trouble ${when}, ${until}. ${silent} The rule of this record was met by the counts until ${timeMarkup(incident.seen.by)}.`
}

/** Why no end is told. */
const endUnknown = {
	gap: 'and when it ended is not recorded',
	level: 'until that many counted as usual: the level had changed',
} as const

/**
 * How long after the crowd the provider spoke: sign, duration and words. Undefined without a
 * signal, or where either is known only to the day.
 */
export function lagText({
	milestones,
	origin,
}: Pick<Incident, 'milestones' | 'origin'>): string | undefined {
	const { signalAt, acknowledgedAt } = milestones
	if (signalAt === null || signalAt.precision === 'day') return undefined
	if (acknowledgedAt === null)
		return origin === 'crowd'
			? 'never: the provider said nothing that this record holds'
			: undefined
	if (acknowledgedAt.precision === 'day') return undefined
	const seconds = secondsApart(signalAt, acknowledgedAt)
	if (seconds === 0) return 'none: the provider spoke at the same time'
	const words = spokenDuration(Math.abs(seconds))
	return seconds > 0
		? `+${words}: the provider spoke after the crowd`
		: `−${words}: the provider spoke before the crowd`
}

/** From one moment to another; where one is known only to the minute, so is what lies between. */
export function secondsApart(
	from: NonNullable<Milestones['signalAt']>,
	to: NonNullable<Milestones['signalAt']>,
): number {
	const seconds = secondsBetween(from.at, to.at)
	const coarse = [from, to].some(({ precision }) => precision === 'minute' || precision === 'hour')
	return coarse ? Math.round(seconds / 60) * 60 : seconds
}
