import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Miniflare } from 'miniflare'
import { withOwnCoverage } from '#core/bundle/own-coverage.ts'
import type { Export } from '#core/model/export.ts'
import { secondsBetween } from '#core/time/time.ts'
import type { ReplayProgress, ReplayRequest } from '../edge/recorder/recorder-rpc.ts'
import { capturesOf, packRecording } from '../edge/recorder/replay.ts'
import { cannotWrite, rebuilt, writeBundle } from './bundle.ts'
import { checkout } from './checkout.ts'
import { type Command, onlyPositional, readArguments, shown, UsageError } from './command.ts'
import { problemText, readContent } from './content.ts'
import { readStore } from './export.ts'
import { ContentError } from './generated-content.ts'
import { startProgress } from './progress.ts'
import { recordTables } from './record-tables.ts'
import { recordedSources } from './recorded-sources.ts'
import { type Manifest, type Recording, readRecording } from './recording.ts'
import { doubtsOf } from './recording-doubts.ts'
import { storeThrough } from './store.ts'
import { table } from './table.ts'
import { printable, sayError } from './terminal.ts'
import { bundle, startWorker } from './worker-host.ts'

const stepSeconds = 60
/** Ticks between two movements of the progress bar. */
const ticksPerCall = 120

export const command: Command = {
	summary: 'plays a recording through the real Worker, on its own clock',
	usage: [
		'usage: tidemark replay RECORDING [--out BUNDLE]',
		'',
		'Plays a recording (a folder with manifest.json) through the Worker in workerd, into a ' +
			'fresh store and on the recording’s own clock,',
		'a tick a minute, or, where the manifest says "captures": true, one at each capture and ' +
			'none between. Ends with the incidents and events that came of it, and what it cost in KV ' +
			'writes and Durable Object rows.',
		'',
		'  --out   writes an evidence bundle; the folder must be new or empty',
	].join('\n'),
	async run(args) {
		const { values, positionals } = readArguments(args, { out: { type: 'string' } })
		const name = onlyPositional(positionals, 'RECORDING')
		const folder = resolve(name)
		if (!existsSync(folder) || !statSync(folder).isDirectory())
			throw new UsageError(`there is no folder ${name}`)
		const out = values.out === undefined ? undefined : resolve(values.out)
		const refusal = out && cannotWrite(out)
		if (refusal) throw new UsageError(refusal)
		const { recording, problems } = readRecording(folder)
		if (!recording) {
			for (const problem of problems) sayError(problem)
			throw new UsageError(
				`${name} cannot be played: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`,
			)
		}
		tellUnasked(name, recording.manifest)
		const { record, cost, doubts } = await play(recording, out)
		console.log(recordTables(record))
		console.log(costTable(cost, recording.manifest))
		for (const doubt of doubts) console.error(`\nwarning: ${printable(doubt)}`)
		if (out) console.log(`\nwritten to ${shown(out)}`)
	},
}

/**
 * Says which addresses of a recording no source asks for. Throws a UsageError when that is all of
 * them: there would be nothing to play.
 */
function tellUnasked(name: string, manifest: Manifest): void {
	const { content, problems } = readContent(checkout('content'))
	if (!content) throw new ContentError(problems.map(problemText))
	const { asked, unasked, instead } = recordedSources(manifest, content.providers)
	const [first] = unasked
	if (first === undefined) return
	const listed = `${first}${unasked.length > 1 ? ` and ${unasked.length - 1} more` : ''}`
	if (asked.length > 0) {
		sayError(`no source asks for ${listed}: not played`)
		return
	}
	const such = instead
		? `expected an address such as ${instead.url} (${instead.provider})`
		: 'content/providers/ has no source that asks'
	throw new UsageError(
		`${name}/manifest.json: frames: no source in content/providers/ asks for ${listed}; ${such}`,
	)
}

/** What a replay cost. `seconds` is the machine's own time. */
export interface Cost {
	readonly ticks: number
	readonly fetches: number
	readonly kvWrites: number
	readonly rowsWritten: number
	readonly seconds: number
}

