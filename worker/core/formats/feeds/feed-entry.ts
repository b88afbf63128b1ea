import { bounded, cleaned } from '#core/fragments/markup.ts'
import { dateTimeText } from '#core/fragments/time-text.ts'
import type { FeedEntry, ProviderHeader } from '#core/model/documents.ts'
import { type EventOf, saidIn, type TimelineEvent } from '#core/model/timeline.ts'
import { type IncidentStatus, isOver } from '#core/model/vocabulary.ts'
import { addresses, anchorOf } from '#core/text/addresses.ts'
import { authorOfBody, authorOfTitle, summaryLabel, titleRemark } from '#core/text/authorship.ts'
import {
	capital,
	impactWords,
	kindLabels,
	listed,
	stateWords,
	statusWords,
} from '#core/text/words.ts'
import { compareInstants, dayOf } from '#core/time/time.ts'
import { changeBlocks, changeHeadline, changeWords } from './feed-changes.ts'
import { closing } from './feed-proof.ts'
import { statements, type Told, toldOf } from './feed-statements.ts'
import { type Block, line, oneLine, paragraphsOf, type Run } from './feed-words.ts'

/**
 * A feed entry, made here alone: who it is about, what is down and how badly, whose words it
 * quotes, and how we know.
 */

export interface FeedItem {
	/** A URN, independent of the host, stable for good. */
	readonly id: string
	/** The URN of the incident that it belongs to; absent where there is none. */
	readonly thread?: string
	readonly title: string
	/** Where it stands on the incident's page; a path. */
	readonly path: string
	/** When we saw it; what is claimed stands in the text. Never in the future. */
	readonly at: string
	/** When it last changed. */
	readonly updatedAt: string
	/** Whose words it holds: the provider's operator, or absent for our own. */
	readonly author?: string
	readonly blocks: readonly Block[]
	readonly categories: readonly string[]
}

/** Of what entries are told. */
export interface FeedFrame {
	readonly provider: ProviderHeader
	/** Up to when the record goes; null where nothing was ever seen. */
	readonly asOf: string | null
	/** What the publication calls itself: our own words carry its name. */
	readonly publication: string
}

/** What a feed tells of one provider. */
export interface FedTimeline {
	readonly frame: FeedFrame
	readonly entries: readonly FeedEntry[]
	/** Corrections that are not told themselves but mark what they changed. */
	readonly revisions?: readonly FeedEntry[]
}

/**
 * The newest entries of all these timelines, newest first; what has one date keeps the order of its
 * provider's timeline. No words are made of an entry that is not among them.
 */
export function feedItems(timelines: readonly FedTimeline[], most: number): FeedItem[] {
	return timelines
		.flatMap(({ frame, entries, revisions }) =>
			toldOf(frame.provider, entries, frame.asOf, revisions)
				.slice(0, most)
				.map((told) => ({ frame, told })),
		)
		.sort((a, b) => compareInstants(b.told.date, a.told.date))
		.slice(0, most)
		.map(({ frame, told }) => itemOf(frame, told))
}

function itemOf({ provider, publication }: FeedFrame, told: Told): FeedItem {
	const { incident, event } = told.chosen
	const all = [told, ...told.twins]
	return {
		id: told.id,
		thread: told.thread,
		title: bounded(
			cleaned(`${provider.name} · ${headline(told)}: ${oneLine(incident.title)}`),
			300,
		),
		path: `${addresses.incident(provider.id, incident.id)}#${anchorOf(event.id)}`,
		at: told.date,
		updatedAt: told.changedAt,
		...(isQuoted(event) && { author: provider.operator }),
		blocks: [
			...blocksOf(provider, told, publication),
			...titleBlocks(told, publication),
			...twinBlocks(provider, told),
			closing(provider, told.chosen.event),
		],
		categories: [
			...new Set([
				provider.id,
				...all.flatMap(({ chosen }) => chosen.incident.surfaces),
				...all.flatMap(({ group }) => group.map((entry) => entry.event.kind)),
			]),
		],
	}
}

/** A statement that a provider posted, in its own words. */
function isQuoted(event: TimelineEvent): boolean {
	return (
		event.origin === 'official' && statements.has(event.kind) && authorOfBody(event) === 'provider'
	)
}

