import type { PostmortemHeader } from '#core/content/postmortem.ts'
import { figure } from '#core/fragments/picture/figure.ts'
import { marksOf } from '#core/fragments/picture/marks.ts'
import { reportsFigure } from '#core/fragments/picture/reports-figure.ts'
import { namingSpan } from '#core/fragments/picture/segments.ts'
import { waveRule } from '#core/incident/episodes.ts'
import { isOpen, lifespanOf } from '#core/incident/lifespan.ts'
import { referenceTo } from '#core/incident/shared-episodes.ts'
import type { EpisodeDocument, ProviderHeader, SiteHeader } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted, listed } from '#core/text/words.ts'
import { secondsBetween } from '#core/time/time.ts'
import { impactText } from './chips.ts'
import { episodeAside } from './episode-aside.ts'
import type { TimelineContext } from './event-content.ts'
import { html, joined, type Markup, nothing } from './markup.ts'
import { type FeedLink, liveMark, type PageParts, pageParts } from './page-parts.ts'
import { postmortemLinks } from './postmortem-links.ts'
import { inline } from './provider-text.ts'
import { asOfMarkup, claimsNote, trustSection } from './record-notes.ts'
import { tally } from './tally.ts'
import { durationMarkup, timeMarkup, zoneMark, zoneNote } from './time-text.ts'
import { timelineList } from './timeline-list.ts'

/**
 * The page of an episode of several providers: who was in trouble when, side by side, and one
 * timeline of them all.
 */
export function sharedEpisodePage(
	document: EpisodeDocument,
	providers: readonly ProviderHeader[],
	site: SiteHeader,
	written: readonly PostmortemHeader[],
): PageParts {
	const { episode } = document
	const names = listed(providers.map(({ name }) => name))
	const feeds: FeedLink[] = [
		...providers.map((provider) => ({
			path: addresses.feeds.provider(provider.id),
			title: provider.name,
		})),
		{ path: addresses.feeds.all, title: 'All providers' },
	]
	return pageParts(
		{
			title: `${episode.title} · ${names}`,
			description: `${episode.title}: ${counted(episode.incidents.length, 'incident')} of ${names}, with every official statement in order and its evidence.`,
			path: addresses.episode(episode.id),
			feeds,
			json: addresses.episodeTimelineJson(episode.id),
		},
		body(document, providers, site, feeds, written),
		site,
	)
}

function body(
	document: EpisodeDocument,
	providers: readonly ProviderHeader[],
	site: SiteHeader,
	feeds: readonly FeedLink[],
	written: readonly PostmortemHeader[],
): Markup {
	const { episode, timeline } = document
	const labels = labelsOf(document.incidents)
	return html`<article class="record"${liveMark(episode.to === null, document.asOf)}>
<header class="head">
<p class="crumbs">${joined(
		providers.map(
			(provider) => html`<a href="${addresses.provider(provider.id)}">${provider.name}</a>`,
		),
		', ',
	)} / episode</p>
<h1>${inline(episode.title)}</h1>
<p class="lede">${lede(document, providers)}</p>
${document.missing && html`<p>We couldn’t read ${document.missing.length === 1 ? 'one more incident' : `${document.missing.length} more incidents`} of this outage: ${document.missing.join(', ')}.</p>`}
${postmortemLinks(written, [`episodes/${episode.id}`, ...episode.incidents.map((reference) => `incidents/${reference}`)])}
</header>
${bands(document, providers, labels)}
${providers.map((provider) => crowd(document, provider))}
<div class="columns tables">
<section aria-labelledby="waves-heading">
<h2 id="waves-heading">Waves</h2>
<p class="hint">${waveRule}</p>
${wavesTable(document, labels)}
</section>
<section aria-labelledby="incidents-heading">
<h2 id="incidents-heading">Incidents</h2>
${incidentsTable(document, providers, labels)}
</section>
</div>
<div class="columns">
${episodeAside(episode, feeds)}
<div class="main">
<section aria-labelledby="timeline-heading">
<h2 id="timeline-heading">Timeline</h2>
<p class="hint">${zoneNote} Each line gives the provider’s own time first, and then when we saw it.</p>
${timelineList(timeline.events, contextOf(document, providers, labels, site.name))}
</section>
${claimsNote(document.claims)}
</div>
</div>
${trustSection(document, site)}
</article>`
}

/** By reference: short names that the picture, the tables and the lines share. */
type Labels = ReadonlyMap<string, { readonly label: string; readonly title: string }>

function labelsOf(incidents: readonly Incident[]): Labels {
	const label = (index: number) =>
		incidents.length <= 26 ? String.fromCharCode(65 + index) : String(index + 1)
	return new Map(
		incidents.map((incident, index) => [
			referenceTo(incident),
			{ label: label(index), title: incident.title },
		]),
	)
}

function lede(
	{ episode, incidents, asOf, coverage }: EpisodeDocument,
	providers: readonly ProviderHeader[],
): Markup {
	const firsts = providers.map((provider) => {
		const own = incidents
			.filter((incident) => incident.provider === provider.id)
			.map((incident) => lifespanOf(incident).from)
		return html`${provider.name} ${own[0] !== undefined && html`from ${timeMarkup(own.sort()[0] ?? '', 'minute', 'clock')}`}`
	})
	return html`${tally(incidents.length, 'incident', '#incidents-heading')} of ${listed(providers.map(({ name }) => name))}: ${joined(firsts, ', ')}. The first began on ${timeMarkup(episode.from)}; ${episode.to === null ? html`one is open as of ${asOfMarkup(asOf, coverage)}` : html`the last was closed on ${timeMarkup(episode.to)}`}.`
}

