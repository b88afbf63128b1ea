import type { Seen } from '#core/model/instant.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { IncidentStatus, isOurLook, isOver } from '#core/model/vocabulary.ts'
import { dayOf } from '#core/time.ts'
import type { FeedEntry, ProviderHeader } from './documents.ts'
import { changeBlocks, changeHeadline, changeWords } from './feed-changes.ts'
import { statements, type Told, toldOf } from './feed-statements.ts'
import { type Block, line, paragraphsOf, type Run } from './feed-words.ts'
import { addresses, anchorOf, hostOf, outsideAddress } from './html/addresses.ts'
import { readStanding, readState } from './html/chips.ts'
import { isOfCounts, isWithdrawnByCounts } from './html/crowd-incident.ts'
import { bounded, cleaned } from './html/markup.ts'
import { dateTimeText, dayText } from './html/time-text.ts'
import { capital, impactWords, kindLabels, listed, stateWords, statusWords } from './html/words.ts'

/** A feed entry, made here alone: who it is about, what is down and how badly, whose words it quotes, and how we know. */

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

/** The entries of a provider's timeline, newest first. `revisions` are corrections that are not told themselves but mark what they changed. */
export function feedItems(provider: ProviderHeader, entries: readonly FeedEntry[], asOf: string, revisions: readonly FeedEntry[] = []): FeedItem[] {
	return toldOf(provider, entries, asOf, revisions).map((told) => itemOf(provider, told))
}

function itemOf(provider: ProviderHeader, told: Told): FeedItem {
	const { incident, event } = told.chosen
	const all = [told, ...told.twins]
	return {
		id: told.id,
		thread: told.thread,
		title: bounded(cleaned(`${provider.name} · ${headline(told)}: ${oneLine(incident.title)}`), 300),
		path: `${addresses.incident(provider.id, incident.id)}#${anchorOf(event.id)}`,
		at: told.date,
		updatedAt: told.changedAt,
		...(isProvidersWords(event) && { author: provider.operator }),
		blocks: [...blocksOf(provider, told), ...twinBlocks(provider, told), closing(provider, told.chosen.event)],
		categories: [
			...new Set([
				provider.id,
				...all.flatMap(({ chosen }) => chosen.incident.surfaces),
				...all.flatMap(({ group }) => group.map((entry) => entry.event.kind)),
			]),
		],
	}
}

/** Whether the words of an event are its provider's own, to be quoted as such. */
export function isProvidersWords(event: Pick<TimelineEvent, 'origin' | 'summary' | 'kind'>): boolean {
	return event.origin === 'official' && event.summary !== true && statements.has(event.kind)
}

/** The status where the statement has one, else what happened; a fix that did not hold is said with it. */
function headline({ group, chosen }: Told): string {
	const { incident, event } = chosen
	const status = statusOf(group)
	if (status !== undefined) {
		const relapse = group.some((entry) => entry.event.kind === 'fix_did_not_hold') ? ' (the fix did not hold)' : ''
		return capital(incident.kind === 'maintenance' ? `maintenance ${statusWords[status]}` : statusWords[status]) + relapse
	}
	const change = changeHeadline(event)
	if (change !== undefined) return change
	if (event.kind === 'claim') return 'Fact check'
	if (event.kind === 'reports_rose') return 'User reports rose'
	if (event.update !== undefined || !statements.has(event.kind)) return capital(kindLabels[event.kind] || event.title)
	if (event.kind === 'acknowledged')
		return incident.kind === 'maintenance' ? 'Maintenance posted' : incident.kind === 'notice' ? 'Notice posted' : 'Incident posted'
	if (event.kind === 'update') return incident.origin === 'crowd' || event.origin === 'crowd' ? oneLine(event.title) : 'Began (reported later)'
	return oneLine(event.title)
}

function statusOf(group: readonly FeedEntry[]): Exclude<IncidentStatus, 'unknown'> | undefined {
	for (const { event } of group) {
		const status = IncidentStatus.safeParse(event.value?.status)
		if (statements.has(event.kind) && status.success && status.data !== 'unknown') return status.data
	}
	return undefined
}

