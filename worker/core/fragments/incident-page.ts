import type { PostmortemHeader } from '#core/content/postmortem.ts'
import { countsOfIncident } from '#core/documents/incident-parts.ts'
import { figure } from '#core/fragments/picture/figure.ts'
import { marksOf } from '#core/fragments/picture/marks.ts'
import { reportsFigure } from '#core/fragments/picture/reports-figure.ts'
import { namingSpan } from '#core/fragments/picture/segments.ts'
import { isOpen, lifespanOf } from '#core/incident/lifespan.ts'
import { copiesLagSeconds } from '#core/incident/milestones.ts'
import type { IncidentDocument, SiteHeader } from '#core/model/documents.ts'
import type { Incident, Milestones } from '#core/model/incident.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { addresses, anchorOf } from '#core/text/addresses.ts'
import { authorOfTitle } from '#core/text/authorship.ts'
import { counted, kindWords, listed } from '#core/text/words.ts'
import { secondsBetween } from '#core/time/time.ts'
import { impactChip, statusChip } from './chips.ts'
import { classedNote } from './classed.ts'
import { crowdChips, crowdLede, isMeasured, isTakenBack } from './crowd-incident.ts'
import { outsideLink } from './evidence.ts'
import { html, joined, type Markup, nothing } from './markup.ts'
import { milestonesBox, untoldMarkup } from './milestones.ts'
import { olderParts } from './older-parts.ts'
import { type FeedLink, feedList, liveMark, type PageParts, pageParts } from './page-parts.ts'
import { postmortemLinks } from './postmortem-links.ts'
import { inline } from './provider-text.ts'
import { asOfMarkup, claimsNote, trustSection } from './record-notes.ts'
import { tally } from './tally.ts'
import { durationMarkup, seenMarkup, timeMarkup, zoneNote } from './time-text.ts'
import { timelineList } from './timeline-list.ts'

/**
 * One incident's page: what happened, the picture, every line of its timeline with both clocks, and
 * how far to trust it.
 */
export function incidentPage(
	document: IncidentDocument,
	site: SiteHeader,
	written: readonly PostmortemHeader[] = [],
): PageParts {
	const { incident, provider } = document
	const feeds = incidentFeeds(document)
	return pageParts(
		{
			title: `${incident.title} · ${provider.name}`,
			description:
				incident.origin === 'crowd'
					? `${provider.name}: ${incident.title}. What users reported, against the usual volume; the provider acknowledged none of it.`
					: `${provider.name}: ${incident.title}. ${counted(countsOfIncident(document).updates, 'statement')} with the time each claims, the time it was seen, and the evidence.`,
			path: addresses.incident(provider.id, incident.id),
			feeds,
			json: addresses.incidentTimelineJson(provider.id, incident.id),
		},
		body(document, site, feeds, written),
		site,
	)
}

function incidentFeeds({ incident, provider }: IncidentDocument): FeedLink[] {
	return [
		{ path: addresses.feeds.incident(provider.id, incident.id), title: 'This incident' },
		{ path: addresses.feeds.provider(provider.id), title: provider.name },
		{ path: addresses.feeds.all, title: 'All providers' },
	]
}