/**
 * Plays a recording through a Worker of its own; with `out`, writes the bundle that comes of it.
 */
export async function play(
	recording: Recording,
	out?: string,
): Promise<{ readonly record: Export; readonly cost: Cost; readonly doubts: readonly string[] }> {
	const { manifest } = recording
	const token = randomBytes(24).toString('base64url')
	const script = await bundle(checkout('worker', 'edge', 'recorder', 'recording-service.ts'))
	const host = await startWorker({
		assets: false,
		bindings: { ADMIN_TOKEN: token, RECORDER_SHARDS: '1' },
		internet: { script, bindings: { RECORDING: packRecording(manifest.frames, recording.bodies) } },
	})
	try {
		const cost = await tickThrough(host, manifest)
		const store = storeThrough(
			(path, init) => host.dispatchFetch(`http://localhost${path}`, init),
			token,
		)
		const { evidences: stored, blobs } = await readStore(store)
		// The committed archive is not played: what it covers is no part of this.
		const evidences = { ...stored, content: withOwnCoverage(stored.content, stored.snapshots) }
		const record = out ? writeBundle(out, evidences, blobs) : rebuilt(evidences, blobs).record
		return { record, cost, doubts: doubtsOf(record, manifest, evidences.snapshots) }
	} finally {
		await host.dispose()
	}
}

async function tickThrough(host: Miniflare, manifest: Manifest): Promise<Cost> {
	const recorders = await host.getDurableObjectNamespace('RECORDER')
	// The recorder's own method, called through Miniflare's proxy, whose types do not know the class.
	const recorder = recorders.get(recorders.idFromName('shard-0')) as unknown as {
		replay(request: ReplayRequest): Promise<ReplayProgress>
	}
	const urls = [...new Set(manifest.frames.map((frame) => frame.url))]
	const captures = manifest.captures
		? capturesOf(manifest.frames, manifest.from, manifest.to)
		: undefined
	const total =
		captures?.length ?? Math.floor(secondsBetween(manifest.from, manifest.to) / stepSeconds) + 1
	if (total === 0)
		throw new UsageError(
			`${manifest.recording} has no capture from ${manifest.from} to ${manifest.to}`,
		)
	const progress = startProgress(`replay ${manifest.recording}`, total)
	const sum = { ticks: 0, fetches: 0, kvWrites: 0, rowsWritten: 0 }
	const started = performance.now()
	for (let done = false; !done; ) {
		const part = await recorder.replay({
			from: manifest.from,
			to: manifest.to,
			stepSeconds,
			maxTicks: ticksPerCall,
			urls,
			...(captures && { captures }),
			...(manifest.words && { words: manifest.words }),
		})
		sum.ticks += part.ticks
		sum.fetches += part.fetches
		sum.kvWrites += part.kvWrites
		sum.rowsWritten += part.rowsWritten
		progress.at(sum.ticks, part.slot ?? '')
		done = part.done
	}
	const seconds = (performance.now() - started) / 1000
	progress.end(`${sum.ticks} ticks in ${seconds.toFixed(1)} s`)
	return { ...sum, seconds }
}

function costTable(cost: Cost, manifest: Manifest): string {
	const days = Math.max(1, secondsBetween(manifest.from, manifest.to) / 86400)
	const perDay = (count: number) => Math.round(count / days).toLocaleString('en')
	const row = (name: string, count: number, limit: string) => [
		name,
		count.toLocaleString('en'),
		perDay(count),
		limit,
	]
	return `\n${table(
		['cost', 'in all', 'a day', 'free plan, a day'],
		[
			row('ticks', cost.ticks, ''),
			row('fetches', cost.fetches, ''),
			row('KV writes', cost.kvWrites, '1,000'),
			row('Durable Object rows written', cost.rowsWritten, '100,000'),
		],
	)}\n${Math.round(cost.ticks / cost.seconds).toLocaleString('en')} ticks a second`
}
