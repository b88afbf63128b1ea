import type { IncidentSummary, ProviderHeader, ProviderNow } from '#core/model/documents.ts'
import type { PossibleRise, Rise } from '#core/model/report.ts'
import { crowdSourceName } from '#core/record/crowd-sources.ts'
import { addresses } from '#core/text/addresses.ts'
import { basisWords, countedWords, listed, numberText } from '#core/text/words.ts'
import { addSeconds, earliest } from '#core/time/time.ts'
import { html, type Markup, nothing } from './markup.ts'
import { inline } from './provider-text.ts'
import { durationText, timeMarkup } from './time-text.ts'

/**
 * What the crowd says while it lasts, apart from what any provider says: rises with their numbers,
 * and the incidents that nobody acknowledged.
 */

/**
 * The rises that last, newest first, each with who counts what and the numbers that justify saying
 * so. `names` holds the providers where the list mixes several.
 */
export function riseList(
	providers: readonly ProviderNow[],
	asOf: string | null,
	names: ReadonlyMap<string, string>,
): Markup {
	const lasting = providers
		.flatMap(({ crowd, provider }) => crowd.map((rise) => ({ rise, provider })))
		.sort((a, b) => (a.rise.roseAt < b.rise.roseAt ? 1 : -1))
	const unanswered = providers.flatMap(({ open, provider }) =>
		open.filter(isOfCrowd).map((incident) => ({ incident, provider })),
	)
	if (lasting.length === 0 && unanswered.length === 0) return nothing
	return html`<ul class="incidents rises">${unanswered.map(({ incident, provider }) => html`<li><a href="${addresses.incident(provider.id, incident.id)}">${inline(incident.title)}</a> <span class="facts">from ${timeMarkup(incident.startedAt ?? incident.createdAt)} · ${inline(provider.name)} has not acknowledged it, as far as this record goes</span></li>`)}${lasting.map(({ rise, provider }) => html`<li>${riseMarkup(rise, provider, asOf, names)}</li>`)}</ul>`
}

/**
 * What is possible and no rise, newest first, in words that make no incident of it. `names` holds
 * the providers where the list mixes several; there
 * each line begins with its own.
 */
export function possibleList(
	providers: readonly ProviderNow[],
	asOf: string | null,
	names: ReadonlyMap<string, string>,
): Markup {
	const lasting = providers.flatMap(({ possible = [], provider }) =>
		possible.map((one) => ({ one, provider })),
	)
	if (lasting.length === 0) return nothing
	const newest = lasting.sort((a, b) => (a.one.roseAt < b.one.roseAt ? 1 : -1))
	return html`<ul class="incidents possible">${newest.map(({ one, provider }) => html`<li>${possibleMarkup(one, provider, asOf, names)}</li>`)}</ul>`
}

function possibleMarkup(
	one: PossibleRise,
	provider: ProviderHeader,
	asOf: string | null,
	names: ReadonlyMap<string, string>,
): Markup {
	const {
		source,
		surface,
		region,
		count,
		usual,
		windows,
		windowSeconds,
		roseAt,
		knownAt,
		basis,
		confidence,
	} = one
	const about = provider.surfaces.find(({ id }) => id === surface)?.name
	return html`${names.size > 0 && html`<strong>${inline(provider.name)}</strong>: `}${crowdSourceName(provider, source)}${about !== undefined && html`, ${inline(about)}`}${region !== undefined && html`, ${inline(region)}`}: ${numberText(count)} in ${durationText(windows * windowSeconds)} up to ${timeMarkup(knownAt)}, where ${numberText(usual)} would be usual. <span class="facts">More than usual since ${timeMarkup(roseAt)}, not enough to call it a rise. Confidence ${confidence}. ${basisWords[basis]} <a href="${countsLink(provider, roseAt, asOf)}">The counts</a></span>`
}

/** From an hour before a beginning on. */
function countsLink({ id }: ProviderHeader, roseAt: string, asOf: string | null): string {
	return addresses.reportsJson(
		id,
		addSeconds(roseAt, -3600),
		earliest(asOf, addSeconds(roseAt, longestAnswered)) ?? roseAt,
	)
}

/** The API answers for a month at once. */
const longestAnswered = 30 * 86_400

/** Whether an entry stands on what users reported alone. */
export function isOfCrowd({ origin }: Pick<IncidentSummary, 'origin'>): boolean {
	return origin === 'crowd'
}

function riseMarkup(
	rise: Rise,
	provider: ProviderHeader,
	asOf: string | null,
	names: ReadonlyMap<string, string>,
): Markup {
	const {
		source,
		counted,
		surface,
		region,
		count,
		usual,
		threshold,
		windowSeconds,
		peakAt,
		peakCount,
		peakUsual,
		roseAt,
		neighbours,
		basis,
		confidence = 'high',
		networks,
	} = rise
	const about = provider.surfaces.find(({ id }) => id === surface)?.name
	const others = [
		...new Set(neighbours.map((neighbour) => names.get(neighbour.provider) ?? neighbour.provider)),
	]
	return html`<strong>${inline(provider.name)}${about !== undefined && html`, ${inline(about)}`}</strong>: ${crowdSourceName(provider, source)}${region !== undefined && html`, ${inline(region)}`} unusual since ${timeMarkup(roseAt)}. ${numberText(count)} in ${durationText(windowSeconds)} where ${numberText(usual)} would be usual; most so far ${numberText(peakCount)} at ${timeMarkup(peakAt)}, usual then ${numberText(peakUsual)}. <span class="facts">Counts ${countedWords[counted]}${networks !== undefined && `, from up to ${networks} networks`}; more than ${numberText(threshold)} counts as unusual. ${basisWords[basis]}${confidence !== 'high' && ` Confidence ${confidence}.`}${others.length > 0 && html` Those about ${inline(listed(others))} rose at the same time: the trouble may lie beneath them all.`} <a href="${countsLink(provider, roseAt, asOf)}">The counts</a></span>`
}