function body(
	document: IncidentDocument,
	site: SiteHeader,
	feeds: readonly FeedLink[],
	written: readonly PostmortemHeader[],
): Markup {
	const { incident, provider, timeline } = document
	return html`<article class="record"${liveMark(isOpen(incident), document.asOf)}>
<header class="head">
<p class="crumbs"><a href="${addresses.provider(provider.id)}">${provider.name}</a> / ${kindWords[incident.kind]}${document.episode !== null && html` / part of <a href="${addresses.episode(document.episode.id)}">${inline(document.episode.title)}</a>`}${document.shared && html` / with other providers: <a href="${addresses.episode(document.shared.id)}">${inline(document.shared.title)}</a>`}</p>
<h1>${inline(incident.title)}</h1>
${authorOfTitle(incident) === 'us' && html`<p class="label">${isMeasured(incident) ? 'our description: nothing was published about it' : 'our description; the published title is not known'}</p>`}
<p class="chips">${incident.origin === 'crowd' ? crowdChips(incident) : html`${statusChip(incident.status)} ${incident.kind !== 'maintenance' && impactChip(incident.impact)}`} ${lengthOf(incident, document.asOf, timeline.events)}</p>
<p class="lede">${lede(document)}</p>
${classedNote(incident, provider.name)}
${postmortemLinks(written, [`incidents/${provider.id}/${incident.id}`, `episodes/${document.episode?.id}`, `episodes/${document.shared?.id}`])}
</header>
${(incident.origin === 'official' || incident.surfaces.length > 0) && incidentFigure(document)}
${crowdFigure(document)}
<div class="columns">
<aside>
<section><h2>Milestones</h2>${milestonesBox(incident, new Set(timeline.events.map((event) => event.id)))}</section>
${concerned(document)}
<section>
<h2>Follow and fetch</h2>
${feedList(feeds)}
<ul class="links">
<li><a href="${addresses.incidentTimelineJson(provider.id, incident.id)}">Timeline as JSON</a></li>
<li><a href="${addresses.incidentJson(provider.id, incident.id)}">Incident as JSON</a></li>
${incident.url !== undefined && html`<li>The provider’s page: ${outsideLink(incident.url)}</li>`}
</ul>
</section>
</aside>
<div class="main">
<section aria-labelledby="timeline-heading">
<h2 id="timeline-heading">Timeline</h2>
<p class="hint">${zoneNote} Each line gives the provider’s own time first, and then when we saw it.</p>
${olderParts(document)}
${timelineList(timeline.events, { publication: site.name, provider: provider.id, surfaces: provider.surfaces, crowdSources: provider.crowdSources, incidents: new Map() })}
</section>
${claimsNote(document.claims)}
</div>
</div>
${trustSection(document, site)}
</article>`
}

/** How long it lasted, or has lasted; a length leads to the line that ended it. */
function lengthOf(incident: Incident, asOf: string, events: readonly TimelineEvent[]): Markup {
	const start = incident.milestones.startedAt
	const end = incident.milestones.resolvedAt
	if (isTakenBack(incident)) return nothing
	if (start === null) return html`<span class="length">duration not known</span>`
	if (start.precision === 'day' || end?.precision === 'day')
		return html`<span class="length">duration not known to the minute</span>`
	if (end?.untold) return untoldLength(start.at, end)
	if (end !== null && secondsBetween(start.at, end.at) < 0)
		return html`<span class="length">ends before it begins</span>`
	if (end !== null) {
		const length = durationMarkup(secondsBetween(start.at, end.at))
		const line = events.some((event) => event.id === end.event)
		return html`<span class="length">${line ? html`<a class="tally" href="#${anchorOf(end.event)}">${length}</a>` : length}</span>`
	}
	return !isOpen(incident)
		? html`<span class="length">end not recorded</span>`
		: html`<span class="length">open, ${durationMarkup(secondsBetween(start.at, asOf))} so far</span>`
}

/** The shortest and the longest that it can have lasted. */
function untoldLength(
	start: string,
	{ at, untold }: NonNullable<Incident['milestones']['resolvedAt']>,
): Markup {
	const longest = durationMarkup(Math.max(0, secondsBetween(start, at)))
	const shortest =
		untold?.after === undefined ? 0 : Math.max(0, secondsBetween(start, untold.after))
	return html`<span class="length">${shortest > 0 ? html`between ${durationMarkup(shortest)} and ${longest}` : html`at most ${longest}`}</span>`
}

function lede(document: IncidentDocument): Markup {
	const { incident, provider } = document
	const { acknowledgedAt, resolvedAt } = incident.milestones
	const { updates, relapses, corrections } = countsOfIncident(document)
	const sentences: Markup[] = []
	if (acknowledgedAt === null) sentences.push(toldAfterwards(document))
	else {
		sentences.push(
			html`${provider.name} first stated this on ${timeMarkup(acknowledgedAt.at, acknowledgedAt.precision)}${datedBack(acknowledgedAt)}${resolvedAt === null && !isOpen(incident) ? html`; when it ended is not recorded` : resolvedAt === null ? html` and has not declared it over as of ${asOfMarkup(document.asOf, document.coverage)}` : resolvedAt.untold ? html`. It ended ${untoldMarkup(resolvedAt)}` : html` and declared it over on ${timeMarkup(resolvedAt.at, resolvedAt.precision)}`}${updates === 0 ? '. What it said is not recorded.' : html`, in ${tally(updates, 'statement', '#timeline-heading')}.`}`,
		)
	}
	if (incident.scheduledFor !== undefined) {
		sentences.push(
			html`It was announced for ${timeMarkup(incident.scheduledFor)}${incident.scheduledUntil !== undefined && html` to ${timeMarkup(incident.scheduledUntil)}`}.`,
		)
	}
	if (relapses > 0)
		sentences.push(
			html`<strong>${tally(relapses, 'fix', '#timeline-heading', counted(relapses, 'declared fix', 'declared fixes'))} did not hold.</strong>`,
		)
	if (corrections > 0)
		sentences.push(
			html`<strong>${tally(corrections, 'change', '#timeline-heading')} ${corrections === 1 ? 'was' : 'were'} made afterwards to what had been published.</strong>`,
		)
	if (incident.absence?.confirmed === true && incident.origin === 'official')
		sentences.push(html`<strong>The page no longer lists it.</strong>`)
	if (!isMeasured(incident))
		sentences.push(
			html`It was ${seenMarkup(incident.seen, incidentProvenance(incident), incident.createdAt)}.`,
		)
	return joined(sentences, ' ')
}

