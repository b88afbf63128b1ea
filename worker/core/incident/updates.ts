import { sha256Hex } from '#core/hash.ts'
import type { Revision, TiedComponent, Update } from '#core/model/incident.ts'
import type { Seen } from '#core/model/instant.ts'
import { inOrder } from '#core/model/moments.ts'
import type { ObservedIncident, ObservedUpdate } from '#core/model/observation.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import { isOurLook } from '#core/model/vocabulary.ts'
import { latest, secondsBetween } from '#core/time/time.ts'
import { lettersOf, matcher } from './same-update.ts'
import { componentKeyOf, resolveComponent } from './surfaces.ts'

/**
 * How a look bears witness: its evidence, and what it says about when something that is new in it
 * appeared.
 */
export interface CheckContext {
	readonly source: string
	readonly document: string
	readonly evidence: readonly Evidence[]
	/** For something that this look shows and the look before did not. */
	readonly seen: Seen
}

/**
 * Folds the updates of an observed incident onto the known ones. `retied`: the components that this
 * look ties to it anew or no longer. What differs under the same update is a revision that keeps
 * what was
 * there: its text, its time, its status, the states that it declares, whether subscribers were
 * told. An appended update is none. Known updates
 * that a full list lacks get an absence. Not tracked: the writing time, which no page lets anyone
 * edit, and what is our own (format, precision,
 * confidence, summary, links). Oldest first; updates with the same time keep the order of the page,
 * an end last where the times are coarse.
 */
export function foldUpdates(
	incident: string,
	known: readonly Update[],
	observed: ObservedIncident,
	provider: Provider,
	check: CheckContext,
	retied: readonly TiedComponent[] = [],
): Update[] {
	const matchOf = matcher(known, observed.updates)
	const isRetied = new Set(retied.map(componentKeyOf))
	const taken = new Set<Update>()
	const result: Update[] = []
	const newId = idsBeside(known)
	for (const update of observed.updates) {
		const match = matchOf(update)
		if (match) taken.add(match)
		result.push(
			match
				? revise(match, update, provider, check, isRetied)
				: create(newId(updateIdOf(incident, update)), update, provider, check),
		)
	}
	const isGone = observed.allUpdates && isLook(check)
	for (const update of known) {
		if (!taken.has(update))
			result.push(isGone && isAt(update, check) ? markAbsent(update, check) : update)
	}
	return inOrder(result)
}

/** A file that was loaded is a single reading of the past: what it lacks was not taken away. */
function isLook({ evidence }: CheckContext): boolean {
	return evidence.some((item) => item.kind === 'snapshot' && isOurLook(item.provenance))
}

/**
 * A given id, or where an update has it already, the first of `id-2`, `id-3` and so on that none
 * has.
 */
function idsBeside(known: readonly Update[]): (wanted: string) => string {
	const used = new Set(known.map(({ id }) => id))
	const twins = new Map<string, number>()
	return (wanted) => {
		let id = wanted
		for (let twin = twins.get(wanted) ?? 2; used.has(id); twin++) {
			id = `${wanted}-${twin}`
			twins.set(wanted, twin + 1)
		}
		used.add(id)
		return id
	}
}

function create(
	id: string,
	observed: ObservedUpdate,
	provider: Provider,
	check: CheckContext,
): Update {
	const {
		nativeId,
		at,
		publishedAt,
		status,
		body,
		format,
		summary,
		precision,
		confidence,
		notified,
	} = observed
	const evidence = evidenceOf(observed, check)
	const update: Update = {
		id,
		at,
		seen: check.seen,
		status,
		body,
		format,
		states: declared(observed, provider),
		evidence,
		revisions: [],
	}
	if (nativeId !== undefined) update.nativeId = nativeId
	if (publishedAt !== undefined) update.publishedAt = publishedAt
	if (summary) update.summary = summary
	if (precision) update.precision = precision
	if (confidence) update.confidence = confidence
	if (notified !== undefined) update.notified = notified
	return update
}

/**
 * The provider's own id where it fits into an address, else its time and status:
 * `u-20260302T114920Z-investigating`.
 */
