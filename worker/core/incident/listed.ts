import type { OfficialObservation, Problem } from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import { isOurLook, type SurfaceStateName } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'
import { confirmMissing } from './absence.ts'
import type { CountedLook } from './counted-look.ts'
import { declarationsOf } from './declarations.ts'
import type { DocumentLedger, Ledger, LedgerRest, ListedRow, ListedState } from './ledger.ts'
import { isRunning, isWatched } from './lifespan.ts'
import { resolveComponent } from './surfaces.ts'
import { isAfter, type Word, wordsAt } from './words.ts'
import { worstOf } from './worst.ts'

/**
 * Folds the component lists of a tick: per component a new entry when its state is another than the
 * last one seen, and when it is another
 * than what was declared since. What two documents of one tick say differently counts as the worse,
 * unless only one of them is the whole
 * list. A whole list ends what is said of a component that it lacks in two good looks; of one that
 * is cut, order and absence of rows mean nothing.
 */
export function foldListed(
	ledger: Ledger,
	before: Ledger,
	provider: Provider,
	source: Source,
	observation: OfficialObservation,
	looks: readonly CountedLook[],
): { readonly rest: LedgerRest; readonly problems: readonly Problem[] } {
	const byDocument = new Map(looks.map((counted) => [counted.look.document, counted]))
	const lists = new Map<string, Map<string, SeenRow>>()
	const strangers = new Set(ledger.rest.unattributed)
	for (const { document, component, state, unlessNamed } of observation.states) {
		const counted = byDocument.get(document)
		if (!counted) continue
		const { surface, key, label } = resolveComponent(
			provider,
			component,
			counted.look.snapshot.fetchedAt,
		)
		if (!surface) strangers.add(label)
		const list = lists.get(document) ?? new Map<string, SeenRow>()
		lists.set(document, list)
		const known = list.get(key)
		if (!known || worstOf([known.state, state]) !== known.state)
			list.set(key, {
				key,
				state,
				counted,
				...(surface ? { surface } : { label }),
				...(unlessNamed && { unlessNamed }),
			})
	}
	const word = lastWords(ledger, provider, looks)
	const isMuted = mutedBy(ledger, source)
	const listed: Record<string, readonly ListedState[]> = {}
	const add = (key: string, entry: ListedState) => {
		listed[key] = [...(listed[key] ?? ledger.rest.listed[key] ?? []), entry]
	}
	const present = joined(lists)
	for (const row of present.values()) {
		const entry =
			(row.unlessNamed && isMuted(row.key)) || !isNew(row, word(row.key)) ? undefined : entryOf(row)
		if (entry)
			add(
				row.key,
				ledger.rest.listed[row.key] === undefined
					? { ...entry, seen: withoutAfter(entry.seen) }
					: entry,
			)
	}
	let rest: LedgerRest = { ...ledger.rest, unattributed: [...strangers].sort() }
	const problems: Problem[] = []
	for (const counted of looks) {
		if (counted.self.components === undefined) continue
		const rows = lists.get(counted.look.document) ?? new Map<string, SeenRow>()
		if (rows.size === 0 && Object.keys(counted.remembered?.rows ?? {}).length > 0)
			problems.push(emptied(counted))
		const missing =
			counted.self.components === 'whole'
				? missingIn(counted, present, ledger, provider, source, word)
				: []
		rest = withDocument(rest, counted.key, (document) =>
			withRows(document, counted, rows, missing, word),
		)
	}
	for (const [key, entry] of released(before, ledger, looks, word))
		if (!present.get(key) || isMuted(key)) add(key, entry)
	rest = {
		...rest,
		listed: Object.keys(listed).length > 0 ? { ...rest.listed, ...listed } : rest.listed,
	}
	// A second look in a row without a component, though other things on the list are new, confirms
	// that it is gone.
	for (const counted of looks) rest = confirmAgain(rest, counted)
	return { rest, problems }
}

interface SeenRow {
	readonly key: string
	readonly surface?: string
	readonly label?: string
	readonly state: SurfaceStateName
	readonly unlessNamed?: true
	readonly counted: CountedLook
}

function lastWords(
	ledger: Ledger,
	provider: Provider,
	looks: readonly CountedLook[],
): (key: string) => Word | undefined {
	const last = looks.reduce(
		(now, { look }) =>
			compareInstants(look.snapshot.fetchedAt, now) > 0 ? look.snapshot.fetchedAt : now,
		'0001-01-01T00:00:00Z',
	)
	let words: ReturnType<typeof wordsAt> | undefined
	return (key) => {
		words ??= wordsAt(ledger, provider, last)
		return words(key)
	}
}