function blocksOf(provider: ProviderHeader, told: Told): Block[] {
	const { chosen, group, changes } = told
	const { event } = chosen
	const change = changeBlocks(provider, chosen)
	if (change !== undefined) return change
	if (event.origin === 'annotation' || event.kind === 'reading') return remarkBlocks(event)
	const also = group.filter(({ event: own }) => own.kind === 'fix_did_not_hold').map(({ event: own }) => line('text', heldText(own)))
	return [leadOf(provider, told), ...wordsBlocks(provider, event), ...also, ...changes.map((entry) => line('text', changeWords(entry.event)))]
}

/** What is down, how badly, and what it is about: the one line that readers of titles and previews see. */
function leadOf(provider: ProviderHeader, { group, chosen, twins }: Told): Block {
	const { incident } = chosen
	const status = statusOf(group)
	const rows = [group, ...twins.map((twin) => twin.group)].flat()
	const states = statesText(provider, rows)
	const products = productsOf(provider, [incident, ...twins.map((twin) => twin.chosen.incident)])
	const over = status !== undefined ? isOver(status) : chosen.event.kind === 'resolved'
	const affected = products === '' ? 'No product named' : `${over ? 'Affected' : 'Affects'} ${products}`
	const about = incident.kind === 'maintenance' ? windowText(incident) : incident.origin === 'crowd' ? '' : impactText(incident.impact)
	return line(
		'lead',
		[status === undefined ? '' : capital(statusWords[status]), states === '' ? affected : states, about]
			.filter(Boolean)
			.map((part) => `${part}.`)
			.join(' '),
	)
}

/** `claude.ai: major outage (was operational); Claude API, Claude Code: degraded performance`. */
function statesText(provider: ProviderHeader, group: readonly FeedEntry[]): string {
	const rows = group.flatMap(({ event }) => (event.kind === 'state_changed' && Array.isArray(event.value?.states) ? (event.value.states as unknown[]) : []))
	const said = rows.slice(0, 60).flatMap((row) => {
		if (typeof row !== 'object' || row === null) return []
		const { surface, component, state, from } = row as Readonly<Record<string, unknown>> // of unknown members: nothing is assumed of them
		const name = provider.surfaces.find((candidate) => candidate.id === surface)?.name ?? (typeof component === 'string' ? component : undefined)
		const [now, before] = [readState(state), from === undefined ? undefined : readState(from)]
		return [
			{
				name: oneLine(name ?? String(surface ?? 'a product')),
				text: stateWords[now] + (before === undefined || before === now ? '' : ` (was ${stateWords[before]})`),
			},
		]
	})
	return [...Map.groupBy(said, ({ text }) => text)].map(([text, alike]) => `${[...new Set(alike.map(({ name }) => name))].join(', ')}: ${text}`).join('; ')
}

