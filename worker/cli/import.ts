import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ImportPlan, importedLooks, planImport, type ReadAt } from '#core/import/plan.ts'
import type { Content } from '#core/model/content.ts'
import type { ReportCount } from '#core/model/report.ts'
import type { ImportReport } from '../edge/recorder-rpc.ts'
import { cannotWrite, hashOf, writeBundle } from './bundle.ts'
import { checkout } from './checkout.ts'
import { type Command, readArguments, shown, UsageError } from './command.ts'
import { problemText, readContent } from './content.ts'
import { parseReadAt } from './read-at.ts'
import { reportCountsOf } from './report-file.ts'
import { withStore } from './store.ts'

interface GivenFile {
	readonly name: string
	readonly bytes: Uint8Array
	readonly body: string
}

const maxBytes = 64 * 1024 * 1024

export const command: Command = {
	summary: 'loads history files for a provider',
	usage: [
		'usage: tidemark import PROVIDER FILE… [--read-at INSTANT|DAY] [--out BUNDLE] [--replace]',
		'',
		'Loads history files of a provider: what a status page answers (Statuspage and incident.io incidents.json, Google incidents.json, RSS and',
		'Atom histories), hand-collected records, and lists of report counts. The shape is recognised; the file itself is the evidence.',
		'',
		'  --read-at   when the files were read from the provider: an instant, or a day when the time is not known; now when absent',
		'  --out       writes an evidence bundle instead of loading into the local store; no server is needed',
		'  --replace   lets --out replace a bundle that is there',
		'',
		'Surfaces that the files name and the provider does not list are added as the files name them. What is skipped is said, with the reason.',
	].join('\n'),
	async run(args) {
		const { values, positionals } = readArguments(args, { 'read-at': { type: 'string' }, out: { type: 'string' }, replace: { type: 'boolean' } })
		const [providerId, ...paths] = positionals
		if (providerId === undefined) throw new UsageError('PROVIDER is missing')
		if (paths.length === 0) throw new UsageError('FILE is missing')
		if (values.replace && values.out === undefined) throw new UsageError('--replace goes with --out')
		const readAt = parseReadAt(values['read-at'], Date.now())
		const files = paths.map(readGiven)
		const out = values.out === undefined ? undefined : resolve(values.out)
		const refusal = out && cannotWrite(out, values.replace)
		if (refusal) throw new UsageError(refusal)
		const { content, problems } = readContent(checkout('content'))
		if (!content) throw new Error(`content/ has problems: ${problems.map(problemText).join('; ')}`)
		const provider = content.providers.find((candidate) => candidate.id === providerId)
		if (!provider)
			throw new UsageError(`there is no provider ${JSON.stringify(providerId)}: known are ${content.providers.map((known) => known.id).join(', ')}`)

		const counts = files.map((file) => ({ file, reports: reportCountsOf(file.body) }))
		const reports = counts.flatMap((entry) => entry.reports ?? [])
		const plan = planImport(
			provider,
			counts.flatMap(({ file, reports: found }) => (found ? [] : [file])),
		)
		tellPlan(plan, reports)
		if (plan.files.length === 0 && reports.length === 0) throw new Error('nothing was imported')
		if (out) toBundle(out, content, plan, reports, files, readAt, values.replace ?? false)
		else await toStore(plan, reports, readAt)
	},
}

function toBundle(
	out: string,
	content: Content,
	plan: ImportPlan,
	reports: readonly ReportCount[],
	files: readonly GivenFile[],
	readAt: ReadAt,
	replace: boolean,
): void {
	const byName = new Map(files.map((file) => [file.name, file]))
	const bytesOf = (name: string) => byName.get(name)?.bytes ?? new Uint8Array()
	const snapshots = importedLooks(
		plan,
		readAt,
		(name) => bytesOf(name).byteLength,
		(name) => hashOf(bytesOf(name)),
	)
	const extended = { ...content, providers: content.providers.map((known) => (known.id === plan.provider.id ? plan.provider : known)) }
	const record = writeBundle(out, { content: extended, snapshots, reports }, new Map(files.map((file) => [hashOf(file.bytes), file.bytes])), { replace })
	console.log(`${shown(out)}: ${record.incidents.length} incidents, ${record.episodes.length} episodes, ${snapshots.length} looks`)
}

async function toStore(plan: ImportPlan, reports: readonly ReportCount[], readAt: ReadAt): Promise<void> {
	if (reports.length > 0) throw new UsageError('report counts are imported into a bundle: name one with --out')
	await withStore(async (store) => {
		for (const provenance of ['import', 'rebuilt'] as const) {
			const own = plan.files.filter((file) => file.provenance === provenance)
			if (own.length === 0) continue
			const request = {
				provider: plan.provider,
				files: own.map(({ source, document: { name, url, contentType, body } }) => ({ source, name, url, contentType, body })),
				readAt: readAt.at,
				...(readAt.precision && { precision: readAt.precision }),
				provenance,
			}
			tellReport(await store.importDocuments(request))
		}
	})
}

function tellPlan(plan: ImportPlan, reports: readonly ReportCount[]): void {
	for (const file of plan.files) console.log(`${file.file}: read as ${file.source.platform} ${file.document.name}: ${file.incidents} incidents`)
	if (reports.length > 0) console.log(`${reports.length} report counts`)
	for (const surface of plan.added) console.log(`surface added: ${surface.name} (${surface.id})`)
	for (const problem of plan.problems) console.log(`skipped in ${problem.file}: ${problem.path ? `${problem.path}: ` : ''}${problem.message}`)
	for (const file of plan.skipped) console.log(`skipped ${file.file}: ${file.reason}`)
}

function tellReport(report: ImportReport): void {
	for (const file of report.refused) console.log(`skipped ${file.name}: ${file.message}`)
	console.log(`${report.incidents} incidents in the local store, ${report.snapshots.length} looks added`)
}

function readGiven(path: string): GivenFile {
	if (!existsSync(path) || !statSync(path).isFile()) throw new UsageError(`there is no file ${path}`)
	if (statSync(path).size > maxBytes) throw new UsageError(`${path} is larger than ${maxBytes / 1024 / 1024} MB`)
	const bytes = readFileSync(path)
	return { name: path, bytes, body: new TextDecoder().decode(bytes) }
}
