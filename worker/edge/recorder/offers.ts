import { most } from '#core/bounds.ts'
import { type EachProvider, indexDocument, providerNow } from '#core/documents/build-documents.ts'
import { recentMonths } from '#core/documents/recent.ts'
import { bytesOf, fits } from '#core/documents/sized.ts'
import { canonicalJson } from '#core/hash.ts'
import { isOpen, lifespanOf } from '#core/incident/lifespan.ts'
import type {
	HeadsDocument,
	IndexDocument,
	ProviderNow,
	ReportsDocument,
} from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import { windowSeconds } from '#core/model/report.ts'
import { documentKey } from '#core/model/snapshot.ts'
import { countMonth } from '#core/record/count-month.ts'
import { placeOf } from '#core/record/crowd-record.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import { addSeconds, compareInstants, dayOf, floorTo } from '#core/time/time.ts'
import { crowdReachSeconds } from '#core/timeline/crowd.ts'
import { keys } from '../keys.ts'
import { digestOf } from './archive.ts'
import { afterNews, isCalm } from './budget.ts'
import { noteCause, turnOf, untoldIn } from './held.ts'
import {
	headsPublication,
	historyPublication,
	nowPublication,
	type Publication,
	publication,
	publicationsOf,
	recentPublication,
	reportsPublication,
	snapshotsPublication,
	tellsOf,
	type Wall,
} from './publish.ts'
import { walled } from './quarantine.ts'
import type { RecorderDeps } from './recorder-deps.ts'
import { type ChangeSet, marks, noLook, type RecorderState } from './state.ts'

/**
 * Documents that only show newer counts may wait this long: an open incident would cost 96 writes a
 * day otherwise.
 */
const countsPatienceSeconds = 3600

/**
 * Documents that only tell of a gap, or of runs that failed, may wait this long so that several
 * changes are one write.
 */
const patienceSeconds = 900

/**
 * A document for the outbox: `hash` is of what it tells, `after` the slot before which it need not
 * be written.
 */
export interface Offer extends Publication {
	readonly hash: string
	readonly after: string
}