/** Each component once. */
function joined(
	lists: ReadonlyMap<string, ReadonlyMap<string, SeenRow>>,
): ReadonlyMap<string, SeenRow> {
	const all = new Map<string, SeenRow>()
	for (const row of [...lists.values()].flatMap((list) => [...list.values()])) {
		const other = all.get(row.key)
		if (!other || isRather(row, other)) all.set(row.key, row)
	}
	return all
}

function isRather(row: SeenRow, other: SeenRow): boolean {
	const [whole, otherWhole] = [row, other].map(({ counted }) => counted.self.components === 'whole')
	if (whole !== otherWhole) return whole === true
	return worstOf([other.state, row.state]) !== other.state
}

/**
 * Whether a word that a page shows throughout an incident says nothing of a component: one names
 * it, or names none, or could not be read.
 */
export function mutedBy(
	{ incidents, rest }: Pick<Ledger, 'incidents' | 'rest'>,
	source: Source,
): (key: string) => boolean {
	const own = `${source.id}/`
	const isUnread = Object.entries(rest.documents).some(
		([key, { unread }]) => unread && key.startsWith(own),
	)
	const running = [...incidents.values()].filter(
		(incident) =>
			isRunning(incident) && incident.listedIn.some(({ document }) => document.startsWith(own)),
	)
	const isTold = Object.entries(rest.documents).some(
		([key, { open, cover }]) => (open ?? cover) !== undefined && key.startsWith(own),
	)
	const namesNone = running.some(({ id }) => rest.ties?.[id] === undefined)
	const named = new Set(running.flatMap(({ id }) => rest.ties?.[id] ?? []))
	return (key) => isUnread || !isTold || namesNone || named.has(key)
}

/** Whether a row says something that the last word on its component does not. */
function isNew({ surface, state, counted }: SeenRow, word: Word | undefined): boolean {
	if (word === undefined) return true
	if ('listed' in word)
		return (
			word.listed.gone === true || word.listed.state !== state || word.listed.surface !== surface
		)
	return (
		(word.said.state !== state || word.said.surface !== surface) &&
		isAfter(word.said, { at: counted.look.snapshot.fetchedAt, mark: counted.versionAt })
	)
}

function entryOf({ surface, label, state, counted }: SeenRow): ListedState {
	return {
		...(surface !== undefined && { surface }),
		...(label !== undefined && { label }),
		state,
		seen: counted.check.seen,
		evidence: counted.check.evidence,
	}
}

function withoutAfter({ after: _, ...seen }: ListedState['seen']): ListedState['seen'] {
	return seen
}

function emptied({ look, remembered }: CountedLook): Problem {
	const count = Object.keys(remembered?.rows ?? {}).length
	return {
		document: look.document,
		path: '/components',
		message:
			`the component list is empty; at the look before, ${count} of its rows belonged to ` +
			'products: their states are not known',
	}
}

/**
 * Components that a whole list lacks: those that it had at its last look, and those that an
 * incident of its page holds in trouble.
 */
function missingIn(
	counted: CountedLook,
	present: ReadonlyMap<string, SeenRow>,
	ledger: Ledger,
	provider: Provider,
	source: Source,
	word: (key: string) => Word | undefined,
): readonly (readonly [string, Named])[] {
	const { look, remembered, versionAt } = counted
	if (!isOurLook(look.snapshot.provenance)) return []
	const wanted = new Map(
		Object.entries({ ...remembered?.rows, ...remembered?.missing }).map(([key, row]) => [
			key,
			namedAs(row),
		]),
	)
	for (const incident of ledger.incidents.values()) {
		if (
			!isWatched(incident) ||
			!incident.listedIn.some(({ document }) => document.startsWith(`${source.id}/`))
		)
			continue
		for (const { key, surface, state } of declarationsOf(incident, provider))
			if (state !== 'operational') wanted.set(key, { surface })
	}
	return [...wanted].filter(([key]) => {
		const last = present.has(key) ? undefined : word(key)
		if (last === undefined) return false
		if ('listed' in last) return !last.listed.gone
		// It was a row: it is gone whatever was declared of it since, also when that is withdrawn one
		// day.
		if (remembered?.rows?.[key] ?? remembered?.missing?.[key]) return true
		return (
			last.said.state !== 'operational' &&
			isAfter(last.said, { at: look.snapshot.fetchedAt, mark: versionAt })
		)
	})
}

