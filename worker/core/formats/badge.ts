import { worstOnPage } from '#core/documents/also-listed.ts'
import { notKnownSince, type Sight } from '#core/documents/sight.ts'
import { html, raw } from '#core/fragments/markup.ts'
import { type DrawnState, drawnState } from '#core/fragments/picture/segments.ts'
import { dateTimeText } from '#core/fragments/time-text.ts'
import type { ProviderNow } from '#core/model/documents.ts'
import { drawnWords } from '#core/text/words.ts'

/**
 * A provider's state in one line: the worst of its covered surfaces and of what its page lists
 * beside them. What is not known is never shown as fine.
 */
export interface Badge {
	readonly label: string
	readonly message: string
	readonly state: DrawnState
}

/**
 * `sight` says how far back that can be vouched for: a state that is not known now is said with its
 * age, in the colour of what is not known.
 */
export function badgeOf(now: ProviderNow, sight: Sight): Badge {
	const worst = worstOnPage(now)
	// An incident that names a product without a level is no reason to say less than that it is
	// affected.
	const isAffected =
		now.surfaces.some((surface) => drawnState(surface) === 'affected') &&
		(worst === 'unknown' || worst === 'under_maintenance')
	const state = isAffected ? 'affected' : worst
	const label = now.provider.name
	if (sight.blind === null) return { label, message: drawnWords[state], state }
	const message =
		state === 'unknown' || sight.asOf === null
			? notKnownSince(sight)
			: `last seen: ${drawnWords[state]}, ${dateTimeText(sight.asOf, sight.precision)}`
	return { label, message, state: 'unknown' }
}

/** As shields.io reads it: https://shields.io/badges/endpoint-badge */
export function badgeEndpoint(badge: Badge): {
	schemaVersion: 1
	label: string
	message: string
	color: string
	cacheSeconds: number
} {
	return {
		schemaVersion: 1,
		label: badge.label,
		message: badge.message,
		color: colours[badge.state],
		cacheSeconds: 300,
	}
}

/**
 * White on these is readable (contrast of 4.5 and more); the word says the state, the colour only
 * repeats it.
 */
const colours: Readonly<Record<DrawnState, string>> = {
	operational: '#1a7f37',
	degraded_performance: '#8a6100',
	partial_outage: '#b04a00',
	major_outage: '#b3261e',
	under_maintenance: '#2b5fb3',
	affected: '#7d5a12',
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
