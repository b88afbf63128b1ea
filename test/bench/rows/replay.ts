import { join } from 'node:path'
import { readRecording } from '../../../worker/cli/recording.ts'
import { play } from '../../../worker/cli/replay.ts'
import { recordings } from '../../support/recordings.ts'
import type { Bench } from '../measure.ts'

/** Two days of March, a tick a minute, through the real Worker. */
export const bench: Bench = async () => {
	if (!recordings) return 'skipped: no recordings'
	const { recording, problems } = readRecording(join(recordings, 'series', 'claude-2026-03-02'))
	if (!recording) return problems.join('; ')
	const { cost } = await play(recording)
	return [{ name: 'replayed ticks a second', measured: Math.round(cost.ticks / cost.seconds).toLocaleString('en'), against: '', ratio: '', aim: '≥ 300' }]
}
