import type { PostmortemHeader } from '#core/content/postmortem.ts'
import { figure } from '#core/fragments/picture/figure.ts'
import { marksOf } from '#core/fragments/picture/marks.ts'
import { reportsFigure } from '#core/fragments/picture/reports-figure.ts'
import { namingSpan } from '#core/fragments/picture/segments.ts'
import { waveRule } from '#core/incident/episodes.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import type { EpisodeDocument, SiteHeader } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { EventKind } from '#core/model/timeline.ts'
import { addresses } from '#core/text/addresses.ts'
import { leftOutSentence } from '#core/text/left-out-text.ts'
import { counted } from '#core/text/words.ts'
import { secondsBetween } from '#core/time/time.ts'
import { impactChip } from './chips.ts'
import { episodeAside } from './episode-aside.ts'
import { html, joined, type Markup } from './markup.ts'
import { type FeedLink, liveMark, type PageParts, pageParts } from './page-parts.ts'
import { postmortemLinks } from './postmortem-links.ts'
import { inline } from './provider-text.ts'
import { asOfMarkup, claimsNote, trustSection } from './record-notes.ts'
import { sharedEpisodePage } from './shared-episode-page.ts'
import { tally } from './tally.ts'
import { durationMarkup, timeMarkup, zoneMark, zoneNote } from './time-text.ts'
import { timelineList } from './timeline-list.ts'

/**
 * An episode's page: incidents that belong together, the waves in which they came, and one timeline
 * of them all.
 */
export function episodePage(
	document: EpisodeDocument,
	site: SiteHeader,
	written: readonly PostmortemHeader[] = [],
): PageParts {
	const { episode, provider, providers } = document
	if (providers) return sharedEpisodePage(document, providers, site, written)
	const feeds: FeedLink[] = [
		{ path: addresses.feeds.provider(provider.id), title: provider.name },
		{ path: addresses.feeds.all, title: 'All providers' },
	]
	return pageParts(
		{
			title: `${episode.title} · ${provider.name}`,
			description: `${episode.title}: ${counted(episode.incidents.length, 'incident')} of ${provider.name} in ${counted(episode.waves.length, 'wave')}, with every official statement in order and its evidence.`,
			path: addresses.episode(episode.id),
			feeds,
			json: addresses.episodeTimelineJson(episode.id),
		},
		body(document, site, feeds, written),
		site,
	)
}

/** A to Z, then numbers: short names that the picture, the tables and the lines share. */
function labelsOf(
	incidents: readonly Incident[],
): ReadonlyMap<string, { readonly label: string; readonly title: string }> {
	const label = (index: number) =>
		incidents.length <= 26 ? String.fromCharCode(65 + index) : String(index + 1)
	return new Map(
		incidents.map((incident, index) => [
			incident.id,
			{ label: label(index), title: incident.title },
		]),
	)
}

/** More lines than this are more than anyone reads on one page, and more than 60 KB. */
const mostLines = 600

/**
 * What a long episode shows: where its incidents begin and end, and whatever is not an ordinary
 * statement.
 */
const landmarks: ReadonlySet<EventKind> = new Set([
	'acknowledged',
	'resolved',
	'fix_did_not_hold',
	'postmortem',
	'reading',
	'reports_rose',
	'edited',
	'retitled',
	'rerated',
	'backdated',
	'withdrawn',
	'note',
	'claim',
	'gap',
])

function body(
	document: EpisodeDocument,
	site: SiteHeader,
	feeds: readonly FeedLink[],
	written: readonly PostmortemHeader[],
): Markup {
	const { episode, provider, timeline } = document
	const labels = labelsOf(document.incidents)
	const lines = linesOf(timeline)
	return html`<article class="record"${liveMark(episode.to === null, document.asOf)}>
<header class="head">
<p class="crumbs"><a href="${addresses.provider(provider.id)}">${provider.name}</a> / episode</p>
<h1>${inline(episode.title)}</h1>
<p class="lede">${lede(document)}</p>
${postmortemLinks(written, [`episodes/${episode.id}`, ...episode.incidents.map((id) => `incidents/${provider.id}/${id}`)])}
</header>
${episodeFigure(document, labels)}
${crowdFigure(document)}
<div class="columns tables">
<section aria-labelledby="waves-heading">
<h2 id="waves-heading">Waves</h2>
<p class="hint">${waveRule}</p>
${wavesTable(document, labels)}
</section>
<section aria-labelledby="incidents-heading">
<h2 id="incidents-heading">Incidents</h2>
${incidentsTable(document, labels)}
</section>
</div>
<div class="columns">
${episodeAside(episode, feeds)}
<div class="main">
<section aria-labelledby="timeline-heading">
<h2 id="timeline-heading">Timeline</h2>
<p class="hint">${zoneNote} Each line gives the provider’s own time first, and then when we saw it.</p>
${lines.length < timeline.events.length && html`<p class="hint">This episode is too long for one page: shown are each incident’s beginning and end, the fixes that did not hold, and what was changed afterwards. Every statement is on its incident’s page, and in the JSON.</p>`}
${leftOutNote(document)}
${timelineList(lines, { publication: site.name, provider: provider.id, surfaces: provider.surfaces, crowdSources: provider.crowdSources, incidents: labels })}
</section>
${claimsNote(document.claims)}
</div>
</div>
${trustSection(document, site)}
</article>`
}

