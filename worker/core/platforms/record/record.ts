import type * as z from 'zod/mini'
import { canonicalJson, sha256Hex } from '#core/hash.ts'
import type { Precision } from '#core/model/instant.ts'
import { inOrder } from '#core/model/moments.ts'
import type {
	Component,
	ObservedIncident,
	ObservedState,
	ObservedUpdate,
	OfficialObservation,
} from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { Impact, IncidentStatus, SurfaceStateName } from '#core/model/vocabulary.ts'
import { compareInstants, dayOf, earliest } from '#core/time/time.ts'
import { joinObservations } from '../list/join.ts'
import { noOptions } from '../options.ts'
import { ParseError, type Platform } from '../platform.ts'
import {
	bodyOf,
	nameOf,
	Problems,
	parseObject,
	quote,
	titleOf,
	wordOf,
	wordsOf,
	writtenApart,
} from '../read.ts'
import { IncidentRecord, RecordFile, RecordUpdate, type StatedTime, statedTime } from './shape.ts'

/**
 * Hand-collected histories: incidents that somebody read in sources and wrote down, as a file of
 * `records` (shape: `record/shape.ts`). Such a file
 * covers nothing: what it leaves out was not withdrawn by anyone. What it does cover,
 * `content/coverage/` says.
 */
export const record: Platform = {
	id: 'record',
	kind: 'official',
	marks: 'none',
	checkOptions: noOptions,
	plan: (source) => [
		{ name: 'records', url: source.url, accept: 'application/json', bearsState: false },
	],
	canonical,
	parse: (documents) => joinObservations(documents.map(readDocument)),
}

/** When the file says that its sources were read; undefined when it does not say. */
export function statedReadAt(document: Document): StatedTime | undefined {
	return timeOf(readFile(document).readAt)
}

const impacts = wordsOf(Impact.options)
const statuses = wordsOf(IncidentStatus.options)
const states = wordsOf(SurfaceStateName.options.filter((name) => name !== 'not_covered'))

function canonical(document: Document): string {
	const file = readFile(document)
	try {
		return canonicalJson(file)
	} catch {
		throw new ParseError(document.name, 'records', 'nested deeper than any record')
	}
}

function readFile(document: Document): z.infer<typeof RecordFile> {
	const file = RecordFile.safeParse(parseObject(document))
	if (!file.success)
		throw new ParseError(
			document.name,
			file.error.issues[0]?.path.join('/') ?? '',
			'expected an object with a list of records',
		)
	return file.data
}

function readDocument(document: Document): OfficialObservation {
	const problems = new Problems(document.name)
	const incidents = new Map<string, ObservedIncident>()
	for (const [index, row] of readFile(document).records.entries()) {
		const path = `/records/${index}`
		const entry = check(IncidentRecord, row, path, problems)
		const incident = entry && readRecord(document, entry, path, problems)
		if (!incident) continue
		if (incidents.has(incident.nativeId))
			problems.add(path, `a second record ${quote(incident.nativeId)} is left out`)
		else incidents.set(incident.nativeId, incident)
	}
	return {
		kind: 'official',
		incidents: [...incidents.values()],
		states: [],
		covers: [],
		documents: [{ document: document.name }],
		problems: problems.all(),
	}
}

function readRecord(
	document: Document,
	entry: IncidentRecord,
	path: string,
	problems: Problems,
): ObservedIncident | undefined {
	const read = (entry.updates ?? []).flatMap((row, index) =>
		readUpdate(row, entry.links ?? [], `${path}/updates/${index}`, problems),
	)
	const updates = inOrder(read)
	const [filed, started, resolved] = [
		timeOf(entry.createdAt),
		timeOf(entry.startedAt),
		timeOf(entry.resolvedAt),
	]
	const createdAt = filed?.at ?? earliest(started?.at, ...updates.map((update) => update.at))
	if (createdAt === undefined) {
		problems.add(path, `${quote(entry.title)} has no time and is left out`)
		return undefined
	}
	if (resolved && compareInstants(resolved.at, started?.at ?? createdAt) < 0)
		problems.add(`${path}/resolvedAt`, 'ends before it begins')
	const precision = coarsest(
		entry.precision,
		filed?.precision,
		started?.precision,
		resolved?.precision,
		(filed ?? started) ? undefined : updates[0]?.precision,
	)
	const url = entry.url ?? entry.links?.[0]
	return {
		document: document.name,
		nativeId: nativeIdOf(entry, createdAt),
		kind: entry.kind ?? 'incident',
		...(entry.origin && { origin: entry.origin }),
		title: titleOf(entry.title, `${path}/title`, problems),
		...(entry.titleSummary && { titleSummary: true }),
		impact:
			entry.impact == null ? 'unknown' : wordOf(entry.impact, impacts, `${path}/impact`, problems),
		status:
			entry.status === undefined
				? statusOf(updates, resolved !== undefined)
				: wordOf(entry.status, statuses, `${path}/status`, problems),
		...(url && { url }),
		createdAt,
		...(started && { startedAt: started.at }),
		...(resolved && { resolvedAt: resolved.at }),
		updates,
		allUpdates: entry.complete === true && updates.length === (entry.updates ?? []).length,
		components: componentsOf(entry.components ?? [], `${path}/components`, problems),
		spans: [],
		...(precision && { precision }),
	}
}

