import { dateTimeText, durationText } from '#core/fragments/time-text.ts'
import { isOpen } from '#core/incident/lifespan.ts'
import { toldEnd } from '#core/incident/milestones.ts'
import type { Export } from '#core/model/export.ts'
import type { Incident } from '#core/model/incident.ts'
import type { EventKind, EventOf, Timeline, TimelineEvent } from '#core/model/timeline.ts'
import { addresses, anchorOf } from '#core/text/addresses.ts'
import { impactWords } from '#core/text/words.ts'
import { secondsBetween } from '#core/time/time.ts'
import { escaped } from './markdown.ts'

/**
 * The beginning of a postmortem as Markdown: what the record holds, each time linked to its line,
 * under the headings that an account
 * needs. What the record cannot say is asked, for the editor to answer. `day` is the day of
 * writing. Undefined for a subject that the
 * record does not have.
 */
export function postmortemDraft(
	record: Pick<Export, 'incidents' | 'episodes' | 'timelines' | 'claims'>,
	subject: string,
	day: string,
): string | undefined {
	const [noun, first = '', second = ''] = subject.split('/')
	const timeline = record.timelines.find(({ subject: { kind, provider, id } }) =>
		kind === 'incident'
			? noun === 'incidents' && provider === first && id === second
			: noun === 'episodes' && id === first,
	)
	if (!timeline) return undefined
	const episode =
		timeline.subject.kind === 'episode' ? record.episodes.find(({ id }) => id === first) : undefined
	const ids = new Set(episode?.incidents ?? [second])
	const incidents = record.incidents.filter(
		({ provider, id }) =>
			(provider === timeline.subject.provider && ids.has(id)) || ids.has(`${provider}/${id}`),
	)
	const subjects = new Set([
		subject,
		...incidents.map(({ provider, id }) => `incidents/${provider}/${id}`),
	])
	const claims = record.claims.filter((claim) => subjects.has(claim.subject))
	const said = timeline.events.filter((event) => statements.has(event.kind))
	const fixes = timeline.events.filter((event) => event.kind === 'fix_did_not_hold')
	return `${[
		`---\ntitle: ${oneLine(episode?.title ?? incidents[0]?.title ?? subject)}\nsubject: ${subject}\nauthor: the editors\nwrittenAt: ${day}\n---`,
		'Say in three sentences what was seen, what was said, and where the two differed. State no cause that nobody stated.',
		'## How much there was',
		table(['incident', 'rated', 'began', 'ended', 'lasted'], incidents.map(incidentRow)),
		...(episode && episode.waves.length > 1
			? [
					table(
						['wave', 'from', 'to'],
						episode.waves.map(({ from, to }, index) => [
							String(index + 1),
							dateTimeText(from),
							to === null ? 'still open' : dateTimeText(to),
						]),
					),
				]
			: []),
		'## What was said, and when',
		said
			.map((event) => `- ${lineLink(event, timeline)} ${escaped(event.title)}${summaryOf(event)}`)
			.join('\n'),
		'Where did two statements contradict each other, or the states beside them?',
		...(fixes.length > 0
			? [
					'## Fixes that did not hold',
					table(
						['declared', 'taken back', 'held for'],
						fixes.map((event) => fixRow(event, timeline)),
					),
				]
			: []),
		...(claims.length > 0
			? [
					'## What others said',
					claims
						.map(
							(claim) =>
								`- ${escaped(claim.claimant)}: ${escaped(claim.title)} ([${claim.standing}](${addresses.claims}#claim-${claim.id}))`,
						)
						.join('\n'),
				]
			: []),
		'## What is not known, and who could say',
		[
			'- The cause: did anybody state one?',
			'- When did the fault itself begin?',
			'- How many people were affected?',
			'- What could we not observe?',
		].join('\n'),
	].join('\n\n')}\n`
}

const statements: ReadonlySet<EventKind> = new Set([
	'acknowledged',
	'update',
	'status_changed',
	'resolved',
	'postmortem',
])

function incidentRow(incident: Incident): string[] {
	const { provider, id, title, impact } = incident
	const { startedAt } = incident.milestones
	const resolvedAt = toldEnd(incident)
	return [
		`[${escaped(title)}](${addresses.incident(provider, id)})`,
		impactWords[impact],
		startedAt === null ? 'not known' : dateTimeText(startedAt.at, startedAt.precision),
		resolvedAt === null
			? isOpen(incident)
				? 'not declared over'
				: 'not posted'
			: dateTimeText(resolvedAt.at, resolvedAt.precision),
		startedAt === null || resolvedAt === null
			? 'not known'
			: durationText(secondsBetween(startedAt.at, resolvedAt.at)),
	]
}

function fixRow(event: EventOf<'fix_did_not_hold'>, timeline: Timeline): string[] {
	const { declaredFixedAt, heldSeconds } = event.value
	return [dateTimeText(declaredFixedAt), lineLink(event, timeline), durationText(heldSeconds)]
}

/** An event's time, linked to its line on the page that holds it. */
function lineLink(
	{ id, at, precision, incident, provider }: TimelineEvent,
	{ subject }: Timeline,
): string {
	const page =
		incident !== undefined
			? addresses.incident(provider ?? subject.provider, incident)
			: addresses.episode(subject.id)
	// In an episode of several providers a line's id begins with its provider; on the incident's own
	// page it does not.
	const own =
		provider !== undefined && id.startsWith(`${provider}/`) ? id.slice(provider.length + 1) : id
	return `[${dateTimeText(at, precision)}](${page}#${anchorOf(own)})`
}

/**
 * Our own summary can be built on; a provider's words are to be read where they stand, and said
 * anew.
 */
function summaryOf({ summary, body }: TimelineEvent): string {
	return summary === true && body !== undefined ? `: ${escaped(oneLine(body))}` : ''
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim()
}
