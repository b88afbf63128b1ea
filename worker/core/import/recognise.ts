import { sha256Hex } from '#core/hash.ts'
import type { Observation, ObservedIncident } from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import type { Document } from '#core/model/snapshot.ts'
import { platformOf, platforms } from '#core/platforms/index.ts'
import { ParseError, type Platform } from '#core/platforms/platform.ts'
import { publishedMinutes } from '#core/platforms/published-minutes/published-minutes.ts'
import { record } from '#core/platforms/record/record.ts'
import { reportFile } from '#core/platforms/report-file/report-file.ts'

/** Finds out which platform a history file comes from, by letting each one read it. */

/** A file as it was given: its name, of which folders say nothing, and its text. */
export interface HistoryFile {
	readonly name: string
	readonly body: string
}

/** What a file does not say of itself. */
export interface FileOptions {
	/**
	 * Where the days of an uptime display begin, as the usual spelling of a zone's name; UTC when
	 * absent.
	 */
	readonly zone?: string
}

export interface Recognised {
	/** The file's own: switched off, and named after the file's hash. */
	readonly source: Source
	readonly document: Document
	readonly observation: Observation
}

interface Candidate extends Recognised {
	/** Whether the provider itself uses this platform. */
	readonly own: boolean
	/** How many letters of the document's name are in the file's own. */
	readonly fit: number
	readonly order: number
}

/**
 * The best reading of a file, by what is in it. More entries that the reading bears out beat fewer,
 * then the provider's own platforms beat others,
 * what is understood more what is understood less, fewer problems more, a list that says what it
 * covers one that does not; where readings are equal, the
 * document that the file is named after. `refusal` says why nothing could read it, or that no entry
 * in it is what a history holds.
 */
export function recognise(
	provider: Provider,
	file: HistoryFile,
	{ zone }: FileOptions = {},
): Recognised | { readonly refusal: string } {
	const candidates: Candidate[] = []
	const reasons: Reason[] = []
	const base = baseNameOf(file.name)
	for (const candidate of candidateSources(provider)) {
		const source =
			zone !== undefined && candidate.platform === publishedMinutes.id
				? { ...candidate, options: { ...candidate.options, zone } }
				: candidate
		const platform = platformOf(source.platform)
		for (const request of platform.plan(source, '1970-01-01T00:00:00Z')) {
			const document = {
				source: source.id,
				name: request.name,
				url: request.url,
				contentType: contentTypeOf(base),
				body: file.body,
			}
			const reading = read(platform, source, document)
			if (typeof reading === 'string') {
				reasons.push({ text: `${source.platform}: ${reading}`, depth: 0 })
				continue
			}
			const [problem] = reading.problems
			if (problem)
				reasons.push({ text: `${source.platform}: ${problem.path}: ${problem.message}`, depth: 1 })
			const own = provider.sources.some((known) => known.platform === source.platform)
			const fit = base.includes(request.name) ? request.name.length : 0
			candidates.push({
				source,
				document,
				observation: reading,
				own,
				fit,
				order: candidates.length,
			})
		}
	}
	const [best] = candidates.filter(isBorneOut).sort(betterFirst)
	if (best) {
		// Each file has a chain of its own: pages of one history are not two looks at one list.
		const source = { ...best.source, id: `${best.source.id}-${sha256Hex(file.body).slice(0, 8)}` }
		return {
			source,
			document: { ...best.document, source: source.id },
			observation: best.observation,
		}
	}
	const [reason] = reasons.sort((a, b) => b.depth - a.depth)
	if (candidates.some(({ observation }) => rows(observation) > 0)) {
		return {
			refusal:
				`no entry in it says what an incident's does: a status that a status page gives ` +
				`(${reason?.text ?? 'none was found'})`,
		}
	}
	if (candidates.length > 0)
		return {
			refusal:
				'it holds neither incidents nor states nor published minutes of this ' +
				`provider${reason ? ` (${reason.text})` : ''}`,
		}
	return { refusal: `no platform reads it (${reason?.text ?? 'none is registered'})` }
}

/**
 * Why a platform did not do; one that read the file as its own and met something in it says more
 * than one that could not.
 */
interface Reason {
	readonly text: string
	readonly depth: number
}

/** The last part of a path, whichever way its separators lean. */
function baseNameOf(path: string): string {
	return path.split(/[\\/]/).at(-1) ?? path
}

/**
 * The source that an import under this id was read with; undefined for an id that no import gives.
 */
