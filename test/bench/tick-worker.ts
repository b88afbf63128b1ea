import type { Env } from '../../worker/env.ts'

/**
 * The recorder beside the least that could be done: fetching the same addresses, five at once, and
 * hashing what comes.
 */

export { Analyst } from '../../worker/edge/analyst/analyst.ts'
export { Recorder } from '../../worker/edge/recorder/recorder.ts'
export { Reports } from '../../worker/edge/reports/reports.ts'

export default {
	async fetch(request, env): Promise<Response> {
		const { urls, rounds, at } = (await request.json()) as {
			urls: string[]
			rounds: number
			at: string
		} // as tick.ts sends it
		const internet = env.INTERNET
		if (!internet) return new Response('no recording is bound', { status: 500 })
		let hashes = 0
		for (let round = 0; round < rounds; round += 1) {
			const waiting = [...urls]
			const work = async () => {
				for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
					const response = await internet.fetch(url, { headers: { 'tidemark-replay-at': at } })
					await crypto.subtle.digest('SHA-256', await response.arrayBuffer())
					hashes += 1
				}
			}
			await Promise.all(Array.from({ length: 5 }, work))
		}
		return Response.json({ hashes })
	},
} satisfies ExportedHandler<Env>