function updateIdOf(incident: string, { nativeId, at, status }: ObservedUpdate): string {
	if (nativeId === undefined) return `u-${at.replace(/[-:.]/g, '')}-${status}`
	return addressable.test(nativeId)
		? nativeId
		: `u-${sha256Hex(`${incident}\n${nativeId}`).slice(0, 12)}`
}

const addressable = /^[A-Za-z0-9_-]{1,64}$/

/**
 * Only the source that first showed an update can edit it; another wording elsewhere is that page's
 * own.
 */
function revise(
	known: Update,
	observed: ObservedUpdate,
	provider: Provider,
	check: CheckContext,
	isRetied: ReadonlySet<string>,
): Update {
	const { absence, ...present } = known
	const back = absence?.confirmed ? [restored(absence.seen, check)] : []
	if (known.summary && !observed.summary) {
		const { summary: _, precision: _coarse, ...own } = present
		return {
			...own,
			...ownWords(observed),
			states: declared(observed, provider),
			evidence: [...known.evidence, ...check.evidence],
		}
	}
	if (known.summary && observed.summary && !isAt(known, check))
		return completed(present, observed, provider, check)
	if (!isAt(known, check) || (observed.summary && !known.summary))
		return withWritingTime(present, observed)
	const sameDocument = known.evidence.some(
		(item) => item.kind === 'snapshot' && item.document === check.document,
	)
	const revisions: Revision[] = [...back]
	const changed: { -readonly [Key in 'body' | 'at' | 'status' | 'notified']?: Update[Key] } = {}
	// What one document of a page leaves empty and another one tells was not written over.
	const unsaid =
		observed.body === ''
			? observed.wordless
			: known.body === '' && (observed.wordless || !sameDocument)
	if (unsaid) {
		if (known.body === '' && observed.body !== '') changed.body = observed.body
	} else if (
		sameDocument ? !sameText(known.body, observed.body) : !sameWords(known.body, observed.body)
	) {
		revisions.push(revision('body', known.body, observed.body, check))
		changed.body = observed.body
	}
	// Two documents of one page may round a time differently; a move of a minute or more is a
	// statement.
	if (Math.abs(secondsBetween(known.at, observed.at)) >= (sameDocument ? 1 : 60)) {
		revisions.push(revision('at', known.at, observed.at, check))
		changed.at = observed.at
	}
	if (known.status !== observed.status && observed.status !== 'unknown') {
		if (known.status !== 'unknown')
			revisions.push(revision('status', known.status, observed.status, check))
		changed.status = observed.status
	}
	if (observed.notified !== undefined && observed.notified !== known.notified) {
		if (known.notified !== undefined)
			revisions.push(revision('notified', String(known.notified), String(observed.notified), check))
		changed.notified = observed.notified
	}
	const states = observed.states.length > 0 ? declared(observed, provider) : known.states
	if (sayOtherwise(known.states, states, isRetied))
		revisions.push(revision('states', statesText(known.states), statesText(states), check))
	const statesDiffer = JSON.stringify(states) !== JSON.stringify(known.states)
	const format = changed.body === undefined ? known.format : observed.format
	const next = withWritingTime(
		{ ...present, ...changed, states, format, revisions: [...known.revisions, ...revisions] },
		observed,
	)
	const same =
		revisions.length === 0 &&
		Object.keys(changed).length === 0 &&
		!statesDiffer &&
		next.publishedAt === known.publishedAt
	return same && !absence ? known : next
}

/**
 * When it was written, with what either side knows of it; none once the time that is shown is the
 * same.
 */
function withWritingTime(update: Update, observed: ObservedUpdate): Update {
	const { publishedAt: known, ...rest } = update
	const writtenAt = latest(known, observed.publishedAt)
	if (
		writtenAt === known &&
		(known === undefined || Math.abs(secondsBetween(known, update.at)) > 1)
	)
		return update
	return writtenAt === undefined || Math.abs(secondsBetween(writtenAt, update.at)) <= 1
		? rest
		: { ...rest, publishedAt: writtenAt }
}

/**
 * Whether a statement declares other states than before. Where it declared none, or a document
 * gives none, nothing is contradicted; what was tied
 * to the incident or taken off it as a whole at this look is a change of that, and on some pages
 * every statement speaks for what is tied.
 */