/**
 * The time that the first statement carries, where that lies well before it can have been posted.
 */
function datedBack({ at, claimedAt }: NonNullable<Milestones['acknowledgedAt']>): Markup | false {
	return (
		claimedAt !== undefined &&
		secondsBetween(claimedAt, at) > copiesLagSeconds &&
		html`, in a statement dated ${timeMarkup(claimedAt)}`
	)
}

/** Of what users reported, or what was told only later, no statement made at the time is known. */
function toldAfterwards({ incident, provider }: IncidentDocument): Markup {
	if (incident.origin === 'crowd') return crowdLede(incident, provider.name)
	const { startedAt, resolvedAt } = incident.milestones
	const when =
		startedAt === null
			? 'at a time not known'
			: html`on ${timeMarkup(startedAt.at, startedAt.precision)}`
	const until =
		resolvedAt === null
			? 'its end is not recorded'
			: resolvedAt.untold
				? html`it ended ${untoldMarkup(resolvedAt)}`
				: html`it ended on ${timeMarkup(resolvedAt.at, resolvedAt.precision)}`
	return html`It began ${when} and ${until}, as was told afterwards. When ${provider.name} first stated it is not recorded.`
}

function incidentProvenance(incident: Incident): TimelineEvent['provenance'] {
	const proof = incident.evidence.find((evidence) => evidence.kind === 'snapshot')
	return proof?.kind === 'snapshot' ? proof.provenance : undefined
}

function concerned({ incident, provider }: IncidentDocument): Markup {
	const names = incident.surfaces.map(
		(id) => provider.surfaces.find((surface) => surface.id === id)?.name ?? id,
	)
	return html`<section id="surfaces"><h2>Surfaces</h2>${names.length === 0 ? html`<p>${incident.origin === 'crowd' ? 'The reports name no surface.' : 'The page names no surface that we know.'}</p>` : html`<ul>${names.map((name) => html`<li>${inline(name)}</li>`)}</ul>`}${incident.unattributed.length > 0 && html`<p class="aside">Not matched to a surface:</p><ul class="words">${incident.unattributed.map((name) => html`<li>${inline(name)}</li>`)}</ul>`}</section>`
}

function incidentFigure(document: IncidentDocument): Markup {
	const { incident, provider } = document
	const surfaces = incident.surfaces.flatMap(
		(id) => provider.surfaces.find((surface) => surface.id === id) ?? [],
	)
	const picture = figure({
		id: 'bands',
		title: `States of ${listed(surfaces.map((surface) => surface.name)) || 'no known surface'} during the incident`,
		window: document.window,
		surfaces,
		states: document.states,
		coverage: document.coverage,
		gaps: document.timeline.gaps,
		spans: [{ ...namingSpan(incident), label: '' }],
		marks: marksOf(document.timeline.events).filter((mark) => mark.shape !== 'note'),
		waves: [],
	})
	return picture ?? html`<p class="no-picture">${whyNoPicture(document)}</p>`
}

/** One line in place of a picture that would hold nothing but what nobody knows. */
function whyNoPicture({ incident, provider }: IncidentDocument): string {
	const { precision, surfaces } = incident
	const { from, to } = lifespanOf(incident)
	if (surfaces.length === 0)
		return `No picture: ${provider.name} named no product here that we know.`
	if (precision === 'day' || precision === 'hour')
		return `No picture: we know these times only to the ${precision}.`
	if (from !== to) return 'No picture: the page gave no status while this was open.'
	return incident.milestones.resolvedAt === null
		? 'No picture: we don’t know when this ended.'
		: 'No picture: as far as we know, this began and ended at the same moment.'
}

function crowdFigure({ provider, timeline, window }: IncidentDocument): Markup {
	const { events, reports } = timeline
	return reportsFigure({ provider, events, reports, window, marks: marksOf(events), waves: [] })
}
