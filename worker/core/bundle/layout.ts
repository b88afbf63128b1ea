import { canonicalJson } from '#core/hash.ts'
import type { Export } from '#core/model/export.ts'
import { documentKey, type Snapshot } from '#core/model/snapshot.ts'
import { compareInstants } from '#core/time/time.ts'
import { type Evidences, fileNames } from './evidences.ts'
import { bundleReadme } from './readme.ts'
import { exportText } from './rebuild.ts'

/**
 * How an evidence bundle is written: which files it has and every byte of them, so that the same
 * record is the same folder.
 */

/** The text files beside the raw bytes, by name; all end in a newline. */
export function bundleTexts(evidences: Evidences, record: Export): Map<string, string> {
	return new Map([
		[fileNames.readme, bundleReadme(evidences, record)],
		[fileNames.record, exportText(record)],
		[fileNames.content, `${canonicalJson(evidences.content)}\n`],
		[fileNames.snapshots, linesOf(inChains(evidences.snapshots))],
		[
			fileNames.reports,
			linesOf(
				[...evidences.reports].sort(
					(a, b) => compareInstants(a.at, b.at) || compareTexts(canonicalJson(a), canonicalJson(b)),
				),
			),
		],
	])
}

/**
 * `SHA256SUMS` as sha256sum writes it, by path in code-unit order. `hashes` maps paths to hex
 * digests.
 */
export function sumsText(hashes: ReadonlyMap<string, string>): string {
	return [...hashes]
		.sort(([a], [b]) => compareTexts(a, b))
		.map(([path, hash]) => `${hash}  ${path}\n`)
		.join('')
}

/** Reads `SHA256SUMS`; undefined for a line that is not one. */
export function readSums(text: string): Map<string, string> | undefined {
	const sums = new Map<string, string>()
	for (const line of text.split('\n').filter((line) => line !== '')) {
		const match = /^([0-9a-f]{64}) [ *](\S.*)$/.exec(line)
		if (!match?.[1] || !match[2]) return undefined
		sums.set(match[2], match[1])
	}
	return sums
}

/**
 * Snapshots by document, each chain by time; runs of one moment keep the order in which they are
 * given.
 */
export function inChains(snapshots: readonly Snapshot[]): Snapshot[] {
	const chains = Map.groupBy(snapshots, documentKey)
	return [...chains]
		.sort(([a], [b]) => compareTexts(a, b))
		.flatMap(([, chain]) => [...chain].sort((a, b) => compareInstants(a.fetchedAt, b.fetchedAt)))
}

function linesOf(values: readonly unknown[]): string {
	return values.map((value) => `${canonicalJson(value)}\n`).join('')
}

function compareTexts(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}
