import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readBySchema } from '#core/content/issues.ts'
import { postmortemDraft } from '#core/formats/draft.ts'
import { Subject } from '#core/model/content.ts'
import { readRecord } from './bundle.ts'
import { checkout } from './checkout.ts'
import { type Command, readArguments, shown, UsageError } from './command.ts'
import { say } from './terminal.ts'

export const command: Command = {
	summary: 'starts a postmortem’s Markdown from the record',
	usage: [
		'usage: tidemark draft SUBJECT [BUNDLE] [--out FILE]',
		'',
		'Prints the beginning of a postmortem of an incident or an episode: what the record of ' +
			'BUNDLE (content/archive when none is named) holds,',
		'each time linked to its line, and the questions that it cannot answer. SUBJECT is ' +
			'incidents/<provider>/<id> or episodes/<id>.',
		'',
		'  --out FILE   writes it there, such as content/postmortems/claude-2026-03-02.md; a file ' +
			'that is there already is left alone',
	].join('\n'),
	async run(args) {
		const { positionals, values } = readArguments(args, { out: { type: 'string' } })
		const [subject, bundle, more] = positionals
		if (subject === undefined) throw new UsageError('SUBJECT is missing')
		if (more !== undefined) throw new UsageError(`"${more}" is one argument too many`)
		if (readBySchema(Subject, subject).value === undefined || subject.startsWith('providers/'))
			throw new UsageError(
				`${JSON.stringify(subject)} is neither incidents/<provider>/<id> nor episodes/<id>`,
			)
		if (values.out !== undefined && existsSync(values.out))
			throw new UsageError(`${values.out} is there already`)
		const draft = postmortemDraft(
			readRecord(bundle ?? checkout('content', 'archive'), bundle ?? 'content/archive'),
			subject,
			new Date().toISOString().slice(0, 10),
		)
		if (draft === undefined)
			throw new UsageError(`${bundle ?? 'content/archive'} does not have ${subject}`)
		if (values.out === undefined) process.stdout.write(draft)
		else {
			writeFileSync(values.out, draft, { flag: 'wx' })
			say(`${shown(resolve(values.out))}: a beginning, to be written in your own words`)
		}
	},
}
