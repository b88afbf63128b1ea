import type { Rise } from '#core/model/report.ts'
import { compareInstants, dayOf, instantOf } from '#core/time/time.ts'
import type { LookBack } from '../reading/look-back.ts'
import { incidentsAt } from '../reading/time-machine.ts'
import { looksOf, recordPage, statusOf, tagOf, waitingFor } from './answers.ts'
import { importDocuments } from './import.ts'
import { leaseMilliseconds, type RecorderDeps, type TickContext } from './recorder-deps.ts'
import {
	type CountPage,
	type DocumentLook,
	failureSentence,
	type ImportReport,
	type ImportRequest,
	type ProviderSurfaces,
	type RecorderStatus,
	type RecordPage,
	type RecordProgress,
	type SnapshotPage,
	type TickFailure,
	type TickReport,
} from './recorder-rpc.ts'
import { RecorderState } from './state.ts'
import { SupersededError, tick } from './tick.ts'
import { isAhead, noteWrongClock, WrongClockError } from './wrong-clock.ts'

/**
 * So many ticks are given up for a clock that went back for a moment; then it is the later time
 * that was wrong.
 */
const ticksToInsist = 3

/**
 * One recorder at work: what it knows, its lease, one tick at a time. Everything that it touches is
 * in its `deps`.
 */
export class Shard {
	readonly #deps: RecorderDeps
	readonly #clock: () => number
	#recorder: RecorderState | undefined
	#lease: { readonly since: number; readonly slot: string } | undefined
	#archiveSeen = false
	#failure: TickFailure | null = null
	/** Ticks in a row that came from before the last one, and nobody could say what time it is. */
	#earlier = 0

	/** `clock` gives epoch milliseconds; it times the lease and nothing that is recorded. */
	constructor(deps: RecorderDeps, clock: () => number) {
		this.#deps = deps
		this.#clock = clock
	}

