import type { Content } from '#core/model/content.ts'
import type { ReportCount } from '#core/model/report.ts'
import type { Snapshot } from '#core/model/snapshot.ts'

/** What a bundle rests on; `export.json` is computed from it. */
export interface Evidences {
	readonly content: Content
	readonly snapshots: readonly Snapshot[]
	readonly reports: readonly ReportCount[]
}

export const fileNames = {
	record: 'export.json',
	content: 'content.json',
	snapshots: 'snapshots.jsonl',
	reports: 'reports.jsonl',
	sums: 'SHA256SUMS',
	readme: 'README.md',
	blobs: 'snapshots',
} as const
