import { html, type Markup } from '#core/fragments/markup.ts'
import type { Window } from '#core/model/documents.ts'
import type { Axis } from './axis.ts'

/**
 * What stands behind a picture: the hours as lines, an episode's waves as shades, what was not
 * observed as patterns.
 */

/** A line for each tick of the axis down to `bottom`, in pixels, with its label beneath. */
export function grid(axis: Axis, bottom: number): Markup {
	return html`${axis.ticks.map((tick) => {
		const anchor = tick.position < 3 ? 'start' : tick.position > 97 ? 'end' : 'middle'
		return html`<g class="tick${tick.major ? '' : ' minor'}"><line x1="${tick.position}%" x2="${tick.position}%" y1="0" y2="${bottom + 4}"/><text x="${tick.position}%" y="${bottom + 17}" text-anchor="${anchor}">${tick.label}</text></g>`
	})}`
}

export interface Waves {
	readonly window: Window
	/** `to` is null while one lasts. */
	readonly waves: readonly { readonly from: string; readonly to: string | null }[]
}

export function waveStretches({ waves, window }: Waves, axis: Axis, bottom: number): Markup {
	return html`${waves.map((wave) => {
		const from = axis.position(wave.from)
		return html`<rect class="wave" x="${from}%" y="0" width="${(axis.position(wave.to ?? window.to) - from).toFixed(2)}%" height="${bottom}"/>`
	})}`
}

/**
 * The patterns for what has no level: hatching for a gap, dots for what is not known, waves for
 * what an incident affected.
 */
export function patterns(id: string): Markup {
	return html`<defs><pattern id="${id}-gap" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch" width="2" height="7"/></pattern><pattern id="${id}-unknown" width="6" height="6" patternUnits="userSpaceOnUse"><circle class="dot" cx="3" cy="3" r="0.9"/></pattern><pattern id="${id}-affected" width="12" height="7" patternUnits="userSpaceOnUse"><rect class="affected-ground" width="12" height="7"/><path class="affected-line" d="M0 3.5a4 4 0 0 1 6 0a4 4 0 0 0 6 0"/></pattern></defs>`
}
