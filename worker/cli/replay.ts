import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { cannotWrite } from './bundle.ts'
import { type Command, Negative, onlyPositional, readArguments, UsageError } from './command.ts'
import { startProgress } from './progress.ts'
import { readRecording } from './recording.ts'

export const command: Command = {
	summary: 'plays a recording through the real Worker, on its own clock',
	usage: [
		'usage: tidemark replay RECORDING [--out BUNDLE]',
		'',
		'Plays a recording (a folder with manifest.json) through the Worker in workerd, into a fresh store and on the recording’s own clock.',
		'Ends with the incidents and events that came of it, and what it cost in KV writes and Durable Object rows.',
		'',
		'  --out   writes an evidence bundle; the folder must be new or empty',
	].join('\n'),
	async run(args) {
		const { values, positionals } = readArguments(args, { out: { type: 'string' } })
		const folder = resolve(onlyPositional(positionals, 'RECORDING'))
		if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`there is no folder ${positionals[0]}`)
		const out = values.out === undefined ? undefined : resolve(values.out)
		const refusal = out && cannotWrite(out)
		if (refusal) throw new UsageError(refusal)
		const { recording, problems } = readRecording(folder)
		if (!recording) {
			for (const problem of problems) console.error(problem)
			throw new UsageError(`${positionals[0]} cannot be played: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
		}
		void startProgress
		throw new Negative()
	},
}