/** Every document that a tick's changes touch, rendered. */
export async function offersOf(
	deps: RecorderDeps,
	changes: ChangeSet,
	providers: readonly Provider[],
	slot: string,
): Promise<Offer[]> {
	const { recorder } = changes
	const patient = addSeconds(
		slot,
		changes.counts.size > 0 ? countsPatienceSeconds : patienceSeconds,
	)
	const chosen: { readonly publication: Publication; readonly after: string }[] = []
	const choose = (publications: readonly Publication[], urgent: boolean, otherwise = patient) => {
		for (const publication of publications)
			chosen.push({ publication, after: urgent && !publication.beside ? slot : otherwise })
	}
	for (const [provider, { at, urgent }] of changes.touched) {
		if (at !== noLook) recorder.changedAt.set(provider, at)
		if (urgent) recorder.calm.set(provider, afterNews(recorder.calm.get(provider), slot))
	}
	const record = (provider: Provider) => recorder.recordOf(deps.content, provider, providers)
	const listed =
		(month: string): EachProvider =>
		(of, make) =>
			walled(recorder, of.provider.id, `index ${month}`, slot, make)
	const turns = providers.flatMap((provider) => {
		const waited = recorder.held.has(provider.id)
		const turn = turnOf(deps, changes, provider.id, slot)
		return turn
			? [{ provider, turn, urgent: waited || changes.touched.get(provider.id)?.urgent === true }]
			: []
	})
	const touched = turns.filter(
		({ provider, turn }) => changes.touched.has(provider.id) || turn.incidents.length > 0,
	)
	// The lists of all tell a calm provider's news also while its own documents wait.
	const news = providers.filter(
		({ id }) => changes.touched.get(id)?.urgent === true && isCalm(recorder.calm.get(id), slot),
	)
	const fresh = {
		of: [...touched.map(({ provider }) => provider.id), ...news.map(({ id }) => id)],
		urgent: news.length > 0 || touched.some(({ urgent }) => urgent),
	}
	const whole = knowsAll(recorder)
	const months = new Map<string, IndexDocument>()
	const monthIn = (month: string) => {
		const index = months.get(month) ?? indexDocument(providers.map(record), month, listed(month))
		months.set(month, index)
		return index
	}
	const recent = whole && touched.length > 0 ? recentMonths(providers.map(record), monthIn) : []
	const prepared = new Set(recent.map(({ month }) => month))
	const told = new Set<Provider>()
	for (const { provider, turn, urgent } of touched) {
		const own = record(provider)
		const others = providers.filter((other) => other.id !== provider.id).map(record)
		const before = changes.before.get(provider.id)
		// A gap shows in the picture of what is open, and newer counts in that of what is or was so
		// until a while ago.
		const shown =
			urgent || recorder.held.has(provider.id)
				? []
				: own.incidents
						.filter((incident) => isShowing(incident, slot))
						.map((incident) => incident.id)
		const differing = new Set([...turn.incidents, ...crowdBorn(own, before), ...shown])
		const wall: Wall = (what, make) => walled(recorder, provider.id, what, slot, make)
		const made = wall('documents', () =>
			publicationsOf(deps.shard, own, differing, before, others, wall, listed, prepared),
		)
		noteCause(recorder, provider.id, made)
		choose(made, urgent)
		if (differing.size > 0) {
			told.add(provider)
			choose(
				wall('history', () => historyPublication(own, whole)),
				urgent,
			)
		}
		for (const [place, movedTo] of changes.moved)
			if (place.startsWith(`${provider.id}/`))
				choose(
					publication(
						keys.incident(provider.id, place.slice(provider.id.length + 1)),
						'open-incident',
						{ movedTo },
					),
					true,
				)
	}
	const forNow = untoldIn(deps, recorder, 'now', fresh, slot)
	if (forNow) {
		const made = nowPublication(deps.shard, providers.map(record), (of) =>
			nowOf(recorder, of, slot),
		)
		for (const id of forNow.of) noteCause(recorder, id, made)
		choose(made, forNow.urgent)
	}
	const { outbox } = recorder
	// What was made before the archive was taken over, or before a newer one was, is made again from
	// all of it.
	const completed = whole && (changes.adopted.length > 0 || !outbox.knows(keys.recent(deps.shard)))
	if (completed)
		for (const provider of providers.filter(
			(candidate) =>
				!told.has(candidate) &&
				[keys.history, keys.feed].some((keyOf) => outbox.knows(keyOf(candidate.id))),
		))
			choose(
				walled(recorder, provider.id, 'history', slot, () =>
					historyPublication(record(provider), whole),
				),
				true,
			)
	const differing = [...told, ...news].map(({ id }) => id)
	const forRecent = whole
		? untoldIn(deps, recorder, 'recent', { of: differing, urgent: fresh.urgent }, slot)
		: undefined
	// Before there is any incident there is nothing to prepare.
	if (
		(forRecent || completed) &&
		providers.some((provider) => record(provider).incidents.length > 0)
	) {
		const made = walled(recorder, deps.shard, 'recent', slot, () =>
			recentPublication(
				deps.shard,
				providers.map(record),
				outbox
					.under(
						keys.index(deps.shard, ''),
						chosen.map(({ publication: { key } }) => key),
					)
					.filter((month) => !month.includes('/')),
				monthIn,
				(of, make) => walled(recorder, of.provider.id, 'recent', slot, make),
			),
		)
		for (const id of forRecent?.of ?? []) noteCause(recorder, id, made)
		choose(made, completed || forRecent?.urgent === true)
	}
	for (const day of turns.flatMap(({ turn }) => turn.days))
		choose(dayPublication(deps, changes, day), day.urgent)
	// Everybody's counts of a window are one write: what comes late waits for the next window.
	const window = addSeconds(
		floorTo(slot, windowSeconds),
		slot === floorTo(slot, windowSeconds) ? 0 : windowSeconds,
	)
	for (const day of new Set([...changes.counts].map((row) => row.slice(-10))))
		choose(countsPublication(deps, recorder, day), false, window)
	for (const { provider, month } of monthsToCount(changes, providers, slot))
		choose(
			walled(recorder, provider, `counts ${month}`, slot, () =>
				countMonthPublication(recorder, provider, month, dayOf(slot)),
			),
			false,
			window,
		)
	const heads = changes.marks.get(marks.heads)
	// Set by noteHeads alone.
	if (heads) choose(headsPublication(deps.shard, heads as HeadsDocument), true)
	const within = chosen.filter(({ publication }) =>
		isWithinBound(recorder, deps.shard, publication, slot),
	)
	return await Promise.all(
		within.map(async ({ publication, after }) => ({
			...publication,
			hash: await digestOf(tellsOf(publication.text)),
			after,
		})),
	)
}

/** Whether the shard knows all that came before: there is no archive, or it has been taken over. */
function knowsAll({ archivePacks, archiveHash, archiveKnown }: RecorderState): boolean {
	return archivePacks.length === 0 && (archiveKnown || archiveHash !== null)
}

/** How a provider stands; where that cannot be rendered, as it stood when it could be. */
function nowOf(
	recorder: RecorderState,
	record: ProviderRecord,
	slot: string,
): readonly ProviderNow[] {
	const { id } = record.provider
	const last = recorder.lastNow.get(id)
	const aside = { present: true as const, ...(last?.asOf && { goodAt: last.asOf }) }
	const [now] = walled(recorder, id, 'now', slot, () => [providerNow(record)], aside)
	if (!now) return last ? [last] : []
	recorder.lastNow.set(id, now)
	return [now]
}

