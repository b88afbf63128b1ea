import { randomBytes } from 'node:crypto'
import { planImport } from '#core/import/plan.ts'
import { checkout } from '../../../worker/cli/checkout.ts'
import { readContent } from '../../../worker/cli/content.ts'
import { storeThrough } from '../../../worker/cli/store.ts'
import { startWorker } from '../../../worker/cli/worker-host.ts'
import { incidentsText } from '../incidents-text.ts'
import type { Bench } from '../measure.ts'
import { secondsFor } from '../requests.ts'

const rounds = 12
const requestsARound = 300

/**
 * An incident's timeline from the API, against a Hono route that does one KV read, in the same
 * workerd.
 */
export const bench: Bench = async () => {
	const token = randomBytes(24).toString('base64url')
	const host = await startWorker({
		assets: true,
		entry: checkout('test', 'bench', 'timeline-worker.ts'),
		bindings: { ADMIN_TOKEN: token },
	})
	try {
		const provider = readContent(checkout('content')).content?.providers.find(
			(candidate) => candidate.id === 'claude',
		)
		if (!provider) return 'skipped: content/ has no provider claude'
		const plan = planImport(provider, [{ name: 'incidents.json', body: incidentsText(50) }])
		const files = plan.files.map(({ source, document: { name, url, contentType, body } }) => ({
			source,
			name,
			url,
			contentType,
			body,
		}))
		const store = storeThrough(
			(path, init) => host.dispatchFetch(`http://localhost${path}`, init),
			token,
		)
		await store.importDocuments({
			provider: plan.provider,
			files,
			readAt: '2026-10-01T00:00:00Z',
			provenance: 'import',
		})
		const origin = await host.ready
		const api = new URL('/api/v1/incidents/claude/bench0000007/timeline', origin)
		const bare = new URL('/bench/claude/bench0000007', origin)
		await Promise.all([secondsFor(api, requestsARound), secondsFor(bare, requestsARound)])
		let [apiSeconds, bareSeconds] = [0, 0]
		for (let round = 0; round < rounds; round += 1) {
			apiSeconds += await secondsFor(api, requestsARound)
			bareSeconds += await secondsFor(bare, requestsARound)
		}
		const perSecond = (seconds: number) => Math.round((rounds * requestsARound) / seconds)
		return [
			{
				name: 'timeline JSON from the API, requests a second',
				measured: perSecond(apiSeconds).toLocaleString('en'),
				against: `${perSecond(bareSeconds).toLocaleString('en')} one KV read`,
				ratio: `${Math.round((100 * bareSeconds) / apiSeconds)} %`,
				aim: '≥ 80 %',
			},
		]
	} finally {
		await host.dispose()
	}
}
