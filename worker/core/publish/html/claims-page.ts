import { annotationMarkup } from '#core/fragments/annotation-markdown.ts'
import { standingMark } from '#core/fragments/chips.ts'
import { outsideLink } from '#core/fragments/evidence.ts'
import { html, joined, type Markup, type Part } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { inline } from '#core/fragments/provider-text.ts'
import { section, staticPage, table } from '#core/fragments/static-page.ts'
import { tally } from '#core/fragments/tally.ts'
import { dayText, timeMarkup } from '#core/fragments/time-text.ts'
import type { Claim } from '#core/model/content.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { Standing } from '#core/model/vocabulary.ts'
import { addresses } from '#core/text/addresses.ts'
import { standingRules } from '#core/text/vocabulary-texts.ts'
import { compareInstants } from '#core/time/time.ts'

/**
 * `/claims`: what others asserted, by the question that it answers, each with its source, its time
 * and how it stands against the record.
 */
export function claimsPage(
	claims: readonly Claim[],
	titles: ReadonlyMap<string, string>,
	site: SiteHeader,
): PageParts {
	const questions = [...Map.groupBy(claims, (claim) => claim.question ?? otherwise)].sort(
		([a, first], [b, second]) =>
			Number(a === otherwise) - Number(b === otherwise) ||
			second.length - first.length ||
			(a < b ? -1 : 1),
	)
	const page = {
		title: 'Claims',
		path: addresses.claims,
		json: addresses.claimsJson,
		description: `What was asserted about ${site.subject}, by whom and when, and how each assertion stands against the record.`,
		lede: html`What the press, a vendor or anybody else asserted is kept apart from what was observed. ${claims.length === 0 ? 'None is kept yet.' : html`Here are ${tally(claims.length, 'claim', '#questions')}, those that answer one question together, so that they can be read against each other.`}`,
	}
	const standings = Standing.options.map((standing): Part[] => {
		const count = claims.filter((claim) => claim.standing === standing).length
		return [
			standingMark(standing),
			standingRules[standing],
			tally(count, 'claim', `#${idOfStanding(standing)}`, String(count)),
		]
	})
	return staticPage(
		page,
		html`${questions.length > 1 && html`<nav class="contents" aria-label="Questions"><ul>${questions.map(([question, own]) => html`<li><a href="#${idOf(question)}">${inline(question)}</a> ${tally(own.length, 'claim', `#${idOf(question)}`, String(own.length))}</li>`)}</ul></nav>`}${section('standing', 'How a claim stands', table('Standings', ['Standing', 'Means', 'Claims'], standings))}<div id="questions">${questions.map(
			([question, own]) =>
				section(
					idOf(question),
					inline(question),
					html`<ol class="assertions">${inOrder(own).map((claim) => claimEntry(claim, titles))}</ol>`,
				),
		)}</div>${
			claims.length > 0 &&
			section(
				'by-standing',
				'The same by standing',
				Standing.options.map((standing) => standingList(standing, claims)),
			)
		}`,
		site,
	)
}

const otherwise = 'Other claims'

/** The claims of one standing, as links to where they are told. */
function standingList(standing: Standing, claims: readonly Claim[]): Markup | false {
	const own = inOrder(claims.filter((claim) => claim.standing === standing))
	return (
		own.length > 0 &&
		html`<section id="${idOfStanding(standing)}"><h3>${standingMark(standing)}</h3><ul class="links">${own.map((claim) => html`<li><a href="#claim-${claim.id}">${inline(claim.title)}</a> <span class="facts">${inline(claim.claimant)}</span></li>`)}</ul></section>`
	)
}

function idOfStanding(standing: Standing): string {
	return `standing-${standing.replaceAll(' ', '-')}`
}

/** Questions are the editors' own words; of other alphabets the whole is kept. */
function idOf(question: string): string {
	return `about-${question
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-|-$/g, '')}`
}

function inOrder(claims: readonly Claim[]): Claim[] {
	return [...claims].sort((a, b) => compareInstants(a.at, b.at) || (a.id < b.id ? -1 : 1))
}

function claimEntry(claim: Claim, titles: ReadonlyMap<string, string>): Markup {
	const links = claim.links.map((link) => outsideLink(link.url, link.title))
	const subject = titles.get(claim.subject)
	return html`<li id="claim-${claim.id}"><h3>${inline(claim.title)} ${standingMark(claim.standing)}</h3>
<p class="meta">${inline(claim.claimant)} · ${timeMarkup(claim.at, claim.precision)} · on ${subject === undefined ? claim.subject : html`<a href="/${claim.subject}">${inline(subject)}</a>`}</p>
<div class="note">${annotationMarkup(claim.body)}</div>
<p class="meta">${joined([links.length > 0 ? joined(links, ', ') : 'no source linked', html`held against the record by ${inline(claim.author)}, ${dayText(claim.writtenAt)}`, html`<a href="#claim-${claim.id}">permanent link</a>`], ' · ')}</p></li>`
}
