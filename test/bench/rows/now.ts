import { checkout } from '../../../worker/cli/checkout.ts'
import { startWorker } from '../../../worker/cli/worker-host.ts'
import type { TickReport } from '../../../worker/edge/recorder/recorder-rpc.ts'
import type { Bench } from '../measure.ts'
import { secondsFor } from '../requests.ts'

const rounds = 10
const requestsARound = 300

/**
 * `/now` with the archive's state in KV and the recorder's word on its looks, against a Hono route
 * that does one KV read of the same value.
 */
export const bench: Bench = async () => {
	const nobody = { script: 'export default { fetch: () => Response.error() }', bindings: {} }
	const host = await startWorker({
		assets: true,
		entry: checkout('test', 'bench', 'timeline-worker.ts'),
		internet: nobody,
	})
	try {
		const namespace = await host.getDurableObjectNamespace('RECORDER')
		// The proxy passes RPC calls on; its type does not know our class.
		const recorder = namespace.get(namespace.idFromName('shard-0')) as unknown as {
			tick(slot: string): Promise<TickReport>
		}
		await recorder.tick(new Date().toISOString())
		const origin = await host.ready
		const [page, bare] = [new URL('/now', origin), new URL('/bench/now', origin)]
		const bytes = [
			(await (await fetch(page)).arrayBuffer()).byteLength,
			(await (await fetch(bare)).arrayBuffer()).byteLength,
		]
		await Promise.all([secondsFor(page, requestsARound), secondsFor(bare, requestsARound)])
		let [pageSeconds, bareSeconds] = [0, 0]
		for (let round = 0; round < rounds; round += 1) {
			pageSeconds += await secondsFor(page, requestsARound)
			bareSeconds += await secondsFor(bare, requestsARound)
		}
		const perSecond = (seconds: number) =>
			Math.round((rounds * requestsARound) / seconds).toLocaleString('en')
		return [
			{
				name: `/now, requests a second (${(bytes[0] ?? 0).toLocaleString('en')} bytes)`,
				measured: perSecond(pageSeconds),
				against: `${perSecond(bareSeconds)} one KV read (${(bytes[1] ?? 0).toLocaleString('en')} bytes)`,
				ratio: `${Math.round((100 * bareSeconds) / pageSeconds)} %`,
				aim: '≥ 70 %',
			},
		]
	} finally {
		await host.dispose()
	}
}