function readUpdate(
	row: unknown,
	links: readonly string[],
	path: string,
	problems: Problems,
): ObservedUpdate[] {
	const update = check(RecordUpdate, row, path, problems)
	const time = timeOf(update?.at)
	if (!update || !time) return []
	const { text, confidence, notified } = update
	const published = timeOf(update.publishedAt)
	// A day says nothing of the hour: it would date the writing to midnight.
	if (published?.precision) problems.add(`${path}/publishedAt`, 'a day without an hour is left out')
	const precision = coarsest(update.precision, time.precision)
	const sources = update.links ?? links
	return [
		{
			at: time.at,
			...(published &&
				!published.precision &&
				!time.precision &&
				writtenApart(time.at, published.at)),
			status: wordOf(update.status, statuses, `${path}/status`, problems),
			body: bodyOf(text, path, problems),
			format: 'text',
			...(update.summary !== false && { summary: true }),
			states: (update.states ?? []).flatMap((row, index) =>
				readState(row, `${path}/states/${index}`, problems),
			),
			...(precision && { precision }),
			...(confidence && { confidence }),
			...(sources.length > 0 && { links: [...sources] }),
			...(notified !== undefined && { notified }),
		},
	]
}

function readState(
	row: NonNullable<RecordUpdate['states']>[number],
	path: string,
	problems: Problems,
): ObservedState[] {
	const state = wordOf(row.state, states, `${path}/state`, problems)
	const from =
		row.from === undefined ? undefined : wordOf(row.from, states, `${path}/from`, problems)
	return componentsOf([row.component], path, problems).map((component) => ({
		component,
		state,
		...(from && { from }),
	}))
}

function componentsOf(names: readonly string[], path: string, problems: Problems): Component[] {
	return names.flatMap((text) => {
		const name = nameOf(text, path, problems)
		return name === undefined ? [] : [{ name }]
	})
}

/** The value, or every complaint about it as a problem. */
function check<Shape extends z.ZodMiniType>(
	shape: Shape,
	value: unknown,
	path: string,
	problems: Problems,
): z.output<Shape> | undefined {
	const result = shape.safeParse(value)
	if (result.success) return result.data
	for (const issue of result.error.issues)
		problems.add([path, ...issue.path.map(String)].join('/'), `left out: ${issue.message}`)
	return undefined
}

function timeOf(text: string | null | undefined): StatedTime | undefined {
	return text === undefined || text === null ? undefined : statedTime(text)
}

const fineToCoarse: readonly Precision[] = ['millisecond', 'second', 'minute', 'hour', 'day']

function coarsest(...precisions: readonly (Precision | undefined)[]): Precision | undefined {
	return fineToCoarse[
		Math.max(
			-1,
			...precisions.map((precision) => (precision ? fineToCoarse.indexOf(precision) : -1)),
		)
	]
}

function statusOf(updates: readonly ObservedUpdate[], resolved: boolean): IncidentStatus {
	const known = updates.findLast((update) => update.status !== 'unknown')?.status
	return resolved && known !== 'postmortem' && known !== 'completed'
		? 'resolved'
		: (known ?? 'unknown')
}

/**
 * The provider's id where it fits an address, else `record-<date>-<slug>`; a title without a letter
 * that an address takes gives its hash.
 */
function nativeIdOf(entry: IncidentRecord, createdAt: string): string {
	if (entry.id !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(entry.id)) return entry.id
	const slug = entry.title
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 44)
		.replace(/^-+|-+$/g, '')
	return `record-${dayOf(createdAt)}-${slug || sha256Hex(entry.title).slice(0, 12)}`
}