/** The crowd joins a timeline until three hours after the end. */
function isShowing(incident: Incident, slot: string): boolean {
	const { to } = lifespanOf(incident)
	return (
		isOpen(incident) ||
		(to !== null &&
			compareInstants(slot, addSeconds(to, crowdReachSeconds + countsPatienceSeconds)) <= 0)
	)
}

/** Incidents of crowd origin that differ from what was last published, where that is at hand. */
function crowdBorn(record: ProviderRecord, before: ProviderRecord | undefined): string[] {
	const known = new Map(
		before?.incidents
			.filter(({ origin }) => origin === 'crowd')
			.map((incident) => [incident.id, canonicalJson(incident)]),
	)
	return record.incidents
		.filter(
			(incident) =>
				incident.origin === 'crowd' && known.get(incident.id) !== canonicalJson(incident),
		)
		.map(({ id }) => id)
}

/**
 * What was counted in windows that began on a day, for all providers of the shard, with the usual
 * volume beside it.
 */
function countsPublication(
	{ shard }: RecorderDeps,
	recorder: RecorderState,
	day: string,
): Publication[] {
	const reports = [...recorder.crowd.reports.values()].flatMap((counts) =>
		counts.filter((count) => dayOf(count.at) === day),
	)
	reports.sort((a, b) => compareInstants(a.at, b.at) || (placeOf(a) < placeOf(b) ? -1 : 1))
	return reportsPublication(shard, { day, reports } satisfies ReportsDocument)
}

/**
 * A document that is too large in spite of all is not published, and said; its last good one
 * stands, and all others go on.
 */
function isWithinBound(
	recorder: RecorderState,
	shard: string,
	{ key, text }: Publication,
	slot: string,
): boolean {
	const [kind = '', owner = '', ...place] = key.split('/')
	const provider = ['incident', 'feed', 'history', 'counts', 'snap'].includes(kind) ? owner : shard
	const what = [kind, ...place].join('/')
	if (fits(text)) {
		if (recorder.quarantine.has(provider)) recorder.release(provider, `${what} size`, slot)
		return true
	}
	recorder.setAside(
		provider,
		`${what} size`,
		`it has ${bytesOf(text)} bytes, and a document may have ${most('bytesADocument')}`,
		slot,
	)
	return false
}

/**
 * Whose month of counts is to be made: when a day is over, and when counts of an earlier day come
 * late.
 */
function monthsToCount(
	changes: ChangeSet,
	providers: readonly Provider[],
	slot: string,
): { readonly provider: string; readonly month: string }[] {
	const { recorder } = changes
	const today = dayOf(slot)
	const rows = [...changes.counts].filter((row) => row.slice(-10) < today)
	const over = changes.dayOver
	if (over !== null) rows.push(...[...recorder.counts.keys()].filter((row) => row.endsWith(over)))
	const ids = new Set(providers.map(({ id }) => id))
	const wanted = new Map(
		rows
			.map((row) => ({ provider: row.split('/')[0] ?? '', month: row.slice(-10, -3) }))
			.map((one) => [`${one.provider} ${one.month}`, one]),
	)
	return [...wanted.values()].filter(({ provider }) => ids.has(provider))
}

function countMonthPublication(
	recorder: RecorderState,
	provider: string,
	month: string,
	today: string,
): Publication[] {
	// Days that are no longer held would be missing in a month made anew.
	if (
		[...recorder.countsFrom].some(
			([series, from]) => series.startsWith(`${provider}/`) && from > `${month}-01`,
		)
	)
		return []
	const [made] = publication(
		keys.counts(provider, month),
		'reports',
		countMonth(recorder.crowd.reports.get(provider) ?? [], month, today),
	)
	if (made && fits(made.text)) return [made]
	// Too many series for one document: it holds nothing, and readers go by the days.
	return publication(keys.counts(provider, month), 'reports', countMonth([], month, `${month}-01`))
}

/**
 * A day's runs: those closed before, those that this tick closes, and those that are open, as they
 * stand.
 */
function dayPublication(
	{ store }: RecorderDeps,
	changes: ChangeSet,
	{ provider, day }: { readonly provider: string; readonly day: string },
): Publication[] {
	const { recorder } = changes
	const fresh = [
		...changes.closed,
		...[...recorder.documents.values()].map((state) => state.chain.current),
	]
	const own = fresh.filter((run) => run.provider === provider && dayOf(run.fetchedAt) === day)
	const runs = [...store.readDay(provider, day), ...own]
	runs.sort(
		(a, b) =>
			compareInstants(a.fetchedAt, b.fetchedAt) || (documentKey(a) < documentKey(b) ? -1 : 1),
	)
	return snapshotsPublication(provider, day, runs)
}
