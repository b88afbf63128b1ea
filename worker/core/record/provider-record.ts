import { crowdOrigin } from '#core/crowd/origin.ts'
import { withSignals } from '#core/crowd/signals.ts'
import { withCaptured, withClass } from '#core/incident/editorial.ts'
import { episodesOf } from '#core/incident/episodes.ts'
import type { Ledger } from '#core/incident/ledger.ts'
import { surfaceStates } from '#core/incident/states.ts'
import { isCovered } from '#core/incident/surfaces.ts'
import type { Annotation, Claim, Content, Reading } from '#core/model/content.ts'
import type { ProviderHeader } from '#core/model/documents.ts'
import type { Export } from '#core/model/export.ts'
import type { Episode, Incident, SurfaceState, UnmatchedComponent } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { PublishedDay } from '#core/model/published.ts'
import type { PossibleRise, ReportCount, Rise } from '#core/model/report.ts'
import type { Coverage, Gap } from '#core/model/timeline.ts'
import { crowdSourcesOf } from '#core/record/crowd-sources.ts'
import { compareInstants } from '#core/time/time.ts'
import { coverageOf } from './coverage.ts'
import { unmatchedComponents } from './unmatched.ts'

/**
 * One provider's whole record at a moment: what every document, page and figure about it is made
 * from.
 */
export interface ProviderRecord {
	readonly provider: Provider
	readonly header: ProviderHeader
	/**
	 * The last good look at the provider's own pages that it rests on; null before any. What failed
	 * never moves it.
	 */
	readonly asOf: string | null
	/** Oldest first by filing. */
	readonly incidents: readonly Incident[]
	readonly states: readonly SurfaceState[]
	readonly episodes: readonly Episode[]
	/**
	 * Episodes of several providers that have incidents of this one (`provider/id`): who reads all
	 * providers puts them together.
	 */
	readonly shared?: readonly {
		readonly id: string
		readonly title: string
		readonly incidents: readonly string[]
	}[]
	readonly gaps: readonly Gap[]
	readonly coverage: readonly Coverage[]
	readonly annotations: readonly Annotation[]
	readonly claims: readonly Claim[]
	readonly readings: readonly Reading[]
	/** Windows that were counted, oldest first; what a timeline shows of them it picks itself. */
	readonly reports: readonly ReportCount[]
	/** Oldest first. */
	readonly rises: readonly Rise[]
	/** What the slow rule found, oldest first. */
	readonly possibleRises: readonly PossibleRise[]
	/** Minutes of outage as the provider's own display gives them, from imported files. */
	readonly publishedDays: readonly PublishedDay[]
	readonly problems: Export['problems']
	/** Components of its pages that no surface stands for, by name. */
	readonly unattributed: readonly UnmatchedComponent[]
}

export interface RecordInput {
	readonly content: Content
	readonly provider: Provider
	readonly ledger: Ledger
	/** Of all providers; those that concern this one are picked. */
	readonly gaps: readonly Gap[]
	readonly problems: Export['problems']
	readonly asOf: string | null
	/** What was counted of this provider's users, and where that was unusual. */
	readonly reports: readonly ReportCount[]
	readonly rises: readonly Rise[]
	readonly possibleRises?: readonly PossibleRise[]
	readonly publishedDays?: readonly PublishedDay[]
}

/**
 * Derives states, episodes and coverage from the ledger: once, however often a record of the same
 * ledger is asked for.
 */
export function providerRecord(input: RecordInput): ProviderRecord {
	const {
		content,
		provider,
		gaps,
		problems,
		asOf,
		reports,
		rises,
		possibleRises = [],
		publishedDays = [],
	} = input
	const { readings, ...derived } = derivedFrom(input)
	return {
		provider,
		header: headerOf(provider),
		asOf,
		...derived,
		shared: content.episodes.filter(({ providers }) => providers?.includes(provider.id)),
		gaps: gaps.filter((gap) => gap.sources.some((source) => source.startsWith(`${provider.id}/`))),
		annotations: content.annotations.filter((annotation) =>
			concerns(annotation.subject, provider.id, content),
		),
		claims: content.claims.filter((claim) => concerns(claim.subject, provider.id, content)),
		readings,
		reports,
		rises,
		possibleRises,
		publishedDays,
		problems: problems.filter((problem) => problem.provider === provider.id),
	}
}

