/** In the Worker's place when the platform has no request left for it. */

export { Analyst } from '../../worker/edge/analyst/analyst.ts'
export { Recorder } from '../../worker/edge/recorder/recorder.ts'
export { Reports } from '../../worker/edge/reports/reports.ts'

export default {
	fetch: () => new Response('the day’s requests are gone', { status: 429 }),
} satisfies ExportedHandler
