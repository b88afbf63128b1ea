import { createHash } from 'node:crypto'
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import { type Evidences, fileNames } from '#core/bundle/evidences.ts'
import { bundleTexts, readSums, sumsText } from '#core/bundle/layout.ts'
import { rebuild } from '#core/bundle/rebuild.ts'
import { readBySchema } from '#core/content/issues.ts'
import { Content } from '#core/model/content.ts'
import { Export } from '#core/model/export.ts'
import { ReportCount } from '#core/model/report.ts'
import { Snapshot } from '#core/model/snapshot.ts'
import { shown, UsageError } from './command.ts'
import { jsonIn } from './json.ts'

/**
 * Evidence bundles on disk. A bundle appears whole or not at all: it is written beside its place
 * and then renamed.
 */

/** Raw bytes by their SHA-256. */
export type Blobs = ReadonlyMap<string, Uint8Array>

/** Says in a sentence why a bundle cannot be written there; undefined when it can. */
export function cannotWrite(folder: string, replace = false): string | undefined {
	if (!existsSync(folder)) return undefined
	if (!statSync(folder).isDirectory()) return `${folder} is a file`
	const entries = readdirSync(folder)
	if (entries.length === 0) return undefined
	if (!replace) return `${folder} is not empty`
	return foreignTo(folder)
}

/** What a folder must have to be taken for a bundle, and then be replaced. */
const marks = [fileNames.record, fileNames.sums, fileNames.snapshots]

/**
 * Says why a folder is no bundle that could be thrown away: something of one is missing, or
 * something is in it that no bundle has.
 */
function foreignTo(folder: string): string | undefined {
	const entries = readdirSync(folder, { withFileTypes: true })
	const missing = marks.filter(
		(name) => !entries.some((entry) => entry.name === name && entry.isFile()),
	)
	if (missing.length > 0)
		return `${folder} is not empty and not a bundle: it has no ${missing.join(', no ')}`
	const known: readonly string[] = Object.values(fileNames)
	const blobs = join(folder, fileNames.blobs)
	const inside = existsSync(blobs) ? readdirSync(blobs, { withFileTypes: true }) : []
	const foreign = [
		...entries
			.filter(
				(entry) =>
					!known.includes(entry.name) || entry.isDirectory() !== (entry.name === fileNames.blobs),
			)
			.map(({ name }) => name),
		...inside
			.filter((entry) => !entry.isFile() || !/^[0-9a-f]{64}$/.test(entry.name))
			.map(({ name }) => `${fileNames.blobs}/${name}`),
	]
	const [first] = foreign
	if (first !== undefined)
		return `${folder} holds ${JSON.stringify(first)}, which no bundle has: it is left as it is`
	// A sum that differs may be a merge's doing; a file that no sum is of is somebody's own.
	const sums = readSums(readText(folder, fileNames.sums) ?? '')
	const strange = filesOf(folder).find((path) => !sums?.has(path))
	return strange === undefined
		? undefined
		: `${folder} holds ${JSON.stringify(strange)}, which its ${fileNames.sums} does not name: it ` +
				'is left as it is'
}

/**
 * Computes the Export from the evidence, and all counts, those of imported files included.
 * `progress` is told how many of how many ticks are folded.
 */
export function rebuilt(
	evidences: Evidences,
	blobs: Blobs,
	progress?: (done: number, of: number) => void,
): ReturnType<typeof rebuild> {
	const decoder = new TextDecoder()
	return rebuild({
		...evidences,
		...(progress && { progress }),
		// What is missing is a finding of its own; it must not hide all others.
		lacking: () => undefined,
		readBlob: (sha256) => {
			const bytes = blobs.get(sha256)
			return bytes && decoder.decode(bytes)
		},
	})
}

export interface WriteOptions {
	/** Puts it in the place of a bundle that is there. */
	readonly replace?: boolean
	/** Leaves out the bytes that are not among the blobs: `verify` lists them. */
	readonly incomplete?: boolean
}

/**
 * Writes a bundle and gives its Export. Throws an Error with a sentence when the folder is not
 * free, or bytes are missing that may not be.
 */
