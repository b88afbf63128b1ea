import { answerFrom, type Frame, framesByAddress, unpackRecording } from './replay.ts'

/**
 * A Worker of its own that holds a recording in memory and is bound to the recorder as INTERNET:
 * fast, and never deployed.
 */

let frames: ReadonlyMap<string, readonly Frame[]> | undefined

export default {
	async fetch(request, env): Promise<Response> {
		frames ??= framesByAddress(unpackRecording(env.RECORDING))
		return answerFrom(frames, request)
	},
} satisfies ExportedHandler<{ readonly RECORDING: string }>