export function importSource(provider: Provider, id: string): Source | undefined {
	// Also those of platforms that the provider did not use itself when the file was loaded.
	const found = [
		...candidateSources(provider),
		...platforms.map((platform) => sourceFor(platform, provider)),
	].find((source) => new RegExp(`^${source.id}-[0-9a-f]{8}$`).test(id))
	return found && { ...found, id }
}

/**
 * The sources that a file could come from, the provider's own first. They are never fetched;
 * `recognise` gives each file its own.
 */
function candidateSources(provider: Provider): Source[] {
	const own = provider.sources.filter(
		(source) => source.kind === 'official' && !source.id.startsWith('import-'),
	)
	// Of crowd platforms only one is made of files; what the others answer depends on the moment of
	// the look.
	const inFiles = platforms.filter(
		(platform) => platform.kind === 'official' || platform === reportFile,
	)
	const others = inFiles.filter(
		(platform) => !own.some((source) => source.platform === platform.id),
	)
	return [...own.map(forFiles), ...others.map((platform) => sourceFor(platform, provider))]
}

function forFiles(source: Source): Source {
	const { fallbackFor: _, quietSeconds: __, ...kept } = source
	return {
		...kept,
		id: `import-${source.id.slice(0, 60)}`,
		enabled: false,
		notes: 'Loaded from a file; never fetched.',
	}
}

function sourceFor(platform: Platform, provider: Provider): Source {
	const { statusPage: url = provider.homepage } = provider
	return forFiles({
		id: platform.id,
		platform: platform.id,
		url,
		kind: platform.kind,
		everySeconds: 86400,
		enabled: false,
	})
}

function read(platform: Platform, source: Source, document: Document): Observation | string {
	if (platform.checkOptions(source.options).length > 0)
		return 'it needs options that the provider does not give'
	try {
		return platform.parse([document], source.options)
	} catch (error) {
		if (error instanceof ParseError) return error.message
		throw error
	}
}

function betterFirst(a: Candidate, b: Candidate): number {
	return (
		supportedRows(b) - supportedRows(a) ||
		rows(b.observation) - rows(a.observation) ||
		Number(b.own) - Number(a.own) ||
		understood(b.observation) - understood(a.observation) ||
		a.observation.problems.length - b.observation.problems.length ||
		coversOf(b.observation) - coversOf(a.observation) ||
		b.fit - a.fit ||
		a.order - b.order
	)
}

/** What a file is made of: incidents, or days of an uptime display; or counts. */
function rows(observation: Observation): number {
	return observation.kind === 'official'
		? observation.incidents.length + (observation.published?.length ?? 0)
		: observation.reports.length
}

/**
 * Those of them that the reading bears out: any feed has entries with titles and dates, an incident
 * has a status or says what was down.
 */
function supportedRows({ source, observation }: Recognised): number {
	// The shape of hand-collected records is our own: nothing else has it, and of an old incident no
	// more than its day may be known.
	if (observation.kind === 'crowd' || source.platform === record.id) return rows(observation)
	return observation.incidents.filter(isIncident).length + (observation.published?.length ?? 0)
}

function isIncident({ status, updates, spans }: ObservedIncident): boolean {
	return (
		status !== 'unknown' ||
		spans.length > 0 ||
		updates.some((update) => update.status !== 'unknown' || update.states.length > 0)
	)
}

/** Whether there is anything in it that is what the reading takes it for. */
function isBorneOut(reading: Recognised): boolean {
	const { observation } = reading
	return (
		supportedRows(reading) > 0 ||
		(observation.kind === 'official' && observation.states.some(({ state }) => state !== 'unknown'))
	)
}

function coversOf(observation: Observation): number {
	return observation.kind === 'official'
		? observation.covers.filter((cover) => cover.list === 'since').length
		: 0
}

/**
 * How much of what it says has a meaning: states, components, updates with a status that we know.
 */
function understood(observation: Observation): number {
	if (observation.kind === 'crowd') return observation.reports.length
	const ofIncidents = observation.incidents.map(
		({ components, updates }) =>
			components.length + updates.filter((update) => update.status !== 'unknown').length,
	)
	return ofIncidents.reduce((sum, count) => sum + count, observation.states.length)
}

function contentTypeOf(name: string): string {
	if (/\.(xml|rss|atom)$/i.test(name)) return 'application/xml'
	if (/\.csv$/i.test(name)) return 'text/csv'
	return /\.json$/i.test(name) ? 'application/json' : 'text/plain'
}
