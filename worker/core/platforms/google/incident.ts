import type {
	Component,
	ObservedIncident,
	ObservedSpan,
	ObservedState,
	ObservedUpdate,
} from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import type { Impact, IncidentStatus, SurfaceStateName } from '#core/model/vocabulary.ts'
import { compareInstants, earliest, secondsBetween } from '#core/time/time.ts'
import {
	bodyOf,
	idOf,
	instantAt,
	oldestFirst,
	type Problems,
	type Row,
	rowsOf,
	titleOf,
	wordOf,
	wordsOf,
	writtenApart,
} from '../read.ts'
import type { Multiplied } from '../work.ts'
import { componentsOf, type Products } from './products.ts'

// The page's word for a service: what it says about the product's state, and whether it says
// anything at all.
const states: ReadonlyMap<string, SurfaceStateName> = new Map([
	['AVAILABLE', 'operational'],
	['SERVICE_DISRUPTION', 'partial_outage'],
	['SERVICE_OUTAGE', 'major_outage'],
])
const information = 'SERVICE_INFORMATION'
const statusWords: ReadonlyMap<string, IncidentStatus> = new Map([
	['AVAILABLE', 'resolved'],
	[information, 'investigating'],
	['SERVICE_DISRUPTION', 'investigating'],
	['SERVICE_OUTAGE', 'investigating'],
])
const severities = wordsOf<Impact>([], { low: 'minor', medium: 'major', high: 'critical' })
// The page sets the end back to when the trouble ended; a first AVAILABLE within a day of it
// declares the end, a later one tells of it.
const closingSeconds = 86_400

/**
 * One incident of the file, as it concerns the wanted products; undefined, with a problem, when it
 * has no id or no time. Severity low, medium, high →
 * impact minor, major, critical; SERVICE_INFORMATION as the incident's impact → a notice with
 * impact none; an update's word AVAILABLE → resolved, later
 * ones → postmortem, any other known word → investigating (the page has no finer one); DISRUPTION →
 * partial outage, OUTAGE → major outage,
 * INFORMATION says nothing of a state. `modified` of an update is when the next one came and no
 * mark of an edit.
 */
export function readIncident(
	document: Document,
	row: Row,
	path: string,
	{ products, problems, multiplied }: FileContext,
): ObservedIncident | undefined {
	const nativeId = idOf(row.id)
	if (nativeId === undefined) {
		problems.add(`${path}/id`, 'an incident without an id is left out')
		return undefined
	}
	const startedAt = instantAt(row.begin, `${path}/begin`, problems)
	const endedAt = instantAt(row.end, `${path}/end`, problems)
	const components = componentsOf(row, path, products, problems)
	// An end that cannot be read leaves open what was over and when.
	const unsure =
		endedAt === undefined && row.end !== undefined && row.end !== null && row.end !== ''
	multiplied.add(components.length * (Array.isArray(row.updates) ? row.updates.length : 0))
	const updates = readUpdates(row, path, { endedAt, unsure }, components, problems)
	const filedAt = instantAt(row.created, `${path}/created`, problems)
	const createdAt = filedAt ?? earliest(...updates.map((update) => update.at)) ?? startedAt
	if (createdAt === undefined) {
		problems.add(path, 'an incident without any time is left out')
		return undefined
	}
	if (startedAt && endedAt && compareInstants(endedAt, startedAt) < 0)
		problems.add(`${path}/end`, 'ends before it begins')
	const notice = row.status_impact === information
	const updatedAt = instantAt(row.modified, `${path}/modified`, problems)
	const url = addressFor(document.url, row.uri)
	const newest = updates.at(-1)
	return {
		document: document.name,
		nativeId,
		kind: notice ? 'notice' : 'incident',
		title: titleOf(row.external_desc, `${path}/external_desc`, problems),
		impact: notice ? 'none' : wordOf(row.severity, severities, `${path}/severity`, problems),
		status: endedAt
			? newest?.status === 'postmortem'
				? 'postmortem'
				: 'resolved'
			: (newest?.status ?? 'unknown'),
		...(url && { url }),
		createdAt,
		...(filedAt !== undefined && { filedBy: 'created' }),
		...(startedAt && { startedAt }),
		...(endedAt && { resolvedAt: endedAt }),
		...(updatedAt && { updatedAt }),
		updates,
		allUpdates: Array.isArray(row.updates) && updates.length === row.updates.length,
		components,
		tiedBy:
			products === undefined ? 'affected_products' : `affected_products: ${products.join(', ')}`,
		spans: spansOf(row, path, startedAt ?? createdAt, endedAt, components, problems),
	}
}