function wavesTable({ episode, asOf }: EpisodeDocument, labels: Labels): Markup {
	return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of waves"><table><thead><tr><th scope="col">Wave</th><th scope="col">From ${zoneMark}</th><th scope="col">To ${zoneMark}</th><th scope="col">For</th><th scope="col">Incidents</th></tr></thead><tbody>${episode.waves.map(
		(wave, index) =>
			html`<tr><th scope="row">${index + 1}</th><td>${timeMarkup(wave.from, 'second', 'short')}</td><td>${wave.to === null ? 'still open' : timeMarkup(wave.to, 'second', 'short')}</td><td>${durationMarkup(secondsBetween(wave.from, wave.to ?? asOf))}</td><td>${joined(
				wave.incidents.map(
					(reference) =>
						html`<a href="${pageOf(reference)}">${labels.get(reference)?.label ?? reference}</a>`,
				),
				' ',
			)}</td></tr>`,
	)}</tbody></table></div>`
}

function incidentsTable(
	{ incidents }: EpisodeDocument,
	providers: readonly ProviderHeader[],
	labels: Labels,
): Markup {
	return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of incidents"><table><thead><tr><th scope="col"><span class="unseen">Label</span></th><th scope="col">Provider</th><th scope="col">Incident</th><th scope="col">Started ${zoneMark}</th><th scope="col">Lasted</th><th scope="col">Rated</th></tr></thead><tbody>${incidents.map(
		(incident) => {
			const { startedAt, resolvedAt } = incident.milestones
			const reference = referenceTo(incident)
			return html`<tr><th scope="row">${labels.get(reference)?.label}</th><td>${providers.find(({ id }) => id === incident.provider)?.name ?? incident.provider}</td><td><a href="${pageOf(reference)}">${inline(incident.title)}</a></td><td>${startedAt === null ? 'not known' : timeMarkup(startedAt.at, startedAt.precision, 'short')}</td><td>${startedAt === null || resolvedAt === null ? (isOpen(incident) ? 'open' : 'not recorded') : durationMarkup(secondsBetween(startedAt.at, resolvedAt.at))}</td><td>${impactText(incident.impact)}</td></tr>`
		},
	)}</tbody></table></div>`
}

/**
 * One picture of all of them: surfaces of two providers may have one id, so that each band is known
 * by both.
 */
function bands(
	document: EpisodeDocument,
	providers: readonly ProviderHeader[],
	labels: Labels,
): Markup {
	const { incidents, states, coverage, timeline, window, episode } = document
	const concerned = new Set(
		incidents.flatMap((incident) =>
			incident.surfaces.map((surface) => `${incident.provider}/${surface}`),
		),
	)
	const surfaces = providers.flatMap((provider) =>
		provider.surfaces
			.map((surface) => ({
				...surface,
				id: `${provider.id}/${surface.id}`,
				name: surface.name.startsWith(provider.name)
					? surface.name
					: `${provider.name}: ${surface.name}`,
			}))
			.filter(({ id }) => concerned.has(id)),
	)
	const drawn = figure({
		id: 'bands',
		title: `States of the products of ${listed(providers.map(({ name }) => name))} during the episode`,
		window,
		surfaces,
		states: states.map((state) => ({ ...state, surface: `${state.provider}/${state.surface}` })),
		// What covers one provider's record says nothing of another's.
		coverage: coverage.flatMap((stretch) =>
			surfaces
				.filter(
					({ id }) =>
						id.startsWith(`${stretch.provider}/`) &&
						(stretch.surface === undefined || id === `${stretch.provider}/${stretch.surface}`),
				)
				.map(({ id }) => ({ ...stretch, surface: id })),
		),
		gaps: timeline.gaps,
		spans: incidents.map((incident) => ({
			...namingSpan(incident),
			label: labels.get(referenceTo(incident))?.label ?? '',
			surfaces: incident.surfaces.map((surface) => `${incident.provider}/${surface}`),
		})),
		marks: marksOf(timeline.events).filter(
			(mark) => mark.shape === 'relapse' || mark.shape === 'correction',
		),
		waves: episode.waves,
	})
	return (
		drawn ??
		html`<p class="no-picture">No page gave a state of these products in that time, so there is nothing to draw.</p>`
	)
}

function crowd({ timeline, window, episode }: EpisodeDocument, provider: ProviderHeader): Markup {
	const events = timeline.events.filter((event) => event.provider === provider.id)
	const reports = timeline.reports.filter((count) => count.provider === provider.id)
	return reports.length === 0
		? nothing
		: reportsFigure({ provider, events, reports, window, marks: [], waves: episode.waves })
}

/** Each line knows its own provider's incidents and surfaces. */
function contextOf(
	{ incidents }: EpisodeDocument,
	providers: readonly ProviderHeader[],
	labels: Labels,
	publication: string,
): TimelineContext {
	const of = (provider: ProviderHeader): TimelineContext => ({
		publication,
		provider: provider.id,
		surfaces: provider.surfaces,
		crowdSources: provider.crowdSources,
		incidents: new Map(
			incidents.flatMap((incident) => {
				const label = labels.get(referenceTo(incident))
				return incident.provider === provider.id && label ? [[incident.id, label] as const] : []
			}),
		),
	})
	const each = new Map(providers.map((provider) => [provider.id, of(provider)]))
	return {
		publication,
		provider: providers[0]?.id ?? '',
		surfaces: [],
		crowdSources: [],
		incidents: new Map(),
		each,
	}
}

function pageOf(reference: string): string {
	const [provider = '', id = ''] = reference.split('/')
	return addresses.incident(provider, id)
}
