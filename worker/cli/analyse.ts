import { existsSync } from 'node:fs'
import { joinArchive } from '#core/bundle/join.ts'
import { canonicalJson } from '#core/hash.ts'
import type { Scope } from '#core/model/analysis.ts'
import type { Export } from '#core/model/export.ts'
import { ScopeQuery } from '#core/model/parameters.ts'
import { figuresSchemas, reportJsonSchema } from '#core/questions/figures-schemas.ts'
import type { Question } from '#core/questions/question.ts'
import { questions } from '#core/questions/registry.ts'
import { analysisReport } from '#core/questions/report.ts'
import { misfitsOf, questionNames } from '#core/questions/scope.ts'
import { reportText } from './analysis-text.ts'
import { readEvidences, readRecord, rebuilt } from './bundle.ts'
import { checkout } from './checkout.ts'
import { type Command, readArguments, UsageError } from './command.ts'
import { readStore } from './export.ts'
import { withStore } from './store.ts'

export const command: Command = {
	summary: 'answers every question from a record, with method and sample',
	usage: [
		'usage: tidemark analyse [BUNDLE] [NAME…] [--provider ID] [--surface ID] [--from TIME] [--to TIME] [--zone ZONE]',
		'                        [--weights PARTIAL,DEGRADED] [--json | --schema]',
		'',
		'Prints the figures of every analysis, or of those named, for an evidence bundle; for the local store and the committed archive together when',
		'no bundle is named. A folder that has the name of an analysis is written with a slash: ./words.',
		'',
		`  NAME        ${questionNames().replaceAll(/(.{90}\S*) /g, '$1\n              ')}`,
		'  --provider  only this provider; --surface only this surface of it',
		'  --from      what began at or after a day or an instant (UTC unless it says otherwise); --to before one',
		'  --zone      where days begin and hours are read, such as Europe/Berlin; UTC when absent',
		'  --weights   a further way of counting availability: how much of a partial outage and of degraded service is down, such as 0.3,0',
		'  --json      { schemaVersion, generatedAt, inputHash, scope, analyses }, the same bytes for the same record; seconds, shares as parts of 1',
		'  --schema    the JSON Schema of that, with the figures of each analysis under $defs; no record is read',
	].join('\n'),
	async run(args) {
		const { values, positionals } = readArguments(args, {
			provider: { type: 'string' },
			surface: { type: 'string' },
			from: { type: 'string' },
			to: { type: 'string' },
			zone: { type: 'string' },
			weights: { type: 'string' },
			json: { type: 'boolean' },
			schema: { type: 'boolean' },
		})
		const { json, schema, ...asked } = values
		if (schema) {
			console.log(JSON.stringify(reportJsonSchema(), null, 2))
			return
		}
		const { bundle, named } = subjectsOf(positionals)
		const scope = readScope(asked)
		const record = bundle === undefined ? await storedRecord() : readRecord(bundle, bundle)
		const [misfit] = misfitsOf(scope, record.providers)
		if (misfit) throw new UsageError(`--${misfit.name}: ${misfit.expected}`)
		const report = analysisReport(record, scope, named)
		process.stdout.write(json ? `${canonicalJson(report)}\n` : reportText(report))
	},
}

/** Which bundle, and which questions: all when none is named. */
function subjectsOf(positionals: readonly string[]): {
	readonly bundle?: string
	readonly named: readonly Question[]
} {
	const names = positionals.filter((text) => Object.hasOwn(figuresSchemas, text))
	const [bundle, more] = positionals.filter((text) => !names.includes(text))
	const stranger = more ?? (bundle !== undefined && !existsSync(bundle) ? bundle : undefined)
	if (stranger !== undefined)
		throw new UsageError(
			`${JSON.stringify(stranger)} is neither a bundle nor one of ${questionNames()}`,
		)
	const named = questions.filter(({ name }) => names.length === 0 || names.includes(name))
	return { named, ...(bundle !== undefined && { bundle }) }
}

/** Reads the options as the API reads its parameters. Throws UsageError. */
function readScope(asked: Readonly<Record<string, string | undefined>>): Scope {
	const read = ScopeQuery.safeParse(
		Object.fromEntries(Object.entries(asked).filter(([, text]) => text !== undefined)),
	)
	if (read.success) return read.data
	const [issue] = read.error.issues
	const name = String(issue?.path[0])
	throw new UsageError(
		`--${name} ${JSON.stringify(asked[name])}: ${issue?.message ?? 'not understood'}`,
	)
}

/** The local store and the committed archive as one record. */
async function storedRecord(): Promise<Export> {
	const own = await withStore(readStore)
	const archive = readEvidences(checkout('content', 'archive'))
	const evidences = archive
		? joinArchive(own.evidences, archive.evidences).evidences
		: own.evidences
	return rebuilt(evidences, new Map([...(archive?.blobs ?? []), ...own.blobs])).record
}