type Derived = Pick<
	ProviderRecord,
	'coverage' | 'incidents' | 'states' | 'episodes' | 'unattributed' | 'readings'
>

/**
 * What follows from a ledger, with what else it was derived from. A ledger is never changed in
 * place, so that it is known by itself.
 */
const known = new WeakMap<
	Ledger,
	Pick<RecordInput, 'content' | 'provider' | 'rises'> & { readonly derived: Derived }
>()

function derivedFrom({ content, provider, ledger, rises }: RecordInput): Derived {
	const before = known.get(ledger)
	const isSame =
		before &&
		before.content === content &&
		before.provider === provider &&
		before.rises.length === rises.length
	if (isSame && before.rises.every((rise, position) => rise === rises[position]))
		return before.derived
	const coverage = coverageOf(content, provider, ledger)
	const told = withEditors(ledger, content)
	const readings = content.readings.filter((reading) =>
		concerns(reading.subject, provider.id, content),
	)
	const incidents = withCrowd(provider, told, rises, readings).sort(
		(a, b) => compareInstants(a.createdAt, b.createdAt) || (a.id < b.id ? -1 : 1),
	)
	const derived = {
		coverage,
		incidents,
		states: surfaceStates(told, provider, coverage),
		episodes: episodesOf(provider.id, incidents, content.episodes),
		unattributed: unmatchedComponents(ledger, provider, incidents),
		readings,
	}
	known.set(ledger, { content, provider, rises, derived })
	return derived
}

/**
 * What the provider posted, with the users' first signal, and what only users reported. An
 * archive's incidents of the crowd, and those that were
 * withdrawn, make way for what follows from the counts now.
 */
function withCrowd(
	provider: Provider,
	ledger: Ledger,
	rises: readonly Rise[],
	readings: readonly Reading[],
): Incident[] {
	const known = [...ledger.incidents.values()]
	const found = crowdOrigin(provider, known, rises)
	const own = new Set(
		found.flatMap(({ id, aliases }, position) =>
			position >= known.length ? [id, ...aliases] : aliases,
		),
	)
	return withSignals(
		found.filter(
			({ id, origin }, position) => position >= known.length || origin !== 'crowd' || !own.has(id),
		),
		rises,
		readings,
	)
}

/**
 * What looks and files told, with what editors judge and what others saw: neither is part of the
 * ledger, so that both can be mended in content.
 */
function withEditors(
	ledger: Ledger,
	{ changes, classes }: Pick<Content, 'changes' | 'classes'>,
): Ledger {
	const changesOf = Map.groupBy(changes, ({ subject }) => subject)
	const classOf = new Map(classes.map((judgement) => [judgement.subject, judgement]))
	const incidents = [...ledger.incidents].map(([id, incident]): [string, Incident] => {
		const subject = `incidents/${ledger.provider}/${id}`
		return [
			id,
			withClass(withCaptured(incident, changesOf.get(subject) ?? []), classOf.get(subject)),
		]
	})
	return { ...ledger, incidents: new Map(incidents) }
}

export function headerOf(provider: Provider): ProviderHeader {
	const { id, name, operator, homepage, statusPage } = provider
	const surfaces = provider.surfaces.map((surface) => ({
		id: surface.id,
		name: surface.name,
		kind: surface.kind,
		covered: isCovered(provider, surface.id),
	}))
	return {
		id,
		name,
		operator,
		homepage,
		statusPage: statusPage ?? null,
		surfaces,
		crowdSources: crowdSourcesOf(provider),
	}
}

/** Whether a note, claim or reading is about a provider, one of its incidents or episodes. */
export function concerns(subject: string, provider: string, content: Content): boolean {
	const [kind, id] = subject.split('/')
	return kind === 'episodes'
		? content.episodes.some(
				(episode) =>
					episode.id === id && episode.provider === provider && episode.providers === undefined,
			) || id?.startsWith(`${provider}-`) === true
		: id === provider
}
