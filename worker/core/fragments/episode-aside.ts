import type { Episode } from '#core/model/incident.ts'
import { addresses } from '#core/text/addresses.ts'
import { html, type Markup } from './markup.ts'
import { type FeedLink, feedList } from './page-parts.ts'
import { inline } from './provider-text.ts'

/**
 * What stands beside the timeline of an episode, of one provider or of several: why it is one, and
 * where to follow and fetch it.
 */
export function episodeAside(
	{ id, basis }: Pick<Episode, 'id' | 'basis'>,
	feeds: readonly FeedLink[],
): Markup {
	return html`<aside>
<section>
<h2>Why these belong together</h2>
<p>${basis.by === 'editor' ? 'An editor’s judgement' : 'By rule'}: ${inline(basis.reason)}</p>
</section>
<section>
<h2>Follow and fetch</h2>
${feedList(feeds)}
<ul class="links">
<li><a href="${addresses.episodeTimelineJson(id)}">Timeline as JSON</a></li>
<li><a href="${addresses.episodeJson(id)}">Episode as JSON</a></li>
</ul>
</section>
</aside>`
}
