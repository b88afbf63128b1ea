import { readRecording } from '../../../worker/cli/recording.ts'
import { play } from '../../../worker/cli/replay.ts'
import { march } from '../../support/recordings.ts'
import type { Bench } from '../measure.ts'

/** Two days of March, a tick a minute, through the real Worker. */
export const bench: Bench = async () => {
	const { recording, problems } = readRecording(march)
	if (!recording) return problems.join('; ')
	const { cost } = await play(recording)
	return [
		{
			name: 'replayed ticks a second',
			measured: Math.round(cost.ticks / cost.seconds).toLocaleString('en'),
			against: '',
			ratio: '',
			aim: '≥ 300',
		},
	]
}