/**
 * The status where the statement has one, else what happened; a fix that did not hold is said with
 * it.
 */
function headline({ group, chosen }: Told): string {
	const { incident, event } = chosen
	const status = statusOf(group)
	if (status !== undefined) {
		const relapse = group.some((entry) => entry.event.kind === 'fix_did_not_hold')
			? ' (the fix did not hold)'
			: ''
		return (
			capital(
				incident.kind === 'maintenance'
					? `maintenance ${statusWords[status]}`
					: statusWords[status],
			) + relapse
		)
	}
	const change = changeHeadline(event)
	if (change !== undefined) return change
	if (event.kind === 'claim') return 'Fact check'
	if (event.kind === 'reports_rose') return 'User reports rose'
	if (event.update !== undefined || !statements.has(event.kind))
		return capital(kindLabels[event.kind] || event.title)
	if (event.kind === 'acknowledged')
		return incident.kind === 'maintenance'
			? 'Maintenance posted'
			: incident.kind === 'notice'
				? 'Notice posted'
				: 'Incident posted'
	if (event.kind === 'update')
		return incident.origin === 'crowd' || event.origin === 'crowd'
			? oneLine(event.title)
			: 'Began (reported later)'
	return oneLine(event.title)
}

function statusOf(group: readonly FeedEntry[]): Exclude<IncidentStatus, 'unknown'> | undefined {
	for (const { event } of group) {
		const status = saidIn(event)?.status
		if (status !== undefined && status !== 'unknown') return status
	}
	return undefined
}

function blocksOf(provider: ProviderHeader, told: Told, publication: string): Block[] {
	const { chosen, group, changes } = told
	const { event } = chosen
	const change = changeBlocks(provider, chosen, publication)
	if (change !== undefined) return change
	if (event.origin === 'annotation' || event.kind === 'reading') return remarkBlocks(event)
	const also = group
		.map((entry) => entry.event)
		.filter((own) => own.kind === 'fix_did_not_hold')
		.map((own) => line('text', heldText(own)))
	const judged =
		chosen.incident.judged === undefined ? [] : [line('text', oneLine(chosen.incident.judged))]
	return [
		leadOf(provider, told),
		...judged,
		...wordsBlocks(provider, event, publication),
		...also,
		...changes.map((entry) => line('text', changeWords(entry.event))),
	]
}

/**
 * What is down, how badly, and what it is about: the one line that readers of titles and previews
 * see.
 */
function leadOf(provider: ProviderHeader, { group, chosen, twins }: Told): Block {
	const { incident } = chosen
	const status = statusOf(group)
	const rows = [group, ...twins.map((twin) => twin.group)].flat()
	const states = statesText(provider, rows)
	const products = productsOf(provider, [incident, ...twins.map((twin) => twin.chosen.incident)])
	const over = status !== undefined ? isOver(status) : chosen.event.kind === 'resolved'
	const affected =
		products === '' ? 'No product named' : `${over ? 'Affected' : 'Affects'} ${products}`
	const about =
		incident.kind === 'maintenance'
			? windowText(incident)
			: incident.origin === 'crowd'
				? ''
				: impactText(incident.impact)
	return line(
		'lead',
		[
			status === undefined ? '' : capital(statusWords[status]),
			states === '' ? affected : states,
			about,
		]
			.filter(Boolean)
			.map((part) => `${part}.`)
			.join(' '),
	)
}

/** `claude.ai: major outage (was operational); Claude API, Claude Code: degraded performance`. */
function statesText(provider: ProviderHeader, group: readonly FeedEntry[]): string {
	const rows = group.flatMap(({ event }) =>
		event.kind === 'state_changed' ? event.value.states : [],
	)
	const said = rows.slice(0, 60).map(({ surface, component, state, from }) => {
		const known = provider.surfaces.find((candidate) => candidate.id === surface)
		return {
			name: oneLine(known?.name ?? component ?? surface ?? 'a product'),
			text:
				stateWords[state] +
				(from === undefined || from === state ? '' : ` (was ${stateWords[from]})`),
		}
	})
	return [...Map.groupBy(said, ({ text }) => text)]
		.map(([text, alike]) => `${[...new Set(alike.map(({ name }) => name))].join(', ')}: ${text}`)
		.join('; ')
}

