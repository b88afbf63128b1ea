import { html, type Markup } from '../markup.ts'

/**
 * What usual errors mean and what helps: HTTP's own definitions and common sense, nothing about any
 * provider.
 */
const meanings: readonly {
	readonly error: string
	readonly means: string
	readonly helps: string
}[] = [
	{
		error: '429 Too Many Requests',
		means:
			'A limit of yours was reached, or one that is shared while everybody retries. Alone it is no sign of an outage.',
		helps:
			'Wait as long as Retry-After says, then retry with growing pauses. Look at your quota before you look at the status page.',
	},
	{
		error: '500, 502, 503, 504',
		means:
			'The service or something before it failed, refused for a while, or did not answer in time. Your request is probably in order.',
		helps:
			'Retry a few times with growing, random pauses, then stop and queue. A request that changes something may have been carried out: check before you repeat it.',
	},
	{
		error: '529 Overloaded',
		means:
			'Not a registered HTTP status. Some services use it for “too much for us at the moment”, whoever asks.',
		helps:
			'Treat it like a 503. A smaller request, another model, another region or another vendor may pass while this one does not.',
	},
	{
		error: 'Login loops, “session expired”',
		means:
			'Signing in is often a part of its own: it can fail while the service behind it works, and the other way round.',
		helps:
			'Stay signed in where you are. Try a private window once. Keys for an API often work while logins do not.',
	},
	{
		error: 'Answers that stop in the middle',
		means: 'A stream was cut. The part that arrived may be all that there will be.',
		helps:
			'Keep what came, shorten the request, and try without streaming before you blame your network.',
	},
]

export function errorMeanings(): Markup {
	return html`<section aria-labelledby="errors-heading">
<h2 id="errors-heading">What the errors mean</h2>
<p class="hint">In general, for any service; not a statement about one of these.</p>
<dl class="errors">${meanings.map(({ error, means, helps }) => html`<div><dt>${error}</dt><dd>${means} <strong>What helps:</strong> ${helps}</dd></div>`)}</dl>
</section>`
}
