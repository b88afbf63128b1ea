import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { withOwnCoverage } from '#core/bundle/own-coverage.ts'
import {
	type ImportPlan,
	importedLooks,
	type PlannedFile,
	planImport,
	type ReadAt,
} from '#core/import/plan.ts'
import type { Content } from '#core/model/content.ts'
import { Slug } from '#core/model/instant.ts'
import type { Provider } from '#core/model/provider.ts'
import { publishedMinutes } from '#core/platforms/published-minutes/published-minutes.ts'
import { instantOf, readInstant } from '#core/time/time.ts'
import { zoneName } from '#core/time/zone.ts'
import type { ImportReport } from '../edge/recorder/recorder-rpc.ts'
import { cannotWrite, hashOf, writeBundle } from './bundle.ts'
import { checkout } from './checkout.ts'
import { type Command, readArguments, shown, UsageError } from './command.ts'
import { problemText, readContent } from './content.ts'
import { withStore } from './store.ts'
import { say } from './terminal.ts'

interface GivenFile {
	readonly name: string
	readonly bytes: Uint8Array
	readonly body: string
}

const maxBytes = 64 * 1024 * 1024

export const command: Command = {
	summary: 'loads history files for a provider',
	usage: [
		'usage: tidemark import PROVIDER FILE… [--read-at INSTANT|DAY] [--zone ZONE] [--known-surfaces]',
		'                       [--out BUNDLE] [--replace]',
		'       tidemark import FOLDER … (the files of FOLDER/PROVIDER/, for each provider)',
		'',
		'Loads history files of a provider: what a status page answers (Statuspage and incident.io ' +
			'incidents.json, Google incidents.json, RSS and',
		'Atom histories), hand-collected records, report counts (JSON or CSV), and the minutes of ' +
			'outage by day that an uptime display is made of. The',
		'shape is recognised; the file itself is the evidence.',
		'',
		'  --read-at         when the files were read from the provider: an instant, or a day when ' +
			'the time is not known; when absent, what a',
		'                    hand-collected record says of itself. A file of which nobody says it ' +
			'covers no time after the newest one in it',
		'  --zone            where the days of an uptime display begin, such as Europe/Berlin; UTC when absent',
		'  --known-surfaces  adds no surfaces: components that the provider does not list stay ' +
			'unattributed, and are counted',
		'  --out             writes an evidence bundle instead of loading into the local store; no ' +
			'server is needed',
		'  --replace         lets --out replace a bundle that is there',
		'',
		'Surfaces that the files name and the provider does not list are added as the files name ' +
			'them. What is skipped is said, with the reason.',
	].join('\n'),
	async run(args) {
		const { values, positionals } = readArguments(args, {
			'read-at': { type: 'string' },
			zone: { type: 'string' },
			'known-surfaces': { type: 'boolean' },
			out: { type: 'string' },
			replace: { type: 'boolean' },
		})
		const groups = groupsOf(positionals)
		if (values.replace && values.out === undefined)
			throw new UsageError('--replace goes with --out')
		const now: ReadAt = { at: instantOf(Math.floor(Date.now() / 1000) * 1000), undated: true }
		const given = values['read-at'] === undefined ? undefined : parseReadAt(values['read-at'])
		const zone = values.zone === undefined ? undefined : readZone(values.zone)
		const read = groups.map((group) => ({ ...group, files: group.paths.map(readGiven) }))
		const out = values.out === undefined ? undefined : resolve(values.out)
		const refusal = out && cannotWrite(out, values.replace)
		if (refusal) throw new UsageError(refusal)
		const { content, problems } = readContent(checkout('content'))
		if (!content) throw new Error(`content/ has problems: ${problems.map(problemText).join('; ')}`)
		const imports = read.map(({ providerId, files }): Import => {
			const options = {
				...(values['known-surfaces'] && { knownSurfaces: true }),
				...(given && { readAt: given }),
				...(zone && { zone }),
			}
			return { plan: planImport(providerNamed(providerId, content), files, options), files }
		})
		const displays = imports.some(({ plan }) =>
			plan.files.some(({ source }) => source.platform === publishedMinutes.id),
		)
		if (zone !== undefined && !displays)
			throw new UsageError(
				'--zone goes with the days of an uptime display, and none of the files has any',
			)
		imports.forEach(tellPlan)
		if (imports.every(({ plan }) => plan.files.length === 0))
			throw new Error('nothing was imported')
		if (out) toBundle(out, content, imports, now, values.replace ?? false)
		else await toStore(imports, now)
	},
}

interface Group {
	readonly providerId: string
	readonly paths: readonly string[]
}

interface Import {
	readonly plan: ImportPlan
	readonly files: readonly GivenFile[]
}

/**
 * Which files for which provider: as named, or as the folder of a history has them, a folder of its
 * own for each.
 */
function groupsOf([first, ...paths]: readonly string[]): Group[] {
	if (first === undefined) throw new UsageError('PROVIDER is missing')
	if (paths.length > 0) return [{ providerId: first, paths }]
	if (!existsSync(first) || !statSync(first).isDirectory()) throw new UsageError('FILE is missing')
	const groups = namesIn(first, 'folder').map((providerId) => ({
		providerId,
		paths: namesIn(join(first, providerId), 'file').map((name) => join(first, providerId, name)),
	}))
	if (groups.every((group) => group.paths.length === 0))
		throw new UsageError(`${first} has no folder with files of a provider`)
	return groups
}

