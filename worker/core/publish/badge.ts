import { worstOf } from '#core/incident/worst.ts'
import type { SurfaceStateName } from '#core/model/vocabulary.ts'
import type { ProviderNow } from './documents.ts'
import { html, raw } from './html/markup.ts'
import { stateWords } from './html/words.ts'

/** A provider's state in one line: the worst of its covered surfaces. What is not known is never shown as fine. */
export interface Badge {
	readonly label: string
	readonly message: string
	readonly state: SurfaceStateName
}

export function badgeOf(now: ProviderNow): Badge {
	const covered = now.surfaces.filter((surface) => surface.state !== 'not_covered')
	const state = worstOf(covered.map((surface) => surface.state)) ?? 'unknown'
	return { label: now.provider.name, message: stateWords[state], state }
}

/** As shields.io reads it: https://shields.io/badges/endpoint-badge */
export function badgeEndpoint(badge: Badge): { schemaVersion: 1; label: string; message: string; color: string; cacheSeconds: number } {
	return { schemaVersion: 1, label: badge.label, message: badge.message, color: colours[badge.state], cacheSeconds: 300 }
}

/** White on these is readable (contrast of 4.5 and more); the word says the state, the colour only repeats it. */
const colours: Readonly<Record<SurfaceStateName, string>> = {
	operational: '#1a7f37',
	degraded_performance: '#8a6100',
	partial_outage: '#b04a00',
	major_outage: '#b3261e',
	under_maintenance: '#2b5fb3',
	unknown: '#5f6670',
	not_covered: '#5f6670',
}

/** A badge as SVG. Widths are set by the text's length, so that any font fits. */
export function badgeSvg({ label, message, state }: Badge): string {
	const [left, right] = [widthOf(label), widthOf(message)]
	const text = (words: string, from: number, width: number) =>
		html`<text x="${from + width / 2}" y="14" textLength="${width - 12}" lengthAdjust="spacingAndGlyphs">${words}</text>`
	return html`${raw('<svg xmlns="http://www.w3.org/2000/svg"')} width="${left + right}" height="20" role="img" aria-label="${label}: ${message}"><title>${label}: ${message}</title><rect width="${left + right}" height="20" rx="3" fill="${colours[state]}"/><rect width="${left}" height="20" rx="3" fill="#333a44"/><rect x="${left - 3}" width="3" height="20" fill="#333a44"/><g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">${text(label, 0, left)}${text(message, left, right)}</g></svg>`
		.text
}

/** About 6.6 pixels a character at 11 pixels, with a margin. */
function widthOf(text: string): number {
	return Math.round([...text].length * 6.6) + 12
}
