import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import type {
	DocumentLook,
	ImportReport,
	ImportRequest,
	RecorderAnswers,
	RecorderStatus,
	ReplayProgress,
	ReplayRequest,
	SnapshotPage,
	TickReport,
} from './recorder-rpc.ts'

/** The only writer of the record: asks what is due, archives, folds, publishes. One object per shard. */
export class Recorder extends DurableObject<Env> implements RecorderAnswers {
	async tick(slot: string): Promise<TickReport> {
		return { slot, ran: false, fetches: 0, stored: 0, failed: 0, unreached: 0, changed: 0, kvWrites: 0, rowsWritten: 0 }
	}

	async looks(): Promise<readonly DocumentLook[]> {
		return []
	}

	async status(): Promise<RecorderStatus> {
		throw new Error('the recorder has not ticked yet')
	}

	async snapshots(_cursor?: string): Promise<SnapshotPage> {
		return { snapshots: [], next: null }
	}

	/** The raw bytes of a snapshot that this recorder archived; null when it does not know them. */
	async blob(_sha256: string): Promise<Uint8Array | null> {
		return null
	}

	async importDocuments(_request: ImportRequest): Promise<ImportReport> {
		return { snapshots: [], incidents: 0, problems: [], refused: [] }
	}

	async replay(_request: ReplayRequest): Promise<ReplayProgress> {
		return { done: true, slot: null, ticks: 0, fetches: 0, kvWrites: 0, rowsWritten: 0 }
	}
}