/** In the order of their letters, so that the same folder gives the same bundle everywhere. */
function namesIn(folder: string, kind: 'folder' | 'file'): string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter(
			(entry) =>
				(kind === 'folder' ? entry.isDirectory() : entry.isFile()) && !entry.name.startsWith('.'),
		)
		.map((entry) => entry.name)
		.sort()
}

function providerNamed(id: string, content: Content): Provider {
	const provider = content.providers.find((candidate) => candidate.id === id)
	if (provider) return provider
	const known = `known are ${content.providers.map((candidate) => candidate.id).join(', ')}`
	if (!Slug.safeParse(id).success)
		throw new UsageError(
			`there is no provider ${JSON.stringify(id)}: ${known}. An id has small letters, digits and hyphens`,
		)
	const fields =
		`"id": ${JSON.stringify(id)}, "name", "operator", "homepage", and the lists "surfaces", ` +
		'"sources" and "otherDoors", which may be empty'
	throw new UsageError(
		`there is no provider ${JSON.stringify(id)} (${known}); to add it, write ` +
			`content/providers/${id}.json with ${fields}, and let "tidemark check" say what is missing`,
	)
}

/** Throws UsageError for a text that names no zone. */
function readZone(text: string): string {
	const zone = zoneName(text)
	if (zone === undefined)
		throw new UsageError(
			`--zone ${JSON.stringify(text)} is no zone's name such as Europe/Berlin or UTC`,
		)
	return zone
}

function toBundle(
	out: string,
	content: Content,
	imports: readonly Import[],
	now: ReadAt,
	replace: boolean,
): void {
	const files = imports.flatMap((entry) => entry.files)
	const byName = new Map(files.map((file) => [file.name, file]))
	const bytesOf = (name: string) => byName.get(name)?.bytes ?? new Uint8Array()
	const snapshots = imports.flatMap(({ plan }) =>
		importedLooks(
			plan,
			now,
			(name) => bytesOf(name).byteLength,
			(name) => hashOf(bytesOf(name)),
		),
	)
	const extended = new Map(imports.map(({ plan }) => [plan.provider.id, plan.provider]))
	const evidences = {
		content: withOwnCoverage(
			{ ...content, providers: content.providers.map((known) => extended.get(known.id) ?? known) },
			snapshots,
			collectedRecords,
		),
		snapshots,
		// What the files count is computed from their bytes, like the incidents.
		reports: [],
	}
	const record = writeBundle(
		out,
		evidences,
		new Map(files.map((file) => [hashOf(file.bytes), file.bytes])),
		{ replace },
	)
	say(
		`${shown(out)}: ${record.incidents.length} incidents, ${record.episodes.length} episodes, ` +
			`${snapshots.length} looks`,
	)
}

/** The editors' records of a provider, by their SHA-256: what `content/coverage` speaks of. */
function collectedRecords(providerId: string): string[] {
	const folder = checkout('content', 'records', providerId)
	return existsSync(folder)
		? namesIn(folder, 'file').map((name) => hashOf(readFileSync(join(folder, name))))
		: []
}

async function toStore(imports: readonly Import[], now: ReadAt): Promise<void> {
	await withStore(async (store) => {
		for (const { plan } of imports) {
			for (const { source, document, provenance, readAt = now } of plan.files) {
				const { name, url, contentType, body } = document
				const files = [{ source, name, url, contentType, body }]
				const { at, ...certainty } = readAt
				const dated = { readAt: at, ...certainty }
				tellReport(
					await store.importDocuments({ provider: plan.provider, files, ...dated, provenance }),
				)
			}
		}
	})
}

function tellPlan({ plan }: Import): void {
	for (const file of plan.files)
		say(`${file.file}: read as ${file.source.platform} ${file.document.name}: ${holds(file)}`)
	for (const surface of plan.added) say(`surface added: ${surface.name} (${surface.id})`)
	for (const problem of plan.problems)
		say(`skipped in ${problem.file}: ${problem.path ? `${problem.path}: ` : ''}${problem.message}`)
	for (const file of plan.skipped) say(`skipped ${file.file}: ${file.reason}`)
}

function holds({ source, incidents, counts, days }: PlannedFile): string {
	if (counts > 0) return `${counts} report counts`
	if (days === 0) return `${incidents} incidents`
	const zone = source.options?.zone
	return (
		`${days} published days, which begin at midnight ` +
		`${typeof zone === 'string' ? `in ${zone}` : 'UTC (--zone names another clock)'}`
	)
}

function tellReport(report: ImportReport): void {
	for (const file of report.refused) say(`skipped ${file.name}: ${file.message}`)
	say(`${report.incidents} incidents in the local store, ${report.snapshots.length} looks added`)
}

function readGiven(path: string): GivenFile {
	if (!existsSync(path) || !statSync(path).isFile())
		throw new UsageError(`there is no file ${path}`)
	if (statSync(path).size > maxBytes)
		throw new UsageError(`${path} is larger than ${maxBytes / 1024 / 1024} MB`)
	const bytes = readFileSync(path)
	return { name: path, bytes, body: new TextDecoder().decode(bytes) }
}

/** Reads `--read-at`: an instant, or a day whose time is not known. Throws UsageError. */
function parseReadAt(text: string): ReadAt {
	if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
		const day = readInstant(`${text}T00:00:00Z`)
		if (day?.startsWith(text)) return { at: day, precision: 'day' }
	} else {
		const instant = readInstant(text)
		if (instant !== undefined) return { at: instant }
	}
	throw new UsageError(
		`--read-at ${JSON.stringify(text)} is neither an instant such as 2026-09-27T10:00:00Z nor ` +
			'a day such as 2026-09-27',
	)
}
