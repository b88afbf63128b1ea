import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type * as z from 'zod/mini'
import { type Blob, brokenChains, strayBlobs } from '#core/bundle/chains.ts'
import { type Difference, differences } from '#core/bundle/differences.ts'
import { fileNames } from '#core/bundle/evidences.ts'
import { bundleTexts, readSums } from '#core/bundle/layout.ts'
import { readBySchema } from '#core/content/issues.ts'
import { Content } from '#core/model/content.ts'
import { ReportCount } from '#core/model/report.ts'
import { Snapshot } from '#core/model/snapshot.ts'
import { filesOf, hashOf, readText, rebuilt } from './bundle.ts'
import { checkout } from './checkout.ts'
import { type Command, Negative, readArguments, shown, UsageError } from './command.ts'
import { jsonIn } from './json.ts'
import { startProgress } from './progress.ts'
import { say } from './terminal.ts'

/**
 * What a verification found: nothing when the bundle is what it says. Sentences, in the order of
 * the checks.
 */
export interface Verdict {
	readonly findings: readonly string[]
	/** Remarks that are not findings, such as that other rules built it. */
	readonly remarks: readonly string[]
	readonly snapshots: number
	readonly blobs: number
}

export const command: Command = {
	summary: 'recomputes a bundle from its snapshots and compares',
	usage: [
		'usage: tidemark verify [BUNDLE] [--all]',
		'',
		'Checks an evidence bundle (content/archive when none is named): the sums, that the bytes ' +
			'are what their names say, that the looks are',
		'chained, and that export.json is what the rest gives when it is computed anew. Exit 1 and ' +
			'a list when anything differs.',
		'',
		'  --all   lists every difference, not only the first 40: one changed byte can move hundreds of lines',
	].join('\n'),
	async run(args) {
		const { positionals, values } = readArguments(args, { all: { type: 'boolean' } })
		if (positionals.length > 1) throw new UsageError(`"${positionals[1]}" is one argument too many`)
		const folder =
			positionals[0] === undefined ? checkout('content', 'archive') : resolve(positionals[0])
		if (!existsSync(folder))
			throw new UsageError(`there is no folder ${positionals[0] ?? 'content/archive'}`)
		if (
			!existsSync(join(folder, fileNames.record)) &&
			!existsSync(join(folder, fileNames.snapshots))
		)
			throw new UsageError(`${folder} is not an evidence bundle`)
		const progress = startProgress('verify', 1)
		const verdict = verifyBundle(folder, progress.at)
		progress.end()
		for (const remark of verdict.remarks) say(remark)
		const listed = values.all ? verdict.findings : verdict.findings.slice(0, 40)
		for (const finding of listed) say(finding)
		if (listed.length < verdict.findings.length)
			say(`and ${verdict.findings.length - listed.length} more, which --all lists`)
		const name = shown(folder)
		if (verdict.findings.length > 0)
			throw new Negative(
				`${name} differs from what its evidence gives: ${verdict.findings.length} ` +
					`${verdict.findings.length === 1 ? 'difference' : 'differences'}`,
			)
		say(`${name}: ${verdict.snapshots} looks and ${verdict.blobs} documents give this record`)
	},
}

/**
 * Checks a bundle. Never throws for what a bundle holds. `progress` is told the share that is done,
 * from 0 to 1.
 */