/** What surrounds an incident of the file. */
interface FileContext {
	readonly products: Products
	readonly problems: Problems
	readonly multiplied: Multiplied
}

interface End {
	readonly endedAt: string | undefined
	readonly unsure: boolean
}

/** Oldest first. */
function readUpdates(
	row: Row,
	path: string,
	{ endedAt, unsure }: End,
	components: readonly Component[],
	problems: Problems,
): ObservedUpdate[] {
	const dated = rowsOf(row.updates, `${path}/updates`, problems).flatMap(
		({ row: update, path: at }) => {
			const writtenAt = instantAt(update.created, `${at}/created`, problems)
			const when = instantAt(update.when, `${at}/when`, problems) ?? writtenAt
			if (when === undefined) problems.add(at, 'an update without a time is left out')
			return when === undefined
				? []
				: [{ at: when, published: writtenApart(when, writtenAt), update, path: at }]
		},
	)
	let closed = false
	return oldestFirst(dated).map(({ at, published, update, path: place }) => {
		const word = wordOf(update.status, statusWords, `${place}/status`, problems)
		const late = endedAt !== undefined && secondsBetween(endedAt, at) > closingSeconds
		const status: IncidentStatus = word === 'resolved' && (closed || late) ? 'postmortem' : word
		closed ||= word === 'resolved'
		return {
			at,
			...published,
			status,
			body: bodyOf(update.text, `${place}/text`, problems),
			format: 'markdown',
			states:
				status === 'postmortem' || (unsure && word === 'resolved')
					? []
					: statesOf(update.status, at, endedAt, components),
		}
	})
}

/**
 * What an update's word declares of each product. After the page's own end only AVAILABLE says
 * something about the state, and an
 * account days later says nothing of it: another incident may be open by then.
 */
function statesOf(
	word: unknown,
	at: string,
	endedAt: string | undefined,
	components: readonly Component[],
): ObservedState[] {
	const state =
		typeof word === 'string'
			? (states.get(word) ?? (word === information ? undefined : 'unknown'))
			: 'unknown'
	const over = endedAt !== undefined && compareInstants(at, endedAt) > 0
	if (state === undefined || (over && state !== 'operational')) return []
	return components.map((component) => ({ component, state }))
}

/** The stretch from begin to end in the incident's overall word; an information declares none. */
function spansOf(
	row: Row,
	path: string,
	from: string,
	to: string | undefined,
	components: readonly Component[],
	problems: Problems,
): ObservedSpan[] {
	if (row.status_impact === information || (to !== undefined && compareInstants(to, from) < 0))
		return []
	const state = wordOf(row.status_impact, states, `${path}/status_impact`, problems)
	if (state === 'operational') return []
	return components.map((component) => ({
		component,
		state,
		from,
		...(to !== undefined && { to }),
	}))
}

/** The page's `uri` is relative to where the file lies. */
function addressFor(fileUrl: string, uri: unknown): string | undefined {
	if (typeof uri !== 'string' || !/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+){0,4}$/.test(uri))
		return undefined
	return `${fileUrl.slice(0, fileUrl.lastIndexOf('/') + 1)}${uri}`
}