/** Every line, or of a long episode its landmarks. */
function linesOf({ events }: EpisodeDocument['timeline']): EpisodeDocument['timeline']['events'] {
	return events.length > mostLines
		? events.filter((event) => landmarks.has(event.kind)).slice(0, mostLines)
		: events
}

function lede(document: EpisodeDocument): Markup {
	const { episode, provider, timeline } = document
	const relapses = timeline.events.filter((event) => event.kind === 'fix_did_not_hold').length
	// Where not every line is shown, the JSON has them all.
	const lines =
		linesOf(timeline).length < timeline.events.length
			? addresses.episodeTimelineJson(episode.id)
			: '#timeline-heading'
	const statements = document.incidents.reduce((sum, incident) => sum + incident.updates.length, 0)
	return joined(
		[
			html`${tally(episode.incidents.length, 'incident', '#incidents-heading')} of ${provider.name} in ${tally(episode.waves.length, 'wave', '#waves-heading')}, from ${timeMarkup(episode.from)} to ${episode.to === null ? html`now; open as of ${asOfMarkup(document.asOf, document.coverage)}` : timeMarkup(episode.to)}.`,
			html`${tally(statements, 'statement', lines, counted(statements, 'official statement'))}.`,
			relapses > 0 &&
				html`<strong>${tally(relapses, 'fix', '#timeline-heading', counted(relapses, 'declared fix', 'declared fixes'))} did not hold.</strong>`,
		],
		' ',
	)
}

type Labels = ReturnType<typeof labelsOf>

function wavesTable({ episode, provider, asOf }: EpisodeDocument, labels: Labels): Markup {
	return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of waves"><table><thead><tr><th scope="col">Wave</th><th scope="col">From ${zoneMark}</th><th scope="col">To ${zoneMark}</th><th scope="col">For</th><th scope="col">Incidents</th></tr></thead><tbody>${episode.waves.map(
		(wave, index) =>
			html`<tr><th scope="row">${index + 1}</th><td>${timeMarkup(wave.from, 'second', 'short')}</td><td>${wave.to === null ? 'still open' : timeMarkup(wave.to, 'second', 'short')}</td><td>${durationMarkup(secondsBetween(wave.from, wave.to ?? asOf))}</td><td>${joined(
				wave.incidents.map(
					(id) =>
						html`<a href="${addresses.incident(provider.id, id)}">${labels.get(id)?.label ?? id}</a>`,
				),
				' ',
			)}</td></tr>`,
	)}</tbody></table></div>`
}

function incidentsTable(
	{ incidents, provider, timeline }: EpisodeDocument,
	labels: Labels,
): Markup {
	return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of incidents"><table><thead><tr><th scope="col"><span class="unseen">Label</span></th><th scope="col">Incident</th><th scope="col">Started ${zoneMark}</th><th scope="col">Lasted</th><th scope="col">Fixes that failed</th></tr></thead><tbody>${incidents.map(
		(incident) => {
			const { startedAt, resolvedAt } = incident.milestones
			const relapses = timeline.events.filter(
				(event) => event.kind === 'fix_did_not_hold' && event.incident === incident.id,
			).length
			return html`<tr><th scope="row">${labels.get(incident.id)?.label}</th><td><a href="${addresses.incident(provider.id, incident.id)}">${inline(incident.title)}</a> ${impactChip(incident.impact)}</td><td>${startedAt === null ? 'not known' : timeMarkup(startedAt.at, startedAt.precision, 'short')}</td><td>${startedAt === null || resolvedAt === null || resolvedAt.untold ? (isOpen(incident) ? 'open' : 'not recorded') : durationMarkup(secondsBetween(startedAt.at, resolvedAt.at))}</td><td>${relapses === 0 ? '—' : tally(relapses, 'fix', `${addresses.incident(provider.id, incident.id)}#timeline-heading`, String(relapses))}</td></tr>`
		},
	)}</tbody></table></div>`
}

/** What an outage of hundreds of incidents has no room for. */
function leftOutNote({ leftOut }: EpisodeDocument): Markup | false {
	const sentence = leftOutSentence(leftOut)
	return (
		sentence !== '' &&
		html`<p class="hint">${sentence} <a href="${addresses.methodology}#bounds">How much we show</a>.</p>`
	)
}

function episodeFigure(document: EpisodeDocument, labels: Labels): Markup | undefined {
	const concerned = new Set(document.incidents.flatMap((incident) => incident.surfaces))
	return figure({
		id: 'bands',
		title: `States of ${document.provider.name}’s surfaces during the episode, with its incidents and waves`,
		window: document.window,
		surfaces: document.provider.surfaces.filter((surface) => concerned.has(surface.id)),
		states: document.states,
		coverage: document.coverage,
		gaps: document.timeline.gaps,
		spans: document.incidents.map((incident) => ({
			...namingSpan(incident),
			label: labels.get(incident.id)?.label ?? '',
		})),
		marks: marksOf(document.timeline.events).filter(
			(mark) => mark.shape === 'relapse' || mark.shape === 'correction',
		),
		waves: document.episode.waves,
	})
}

/** Of ten incidents only what changed is marked: every statement would be a wall. */
function crowdFigure({ provider, timeline, window, episode }: EpisodeDocument): Markup {
	const { events, reports } = timeline
	const marks = marksOf(events).filter(
		(mark) => mark.shape !== 'statement' && mark.shape !== 'correction',
	)
	return reportsFigure({ provider, events, reports, window, marks, waves: episode.waves })
}