export function verifyBundle(
	folder: string,
	progress: (share: number, note: string) => void = () => undefined,
): Verdict {
	const findings: string[] = []
	const remarks: string[] = []
	const paths = filesOf(folder)
	const hashes = new Map<string, string>()
	const contents = new Map<string, Uint8Array>()
	for (const [index, path] of paths.entries()) {
		const bytes = readFileSync(join(folder, path))
		hashes.set(path, hashOf(bytes))
		contents.set(path, bytes)
		progress((0.2 * index) / paths.length, path)
	}
	findings.push(...sumFindings(readText(folder, fileNames.sums), hashes))

	const prefix = `${fileNames.blobs}/`
	const blobPaths = paths.filter((path) => path.startsWith(prefix))
	const bytesOf = new Map(
		blobPaths.map((path) => [path.slice(prefix.length), contents.get(path) ?? new Uint8Array()]),
	)
	const blobs = new Map<string, Blob>(
		blobPaths.map((path) => [
			path.slice(prefix.length),
			{ bytes: contents.get(path)?.byteLength ?? 0, sha256: hashes.get(path) ?? '' },
		]),
	)
	const text = (name: string) => {
		const bytes = contents.get(name)
		if (!bytes) findings.push(`${name}: expected a file, found nothing`)
		return bytes && new TextDecoder().decode(bytes)
	}
	const content = readJson(text(fileNames.content), fileNames.content, Content, findings)
	const snapshots = readLines(text(fileNames.snapshots), fileNames.snapshots, Snapshot, findings)
	const reports = readLines(text(fileNames.reports), fileNames.reports, ReportCount, findings)
	const recordText = text(fileNames.record)
	findings.push(
		...sentences('', strayBlobs(snapshots ?? [], blobs)),
		...sentences(`${fileNames.snapshots}: `, brokenChains(snapshots ?? [], blobs)),
	)

	if (content && snapshots && reports && recordText !== undefined) {
		try {
			const evidences = { content, snapshots, reports }
			const { record: expected, reports: counted } = rebuilt(evidences, bytesOf, (done, of) =>
				progress(0.2 + (0.8 * done) / of, 'computing'),
			)
			const texts = bundleTexts({ ...evidences, reports: counted }, expected)
			findings.push(
				...sentences(
					`${fileNames.reports}: `,
					differences(parsedLines(texts.get(fileNames.reports) ?? ''), reports),
				),
			)
			const found = jsonIn(recordText)
			if (found === undefined)
				findings.push(`${fileNames.record}: expected JSON, found something else`)
			else {
				const builtBy = (found as { builtBy?: unknown } | null)?.builtBy
				if (builtBy !== expected.builtBy)
					remarks.push(
						`${fileNames.record} was built by ${JSON.stringify(builtBy)}, these are the rules of ` +
							`${JSON.stringify(expected.builtBy)}: differences may come from that`,
					)
				findings.push(
					...sentences(
						`${fileNames.record}: `,
						differences(jsonIn(texts.get(fileNames.record) ?? ''), found),
					),
				)
			}
			for (const [name, canonical] of texts) {
				const bytes = contents.get(name)
				if (
					bytes &&
					!findings.some((finding) => finding.startsWith(`${name}:`)) &&
					!Buffer.from(canonical).equals(bytes)
				)
					findings.push(`${name}: the same values, but not written in the canonical form`)
			}
		} catch (error) {
			findings.push(
				`${fileNames.record}: cannot be computed: ${error instanceof Error ? error.message : String(error)}`,
			)
		}
	}
	return { findings, remarks, snapshots: snapshots?.length ?? 0, blobs: blobs.size }
}

function sumFindings(text: string | undefined, hashes: ReadonlyMap<string, string>): string[] {
	if (text === undefined) return [`${fileNames.sums}: expected a file, found nothing`]
	const sums = readSums(text)
	if (!sums)
		return [`${fileNames.sums}: expected lines of a SHA-256 and a path, found something else`]
	const wrong = [...sums].flatMap(([path, sum]) =>
		hashes.get(path) === sum
			? []
			: [
					`${path}: expected the SHA-256 ${sum} of ${fileNames.sums}, found ${hashes.get(path) ?? 'no such file'}`,
				],
	)
	return [
		...wrong,
		...[...hashes.keys()]
			.filter((path) => !sums.has(path))
			.map((path) => `${path}: expected a line in ${fileNames.sums}, found none`),
	]
}

function readJson<T>(
	text: string | undefined,
	name: string,
	schema: z.ZodMiniType<T>,
	findings: string[],
): T | undefined {
	if (text === undefined) return undefined
	const json = jsonIn(text)
	if (json === undefined) {
		findings.push(`${name}: expected JSON, found something else`)
		return undefined
	}
	const { value, issues } = readBySchema(schema, json)
	findings.push(
		...issues.map(
			(issue) => `${name}: ${issue.path}: expected ${issue.expected}, found ${issue.got}`,
		),
	)
	return value
}

function readLines<T>(
	text: string | undefined,
	name: string,
	schema: z.ZodMiniType<T>,
	findings: string[],
): T[] | undefined {
	if (text === undefined) return undefined
	const lines = text.split('\n').filter((line) => line !== '')
	const values = lines.map((line, index) =>
		readJson(line, `${name}: line ${index + 1}`, schema, findings),
	)
	return values.every((value) => value !== undefined) ? values : undefined
}

function sentences(prefix: string, found: readonly Difference[]): string[] {
	return found.map(
		(difference) =>
			`${prefix}${difference.path}: expected ${difference.expected}, found ${difference.found}`,
	)
}

function parsedLines(text: string): unknown[] {
	return text.split('\n').flatMap((line) => (line === '' ? [] : [jsonIn(line)]))
}
