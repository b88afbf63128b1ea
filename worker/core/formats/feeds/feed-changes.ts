import { dateTimeText } from '#core/fragments/time-text.ts'
import type { FeedEntry, ProviderHeader } from '#core/model/documents.ts'
import type { Revision } from '#core/model/incident.ts'
import type { BodyFormat } from '#core/model/observation.ts'
import { changeIn, fieldOf, type TimelineEvent } from '#core/model/timeline.ts'
import { Impact, IncidentKind, IncidentStatus } from '#core/model/vocabulary.ts'
import { hasTags } from '#core/platforms/read.ts'
import { authorOfBody, summaryLabel } from '#core/text/authorship.ts'
import { impactWords, kindWords, statusWords } from '#core/text/words.ts'
import { readInstant } from '#core/time/time.ts'
import { correctionKinds } from '#core/timeline/corrections.ts'
import { type Block, line, oneLine, paragraphsOf } from './feed-words.ts'

/**
 * What was changed after it had been published: the old value and the new one, each as what it is.
 */

type Field = Revision['field']

interface FieldWords {
	readonly title: string
	readonly did: string
}

/** What a change is about: in titles, and in a sentence that begins with who did it. */
const fields: Readonly<Partial<Record<Field, FieldWords>>> = {
	body: { title: 'Text changed', did: 'changed the text of this update after posting it' },
	at: { title: 'Time changed', did: 'changed the time of this update after posting it' },
	status: { title: 'Status changed', did: 'changed the status of this update after posting it' },
	title: { title: 'Title changed', did: 'changed the title of this incident' },
	impact: { title: 'Impact changed', did: 'changed the impact rating of this incident' },
	kind: { title: 'Kind changed', did: 'filed this entry as something else' },
	createdAt: {
		title: 'Filing time changed',
		did: 'changed the time at which this incident says it was filed',
	},
	startedAt: { title: 'Start moved', did: 'moved the start of this incident' },
	resolvedAt: { title: 'End moved', did: 'moved the end of this incident' },
	scheduledFor: {
		title: 'Maintenance window moved',
		did: 'moved the start of the maintenance window',
	},
	scheduledUntil: {
		title: 'Maintenance window moved',
		did: 'moved the end of the maintenance window',
	},
	components: { title: 'Products changed', did: 'changed which products this incident names' },
	states: {
		title: 'Product states changed',
		did: 'changed the product states in this update after posting it',
	},
	spans: { title: 'Outage times changed', did: 'changed the times of the outage by product' },
	notified: {
		title: 'Notice to subscribers changed',
		did: 'changed whether this update says that subscribers were notified',
	},
	relisted: { title: 'Listed again', did: 'listed this incident as open again' },
	restored: { title: 'Put back', did: 'put this back after taking it down' },
}

/** The title of a correction; undefined for what is none. */
export function changeHeadline(event: TimelineEvent): string | undefined {
	if (!correctionKinds.has(event.kind)) return undefined
	if (event.kind === 'withdrawn')
		return event.update === undefined ? 'Withdrawn' : 'Update withdrawn'
	if (event.kind === 'backdated')
		return fieldIn(event) === 'startedAt' ? 'Start moved back' : 'Backdated update'
	return wordsOf(fieldIn(event))?.title ?? 'Changed'
}

/**
 * The lines of a correction: what was done, what stood there before and what stands there now;
 * undefined for what is none.
 */
