import type { SiteHeader } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import { symptoms } from '#core/model/symptom.ts'
import { addresses } from '#core/text/addresses.ts'
import { html, type Markup } from './markup.ts'
import { type PageParts, pageParts } from './page-parts.ts'
import { inline } from './provider-text.ts'

/**
 * `/report/{provider}`: a plain form on which somebody says that it is broken for them, and the
 * page that answers.
 */

/** What the form's page knows beside the provider. */
export interface ReportForm {
	/** Why a report that was sent was not counted. */
	readonly complaint?: string
	/** What had been chosen. */
	readonly surface?: string | null
	readonly symptom?: string | null
	/**
	 * Turnstile's public key where a proof of being human is asked for; null where one is asked for
	 * and no key is set.
	 */
	readonly siteKey?: string | null
}

/**
 * The moment at which a report is counted: whether it was, and how many people reported in the hour
 * before, this one included.
 */
interface Counted {
	readonly counted: boolean
	readonly lastHour: number
}

export function reportPage(
	provider: Pick<Provider, 'id' | 'name' | 'surfaces'>,
	form: ReportForm,
	site: SiteHeader,
): PageParts {
	const body = html`<article class="record prose">
<header class="head">
<p class="crumbs"><a href="${addresses.nowOf(provider.id)}">${inline(provider.name)} now</a></p>
<h1>Is ${inline(provider.name)} down for you?</h1>
<p class="lede">Say so: what people report is counted beside what the provider says, so that the record shows who noticed first.</p>
</header>
${form.complaint !== undefined && html`<div class="banner" role="alert"><p><strong>Not counted.</strong> ${form.complaint}</p></div>`}
${form.siteKey === null ? html`<p>No reports are taken at the moment: the check against machines is not set up.</p>` : fields(provider, form)}
<p class="hint">One report a person counts in fifteen minutes. Your address is not kept: <a href="${addresses.privacy}#reports">what is kept</a>.</p>
</article>`
	return parts(provider, `Report trouble with ${provider.name}`, body, site)
}

/** What is answered to a report that was sent with the form. */
export function reportedPage(
	provider: Pick<Provider, 'id' | 'name'>,
	{ counted: added, lastHour }: Counted,
	site: SiteHeader,
): PageParts {
	const body = html`<article class="record prose">
<header class="head">
<p class="crumbs"><a href="${addresses.nowOf(provider.id)}">${inline(provider.name)} now</a></p>
<h1>${added ? 'Your report is counted' : 'Your report was counted before'}</h1>
<p class="lede" role="status">${lastHour <= 1 ? html`You are the only one who reported trouble with ${inline(provider.name)} in the last hour.` : html`You are one of <strong>${lastHour}</strong> in the last hour who reported trouble with ${inline(provider.name)}.`}</p>
</header>
${!added && html`<p>Somebody with your address was counted in the last fifteen minutes, so nothing was added.</p>`}
<p>Whether that is more than usual, what the provider says and what else is up: <a href="${addresses.nowOf(provider.id)}">${inline(provider.name)} now</a>.</p>
</article>`
	return parts(provider, `Reported: ${provider.name}`, body, site)
}

function parts(
	provider: Pick<Provider, 'id' | 'name'>,
	title: string,
	body: Markup,
	site: SiteHeader,
): PageParts {
	const description = `Tell ${site.name} that ${provider.name} does not work for you.`
	const feeds = [{ path: addresses.feeds.provider(provider.id), title: provider.name }]
	return pageParts({ title, description, path: addresses.report(provider.id), feeds }, body, site)
}

function fields(
	provider: Pick<Provider, 'id' | 'surfaces'>,
	{ siteKey, surface, symptom }: ReportForm,
): Markup {
	const option = (value: string, words: string, chosen: string | null | undefined) =>
		html`<option value="${value}"${value === chosen && html` selected`}>${words}</option>`
	return html`<form class="asking" method="post" action="${addresses.report(provider.id)}">
<label>What is broken <select name="surface"><option value="">Everything, or not sure</option>${provider.surfaces.map(({ id, name }) => option(id, name, surface))}</select></label>
<label>How <select name="symptom"><option value="">Not said</option>${Object.entries(symptoms).map(([id, words]) => option(id, words, symptom))}</select></label>
${siteKey !== undefined && siteKey !== null && challenge(provider.id, siteKey)}
<button type="submit">It is broken for me</button>
</form>`
}

/** The action and the provider are checked again when the token comes back. */
function challenge(provider: string, siteKey: string): Markup {
	return html`<div class="cf-turnstile" data-sitekey="${siteKey}" data-action="${proofAction}" data-cdata="${provider}"></div>
<noscript><p>Here a check against machines runs before a report is taken, and it needs JavaScript.</p></noscript>
<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script>`
}

export const proofAction = 'report'
