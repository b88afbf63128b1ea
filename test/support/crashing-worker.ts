import { Recorder } from '../../worker/edge/recorder/recorder.ts'
import type { Env } from '../../worker/env.ts'
import worker from '../../worker/index.ts'

/** The Worker with a recorder that dies after a step of its tick, as a machine does. */

export { Analyst } from '../../worker/edge/analyst/analyst.ts'
export { DayKeys } from '../../worker/edge/reports/day-keys.ts'
export { Reports } from '../../worker/edge/reports/reports.ts'

interface CrashEnv extends Env {
	/** The step's name; without it nothing dies. */
	readonly CRASH_AFTER?: string
}

class CrashingRecorder extends Recorder {
	constructor(ctx: DurableObjectState, env: CrashEnv) {
		super(ctx, env, {
			/** Once what the step wrote is on disk. */
			async afterStep(done) {
				if (done !== env.CRASH_AFTER) return
				await ctx.storage.sync()
				ctx.abort(`crashed after ${done}, as asked`)
			},
		})
	}
}

export { CrashingRecorder as Recorder }

export default worker
