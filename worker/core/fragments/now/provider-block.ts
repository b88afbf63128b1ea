import { alsoOut } from '#core/documents/also-listed.ts'
import type { News, ProviderNews, SurfaceNews } from '#core/documents/news.ts'
import { isSaidSince, isStated, isTroubled } from '#core/documents/news.ts'
import type { IncidentSummary, OpenIncident } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { authorOfTitle } from '#core/text/authorship.ts'
import { counted, provenanceWords, statusWords } from '#core/text/words.ts'
import { compareInstants, secondsBetween } from '#core/time/time.ts'
import { impactChip, stateChip, statusChip } from '../chips.ts'
import { outsideLink } from '../evidence.ts'
import { html, joined, type Markup, nothing } from '../markup.ts'
import { feedList } from '../page-parts.ts'
import { inline } from '../provider-text.ts'
import { saidMarkup } from '../said.ts'
import { tally } from '../tally.ts'
import { durationMarkup, timeMarkup } from '../time-text.ts'
import { ageText, fallbackNote, lookMarkup, staleBanner } from './age.ts'
import { howMuchLonger } from './how-much-longer.ts'
import { pasteText } from './paste.ts'

/**
 * A provider in trouble: its surfaces, what it says, how to follow it, what to tell others, and
 * when it happened last.
 */
