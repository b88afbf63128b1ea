import type { Postmortem } from '#core/content/postmortem.ts'
import { html, joined, type Markup } from '#core/fragments/markup.ts'
import { feedList, type PageParts } from '#core/fragments/page-parts.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { feedOfAll, section, staticPage } from '#core/fragments/static-page.ts'
import { tally } from '#core/fragments/tally.ts'
import { timeMarkup } from '#core/fragments/time-text.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'
import { compareInstants } from '#core/time/time.ts'
import { articleMarkup } from './article-markdown.ts'

/** `/postmortems`: the editors' accounts, newest first. */
export function postmortemsPage(
	postmortems: readonly Postmortem[],
	titles: ReadonlyMap<string, string>,
	site: SiteHeader,
): PageParts {
	const ordered = [...postmortems].sort(
		(a, b) => compareInstants(b.writtenAt, a.writtenAt) || (a.slug < b.slug ? -1 : 1),
	)
	return staticPage(
		{
			title: 'Postmortems',
			path: addresses.postmortems,
			description: `Accounts of outages in the record of ${site.subject}, in the editors’ own words.`,
			lede: html`Accounts in the editors’ own words: what was seen, what was said, when the two differed, and what is not known. ${postmortems.length === 0 ? 'None is written yet.' : html`${tally(postmortems.length, 'postmortem', '#written')}.`}`,
		},
		html`<ul class="episodes" id="written">${ordered.map((postmortem) => html`<li><a href="${addresses.postmortem(postmortem.slug)}">${inline(postmortem.title)}</a> <span class="facts">${joined([html`on ${inline(titles.get(postmortem.subject) ?? postmortem.subject)}`, inline(postmortem.author), writtenAtMarkup(postmortem.writtenAt)], ' · ')}</span></li>`)}</ul>`,
		site,
	)
}

/** `/postmortems/<slug>`: one account, with the way to the record that it rests on. */
export function postmortemPage(
	postmortem: Postmortem,
	titles: ReadonlyMap<string, string>,
	site: SiteHeader,
): PageParts {
	const subject = `/${postmortem.subject}`
	const name = titles.get(postmortem.subject) ?? postmortem.subject
	return staticPage(
		{
			title: postmortem.title,
			path: addresses.postmortem(postmortem.slug),
			description: `${postmortem.title}: a postmortem of ${name}, every statement linked to the record.`,
			crumbs: html`<a href="${addresses.postmortems}">Postmortems</a>`,
			lede: html`Written by ${inline(postmortem.author)}, ${writtenAtMarkup(postmortem.writtenAt)}. It rests on the record of <a href="${subject}">${inline(name)}</a>, where every line has its evidence.`,
		},
		html`<div class="article">${articleMarkup(postmortem.body)}</div>
${section('cite', 'Cite, correct, reply', html`<p>Record: <a href="${site.licence.url}" rel="license">${site.licence.name}</a>. What is wrong here will be corrected visibly: <a href="${addresses.about}#reply">right of reply</a>. How times and terms are meant: <a href="${addresses.methodology}">methodology</a>.</p>${feedList([feedOfAll])}`)}`,
		site,
	)
}

/** A day where only the day is known. */
export function writtenAtMarkup(at: Postmortem['writtenAt']): Markup {
	return at.length === 10
		? timeMarkup(at, 'day')
		: timeMarkup(at, at.endsWith('T00:00:00Z') ? 'day' : 'minute')
}