/** The surface that a row is part of, or what the page calls it where it is part of none. */
type Named = Pick<ListedRow, 'surface' | 'label'>

function namedAs({ surface, label }: Named): Named {
	return { ...(surface !== undefined && { surface }), ...(label !== undefined && { label }) }
}

function withDocument(
	rest: LedgerRest,
	key: string,
	change: (document: DocumentLedger) => DocumentLedger,
): LedgerRest {
	const known = rest.documents[key]
	return known ? { ...rest, documents: { ...rest.documents, [key]: change(known) } } : rest
}

function withRows(
	document: DocumentLedger,
	{ self, check, remembered }: CountedLook,
	list: ReadonlyMap<string, SeenRow>,
	missing: readonly (readonly [string, Named])[],
	word: (key: string) => Word | undefined,
): DocumentLedger {
	const { rows: _rows, whole: _whole, missing: _missing, ...rest } = document
	// Hundreds of rows may be nobody's; of those only what is in trouble can be missed.
	const rows = [...list.values()].flatMap((row) =>
		row.surface !== undefined || row.state !== 'operational'
			? [
					[
						row.key,
						{
							...namedAs(row),
							state: row.state,
							...(row.unlessNamed && { unlessNamed: row.unlessNamed }),
						},
					] as const,
				]
			: [],
	)
	const gone = missing.map(
		([key, named]) =>
			[
				key,
				stillMissing(remembered?.missing?.[key], word(key)) ?? {
					...named,
					seen: check.seen,
					evidence: check.evidence,
				},
			] as const,
	)
	return {
		...rest,
		rows: Object.fromEntries(rows),
		...(self.components === 'whole' && { whole: true as const }),
		...(gone.length > 0 && { missing: Object.fromEntries(gone) }),
	}
}

/**
 * What was missing before is so since then, unless a statement has spoken of it meanwhile: that one
 * ends with the look that lacks it now.
 */
function stillMissing(
	known: Omit<ListedState, 'state'> | undefined,
	last: Word | undefined,
): Omit<ListedState, 'state'> | undefined {
	if (known === undefined || last === undefined || !('said' in last)) return known
	return compareInstants(last.said.at, known.seen.by) > 0 ? undefined : known
}

/**
 * Of the components that this look lacks, those that the look before lacked too are gone; the
 * others wait for the next one.
 */
function confirmAgain(rest: LedgerRest, { key, remembered }: CountedLook): LedgerRest {
	const missing = rest.documents[key]?.missing
	if (missing === undefined || remembered?.missing === undefined) return rest
	const twice = Object.entries(missing).filter(
		([component]) => remembered.missing?.[component] !== undefined,
	)
	const once = Object.entries(missing).filter(
		([component]) => remembered.missing?.[component] === undefined,
	)
	const confirmed = confirmMissing(
		withDocument(rest, key, (document) => ({ ...document, missing: Object.fromEntries(twice) })),
		key,
	)
	return once.length === 0
		? confirmed
		: withDocument(confirmed, key, (document) => ({
				...document,
				missing: Object.fromEntries(once),
			}))
}

/**
 * Components that were taken off an incident which goes on: what it had declared of them ends with
 * the look that shows it. What the list says
 * of them is then the page's word, also one that it shows throughout an incident.
 */
function released(
	before: Ledger,
	{ incidents, rest }: Ledger,
	looks: readonly CountedLook[],
	word: (key: string) => Word | undefined,
): (readonly [string, ListedState])[] {
	const [counted] = looks
	if (!counted || before.rest.ties === rest.ties) return []
	const still = new Set(Object.values(rest.ties ?? {}).flat())
	return Object.entries(before.rest.ties ?? {}).flatMap(([id, keys]) => {
		const incident = incidents.get(id)
		if (!incident || rest.ties?.[id] === undefined) return []
		return keys.flatMap((key) => {
			const last = still.has(key) ? undefined : word(key)
			if (
				!last ||
				!('said' in last) ||
				last.said.incident !== id ||
				last.said.state === 'operational'
			)
				return []
			const row = Object.values(rest.documents).flatMap(({ rows }) => rows?.[key] ?? [])[0]
			const { seen, evidence } = counted.check
			const surface = last.said.surface
			return [
				[
					key,
					row
						? { surface, state: row.state, seen, evidence }
						: { surface, state: 'unknown' as const, gone: true as const, seen, evidence },
				] as const,
			]
		})
	})
}