export function writeBundle(
	folder: string,
	evidences: Evidences,
	blobs: Blobs,
	options: WriteOptions = {},
): Export {
	const refusal = cannotWrite(folder, options.replace)
	if (refusal) throw new Error(refusal)
	const { record, reports } = rebuilt(evidences, blobs)
	const named = new Set(evidences.snapshots.flatMap((snapshot) => snapshot.sha256 ?? []))
	const partial = `${folder}.partial-${process.pid}`
	const former = `${folder}.former-${process.pid}`
	mkdirSync(dirname(partial), { recursive: true })
	rmSync(partial, { recursive: true, force: true })
	try {
		mkdirSync(join(partial, fileNames.blobs), { recursive: true })
		const sums = new Map<string, string>()
		const put = (path: string, bytes: Uint8Array) => {
			writeFileSync(join(partial, path), bytes)
			sums.set(path, hashOf(bytes))
		}
		for (const [path, text] of bundleTexts({ ...evidences, reports }, record))
			put(path, Buffer.from(text))
		for (const sha256 of named) {
			const bytes = blobs.get(sha256)
			if (!bytes && !options.incomplete) throw new Error(`the bytes of ${sha256} are missing`)
			if (bytes) put(`${fileNames.blobs}/${sha256}`, bytes)
		}
		writeFileSync(join(partial, fileNames.sums), sumsText(sums))
		// The old one goes when the new one stands in its place, and comes back when it cannot.
		if (existsSync(folder)) renameSync(folder, former)
		try {
			renameSync(partial, folder)
		} catch (error) {
			if (existsSync(former)) renameSync(former, folder)
			throw error
		}
		rmSync(former, { recursive: true, force: true })
	} finally {
		rmSync(partial, { recursive: true, force: true })
	}
	return record
}

/**
 * The evidence of a bundle that is known to be sound; undefined when the folder is none. Throws
 * when its files do not fit the model.
 */
export function readEvidences(
	folder: string,
): { readonly evidences: Evidences; readonly blobs: Blobs } | undefined {
	const texts = [fileNames.content, fileNames.snapshots, fileNames.reports].map((name) =>
		readText(folder, name),
	)
	const [content, snapshots, reports] = texts
	if (content === undefined || snapshots === undefined || reports === undefined) return undefined
	const lines = (text: string): unknown[] =>
		text.split('\n').flatMap((line) => (line === '' ? [] : [jsonIn(line)]))
	const evidences = {
		content: Content.parse(jsonIn(content)),
		snapshots: z.array(Snapshot).parse(lines(snapshots)),
		reports: z.array(ReportCount).parse(lines(reports)),
	}
	const named = new Set(evidences.snapshots.flatMap((snapshot) => snapshot.sha256 ?? []))
	return {
		evidences,
		blobs: new Map(
			[...named].map((sha256) => [sha256, readFileSync(join(folder, fileNames.blobs, sha256))]),
		),
	}
}

/**
 * The Export of a bundle, as it stands there. Throws with a sentence when the folder is none, or
 * its record does not fit the model.
 */
export function readRecord(folder: string, name = shown(folder)): Export {
	const text = readText(folder, fileNames.record)
	if (text === undefined) throw new UsageError(`${name} is not an evidence bundle`)
	const { value, issues } = readBySchema(Export, jsonIn(text))
	if (value !== undefined) return value
	const [first] = issues
	throw new Error(
		`${join(name, fileNames.record)}: ${first?.path}: expected ${first?.expected}, found ${first?.got}`,
	)
}

/** The text of one of a bundle's files; undefined when it is not there. */
export function readText(folder: string, name: string): string | undefined {
	const path = join(folder, name)
	// A pipe would never end.
	return statSync(path, { throwIfNoEntry: false })?.isFile()
		? readFileSync(path, 'utf8')
		: undefined
}

/** Paths of all files of a bundle but SHA256SUMS, with `/`, sorted. */
export function filesOf(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) =>
			join(entry.parentPath, entry.name)
				.slice(folder.length + 1)
				.replaceAll('\\', '/'),
		)
		.filter((path) => path !== fileNames.sums)
		.sort()
}

/** SHA-256 of bytes in hex, by Node's own, for files of any size. */
export function hashOf(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex')
}
