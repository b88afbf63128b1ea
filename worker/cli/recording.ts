import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import * as z from 'zod/mini'
import { readBySchema } from '#core/content/issues.ts'
import { Instant, WebAddress } from '#core/model/instant.ts'
import { compareInstants } from '#core/time/time.ts'

/** A recording on disk: what addresses answered and when, to be played in place of the Internet. */

const Frame = z.object({
	at: Instant,
	url: WebAddress,
	status: z.exactOptional(z.int().check(z.gte(100), z.lte(599))),
	headers: z.exactOptional(z.record(z.string(), z.string())),
	/** Relative to the manifest; null for a fetch that fails. */
	file: z.nullable(z.string()),
	failure: z.exactOptional(z.enum(['timeout', 'network'])),
})

const Manifest = z.object({
	recording: z.string().check(z.minLength(1)),
	from: Instant,
	to: Instant,
	provenance: z.optional(z.string()),
	/** True when each frame is one look and says nothing of the time after it. */
	captures: z.exactOptional(z.boolean()),
	/**
	 * `ours` for a recording that was rebuilt from facts: its statements are summaries, and are never
	 * shown as the provider's words.
	 */
	words: z.exactOptional(z.literal('ours')),
	frames: z.array(Frame).check(z.minLength(1)),
})

export type Frame = z.infer<typeof Frame>
export type Manifest = z.infer<typeof Manifest>

export interface Recording {
	readonly manifest: Manifest
	/** The frames' files by the name that the manifest gives them. */
	readonly bodies: ReadonlyMap<string, Uint8Array>
}

/** Reads a recording's folder; `problems` are sentences, all of them at once. */
export function readRecording(folder: string): {
	readonly recording?: Recording
	readonly problems: readonly string[]
} {
	const file = join(folder, 'manifest.json')
	if (!existsSync(file)) return { problems: [`${folder} is no recording: it has no manifest.json`] }
	let json: unknown
	try {
		json = JSON.parse(readFileSync(file, 'utf8'))
	} catch (error) {
		return {
			problems: [
				`manifest.json: expected JSON, got ${error instanceof Error ? error.message : String(error)}`,
			],
		}
	}
	const { value: manifest, issues } = readBySchema(Manifest, json)
	if (!manifest)
		return {
			problems: issues.map(
				(issue) => `manifest.json: ${issue.path}: expected ${issue.expected}, got ${issue.got}`,
			),
		}
	const bodies = new Map<string, Uint8Array>()
	const problems = [
		...problemsOfOrder(manifest),
		...manifest.frames.flatMap((frame, index) => problemsOfFrame(frame, index, folder, bodies)),
	]
	return problems.length > 0 ? { problems } : { recording: { manifest, bodies }, problems }
}

function problemsOfOrder({ from, to, frames }: Manifest): string[] {
	const problems =
		compareInstants(from, to) < 0
			? []
			: [`manifest.json: to: expected an instant after ${from}, got ${to}`]
	const last = new Map<string, string>()
	for (const [index, { url, at }] of frames.entries()) {
		const before = last.get(url)
		if (before !== undefined && compareInstants(at, before) <= 0)
			problems.push(
				`manifest.json: frames[${index}].at: expected an instant after ${before}, the frame before ` +
					`it of that url, got ${at}`,
			)
		last.set(url, at)
	}
	return problems
}

function problemsOfFrame(
	frame: Frame,
	index: number,
	folder: string,
	bodies: Map<string, Uint8Array>,
): string[] {
	const place = `manifest.json: frames[${index}]`
	if (frame.file === null)
		return frame.failure === undefined
			? [`${place}.failure: expected "timeout" or "network" beside "file": null, got nothing`]
			: []
	if (frame.failure !== undefined)
		return [`${place}.failure: expected none beside a file, got ${JSON.stringify(frame.failure)}`]
	if (frame.status === undefined) return [`${place}.status: expected a number, got nothing`]
	if (bodies.has(frame.file)) return []
	const path = join(folder, frame.file)
	if (isAbsolute(frame.file) || relative(folder, path).startsWith('..'))
		return [
			`${place}.file: expected a path inside the recording, got ${JSON.stringify(frame.file)}`,
		]
	if (!existsSync(path)) return [`${place}.file: expected a file, found no ${frame.file}`]
	bodies.set(frame.file, readFileSync(path))
	return []
}