	/** Runs the tick of a slot, unless it was run before or another one is under way. */
	async tick(context: Omit<TickContext, 'holds'>): Promise<TickReport> {
		const { slot } = context
		return await this.#alone(slot, async (recorder, holds) => {
			const repeated = recorder.slot !== null && compareInstants(recorder.slot, slot) >= 0
			if (repeated && (context.provenance !== 'live' || !isAhead(recorder, slot)))
				return idle(slot, 'repeated')
			const { archiveSeen, ...report } = await tick(
				this.#deps,
				recorder,
				{ ...context, holds, insists: this.#earlier >= ticksToInsist },
				this.#archiveSeen,
			)
			this.#earlier = 0
			this.#archiveSeen = archiveSeen
			this.#failure = null
			return report
		})
	}

	/**
	 * Remembers that a tick came to nothing. Whoever asked for it says so, too: a store that takes
	 * nothing shows when the tick is over, and ends
	 * this object.
	 */
	noteFailure(slot: string, error: unknown): void {
		this.#failure = { slot, message: failureSentence(error) }
	}

	/**
	 * Takes files as evidence, through the same pipeline. Waits for nothing: throws while a tick is
	 * under way.
	 */
	async importDocuments(request: ImportRequest): Promise<ImportReport> {
		const outcome = await this.#alone(
			request.readAt,
			async (recorder, holds) => await importDocuments(this.#deps, recorder, request, holds),
		)
		if ('ran' in outcome) throw new Error('a tick is under way; try again in a minute')
		return outcome
	}

	looks(): readonly DocumentLook[] {
		return looksOf(this.#deps, this.#known(), this.#providers(), this.#now())
	}

	status(): RecorderStatus {
		return {
			...statusOf(this.#deps, this.#known(), this.#providers(), this.#now()),
			failure: this.#failure,
		}
	}

	/** What it knows around a moment: see LookBack. Null where it may know less than the archive. */
	lookBack(provider: string, moment: string): string | null {
		const recorder = this.#known()
		const record = this.#records().find((own) => own.provider.id === provider)
		if (!record || recorder.archivePacks.length > 0) return null
		const open = [...recorder.documents.values()]
			.map(({ chain }) => chain.current)
			.filter((run) => run.provider === provider)
		const snapshots = [...this.#deps.store.readAround(provider, dayOf(moment)), ...open]
		const incidents = incidentsAt(record, moment)
		return JSON.stringify({ snapshots, incidents } satisfies LookBack)
	}

	/**
	 * The surfaces of the shard's providers, those that imports added included, and the sources that
	 * only imports know.
	 */
	surfaces(): ProviderSurfaces[] {
		return this.#providers().map(({ id, surfaces }) => {
			const imported = this.#known().imported.get(id)
			return { provider: id, surfaces, ...(imported && { imported: JSON.stringify(imported) }) }
		})
	}

	/** Where its providers' counts were unusual, of the rises that began at or after an instant. */
	rises(since: string): Rise[] {
		return this.#known().crowd.rises.filter((rise) => compareInstants(rise.roseAt, since) >= 0)
	}

	/** How far its record is, for those who count from it. */
	recordProgress(): RecordProgress {
		return {
			tag: this.#tag(),
			waitsFor: waitingFor(this.#known(), this.#archiveSeen),
			surfaces: this.surfaces(),
		}
	}

	/** The record page by page; each says of which state it is. */
	recordPage(cursor: string): RecordPage {
		return recordPage(this.#records(), this.#tag(), cursor)
	}

	#tag(): string {
		return tagOf(this.#known(), this.#records())
	}

	#records() {
		const providers = this.#providers()
		return providers.map((provider) =>
			this.#known().recordOf(this.#deps.content, provider, providers),
		)
	}

	/** Closed runs page by page, then those that are open, as they stand. */
	snapshots(cursor: string): SnapshotPage {
		const page = this.#deps.store.readSnapshots(cursor, 500)
		if (page.next !== null) return page
		return {
			snapshots: [
				...page.snapshots,
				...[...this.#known().documents.values()].map((state) => state.chain.current),
			],
			next: null,
		}
	}

	/** The crowd's counts page by page, oldest first. */
	counts(cursor: string): CountPage {
		return this.#deps.store.readCountPage(cursor, 100)
	}

	/** The last slot that was ticked. */
	get slot(): string | null {
		return this.#known().slot
	}

	/** Raw bytes that wait for KV. */
	waitingBlob(sha256: string): Uint8Array | undefined {
		return this.#known().outbox.blob(sha256)
	}

	#known(): RecorderState {
		this.#recorder ??= new RecorderState(this.#deps.store, this.#now().slice(0, 10))
		return this.#recorder
	}

	#providers() {
		return this.#known().providersOf(this.#deps.content, this.#deps.mine)
	}

	#now(): string {
		return instantOf(this.#clock())
	}

	async #alone<T>(
		slot: string,
		work: (recorder: RecorderState, holds: () => boolean) => Promise<T>,
	): Promise<T | TickReport> {
		const now = this.#clock()
		if (this.#lease) {
			if (now - this.#lease.since < leaseMilliseconds) return idle(slot, 'busy')
			// The other one hangs. It will find its lease gone; what it did in memory is not trusted.
			this.#recorder = undefined
			this.noteFailure(
				this.#lease.slot,
				new Error('the tick did not end within a minute and was given up'),
			)
		}
		const lease = { since: now, slot }
		this.#lease = lease
		try {
			return await work(this.#known(), () => this.#lease === lease)
		} catch (error) {
			if (this.#lease === lease) this.#recorder = undefined
			if (error instanceof SupersededError) return idle(slot, 'busy')
			this.noteFailure(slot, error)
			if (error instanceof WrongClockError) {
				this.#earlier = error.check.silent ? this.#earlier + 1 : 0
				noteWrongClock(this.#deps.store, error.check)
				return idle(slot, 'clock')
			}
			throw error
		} finally {
			if (this.#lease === lease) this.#lease = undefined
		}
	}
}

function idle(slot: string, reason: NonNullable<TickReport['reason']>): TickReport {
	return {
		slot,
		ran: false,
		reason,
		fetches: 0,
		stored: 0,
		failed: 0,
		unreached: 0,
		changed: 0,
		kvWrites: 0,
		rowsWritten: 0,
	}
}
