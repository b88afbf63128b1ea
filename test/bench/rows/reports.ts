import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from '../../../worker/cli/checkout.ts'
import { startWorker } from '../../../worker/cli/worker-host.ts'
import { addressesOf, startFlood } from '../../support/report-flood.ts'
import type { Bench } from '../measure.ts'

const connections = 64
const rounds = 5
const reportsARound = 2000

/**
 * Reports taken by the whole Worker, against adding one to a number in a Durable Object, on disk
 * and in the same workerd.
 */
export const bench: Bench = async () => {
	const state = mkdtempSync(join(tmpdir(), 'tidemark-bench-'))
	const host = await startWorker({
		assets: false,
		state,
		entry: checkout('test', 'bench', 'report-worker.ts'),
	})
	const flood = startFlood(await host.ready, connections)
	try {
		let clients = 0
		const measure = async (path: string) => {
			const addresses = addressesOf(reportsARound, clients)
			clients += reportsARound
			const started = performance.now()
			const answers = await flood.send(path, addresses)
			const time = performance.now() - started
			const refused = answers.find(
				({ status, body }) =>
					status !== 200 && !(status === 202 && body.includes('"counted":true')),
			)
			if (refused) throw new Error(`${path} answered ${refused.status} ${refused.body}`)
			return time
		}
		const [reports, bare] = ['/api/v1/providers/claude/reports', '/bench/increment']
		await measure(reports)
		await measure(bare)
		let [reportsTime, bareTime] = [0, 0]
		for (let round = 0; round < rounds; round += 1) {
			reportsTime += await measure(reports)
			bareTime += await measure(bare)
		}
		const perSecond = (time: number) =>
			Math.round((rounds * reportsARound * 1000) / time).toLocaleString('en')
		return [
			{
				name: 'reports accepted a second',
				measured: perSecond(reportsTime),
				against: `${perSecond(bareTime)} bare increments`,
				ratio: `${Math.round((100 * bareTime) / reportsTime)} %`,
				aim: '≥ 60 %',
			},
		]
	} finally {
		flood.end()
		await host.dispose()
		rmSync(state, { recursive: true, force: true })
	}
}