function sayOtherwise(
	before: Update['states'],
	after: Update['states'],
	isRetied: ReadonlySet<string>,
): boolean {
	if (before.length === 0 || after.length === 0) return false
	const byComponent = (states: Update['states']) =>
		new Map(
			states
				.filter((one) => !isRetied.has(componentKeyOf(one)))
				.map((one) => [componentKeyOf(one), one]),
		)
	const [was, became] = [byComponent(before), byComponent(after)]
	return (
		was.size !== became.size ||
		[...became].some(([key, { state }]) => was.get(key)?.state !== state)
	)
}

function statesText(states: Update['states']): string {
	return states.map(({ component, state }) => `${component}: ${state}`).join('; ')
}

/**
 * Two collections tell one statement, neither in the provider's words: the finer time holds, the
 * words that say more, and states that only one of
 * them gives. Which of them was read first decides none of it.
 */
function completed(
	known: Update,
	observed: ObservedUpdate,
	provider: Provider,
	check: CheckContext,
): Update {
	const isFiner =
		known.precision === 'minute' &&
		observed.precision === 'second' &&
		known.at.slice(0, 16) === observed.at.slice(0, 16)
	const states = known.states.length === 0 ? declared(observed, provider) : known.states
	const isWritingTimeNew = known.publishedAt === undefined && observed.publishedAt !== undefined
	const saysMore = observed.body.length > known.body.length
	if (!isFiner && !saysMore && states.length === known.states.length && !isWritingTimeNew)
		return known
	const time = isFiner ? { at: observed.at, precision: 'second' as const } : {}
	const words = saysMore ? { body: observed.body, format: observed.format } : {}
	return withWritingTime(
		{
			...known,
			...time,
			...words,
			states,
			evidence: [...known.evidence, ...evidenceOf(observed, check)],
		},
		observed,
	)
}

function ownWords(
	observed: ObservedUpdate,
): Partial<Update> & Pick<Update, 'at' | 'status' | 'body' | 'format'> {
	const { at, publishedAt, status, body, format, nativeId, precision } = observed
	const written = publishedAt === undefined ? {} : { publishedAt }
	return {
		at,
		...written,
		status,
		body,
		format,
		...(nativeId !== undefined && { nativeId }),
		...(precision && { precision }),
	}
}

function evidenceOf({ links = [] }: ObservedUpdate, check: CheckContext): Evidence[] {
	return [...check.evidence, ...links.map((url): Evidence => ({ kind: 'link', url }))]
}

function declared(observed: ObservedUpdate, provider: Provider): Update['states'] {
	return observed.states.map(({ component, state, from }) => {
		const { surface, label } = resolveComponent(provider, component, observed.at)
		return {
			...(surface && { surface }),
			component: label,
			...(component.id !== undefined && { componentId: component.id }),
			state,
			...(from && { from }),
		}
	})
}

function markAbsent(update: Update, check: CheckContext): Update {
	if (update.absence?.confirmed) return update
	if (update.absence) return { ...update, absence: { ...update.absence, confirmed: true } }
	return {
		...update,
		absence: {
			document: `${check.source}/${check.document}`,
			seen: check.seen,
			evidence: [...check.evidence],
			confirmed: false,
		},
	}
}

/** Whether this source is where the update was first seen. */
function isAt(update: Update, check: CheckContext): boolean {
	return update.evidence.some((item) => item.kind === 'snapshot' && item.source === check.source)
}

/** A revision with the look that shows the new version. */
export function revision(
	field: Revision['field'],
	was: string | null,
	became: string | null,
	check: Pick<CheckContext, 'seen' | 'evidence'>,
): Revision {
	return { field, was, became, seen: check.seen, evidence: [...check.evidence] }
}

/** What had been withdrawn is there again. */
export function restored(absence: Seen, check: Pick<CheckContext, 'seen' | 'evidence'>): Revision {
	return revision('restored', absence.by, null, check)
}

/** The same text but for white space. */
export function sameText(a: string, b: string): boolean {
	return a === b || a.replace(/\s+/g, ' ').trim() === b.replace(/\s+/g, ' ').trim()
}

/** The same words whatever the markup: for one statement in two documents of a page. */
function sameWords(a: string, b: string): boolean {
	return a === b || lettersOf(a) === lettersOf(b)
}
