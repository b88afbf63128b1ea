import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { addSeconds } from '#core/time/time.ts'
import { checkout } from '../../../worker/cli/checkout.ts'
import { bundle, startWorker } from '../../../worker/cli/worker-host.ts'
import type { ReplayProgress, ReplayRequest } from '../../../worker/edge/recorder/recorder-rpc.ts'
import { packRecording } from '../../../worker/edge/recorder/replay.ts'
import { acme, smallContent, temporaryFolder, writeFiles } from '../../support/small-content.ts'
import { incidentsText } from '../incidents-text.ts'
import { type Bench, milliseconds, times } from '../measure.ts'

const sources = 40
const ticks = 60
const rounds = 6

/**
 * A tick with 40 unchanged sources, against fetching and hashing the same bodies, in the same
 * workerd.
 */
export const bench: Bench = async () => {
	const folder = temporaryFolder()
	const provider = {
		...acme,
		sources: Array.from({ length: sources }, (_, index) => ({
			...acme.sources[0],
			id: `source-${index}`,
			url: `https://status-${index}.acme.example`,
			options: { documents: ['incidents'] },
		})),
	}
	const content = { ...smallContent, providers: [provider] }
	writeFiles(folder, {
		'content.ts': `export const content = ${JSON.stringify(content)}\nexport const contentHash = 'bench'\n`,
	})
	const from = '2026-10-01T00:00:00Z'
	const urls = provider.sources.map((source) => `${source.url}/api/v2/incidents.json`)
	const frames = urls.map((url) => ({
		at: from,
		url,
		status: 200,
		headers: { 'content-type': 'application/json' },
		file: 'incidents.json',
	}))
	const host = await startWorker({
		assets: false,
		entry: checkout('test', 'bench', 'tick-worker.ts'),
		content: join(folder, 'content.ts'),
		bindings: { RECORDER_SHARDS: '1' },
		internet: {
			script: await bundle(checkout('worker', 'edge', 'recorder', 'recording-service.ts')),
			bindings: {
				RECORDING: packRecording(
					frames,
					new Map([['incidents.json', Buffer.from(incidentsText(10))]]),
				),
			},
		},
	})
	try {
		const recorders = await host.getDurableObjectNamespace('RECORDER')
		// The recorder's own method, called through Miniflare's proxy, whose types do not know the
		// class.
		const recorder = recorders.get(recorders.idFromName('shard-0')) as unknown as {
			replay(request: ReplayRequest): Promise<ReplayProgress>
		}
		const replay = () =>
			recorder.replay({
				from,
				to: addSeconds(from, 86_400),
				stepSeconds: 60,
				maxTicks: ticks,
				urls,
			})
		const bare = () =>
			host.dispatchFetch('http://localhost/', {
				method: 'POST',
				body: JSON.stringify({ urls, rounds: ticks, at: from }),
			})
		const first = await replay()
		await bare()
		let [tickTime, bareTime] = [0, 0]
		let fetches = first.fetches
		for (let round = 0; round < rounds; round += 1) {
			let started = performance.now()
			fetches += (await replay()).fetches
			tickTime += performance.now() - started
			started = performance.now()
			await (await bare()).arrayBuffer()
			bareTime += performance.now() - started
		}
		if (fetches !== (rounds + 1) * ticks * sources)
			throw new Error(
				`${fetches} fetches in ${(rounds + 1) * ticks} ticks: not every source was asked in each`,
			)
		const each = (time: number) => time / (rounds * ticks)
		return [
			{
				name: `tick with ${sources} unchanged sources`,
				measured: milliseconds(each(tickTime)),
				against: `${milliseconds(each(bareTime))} fetch + hash`,
				ratio: times(tickTime / bareTime),
				aim: '',
			},
		]
	} finally {
		await host.dispose()
		rmSync(folder, { recursive: true, force: true })
	}
}