export function providerBlock(
	news: ProviderNews,
	whole: News,
	address: string,
	publication: string,
): Markup {
	const { provider, open } = news.now
	const incidents = open.filter(isStated)
	const paste = pasteText(news, whole.at, address, publication)
	const id = `now-${provider.id}`
	return html`<section class="trouble" aria-labelledby="${id}">
<h2 id="${id}"><a href="${addresses.nowOf(provider.id)}">${inline(provider.name)}</a></h2>
<p class="facts">${provider.operator}${provider.statusPage !== null && html` · ${outsideLink(provider.statusPage, 'its status page')}`} · ${lookMarkup(news.lookAt, whole.at)} · <a href="${addresses.report(provider.id)}">Is it down for you too?</a></p>
${fallbackNote(news)}
${news.stale && !whole.stale && staleBanner({ ...whole, lookAt: news.lookAt, stale: true })}
${troubleList(news, whole.at)}
${besideSurfaces(news)}
${green(news)}
${incidents.length > 0 && html`<h3>What ${inline(provider.name)} says</h3>${incidents.slice(0, mostIncidents).map((incident) => words(incident, whole, publication))}${incidents.length > mostIncidents && html`<p>These are the newest of ${tally(open.length, 'entry', `${addresses.provider(provider.id)}#open-heading`, counted(open.length, 'open entry', 'open entries'))}.</p>`}`}
${paste !== undefined && html`<h3>To tell others</h3><pre class="paste" dir="auto">${paste}</pre>`}
${lastTime(news)}
</section>`
}

const mostIncidents = 6

/**
 * Its surfaces by how bad they are; what is down is dated by the page's own statement where there
 * is one.
 */
function troubleList(news: ProviderNews, at: string): Markup {
	const { provider } = news.now
	const shown = news.surfaces.filter(
		(surface) =>
			surface.standing === 'down' || surface.standing === 'maintenance' || surface.open !== null,
	)
	if (shown.length === 0 && alsoOut(news.now).length > 0) return nothing
	if (shown.length === 0) return html`<p>Its page names no surface of which we know a state.</p>`
	const ordered = [...shown].sort((a, b) => rank(a) - rank(b))
	return html`<ul class="surfaces">${ordered.map((surface) => html`<li data-surface="${surface.id}" data-standing="${surface.standing}"><span class="name">${inline(surface.name)}</span> ${stateChip(surface.standing === 'not_known' ? 'unknown' : surface.standing === 'affected' ? 'affected' : surface.state)}<span class="facts">${sinceMarkup(surface, provider.id, at)}</span></li>`)}</ul>`
}

function rank({ standing }: SurfaceNews): number {
	return ['down', 'affected', 'maintenance', 'not_known', 'up', 'not_covered'].indexOf(standing)
}

function sinceMarkup(surface: SurfaceNews, provider: string, at: string): Markup {
	const { since, basis, standing, incident, open } = surface
	if (standing === 'affected' && open !== null)
		return html`<a href="${addresses.incident(provider, open.id)}">this incident</a> has named it since ${timeMarkup(open.startedAt ?? open.createdAt)}, and the page gives no level`
	if (since === null) return html`named in the open incident; its state is not known`
	const seen = basis === 'seen' && ', when we first saw it so'
	const by =
		incident !== null &&
		html`, <a href="${addresses.incident(provider, incident)}">by this incident</a>`
	if (standing === 'down')
		return html`since ${timeMarkup(since)}${seen}, <span data-age>${ageText(since, at)}</span>${by}`
	if (standing === 'up' && open !== null && !isSaidSince(surface, open))
		return html`the page’s list still says operational, while <a href="${addresses.incident(provider, open.id)}">this incident</a> names it`
	const said = open === null ? 'so' : 'declared working'
	if (standing === 'up')
		return html`${said} since ${timeMarkup(since)}${seen}${by}${open !== null && '; the incident that names it is still open'}`
	if (standing === 'maintenance') return html`since ${timeMarkup(since)}${seen}${by}`
	return html`not seen in the last ten minutes; it was called operational from ${timeMarkup(since)}${by}`
}

/** Parts of its page that no surface stands for, when they are out. */
function besideSurfaces({ now }: ProviderNews): Markup {
	const out = alsoOut(now)
	if (out.length === 0) return nothing
	return html`<p class="facts">Also on its page: ${joined(
		out.map(
			({ name, state, since }) =>
				html`<strong>${inline(name)}</strong> ${stateChip(state)}${since !== null && html` since ${timeMarkup(since)}`}`,
		),
		', ',
	)}.</p>`
}

/** An incident that is open while no surface of it is marked. */
function green(news: ProviderNews): Markup {
	const isMarked = news.surfaces.some(
		({ standing }) => standing === 'down' || standing === 'affected' || standing === 'maintenance',
	)
	const silent = isTroubled(news) && alsoOut(news.now).length === 0 && !isMarked
	return silent
		? html`<p>An incident is open, and no surface is marked as out on the page.</p>`
		: nothing
}

/** An open incident in the provider's own words, with the feed that tells its end. */
function words(incident: OpenIncident, { at, past }: News, publication: string): Markup {
	const page = addresses.incident(incident.provider, incident.id)
	const { statement } = incident
	return html`<article class="latest">
<h4><a href="${page}">${inline(incident.title)}</a></h4>
${authorOfTitle(incident) === 'us' && html`<p class="label">our description; the published title is not known</p>`}
<p class="chips">${statusChip(incident.status)} ${impactChip(incident.impact)} <span class="facts">open since ${timeMarkup(incident.startedAt ?? incident.createdAt)}</span></p>
${
	statement === undefined
		? html`<p>No statement of it is recorded.</p>`
		: html`${saidMarkup(statement, page, publication)}
<p class="facts">Its latest statement, ${statusWords[statement.status]}, ${timeMarkup(statement.at, statement.precision)}, <span data-age>${ageText(statement.at, at)}</span> before this page was made.${incident.provenance !== 'live' && ` Not watched live: ${provenanceWords[incident.provenance].long}.`}</p>`
}
${howMuchLonger(incident, at, past)}
${feedList([{ path: addresses.feeds.incident(incident.provider, incident.id), title: 'Follow just this incident' }])}
</article>`
}

/** The newest closed incident on each surface that is in trouble now. */
function lastTime(news: ProviderNews): Markup {
	const troubled = news.surfaces.filter(
		(surface) => surface.standing === 'down' || surface.open !== null,
	)
	const found = new Map<string, { readonly incident: IncidentSummary; readonly names: string[] }>()
	for (const surface of troubled) {
		const incident = [...news.now.recent]
			.filter(
				(candidate) =>
					candidate.kind === 'incident' &&
					!candidate.withdrawn &&
					candidate.surfaces.includes(surface.id),
			)
			.sort((a, b) => compareInstants(startOf(b), startOf(a)))[0]
		if (!incident) continue
		const known = found.get(incident.id)
		if (known) known.names.push(surface.name)
		else found.set(incident.id, { incident, names: [surface.name] })
	}
	if (troubled.length === 0) return nothing
	const items = [...found.values()].map(
		({ incident, names }) =>
			html`<li><a href="${addresses.incident(incident.provider, incident.id)}">${inline(incident.title)}</a> <span class="facts">${inline(names.join(', '))} · ${timeMarkup(startOf(incident))}${incident.resolvedAt !== null && html` · ${durationMarkup(secondsBetween(startOf(incident), incident.resolvedAt))}`}</span></li>`,
	)
	const none = html`<p>None among the newest closed incidents that are recorded; <a href="${addresses.provider(news.now.provider.id)}">the provider’s page</a> has the rest.</p>`
	return html`<h3>The last time</h3>${items.length > 0 ? html`<ul class="incidents">${joined(items, '')}</ul>` : none}`
}

function startOf(incident: IncidentSummary): string {
	return incident.startedAt ?? incident.createdAt
}
