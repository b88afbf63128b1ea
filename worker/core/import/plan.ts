import { type Chain, extend } from '#core/archive/chain.ts'
import { sha256Hex } from '#core/hash.ts'
import { resolveComponent } from '#core/incident/surfaces.ts'
import type {
	Component,
	Observation,
	OfficialObservation,
	Problem,
} from '#core/model/observation.ts'
import type { Provider, Source, Surface } from '#core/model/provider.ts'
import { type Document, documentKey, type Snapshot } from '#core/model/snapshot.ts'
import type { Provenance } from '#core/model/vocabulary.ts'
import { platformOf } from '#core/platforms/index.ts'
import {
	publishedMinutes,
	statedDisplayReadAt,
} from '#core/platforms/published-minutes/published-minutes.ts'
import { record, statedReadAt } from '#core/platforms/record/record.ts'
import { reportFile, statedProviders } from '#core/platforms/report-file/report-file.ts'
import { floorTo } from '#core/time/time.ts'
import { type FileOptions, type HistoryFile, recognise } from './recognise.ts'

/**
 * Decides what an import of history files is: the sources that hold them, the surfaces they bring,
 * what is skipped and why.
 */

export interface PlannedFile {
	readonly file: string
	readonly source: Source
	readonly document: Document
	readonly provenance: Extract<Provenance, 'import' | 'rebuilt'>
	readonly incidents: number
	/** How many report counts it states. */
	readonly counts: number
	/** How many days of an uptime display. */
	readonly days: number
	/**
	 * When it was read, as given, or as a hand-collected record says of its sources; absent where
	 * nobody says.
	 */
	readonly readAt?: ReadAt
}

export interface ImportPlan {
	/**
	 * The provider with the sources of the files, and with the surfaces that they name and it did not
	 * list.
	 */
	readonly provider: Provider
	readonly files: readonly PlannedFile[]
	readonly added: readonly Surface[]
	readonly skipped: readonly { readonly file: string; readonly reason: string }[]
	readonly problems: readonly (Problem & { readonly file: string })[]
}

/**
 * When the files were read from the provider: an instant, or a day, of which the time is not known.
 */
export interface ReadAt {
	readonly at: string
	readonly precision?: 'day'
	/** Nobody said: it is when the file was loaded. */
	readonly undated?: true
}

export interface ImportOptions extends FileOptions {
	/** What no alias knows stays unattributed, instead of becoming a surface. */
	readonly knownSurfaces?: boolean
	/** When all of the files were read, whatever they say. */
	readonly readAt?: ReadAt
}

/** Plans an import; nothing is stored. */
export function planImport(
	provider: Provider,
	files: readonly HistoryFile[],
	options: ImportOptions = {},
): ImportPlan {
	let known = provider
	const planned: PlannedFile[] = []
	const added: Surface[] = []
	const skipped: { file: string; reason: string }[] = []
	const problems: (Problem & { file: string })[] = []
	const bodies = new Set<string>()
	for (const file of files) {
		const found = bodies.has(file.body)
			? { refusal: 'the same file was given twice' }
			: recognise(provider, file, options)
		bodies.add(file.body)
		if ('refusal' in found) {
			skipped.push({ file: file.name, reason: found.refusal })
			continue
		}
		const { source, document, observation } = found
		const others =
			source.platform === reportFile.id
				? statedProviders(document).filter((id) => id !== provider.id)
				: []
		if (others.length > 0) {
			skipped.push({ file: file.name, reason: `it counts for ${others.join(', ')}` })
			continue
		}
		for (const surface of options.knownSurfaces ? [] : newSurfaces(known, observation)) {
			added.push(surface)
			known = { ...known, surfaces: [...known.surfaces, surface] }
		}
		if (!known.sources.some((candidate) => candidate.id === source.id))
			known = { ...known, sources: [...known.sources, source] }
		const stated = statedTimeOf(source, document)
		// What somebody collected and dated is no file of the provider's.
		const provenance = source.platform === record.id || stated ? 'rebuilt' : 'import'
		const readAt = options.readAt ?? stated
		planned.push({
			file: file.name,
			source,
			document,
			provenance,
			...sizeOf(observation),
			...(readAt && { readAt }),
		})
		problems.push(...observation.problems.map((problem) => ({ ...problem, file: file.name })))
	}
	return { provider: known, files: planned, added, skipped, problems }
}