function productsOf(provider: ProviderHeader, incidents: readonly FeedEntry['incident'][]): string {
	const surfaces = new Set(incidents.flatMap((incident) => incident.surfaces))
	const named = [...surfaces].map((id) => provider.surfaces.find((surface) => surface.id === id)?.name ?? id)
	return listed([...new Set([...named, ...incidents.flatMap((incident) => incident.unattributed ?? [])])].map(oneLine))
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
function wordsBlocks(provider: ProviderHeader, event: TimelineEvent): Block[] {
	const paragraphs = event.body === undefined ? [] : paragraphsOf(event.body, event.format ?? 'text', provider.statusPage ?? provider.homepage)
	if (paragraphs.length === 0) return []
	if (isProvidersWords(event)) return [{ kind: 'quote', paragraphs }]
	const [first = [], ...rest] = paragraphs
	const [opening = [], ...lines] = first
	const said = event.summary === true ? [`Our summary, not ${provider.operator}’s words: `, ...opening] : opening
	return [{ kind: 'text', lines: [said, ...lines] }, ...rest.map((own): Block => ({ kind: 'text', lines: own }))]
}

function heldText({ value }: TimelineEvent): string {
	const since = typeof value?.declaredFixedAt === 'string' ? value.declaredFixedAt : undefined
	return `The fix${since === undefined ? '' : ` announced at ${dateTimeText(since, 'minute')}`} did not hold.`
}

const verdicts = { agrees: 'supported', conflicts: 'contradicted', superseded: 'outdated', 'not checkable': 'unverifiable' } as const

/** An editor's note, a claim or a press figure: ours, or somebody's who is named. */
function remarkBlocks(event: TimelineEvent): Block[] {
	const standing = readStanding(event.value?.standing)
	const claimant = typeof event.value?.claimant === 'string' ? `Claimed by ${event.value.claimant}.` : ''
	const judged = standing === undefined ? '' : ` Checked against the record: ${verdicts[standing]}.`
	return [
		line('lead', oneLine(event.title)),
		...(claimant + judged === '' ? [] : [line('text', oneLine(claimant + judged))]),
		...(event.body === undefined || event.body.trim() === '' ? [] : [{ kind: 'note', body: cleaned(event.body) } as const]),
	]
}

/** The other rows in which the page files the same. */
function twinBlocks(provider: ProviderHeader, { twins }: Told): Block[] {
	if (twins.length === 0) return []
	const rows = twins
		.slice(0, 20)
		.map(({ chosen }): Run => ({ text: oneLine(chosen.incident.title), href: addresses.incident(provider.id, chosen.incident.id) }))
	return [
		line(
			'small',
			`${provider.operator} posted this as ${twins.length + 1} entries. The others: `,
			...rows.flatMap((run, index) => (index === 0 ? [run] : [', ', run])),
			'.',
		),
	]
}

/** Both clocks, and where it can be checked. */
function closing(provider: ProviderHeader, event: TimelineEvent): Block {
	const proofs = event.evidence.flatMap(proofOf).slice(0, 6)
	const links = proofs.flatMap((run, index): Run[] => (index === 0 ? [' Evidence: ', run] : [', ', run]))
	return line('small', clocks(provider, event), ...links, ...(links.length > 0 ? ['.'] : []))
}

function clocks(provider: ProviderHeader, event: TimelineEvent): string {
	const at = event.precision === 'day' ? `${dayText(event.at)} (only the day is known)` : dateTimeText(event.at, coarser(event.precision))
	if (event.origin === 'annotation') return `Our note, for ${at}.`
	if (event.origin === 'derived') return event.seen ? `${seenText(event.seen, event)}` : `Found at ${at}.`
	const who = event.origin === 'official' ? `${provider.operator} dated this ${at}.` : `Reported for ${at}.`
	if (!event.seen || isWithdrawnByCounts(event)) return who
	if (isOfCounts(event)) return `${who} Our threshold was met by the counts up to ${dateTimeText(event.seen.by, 'minute')}.`
	return `${who} ${seenText(event.seen, event)}`
}

function coarser(precision: TimelineEvent['precision']): TimelineEvent['precision'] {
	return precision === 'hour' ? 'hour' : 'minute'
}

function seenText(seen: Seen, { provenance }: TimelineEvent): string {
	const by = seen.precision === 'day' ? dayText(seen.by) : dateTimeText(seen.by, 'minute')
	const replayed = provenance === 'replay' ? ' in a recording' : ''
	if (seen.after !== undefined) {
		const before = dateTimeText(seen.after, 'minute')
		const [day, clock = day] = before.split(', ')
		const missing = before === by ? '' : ` (not there at ${by.startsWith(`${day},`) ? clock : before})`
		return `We first saw it${replayed} at ${by}${missing}.`
	}
	if (provenance !== undefined && isOurLook(provenance)) return `It was already there at our first check${replayed}, ${by}.`
	const how = provenance === 'rebuilt' ? 'compiled it later from public records' : 'collected it later'
	return `We ${how} (${by}) and were not monitoring the page at the time.`
}

function proofOf(evidence: Evidence): Run[] {
	if (evidence.kind === 'snapshot') return [{ href: addresses.snapshot(evidence.sha256), text: `snapshot ${evidence.sha256.slice(0, 12)}` }]
	const href = outsideAddress(evidence.url)
	return href === undefined ? [] : [{ href, text: oneLine(evidence.title ?? hostOf(href)) }]
}

function oneLine(text: string): string {
	return cleaned(text).replace(/\s+/g, ' ').trim()
}
