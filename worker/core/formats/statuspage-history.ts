import { cleaned, html, type Markup } from '#core/fragments/markup.ts'
import { dateTimeText } from '#core/fragments/time-text.ts'
import type { Incident } from '#core/model/incident.ts'
import type { IncidentStatus } from '#core/model/vocabulary.ts'
import { addresses } from '#core/text/addresses.ts'
import { attributed } from '#core/text/authorship.ts'
import { capital, statusWords } from '#core/text/words.ts'
import { compareInstants, latest } from '#core/time/time.ts'
import { type Element, element, fullDate, mailDate, textElement, xmlText } from './feeds/xml.ts'
import { inStatuspage, type StatuspageView, statementText, titleText } from './statuspage-shape.ts'

/**
 * A provider's history in the form of Statuspage's history feeds: an entry an incident, with all of
 * its updates in it, newest first.
 */

export type HistoryFormat = 'rss' | 'atom'

export const historyTypes: Readonly<Record<HistoryFormat, string>> = {
	rss: 'application/rss+xml; charset=utf-8',
	atom: 'application/atom+xml; charset=utf-8',
}

/** As many as Statuspage gives. */
const mostEntries = 25

/** `moment` dates an Atom feed about which nothing is known yet, since that format wants a date. */
export function statuspageHistory(
	view: StatuspageView,
	format: HistoryFormat,
	moment: string,
): string {
	const { now, asOf, origin, notKnown } = view
	const { id, name } = now.provider
	const title = cleaned(`${name} Status - Incident History`)
	const page = origin + addresses.provider(id)
	const self = `${origin}${addresses.statuspageHistory(id, format)}`
	const entries = inStatuspage(view)
		.map((incident) => entryOf(incident, view))
		.sort((a, b) => compareInstants(b.at, a.at) || (a.incident.id < b.incident.id ? -1 : 1))
		.slice(0, mostEntries)
	const updated = latest(...entries.map((entry) => entry.at)) ?? asOf
	const about = `In the shape of Statuspage, from ${view.site}’s record.${notKnown === undefined ? '' : ` ${notKnown}`}`
	return xmlText(
		format === 'rss'
			? element('rss', { version: '2.0', 'xmlns:atom': 'http://www.w3.org/2005/Atom' }, [
					element('channel', {}, [
						...textElement('title', title),
						...textElement('link', page),
						...textElement('description', about),
						...(updated === null ? [] : textElement('pubDate', mailDate(updated))),
						element('atom:link', { href: self, rel: 'self', type: 'application/rss+xml' }),
						...entries.map(rssItem),
					]),
				])
			: element('feed', { xmlns: 'http://www.w3.org/2005/Atom' }, [
					element('author', {}, textElement('name', view.site)),
					...textElement('id', `${page}/history`),
					element('link', { href: self, rel: 'self', type: 'application/atom+xml' }),
					element('link', { href: page, rel: 'alternate', type: 'text/html' }),
					...textElement('subtitle', about),
					...textElement('title', title),
					...textElement('updated', fullDate(updated ?? moment)),
					...entries.map(atomEntry),
				]),
	)
}

function rssItem({ title, content, at, link }: Entry): Element {
	return element('item', {}, [
		...textElement('title', title),
		...textElement('link', link),
		...textElement('description', content.text),
		...textElement('guid', link, { isPermaLink: 'true' }),
		...textElement('pubDate', mailDate(at)),
	])
}

function atomEntry({ incident, title, content, at, link }: Entry): Element {
	return element('entry', {}, [
		...textElement('content', content.text, { type: 'html' }),
		...textElement('id', link),
		element('link', { href: link, rel: 'alternate', type: 'text/html' }),
		...textElement('published', fullDate(incident.createdAt)),
		...textElement('title', title),
		...textElement('updated', fullDate(at)),
	])
}

interface Entry {
	readonly incident: Incident
	readonly title: string
	readonly link: string
	/** Its latest update. */
	readonly at: string
	readonly content: Markup
}

function entryOf(incident: Incident, { origin, site, now }: StatuspageView): Entry {
	const standing = incident.updates.filter((update) => !update.absence?.confirmed)
	const end = incident.milestones.resolvedAt?.at ?? incident.resolvedAt
	const told = standing.map((update) => ({
		at: update.at,
		status: update.status,
		text: statementText(update, site),
	}))
	const ours = (text: string) => attributed(text, 'us', cleaned(site))
	const bare: typeof told =
		told.length > 0
			? []
			: [
					{
						at: incident.createdAt,
						status: 'unknown' as const,
						text: ours(`${now.provider.operator} opened this entry; we hold no text of it.`),
					},
					...(end === undefined
						? []
						: [
								{
									at: end,
									status: 'resolved' as const,
									text: ours(`${now.provider.operator} marked it over; we hold no text of it.`),
								},
							]),
				]
	const updates = [...told, ...bare].reverse()
	const title = titleText(incident, site)
		.replace(/<(?=[a-z/!?])/gi, '‹')
		.replace(/&(?=#?[a-z0-9]+;)/gi, '＆')
	return {
		incident,
		title,
		link: origin + addresses.incident(incident.provider, incident.id),
		at: latest(...updates.map((update) => update.at)) ?? incident.createdAt,
		content: html`${updates.map(({ at, status, text }) => html`<p><small>${timeOf(at)}</small><br><strong>${wordOf(status)}</strong> - ${lines(text)}</p>`)}`,
	}
}

/**
 * As Statuspage writes it: `Mar <var data-var='date'>2</var>, <var data-var='time'>11:49</var>
 * UTC`.
 */
function timeOf(at: string): Markup {
	const [day = '', month = ''] = dateTimeText(at).split(' ')
	return html`${month.slice(0, 3)} <var data-var="date">${day}</var>, <var data-var="time">${at.slice(11, 16)}</var> UTC`
}

/** Statuspage has no word for a statement without a status. */
function wordOf(status: IncidentStatus): string {
	return status === 'unknown' ? 'Update' : capital(statusWords[status])
}

function lines(text: string): Markup {
	return html`${text.split('\n').map((line, index) => (index === 0 ? line : html`<br>${line}`))}`
}
