import {
	type DayState,
	dayRule,
	type ProviderDays,
	type SurfaceDays,
} from '#core/documents/surface-days.ts'
import { html, type Markup } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { section, staticPage } from '#core/fragments/static-page.ts'
import { tally } from '#core/fragments/tally.ts'
import { timeMarkup } from '#core/fragments/time-text.ts'
import type { IncidentSummary, SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { stateWords } from '#core/text/words.ts'

/**
 * The ways in which the strips of the front page sum up a surface's days; each is a list on
 * `/providers/{provider}/days`.
 */
export const dayGroups = {
	trouble: {
		states: ['incident', 'degraded_performance', 'partial_outage', 'major_outage'],
		heading: 'with trouble',
	},
	maintenance: { states: ['under_maintenance'], heading: 'with maintenance' },
	clear: { states: ['clear'], heading: 'clear' },
	unknown: { states: ['unknown'], heading: 'not known' },
} as const satisfies Readonly<
	Record<string, { readonly states: readonly DayState[]; readonly heading: string }>
>

export type DayGroup = keyof typeof dayGroups

const groupNames: readonly DayGroup[] = ['trouble', 'maintenance', 'clear', 'unknown']

/** Where the days of one group, or the entries, of a surface are listed. */
export function daysAddress(provider: string, surface: string, list: DayGroup | 'entries'): string {
	return `${addresses.providerDays(provider)}#${surface}-${list}`
}

/** The days of a group, each with its state, oldest first. */
export function daysIn(
	group: DayGroup,
	states: readonly DayState[],
	days: readonly string[] = [],
): { readonly day: string; readonly state: DayState }[] {
	const wanted: readonly DayState[] = dayGroups[group].states
	return states.flatMap((state, index) =>
		wanted.includes(state) ? [{ day: days[index] ?? '', state }] : [],
	)
}

/**
 * `/providers/{provider}/days`: the days behind the strips of the front page, surface by surface,
 * and the entries that made them.
 */
export function daysPage(
	own: ProviderDays,
	days: readonly string[],
	entries: ReadonlyMap<string, IncidentSummary>,
	site: SiteHeader,
): PageParts {
	const { provider, surfaces } = own
	return staticPage(
		{
			title: `${provider.name}, day by day`,
			path: addresses.providerDays(provider.id),
			crumbs: html`<a href="${addresses.providers}">Providers</a> / <a href="${addresses.provider(provider.id)}">${inline(provider.name)}</a>`,
			description: `The last ${days.length} days of the record of ${provider.name}, surface by surface, with the entries behind them.`,
			lede: html`The days that the strips of <a href="${addresses.home}#days-heading">the front page</a> show, from ${timeMarkup(days[0] ?? '', 'day')} to ${timeMarkup(days.at(-1) ?? '', 'day')}, and the entries behind them.`,
			feeds: [{ path: addresses.feeds.provider(provider.id), title: provider.name }],
		},
		html`<p class="hint">${dayRule}</p>${surfaces.map((surface) => surfaceSection(surface, days, entries, provider.id))}`,
		site,
	)
}

function surfaceSection(
	own: SurfaceDays,
	days: readonly string[],
	entries: ReadonlyMap<string, IncidentSummary>,
	provider: string,
): Markup {
	const { surface, incidents } = own
	const named = incidents.flatMap((id) => entries.get(`${provider}/${id}`) ?? []).reverse()
	return section(
		surface.id,
		inline(surface.name),
		html`${groupNames.map((group) => groupList(group, daysIn(group, own.days, days), surface.id))}${named.length > 0 && html`<div id="${surface.id}-entries"><h3>${tally(named.length, 'entry', `#${surface.id}-entries`)}</h3><ul class="links">${named.map((incident) => html`<li>${timeMarkup(incident.startedAt ?? incident.createdAt, 'day', 'short')} <a href="${addresses.incident(provider, incident.id)}">${inline(incident.title)}</a></li>`)}</ul></div>`}`,
	)
}

function groupList(
	group: DayGroup,
	found: readonly { readonly day: string; readonly state: DayState }[],
	surface: string,
): Markup | false {
	const id = `${surface}-${group}`
	return (
		found.length > 0 &&
		html`<div id="${id}"><h3>${tally(found.length, 'day', `#${id}`)} ${dayGroups[group].heading}</h3><ul class="words">${found.map(({ day, state }) => html`<li>${timeMarkup(day, 'day', 'short')}${state in stateWords && state !== 'unknown' && state !== 'under_maintenance' && ` ${stateWords[state as keyof typeof stateWords]}`}</li>`)}</ul></div>`
	)
}
