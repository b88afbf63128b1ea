import { isOpen } from '#core/incident/lifespan.ts'
import type { Provider } from '#core/model/provider.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import type { HeadsDocument } from '#core/publish/documents.ts'
import { addSeconds, compareInstants, dayOf } from '#core/time.ts'
import { keys } from '../keys.ts'
import type { Adopted } from './adopt.ts'
import { kvLimitOf } from './budget.ts'
import type { Draft } from './draft.ts'
import { heartbeatOf, ledgerOf, type Memory, marks, recordIn } from './memory.ts'
import type { Parts } from './parts.ts'
import { nowPublication, type Publication, publication, publicationsOf, snapshotsPublication } from './publish.ts'
import type { OutboxRow } from './store.ts'

/** Documents that only tell of a gap, or of runs that failed, may wait this long so that several changes are one write. */
const patienceSeconds = 900

/** KV writes in one tick at most. */
const writesPerTick = 100

/** The days of chain heads that are published. */
const headDays = 30

/** Writes everything that a tick changed in one transaction, and says what KV is to be given now. The cost is booked before it is spent. */
export function commit(
	parts: Parts,
	memory: Memory,
	draft: Draft,
	adopted: readonly Adopted[],
	providers: readonly Provider[],
	slot: string,
): readonly OutboxRow[] {
	const { store } = parts
	for (const [provider, { at }] of draft.touched) if (at !== '') memory.changedAt.set(provider, at)
	const offers = offersOf(parts, memory, draft, providers, slot)
	let due: readonly OutboxRow[] = []
	const rowsBefore = store.rowsWritten
	store.transaction(() => {
		for (const run of draft.closed) store.writeSnapshot(run, memory.gapRuns.includes(run))
		for (const incident of draft.adopted) store.writeIncident(incident)
		for (const [provider, { incidents }] of draft.touched) writeIncidents(parts, memory, provider, incidents)
		for (const provider of draft.rests) store.writeRest(provider, ledgerOf(memory, provider).rest)
		for (const source of draft.problems) store.writeMark(marks.problems(source), memory.problems.get(source) ?? [])
		for (const [mark, value] of draft.marks) store.writeMark(mark, value)
		for (const blob of draft.kept) memory.outbox.keepBlob(blob, slot)
		for (const { key, tells } of adopted) memory.outbox.adopt(key, 'incident', tells)
		for (const {
			publication: { key, kind, text, tells },
			after,
		} of offers)
			memory.outbox.offer(key, kind, text, tells, slot, after)
		for (const day of draft.days.values()) offerDay(parts, memory, day, slot)
		due = memory.outbox.due(slot, memory.spent.kvWrites, kvLimitOf(parts.shards), mostNow(memory, slot))
		// The heartbeat's own row is one, and each written document's settling will be one.
		const rows = store.rowsWritten - rowsBefore + 1 + due.length
		memory.spent = { ...memory.spent, kvWrites: memory.spent.kvWrites + due.length, rowsWritten: memory.spent.rowsWritten + rows }
		store.writeHeartbeat(heartbeatOf(memory))
	})
	return due
}

interface Offer {
	readonly publication: Publication
	readonly after: string
}

function offersOf(parts: Parts, memory: Memory, draft: Draft, providers: readonly Provider[], slot: string): Offer[] {
	const patient = addSeconds(slot, patienceSeconds)
	const after = (urgent: boolean) => (urgent ? slot : patient)
	const offers: Offer[] = []
	const offer = (publications: readonly Publication[], urgent: boolean) => {
		for (const publication of publications) offers.push({ publication, after: after(urgent) })
	}
	const record = (provider: Provider) => recordIn(memory, parts.content, provider, providers)
	let urgentNow: boolean | undefined
	for (const provider of providers) {
		const change = draft.touched.get(provider.id)
		if (!change) continue
		urgentNow = (urgentNow ?? false) || change.urgent
		const others = providers.filter((other) => other.id !== provider.id).map(record)
		// A gap shows in the picture of what is open.
		const open = change.urgent
			? []
			: record(provider)
					.incidents.filter(isOpen)
					.map((incident) => incident.id)
		offer(publicationsOf(parts.shard, record(provider), new Set([...change.incidents, ...open]), others), change.urgent)
	}
	if (urgentNow !== undefined) offer(nowPublication(parts.shard, providers.map(record)), urgentNow)
	const heads = draft.marks.get(marks.heads)
	if (heads) offer(publication(keys.heads(parts.shard), 'heads', heads), true)
	return offers
}

function writeIncidents({ store }: Parts, memory: Memory, provider: string, ids: ReadonlySet<string>): void {
	const ledger = ledgerOf(memory, provider)
	for (const id of ids) {
		const incident = ledger.incidents.get(id)
		if (incident) store.writeIncident(incident)
	}
}

function offerDay({ store }: Parts, memory: Memory, { provider, day, urgent }: { provider: string; day: string; urgent: boolean }, slot: string): void {
	const open = [...memory.documents.values()].map((state) => state.chain.current).filter((run) => run.provider === provider && dayOf(run.fetchedAt) === day)
	const runs = [...store.readDay(provider, day), ...open].sort(
		(a, b) => compareInstants(a.fetchedAt, b.fetchedAt) || (documentKey(a) < documentKey(b) ? -1 : 1),
	)
	const after = urgent ? slot : addSeconds(slot, patienceSeconds)
	for (const { key, kind, text, tells } of snapshotsPublication(provider, day, runs)) memory.outbox.offer(key, kind, text, tells, slot, after)
}

/** While KV refuses, one write every five minutes asks whether it still does. */
function mostNow(memory: Memory, slot: string): number {
	if (!memory.spent.kvRefused) return writesPerTick
	return Date.parse(slot) % 300_000 === 0 ? 1 : 0
}

/** When a UTC day has ended: the last closed run of every document, so that our own rewriting would show. */
export function noteHeads(memory: Memory, draft: Draft, slot: string, before: () => HeadsDocument | undefined): void {
	if (memory.slot === null || dayOf(memory.slot) === dayOf(slot)) return
	const heads = [...memory.documents].flatMap(([document, { chain }]) => headOf(document, chain.current)).sort((a, b) => (a.document < b.document ? -1 : 1))
	const days = [{ day: dayOf(memory.slot), heads }, ...(before()?.days ?? [])].slice(0, headDays)
	draft.marks.set(marks.heads, { days } satisfies HeadsDocument)
}

function headOf(document: string, { previous, previousLookAt }: Snapshot) {
	return previousLookAt === undefined ? [] : [{ document, hash: previous, until: previousLookAt }]
}
