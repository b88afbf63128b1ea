import {
	changeIn,
	type EventOf,
	fieldOf,
	saidIn,
	type TimelineEvent,
} from '#core/model/timeline.ts'
import { authorOfBody, summaryLabel } from '#core/text/authorship.ts'
import { capital, counted, kindLabel, numberText } from '#core/text/words.ts'
import { skippedIn } from '#core/timeline/corrections.ts'
import { annotationMarkup } from './annotation-markdown.ts'
import { standingMark, stateChip } from './chips.ts'
import { html, joined, type Markup, nothing } from './markup.ts'
import { inline, paragraphs, plainText } from './provider-text.ts'
import { readingFacts } from './readings.ts'
import { redline, wholeRedline } from './redline.ts'
import { durationMarkup, timeMarkup } from './time-text.ts'

/** What a list needs to know beyond its events. */
export interface TimelineContext {
	/** The name of the publication, for words that are its own. */
	readonly publication: string
	readonly provider: string
	readonly surfaces: readonly { readonly id: string; readonly name: string }[]
	/** The names of those who count its users. */
	readonly crowdSources: readonly { readonly id: string; readonly name: string }[]
	/**
	 * In an episode, the label and title of each incident by id; on an incident's own page, empty.
	 */
	readonly incidents: ReadonlyMap<string, { readonly label: string; readonly title: string }>
	/** The events whose change is shown word by word; absent: all of them. */
	readonly compared?: ReadonlySet<string>
	/** In an episode of several providers: the same for each of them. */
	readonly each?: ReadonlyMap<string, TimelineContext>
}

/**
 * What one event says: its heading, the words that were published, the states that changed, what
 * was edited.
 */
export function eventContent(event: TimelineEvent, context: TimelineContext): Markup {
	const status = saidIn(event)?.status
	const label = kindLabel(event)
	return html`<h4${status !== undefined && html` data-status="${status}"`}>${inline(event.title)}${label !== '' && html` <span class="kind">${label}</span>`}</h4>${details(event)}${writtenLater(event)}${body(event, context)}${states(event, context)}${revision(event, context)}${notShown(event)}`
}

/**
 * What a statement brings beside its words: the states it declares, or that it takes a remedy back.
 */
export function companionContent(event: TimelineEvent, context: TimelineContext): Markup {
	if (event.kind === 'reading')
		return html`<p class="aside">A point of the chart: ${inline(readingFacts(event))}.</p>`
	if (event.origin === 'crowd')
		return html`<p><strong>${inline(event.title)}.</strong></p>${body(event, context)}`
	return event.kind === 'fix_did_not_hold'
		? html`<p class="relapse"><strong>${inline(event.title)}.</strong> ${heldText(event)}</p>`
		: states(event, context)
}

/** How long a remedy held that was taken back. */
function heldText({ value, precision }: EventOf<'fix_did_not_hold'>): Markup {
	const { declaredFixedAt, heldSeconds } = value
	return html`It was declared at ${timeMarkup(declaredFixedAt, precision, 'clock')} and held for ${durationMarkup(heldSeconds)}.`
}

/** One sentence of what the kind carries beyond its words. */
function details(event: TimelineEvent): Markup {
	switch (event.kind) {
		case 'fix_did_not_hold':
			return html`<p class="relapse">${heldText(event)}</p>`
		case 'reading':
			return html`<p>${inline(capital(readingFacts(event)))}.</p>`
		case 'reports_peaked':
			return html`<p>Usual at that hour: ${numberText(event.value.usual)}.</p>`
		case 'claim': {
			const { claimant, standing } = event.value
			return html`<p>Asserted by ${inline(claimant)}; against the record: ${standingMark(standing)}</p>`
		}
		case 'gap': {
			const { to } = event.value
			const until = to === undefined ? 'Until this was written' : html`Until ${timeMarkup(to)}`
			return html`<p>${until}. This says nothing about the service.</p>`
		}
		default:
			return aboutStatement(event)
	}
}

/** Whether a statement was sent out, and of a change which statement it is about. */
function aboutStatement(event: TimelineEvent): Markup {
	if (saidIn(event)?.notified === false)
		return html`<p class="aside">The provider’s record says that subscribers were not notified of this statement.</p>`
	const change = changeIn(event)
	if (change === undefined) return nothing
	if ('absentAt' in change)
		return html`<p>It carries the time ${timeMarkup(change.became)}; our look at ${timeMarkup(change.absentAt)} did not find it.</p>`
	return change.statementAt === undefined
		? nothing
		: html`<p>It is about the statement of ${timeMarkup(change.statementAt)}.</p>`
}

/**
 * Both of the provider's clocks where they differ: the time that a statement carries and when it
 * was posted.
 */
function writtenLater(event: TimelineEvent): Markup {
	const { at, publishedAt, seen, precision } = event
	const seconds = saidIn(event)?.toldAfterwards
	const carried = html`It carries the time ${timeMarkup(at, precision)}`
	if (publishedAt !== undefined)
		return html`<p class="aside">${carried}; the page dates its writing to ${timeMarkup(publishedAt)}.</p>`
	if (seconds === undefined || seen?.after === undefined) return nothing
	return html`<p class="aside">${carried}; it was posted at least ${durationMarkup(seconds)} later, for our check at ${timeMarkup(seen.after)} did not find it.</p>`
}

