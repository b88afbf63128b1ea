import type { News, ProviderNews } from '#core/documents/news.ts'
import { secondsBetween, spokenDuration } from '#core/time/time.ts'
import { outsideLink } from '../evidence.ts'
import { html, type Markup, nothing } from '../markup.ts'
import { asOfMarkup } from '../record-notes.ts'
import { timeMarkup } from '../time-text.ts'

/** How old news is, in whole minutes: `less than a minute`, `12 min`, `1 h 4 min`. */
export function ageText(from: string, to: string): string {
	const minutes = Math.floor(Math.max(0, secondsBetween(from, to)) / 60)
	return minutes === 0 ? 'less than a minute' : spokenDuration(minutes * 60)
}

/** The same as a sentence of its own. */
export function lookSentence(lookAt: string | null, at: string): Markup {
	if (lookAt === null) return html`<span data-age>No look of ours is known.</span>`
	return html`<span data-age>We last looked at ${timeMarkup(lookAt)}, ${ageText(lookAt, at)} before this page was made.</span>`
}

/** A look with its age. `data-age` marks what a following tab brings up to date by itself. */
export function lookMarkup(lookAt: string | null, at: string): Markup {
	if (lookAt === null) return html`<span data-age>no look of ours is known</span>`
	return html`<span data-age>last looked at ${timeMarkup(lookAt)}, ${ageText(lookAt, at)} before this page was made</span>`
}

/** The banner over news that is too old to act on; nothing while it is fresh. */
export function staleBanner(
	news: Pick<News, 'at' | 'asOf' | 'heard' | 'lookAt' | 'stale' | 'waiting' | 'providers'>,
): Markup {
	if (!news.stale && !news.waiting) return nothing
	const why = !news.heard
		? 'Our recorder did not answer, so it is not known when we last looked.'
		: news.lookAt === null
			? html`No look of ours at these pages has succeeded${news.heard && ' so far'}.`
			: html`The newest look is from ${timeMarkup(news.lookAt)}: <strong>${ageText(news.lookAt, news.at)}</strong> before this page was made.`
	const coverage = news.providers.flatMap(({ now }) => now.coverage)
	const published = html`What stands below was published on ${asOfMarkup(news.asOf, coverage)}.`
	const waiting = news.waiting && html` Newer states were seen and still wait to be published.`
	return html`<div class="banner" role="status"><p><strong>${news.stale ? 'This news is old.' : 'This news is incomplete.'}</strong> ${news.stale && why} ${published}${waiting} The state may have changed since: what it is now is not known here.</p></div>`
}

/** Why a provider's documents could not be read the last time. */
export function failures({ failing, now }: ProviderNews): Markup {
	return html`${failing.map(
		(document) =>
			html`<li>${now.provider.name}, ${document.source} ${document.document}: ${document.failure}${document.lastGoodLookAt !== null && html`; last read at ${timeMarkup(document.lastGoodLookAt)}`}${!document.bearsState && '. It does not bear the state of surfaces'}${document.refusedUntil != null && html`. We take that as a no and will not ask again before ${timeMarkup(document.refusedUntil)}`}.</li>`,
	)}`
}

/** What of a provider is set aside, why and since when, with the age of what is shown meanwhile. */
export function asideNotes({ aside, unread, now }: ProviderNews, at: string): Markup[] {
	const lost = unread
		? [
				html`<li>${now.provider.name}: we couldn’t read what we published last, so its products and incidents may be missing here.</li>`,
			]
		: []
	return [
		...lost,
		...aside.map(
			({ what, since, reason, goodAt }) =>
				html`<li data-aside="${what}">${now.provider.name}, ${what}: set aside since ${timeMarkup(since)}. ${reason.replace(/\.$/, '')}.${goodAt !== undefined && html` What we show of it is from ${timeMarkup(goodAt)}, ${ageText(goodAt, at)} before this page was made.`}</li>`,
		),
	]
}

/** Says which document speaks where the one that should cannot be read; nothing while it can. */
export function fallbackNote({ fallback, now }: Pick<ProviderNews, 'fallback' | 'now'>): Markup {
	if (!fallback) return nothing
	const feed =
		fallback.url === undefined
			? html`its history feed`
			: outsideLink(fallback.url, 'its history feed')
	const read =
		fallback.lastGoodLookAt === null
			? 'We have not read it yet.'
			: html`We last read it at ${timeMarkup(fallback.lastGoodLookAt)}.`
	return html`<p class="facts" data-fallback="${fallback.source}">We cannot read the status API of ${now.provider.name}, so ${feed} speaks: it tells incidents, and no state of a component. ${read}</p>`
}