/**
 * The looks of a planned import, each the first of its chain. `otherwise` is for files that do not
 * say when they were read; `bytes` is the files' length, by file name.
 */
export function importedLooks(
	plan: ImportPlan,
	otherwise: ReadAt,
	bytes: (file: string) => number,
	hash: (file: string) => string,
): Snapshot[] {
	const chains = new Map<string, Chain>()
	for (const { file, source, document, provenance, readAt = otherwise } of plan.files) {
		const named = { provider: plan.provider.id, source: source.id, document: document.name }
		const { chain } = extend(undefined, {
			...named,
			url: document.url,
			slot: floorTo(readAt.at, 60),
			fetchedAt: readAt.at,
			...(readAt.precision && { precision: readAt.precision }),
			...(readAt.undated && { undated: true }),
			provenance,
			outcome: 'good',
			contentType: document.contentType,
			bytes: bytes(file),
			sha256: hash(file),
			fingerprint: sha256Hex(platformOf(source.platform).canonical(document, source.options)),
		})
		chains.set(documentKey(named), chain)
	}
	return [...chains.values()].map((chain) => chain.current)
}

/** When a collected file says that its sources were read. */
function statedTimeOf({ platform }: Source, document: Document): ReadAt | undefined {
	if (platform === record.id) return statedReadAt(document)
	return platform === publishedMinutes.id ? statedDisplayReadAt(document) : undefined
}

function sizeOf(observation: Observation): Pick<PlannedFile, 'incidents' | 'counts' | 'days'> {
	if (observation.kind === 'crowd')
		return { incidents: 0, counts: observation.reports.length, days: 0 }
	return {
		incidents: observation.incidents.length,
		counts: 0,
		days: observation.published?.length ?? 0,
	}
}

/** Surfaces for the components that no alias knows, one for each, as the file names them. */
function newSurfaces(provider: Provider, observation: Observation): Surface[] {
	if (observation.kind === 'crowd') return []
	const found: Surface[] = []
	let known = provider
	for (const { component, at } of componentsOf(observation)) {
		if (resolveComponent(known, component, at).surface !== undefined) continue
		const name = component.name?.trim() || component.id
		if (!name) continue
		const alias = {
			...(component.name !== undefined && { name: component.name.trim() }),
			...(component.id !== undefined && { component: component.id }),
		}
		const surface: Surface = {
			id: freeId(name, known),
			name,
			kind: 'other',
			aliases: [alias],
			notes: 'Named by an imported file.',
		}
		found.push(surface)
		known = { ...known, surfaces: [...known.surfaces, surface] }
	}
	return found
}

function componentsOf(observation: OfficialObservation): { component: Component; at: string }[] {
	const named = (observation.published ?? []).map(({ service, date }) => ({
		component: { name: service },
		at: `${date}T12:00:00Z`,
	}))
	const ofIncidents = observation.incidents.flatMap((incident) => [
		...incident.components.map((component) => ({ component, at: incident.createdAt })),
		...incident.updates.flatMap((update) =>
			update.states.map(({ component }) => ({ component, at: update.at })),
		),
		...incident.spans.map(({ component, from }) => ({ component, at: from })),
	])
	return [...ofIncidents, ...named]
}

function freeId(name: string, provider: Provider): string {
	const slug =
		name
			.normalize('NFKD')
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '-')
			.replace(/^-+|-+$/g, '')
			.slice(0, 70)
			.replace(/-+$/, '') || 'surface'
	const taken = (id: string) => provider.surfaces.some((surface) => surface.id === id)
	if (!taken(slug)) return slug
	for (let number = 2; ; number += 1) if (!taken(`${slug}-${number}`)) return `${slug}-${number}`
}
