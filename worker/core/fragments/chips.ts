import type { DrawnState } from '#core/fragments/picture/segments.ts'
import type { Impact, IncidentStatus, Standing } from '#core/model/vocabulary.ts'
import { drawnWords, impactWords, statusWords } from '#core/text/words.ts'
import { html, type Markup } from './markup.ts'

/** Small labels. Each says its word; the mark before it is a shape as well as a colour. */

export function stateChip(state: DrawnState): Markup {
	return html`<span class="chip state" data-state="${state}"><span class="mark" aria-hidden="true"></span>${drawnWords[state]}</span>`
}

export function statusChip(status: IncidentStatus): Markup {
	return html`<span class="chip status" data-status="${status}">${statusWords[status]}</span>`
}

export function impactChip(impact: Impact): Markup {
	return html`<span class="chip impact" data-impact="${impact}">${impactText(impact)}</span>`
}

/** How a claim stands against the record: a mark of its own for each, beside the word. */
export function standingMark(standing: Standing): Markup {
	return html`<span class="standing" data-standing="${standing}">${standing}</span>`
}

/** `major impact`, `not rated`. */
export function impactText(impact: Impact): string {
	return impact === 'none' || impact === 'unknown'
		? impactWords[impact]
		: `${impactWords[impact]} impact`
}
