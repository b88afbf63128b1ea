import { type Claim, Standing } from '#core/model/content.ts'
import type { SiteHeader } from '#core/publish/documents.ts'
import { compareInstants } from '#core/time.ts'
import { addresses } from './addresses.ts'
import { annotationMarkup } from './annotation-markdown.ts'
import { outsideLink } from './evidence.ts'
import { html, joined, type Markup, type Part } from './markup.ts'
import type { PageParts } from './page-parts.ts'
import { inline } from './provider-text.ts'
import { section, staticPage, table } from './static-page.ts'
import { dayText, timeMarkup } from './time-text.ts'
import { standingRules } from './vocabulary-texts.ts'
import { counted } from './words.ts'

/** `/claims`: what others asserted, by what it is about, each with its source, its time and how it stands against the record. */
export function claimsPage(claims: readonly Claim[], titles: ReadonlyMap<string, string>, site: SiteHeader): PageParts {
	const subjects = [...Map.groupBy(claims, (claim) => claim.subject)]
	const page = {
		title: 'Claims',
		path: addresses.claims,
		json: addresses.claimsJson,
		description: `What was asserted about ${site.subject}, by whom and when, and how each assertion stands against the record.`,
		lede: html`What the press, a vendor or anybody else asserted is kept apart from what was observed. ${claims.length === 0 ? 'None is kept yet.' : html`${counted(claims.length, 'claim')} on ${counted(subjects.length, 'subject')}.`}`,
	}
	const counts = Standing.options.map((standing) => [standing, standingRules[standing], claims.filter((claim) => claim.standing === standing).length] as const)
	return staticPage(
		page,
		html`${section(
			'standing',
			'How a claim stands',
			table(
				'Standings',
				['Standing', 'Means', 'Claims'],
				counts.map(([standing, rule, count]): Part[] => [standing, rule, String(count)]),
			),
		)}${subjects.map(([subject, own]) => subjectSection(subject, own, titles))}`,
		site,
	)
}

function subjectSection(subject: string, claims: readonly Claim[], titles: ReadonlyMap<string, string>): Markup {
	const ordered = [...claims].sort((a, b) => compareInstants(a.at, b.at) || (a.id < b.id ? -1 : 1))
	return section(
		subject.replaceAll('/', '-'),
		html`<a href="/${subject}">${inline(titles.get(subject) ?? subject)}</a>`,
		html`<p class="hint">${counted(claims.length, 'claim')}, oldest first.</p><ol class="assertions">${ordered.map(claimEntry)}</ol>`,
	)
}

function claimEntry(claim: Claim): Markup {
	const links = claim.links.map((link) => outsideLink(link.url, link.title))
	return html`<li id="claim-${claim.id}"><h3>${inline(claim.title)} <span class="standing" data-standing="${claim.standing}">${claim.standing}</span></h3>
<p class="meta">${inline(claim.claimant)} · ${timeMarkup(claim.at, claim.precision)}</p>
<div class="note">${annotationMarkup(claim.body)}</div>
<p class="meta">${joined([...(links.length > 0 ? [joined(links, ', ')] : ['no source linked']), html`held against the record by ${inline(claim.author)}, ${dayText(claim.writtenAt)}`, html`<a href="#claim-${claim.id}">permanent link</a>`], ' · ')}</p></li>`
}
