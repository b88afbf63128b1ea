import { html } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { section, staticPage } from '#core/fragments/static-page.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { addresses } from '#core/text/addresses.ts'

/** `/privacy`: what the site, the Worker and the host that runs them keep about readers. */
export function privacyPage(site: SiteHeader): PageParts {
	return staticPage(
		{
			title: 'Privacy',
			path: addresses.privacy,
			description: `What ${site.name} keeps about those who read it: no cookies, no third parties, no measuring of readers.`,
			lede: 'Nothing here asks who you are.',
		},
		html`${section('pages', 'The pages', html`<ul class="bullets"><li>No cookies, no accounts, no measuring of readers.</li><li>Nothing is loaded from anybody else: no fonts, no scripts, no pictures. The pages’ own policy makes the browser refuse it.</li><li>If you ask for local times, your browser remembers that choice on your device. It is not sent anywhere.</li><li>When you follow a link to another site, that site is not told from which page you came.</li></ul>`)}
${section('server', 'The server', html`<p>The record’s own store holds what providers published and nothing about those who read it. The host that delivers the pages sees, like every host, the address from which a request comes. For what a program answers and not a file (the API, feeds, pages that change) it also keeps a request log for a limited time, by which errors are found.</p>`)}
${section('reports', 'If you report trouble', html`<p>Whoever reports that a service is down for them is counted once in fifteen minutes. For that, and for nothing else, the counter is told the address from which the report comes:</p><ul class="bullets"><li>It turns the address and its network at once into codes, with a random key of the UTC day. The address is not written down.</li><li>For each report it keeps the code, the code of the network, the time, and the surface and the symptom if they were chosen. All of that is deleted about an hour after the quarter of an hour to which it belongs.</li><li>The key lies in another store than the codes. It is deleted an hour and a quarter after its day. Until then, whoever can read both stores could try addresses until one gives a code; afterwards there is no key to try with.</li><li>“Deleted” means that we no longer have it. Cloudflare, which runs the counter, keeps 30 days of the counter’s database for recovery, and deleted codes may lie in unused parts of it for longer. The key is in no such copy: the codes there lead nowhere once their day is over.</li><li>What stays, and is published, are numbers: how many people and networks in which quarter of an hour, by surface and by symptom.</li><li>A limit on how often one client may ask works on such a code too, for a minute.</li><li>Where a check against machines is shown with the form, Cloudflare runs it in your browser; it is the only thing on this site that is loaded from elsewhere.</li></ul>`)}
${section('record', 'People in the record', html`<p>The record is about services. Where a published statement names a person, the name stands in the quotation and is not collected any further. Objections: <a href="${addresses.about}#reply">right of reply</a>.</p>`)}`,
		site,
	)
}