/** The published words, as a quotation; our own summaries and notes are labelled and set apart. */
function body(event: TimelineEvent, context: TimelineContext): Markup {
	if (event.body === undefined || event.body.trim() === '') return nothing
	if (event.origin === 'annotation')
		return html`<div class="note">${event.kind === 'note' || event.kind === 'claim' ? annotationMarkup(event.body) : paragraphs(event.body, event.format)}</div>`
	if (event.kind === 'reading') return html`<div class="note">${annotationMarkup(event.body)}</div>`
	const words = paragraphs(event.body, event.format)
	if (authorOfBody(event) === 'us')
		return html`<div class="summary"><p class="label">${summaryLabel(context.publication)}:</p>${words}</div>`
	return event.origin === 'official'
		? html`<blockquote class="said">${words}</blockquote>`
		: html`<div class="aside">${words}</div>`
}

/**
 * The states of an event, those that changed alike in one row: a page often moves all its surfaces
 * together.
 */
function states(event: TimelineEvent, context: TimelineContext): Markup {
	if (event.kind !== 'state_changed' || event.value.states.length === 0) return nothing
	const rows = event.value.states.slice(0, 40).map(({ surface, component, state, from }) => {
		const known = context.surfaces.find((candidate) => candidate.id === surface)
		return {
			name: known?.name ?? (component || surface || 'a component without a name'),
			to: state,
			from: from === state ? undefined : from,
		}
	})
	const alike = Map.groupBy(rows, (row) => `${row.from ?? ''} ${row.to}`)
	return html`<ul class="states">${[...alike.values()].map((group) => {
		const [first] = group
		if (first === undefined) return nothing
		const change =
			first.from === undefined
				? stateChip(first.to)
				: html`${stateChip(first.from)} <span class="to">to</span> ${stateChip(first.to)}`
		return html`<li>${change} <span class="names">${joined(
			group.map((row) => inline(row.name)),
			', ',
		)}</span></li>`
	})}</ul>`
}

/**
 * What was there before and what came instead. Times and single words are shown side by side, texts
 * as a redline.
 */
function revision(event: TimelineEvent, { compared }: TimelineContext): Markup {
	const change = changeIn(event)
	const was = change?.was || undefined
	const became = change?.became || undefined
	if (
		(was === undefined && became === undefined) ||
		(event.kind === 'backdated' && was === undefined)
	)
		return nothing
	const field = fieldOf(change)
	const plain = (value: string | undefined) => plainText(value ?? '', event.format ?? 'text')
	const heading =
		field === undefined ? nothing : html`<p class="label">${fieldWords[field] ?? field}</p>`
	if (was === undefined || became === undefined)
		return html`<div class="redline">${heading}<p dir="auto">${was === undefined ? html`<ins>${plain(became)}</ins>` : html`<del>${plain(was)}</del>`}</p></div>`
	const sideBySide = field !== undefined && (timeFields.has(field) || wordFields.has(field))
	const value = (of: string) => (field !== undefined && timeFields.has(field) ? timeMarkup(of) : of)
	if (sideBySide)
		return html`<div class="redline">${heading}<p dir="auto"><del>${value(was)}</del> <ins>${value(became)}</ins></p></div>`
	const isCompared = compared?.has(event.id) ?? true
	const note = isCompared
		? nothing
		: html`<p class="aside">This page has too many edits to compare each word. Here are both versions.</p>`
	return html`<div class="redline">${heading}${note}<p dir="auto">${(isCompared ? redline : wholeRedline)(plain(was), plain(became))}</p></div>`
}

/**
 * Of a text that was rewritten without end some versions are only in the snapshots, or only there
 * as a whole.
 */
function notShown(event: TimelineEvent): Markup {
	const skipped = skippedIn(event)
	const change = changeIn(event)
	const between =
		skipped === 0
			? ''
			: `${counted(skipped, 'more version')} before this one ${skipped === 1 ? 'is' : 'are'} only in our snapshots.`
	const cut =
		change !== undefined && 'cut' in change
			? 'We show the beginning of these texts; our snapshots have the whole.'
			: ''
	const words = [between, cut].filter((sentence) => sentence !== '').join(' ')
	return words === '' ? nothing : html`<p class="aside">${words}</p>`
}

const timeFields: ReadonlySet<string> = new Set([
	'at',
	'createdAt',
	'startedAt',
	'resolvedAt',
	'scheduledFor',
	'scheduledUntil',
])
const wordFields: ReadonlySet<string> = new Set([
	'impact',
	'status',
	'kind',
	'notified',
	'components',
	'states',
	'spans',
])

const fieldWords: Readonly<Record<string, string>> = {
	body: 'the text, before and after',
	title: 'the title, before and after',
	impact: 'the impact, before and after',
	at: 'the time, before and after',
	startedAt: 'the start, before and after',
	resolvedAt: 'the end, before and after',
	createdAt: 'the time of filing, before and after',
	scheduledFor: 'the start of the window, before and after',
	scheduledUntil: 'the end of the window, before and after',
	components: 'the components, before and after',
	states: 'the states, before and after',
	spans: 'the outages of components, before and after',
	notified: 'whether subscribers were notified, before and after',
	status: 'the status, before and after',
	kind: 'the kind, before and after',
	withdrawn: 'what was there',
	restored: 'what came back',
}