export function changeBlocks(
	provider: ProviderHeader,
	{ event, statement, incident }: FeedEntry,
	publication: string,
): Block[] | undefined {
	if (!correctionKinds.has(event.kind)) return undefined
	const change = changeIn(event)
	const [was, became] = [change?.was || undefined, change?.became || undefined]
	const isText = texts.has(fieldOf(change) ?? 'body')
	const fromTo =
		isText || was === undefined || became === undefined
			? ''
			: ` from ${valueText(event, was)} to ${valueText(event, became)}`
	const sentence =
		incident.origin === 'crowd'
			? event.title
			: ofKind(sentenceOf(provider, event), incident.kind) + fromTo
	const base = provider.statusPage ?? provider.homepage
	const quoted = (text: string, edit: 'was' | 'became'): Block[] => {
		const paragraphs = paragraphsOf(text, event.format ?? formatOf(text, statement?.format), base)
		return paragraphs.length === 0 ? [] : [{ kind: 'quote', paragraphs, edit }]
	}
	const lead = line('lead', `${sentence.replace(/\.$/, '')}.`)
	const ours = summaryLabel(publication)
	if ((event.kind === 'backdated' && was === undefined) || fieldOf(change) === 'restored') {
		const words =
			statement === undefined ? [] : paragraphsOf(statement.body, statement.format, base)
		if (statement === undefined || words.length === 0) return [lead]
		if (authorOfBody(statement) === 'provider')
			return [lead, line('text', 'It says:'), { kind: 'quote', paragraphs: words }]
		return [
			lead,
			line('text', `${ours} of it:`),
			...words.map((own): Block => ({ kind: 'text', lines: own })),
		]
	}
	if (fromTo !== '') return [lead]
	// What others captured is told in our words where nobody kept the page's.
	if (event.captured && event.body !== undefined)
		return [lead, line('text', `${ours}: ${oneLine(event.body)}`)]
	const summarised =
		fieldOf(change) === 'body' && statement !== undefined && authorOfBody(statement) === 'us'
	const before =
		event.kind === 'withdrawn'
			? summarised
				? `${ours} of it:`
				: 'It said:'
			: summarised
				? `${ours}, before:`
				: 'Before:'
	return [
		lead,
		...(was === undefined ? [] : [line('text', before), ...quoted(valueText(event, was), 'was')]),
		...(became === undefined
			? []
			: [
					line('text', summarised ? `${ours}, after:` : 'After:'),
					...quoted(valueText(event, became), 'became'),
				]),
	]
}

/** A version that was replaced may have been written otherwise than the one that stands. */
function formatOf(text: string, standing: BodyFormat = 'text'): BodyFormat {
	if (hasTags(text)) return 'html'
	return standing === 'html' ? 'text' : standing
}

/** A correction in the entry of the statement that it changed. */
export function changeWords(event: TimelineEvent): string {
	const at = dateTimeText(event.seen?.by ?? event.at, 'minute')
	if (event.kind === 'withdrawn') return `Taken down later (seen ${at}).`
	if (event.kind === 'backdated' && 'absentAt' in event.value) {
		const check = dateTimeText(event.value.absentAt, 'minute')
		return `Not there yet at our check of ${check}, after the time it carries.`
	}
	return `${changeHeadline(event) ?? 'Changed'} after posting (seen ${at}).`
}

/** Fields whose values are texts of any length; the others fit into a sentence. */
const texts: ReadonlySet<Field> = new Set(['body', 'title', 'components', 'withdrawn', 'restored'])

function ofKind(sentence: string, kind: FeedEntry['incident']['kind']): string {
	return kind === 'maintenance'
		? sentence.replace('this incident', 'this maintenance')
		: kind === 'notice'
			? sentence.replace('this incident', 'this notice')
			: sentence
}

function sentenceOf({ operator }: ProviderHeader, event: TimelineEvent): string {
	if (event.kind === 'withdrawn')
		return `${operator} took this ${event.update === undefined ? 'incident' : 'update'} down`
	const change = changeIn(event)
	if (change && 'absentAt' in change) {
		const [at, absentAt] = [dateTimeText(change.became), dateTimeText(change.absentAt)]
		return `${operator} posted an update dated ${at}, when our check at ${absentAt} did not find it`
	}
	const field = fieldOf(change)
	const statementAt = change?.statementAt
	const which =
		statementAt === undefined || field === 'at'
			? 'this update'
			: `its update of ${dateTimeText(statementAt, 'minute')}`
	return `${operator} ${(wordsOf(field)?.did ?? 'changed this after posting it').replace('this update', which)}`
}

/** The value of a field in words. */
function valueText(event: TimelineEvent, value: string): string {
	const field = fieldIn(event)
	if (field === 'impact') return wordIn(Impact.safeParse(value).data, impactWords, value)
	if (field === 'status') return wordIn(IncidentStatus.safeParse(value).data, statusWords, value)
	if (field === 'kind') return wordIn(IncidentKind.safeParse(value).data, kindWords, value)
	const instant = readInstant(value)
	return instant !== undefined && field !== 'body' && field !== 'title'
		? dateTimeText(instant)
		: value
}

function wordIn<Word extends string>(
	word: Word | undefined,
	words: Readonly<Record<Word, string>>,
	otherwise: string,
): string {
	return word === undefined ? otherwise : words[word]
}

function fieldIn(event: TimelineEvent): Field | undefined {
	return fieldOf(changeIn(event))
}

function wordsOf(field: Field | undefined): FieldWords | undefined {
	return field === undefined ? undefined : fields[field]
}
