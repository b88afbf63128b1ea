import type { Episode } from '#core/model/incident.ts'
import { addresses } from '#core/text/addresses.ts'
import { counted, listed } from '#core/text/words.ts'
import { millisecondsOf, secondsBetween } from '#core/time/time.ts'
import { html, type Markup } from './markup.ts'
import { inline } from './provider-text.ts'
import { tally } from './tally.ts'
import { dateTimeText, dayText, durationText, timeMarkup } from './time-text.ts'

/**
 * Episodes as links, those that came back with their waves drawn as a strip. `names` holds the
 * providers where the list mixes several.
 */
export function episodeList(
	episodes: readonly Episode[],
	names: ReadonlyMap<string, string> = new Map(),
): Markup {
	return html`<ul class="episodes">${episodes.map(
		(episode) =>
			html`<li><a href="${addresses.episode(episode.id)}">${title(episode, names)}</a> <span class="facts">${timeMarkup(episode.from)} · ${tally(episode.incidents.length, 'incident', `${addresses.episode(episode.id)}#incidents-heading`)} · ${tally(episode.waves.length, 'wave', `${addresses.episode(episode.id)}#waves-heading`)} · ${episode.to === null ? 'still open' : durationText(secondsBetween(episode.from, episode.to))}</span>${episode.waves.length > 1 && strip(episode)}</li>`,
	)}</ul>`
}

/**
 * An editor's title says what happened; the rule's can only say whose incidents they are, and from
 * when.
 */
function title(
	{ title: given, basis, provider, providers, from }: Episode,
	names: ReadonlyMap<string, string>,
): Markup {
	const name =
		providers && names.size > 0
			? listed(providers.map((id) => names.get(id) ?? id))
			: names.get(provider)
	const words =
		basis.by === 'editor'
			? inline(given)
			: html`${name === undefined ? 'Incidents' : 'incidents'} from ${dayText(from)}`
	return name === undefined ? words : html`${inline(name)}: ${words}`
}

function strip(episode: Episode): Markup {
	const from = millisecondsOf(episode.from)
	const last = episode.to ?? episode.waves.at(-1)?.to ?? episode.waves.at(-1)?.from ?? episode.from
	const span = Math.max(millisecondsOf(last) - from, 1000)
	const position = (instant: string) =>
		Math.min(100, Math.max(0, ((millisecondsOf(instant) - from) / span) * 100))
	const open = episode.waves.map(
		(wave) => `${dateTimeText(wave.from)} to ${wave.to === null ? 'now' : dateTimeText(wave.to)}`,
	)
	return html`<svg class="strip" role="img" width="100%" height="14" aria-label="${`Open in ${counted(episode.waves.length, 'wave')}: ${open.join('; ')}`}"><rect class="bed" x="0" y="0" width="100%" height="14"/>${episode.waves.map(
		(wave) => {
			const start = position(wave.from)
			return html`<rect class="span${wave.to === null ? ' open' : ''}" x="${start.toFixed(2)}%" y="3" width="${Math.max((wave.to === null ? 100 : position(wave.to)) - start, 0.5).toFixed(2)}%" height="8" rx="1"/>`
		},
	)}</svg>`
}