function productsOf(provider: ProviderHeader, incidents: readonly FeedEntry['incident'][]): string {
	const surfaces = new Set(incidents.flatMap((incident) => incident.surfaces))
	const named = [...surfaces].map(
		(id) => provider.surfaces.find((surface) => surface.id === id)?.name ?? id,
	)
	return listed(
		[...new Set([...named, ...incidents.flatMap((incident) => incident.unattributed ?? [])])].map(
			oneLine,
		),
	)
}

function impactText(impact: FeedEntry['incident']['impact']): string {
	return impact === undefined ? '' : `Impact: ${impact === 'none' ? 'none' : impactWords[impact]}`
}

function windowText({ scheduledFor, scheduledUntil }: FeedEntry['incident']): string {
	if (scheduledFor === undefined) return 'Window: not stated'
	const from = dateTimeText(scheduledFor, 'minute')
	if (scheduledUntil === undefined) return `Window: from ${from}`
	const to = dateTimeText(scheduledUntil, 'minute')
	return `Window: ${from} to ${dayOf(scheduledFor) === dayOf(scheduledUntil) ? to.slice(to.indexOf(', ') + 2) : to}`
}

/** The published words as a quotation; our own summary says in its first words that it is ours. */
function wordsBlocks(provider: ProviderHeader, event: TimelineEvent, publication: string): Block[] {
	const paragraphs =
		event.body === undefined
			? []
			: paragraphsOf(event.body, event.format ?? 'text', provider.statusPage ?? provider.homepage)
	if (paragraphs.length === 0) return []
	if (isQuoted(event)) return [{ kind: 'quote', paragraphs }]
	const [first = [], ...rest] = paragraphs
	const [opening = [], ...lines] = first
	const said =
		authorOfBody(event) === 'us'
			? [`${summaryLabel(publication)}, not ${provider.operator}’s words: `, ...opening]
			: opening
	return [
		{ kind: 'text', lines: [said, ...lines] },
		...rest.map((own): Block => ({ kind: 'text', lines: own })),
	]
}

function heldText({ value }: EventOf<'fix_did_not_hold'>): string {
	return `The fix announced at ${dateTimeText(value.declaredFixedAt, 'minute')} did not hold.`
}

const verdicts = {
	agrees: 'supported',
	conflicts: 'contradicted',
	superseded: 'outdated',
	'not checkable': 'unverifiable',
} as const

/** An editor's note, a claim or a press figure: ours, or somebody's who is named. */
function remarkBlocks(event: TimelineEvent): Block[] {
	return [
		line('lead', oneLine(event.title)),
		...(event.kind === 'claim' ? [line('text', claimText(event))] : []),
		...(event.body === undefined || event.body.trim() === ''
			? []
			: [{ kind: 'note', body: cleaned(event.body) } as const]),
	]
}

function claimText({ value: { claimant, standing } }: EventOf<'claim'>): string {
	const verdict = verdicts[standing]
	return oneLine(`Claimed by ${claimant}. Checked against the record: ${verdict}.`)
}

/** What is measured has no title but ours, and says so by itself. */
function titleBlocks({ chosen: { incident } }: Told, publication: string): Block[] {
	return authorOfTitle(incident) === 'us' && incident.origin !== 'crowd'
		? [line('small', titleRemark(publication))]
		: []
}

/** The other rows in which the page files the same. */
function twinBlocks(provider: ProviderHeader, { twins }: Told): Block[] {
	if (twins.length === 0) return []
	const rows = twins.slice(0, 20).map(
		({ chosen }): Run => ({
			text: oneLine(chosen.incident.title),
			href: addresses.incident(provider.id, chosen.incident.id),
		}),
	)
	return [
		line(
			'small',
			`${provider.operator} posted this as ${twins.length + 1} entries. The others: `,
			...rows.flatMap((run, index) => (index === 0 ? [run] : [', ', run])),
			'.',
		),
	]
}
