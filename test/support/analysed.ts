import { episodesOf } from '#core/incident/episodes.ts'
import { milestonesOf, noMilestones } from '#core/incident/milestones.ts'
import type { EpisodeContent } from '#core/model/content.ts'
import { type Export, rulesVersion, schemaVersion } from '#core/model/export.ts'
import type { Incident, SurfaceState, Update } from '#core/model/incident.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Coverage, Gap } from '#core/model/timeline.ts'
import type { IncidentStatus, SurfaceStateName } from '#core/model/vocabulary.ts'
import { compareInstants } from '#core/time/time.ts'
import { incidentTimeline } from '#core/timeline/timeline.ts'

/**
 * An Export from short rows, for tests of figures: what is told is taken as it stands, without a
 * fold. Times are written
 * `2026-03-02T10:00`, with seconds where they matter; a day alone is its midnight. Unless said
 * otherwise everything is Acme's, which
 * has the surfaces `web` and `api` and a census of January 2026.
 */
export interface Told {
	readonly incidents?: readonly IncidentRow[]
	/** Each with its surfaces; Acme alone when absent. */
	readonly providers?: Readonly<Record<string, readonly string[]>>
	readonly coverage?: readonly CoverageRow[]
	readonly states?: readonly StateRow[]
	readonly gaps?: readonly GapRow[]
	/** Editors' groupings; all others are by the rule. */
	readonly episodes?: readonly EpisodeContent[]
	readonly claims?: Export['claims']
	readonly readings?: Export['readings']
	readonly rises?: Export['rises']
	readonly possibleRises?: Export['possibleRises']
	readonly promises?: Export['promises']
	readonly causes?: Export['causes']
	readonly commitments?: Export['commitments']
	readonly published?: Export['published']
	readonly publishedDays?: Export['publishedDays']
	/** From which day every surface is told to have existed; null: from when it is first named. */
	readonly since?: string | null
	/** The last look. */
	readonly asOf?: string
	/** False leaves the timelines empty, for large records. */
	readonly timelines?: boolean
}

export interface IncidentRow {
	readonly id: string
	readonly provider?: string
	readonly surfaces?: readonly string[]
	/** When it was filed, which is also its first statement where `stages` are given. */
	readonly from: string
	/** When it was declared over; absent: it is still open. */
	readonly to?: string
	/** The start that the provider states, where it states one. */
	readonly startedAt?: string
	/** When the crowd rose. */
	readonly signalAt?: string
	/**
	 * Statements: status and time, oldest first, with what else an update may have. They bear their
	 * own end, so that `to` can stay away.
	 */
	readonly stages?: readonly (readonly [
		status: IncidentStatus,
		at: string,
		more?: Partial<Update>,
	])[]
	readonly status?: IncidentStatus
	readonly impact?: Incident['impact']
	readonly kind?: Incident['kind']
	readonly origin?: Incident['origin']
	readonly precision?: NonNullable<Incident['precision']>
	readonly title?: string
	/** Taken away from the page. */
	readonly withdrawn?: boolean
}

export interface CoverageRow {
	readonly provider?: string
	readonly surface?: string
	readonly from: string
	readonly to?: string
	readonly kind?: Coverage['kind']
}

export interface StateRow {
	readonly provider?: string
	readonly surface: string
	readonly state: SurfaceStateName
	readonly from: string
	readonly to?: string
	readonly incident?: string
	readonly basis?: SurfaceState['basis']
}

export interface GapRow {
	readonly provider?: string
	readonly from: string
	readonly to?: string
	readonly bearsState?: boolean
}

export function toldExport(told: Told = {}): Export {
	const surfaces = told.providers ?? { acme: ['web', 'api'] }
	const asOf = moment(told.asOf ?? '2026-02-01')
	const providers = Object.entries(surfaces).map(([id, names]) =>
		providerOf(id, names, told.since === undefined ? '2000-01-01' : told.since),
	)
	const incidents = (told.incidents ?? [])
		.map(toldIncident)
		.sort((a, b) => compareInstants(a.createdAt, b.createdAt) || (a.id < b.id ? -1 : 1))
	const coverage = (
		told.coverage ??
		providers.map(({ id }): CoverageRow => ({ provider: id, from: '2026-01-01', to: '2026-02-01' }))
	).map(coverageOf)
	const states = (told.states ?? []).map(stateOf).sort((a, b) => compareInstants(a.from, b.from))
	const gaps = (told.gaps ?? []).map(gapOf)
	const context = {
		annotations: [],
		claims: [],
		readings: [],
		rises: [],
		possibleRises: [],
		reports: [],
		episodes: [],
		states,
		gaps,
		window: { from: moment('2000-01-01'), to: asOf },
	}
	return {
		schemaVersion,
		builtBy: `tidemark rules ${rulesVersion}`,
		generatedAt: asOf,
		licence: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
		asOf: Object.fromEntries(providers.map(({ id }) => [id, asOf])),
		unattributed: Object.fromEntries(providers.map(({ id }) => [id, []])),
		providers,
		coverage,
		incidents,
		states,
		episodes: providers.flatMap(({ id }) =>
			episodesOf(
				id,
				incidents.filter((incident) => incident.provider === id),
				told.episodes ?? [],
			),
		),
		timelines:
			told.timelines === false ? [] : incidents.map((incident) => timelineOf(incident, context)),
		claims: [...(told.claims ?? [])],
		readings: [...(told.readings ?? [])],
		rises: [...(told.rises ?? [])],
		possibleRises: [...(told.possibleRises ?? [])],
		promises: [...(told.promises ?? [])],
		causes: [...(told.causes ?? [])],
		commitments: [...(told.commitments ?? [])],
		published: [...(told.published ?? [])],
		publishedDays: [...(told.publishedDays ?? [])],
		gaps,
		problems: [],
		analyses: [],
	}
}

/**
 * `2026-03-02`, `2026-03-02T10:00` and `2026-03-02T10:00:20` as instants; an instant stays as it
 * is.
 */
export function moment(text: string): string {
	return text.endsWith('Z') ? text : `${text}${'T00:00:00'.slice(text.length - 10)}Z`
}

/** One incident as the model has it, with its milestones. */
export function toldIncident(row: IncidentRow): Incident {
	const createdAt = moment(row.from)
	const updates = (row.stages ?? []).map(([status, at, more], position): Update => {
		const known = {
			id: `u${position + 1}`,
			at: moment(at),
			status,
			body: '',
			format: 'text',
			states: [],
			evidence: [],
			revisions: [],
		} as const
		return {
			...known,
			states: [],
			evidence: [],
			revisions: [],
			seen: { by: moment(at) },
			...(row.precision && { precision: row.precision }),
			...more,
		}
	})
	const resolvedAt =
		row.to ??
		row.stages?.findLast(([status]) => status === 'resolved' || status === 'completed')?.[1]
	const lastStatus = updates.findLast(({ status }) => status !== 'unknown')?.status
	const bare: Incident = {
		id: row.id,
		aliases: [],
		provider: row.provider ?? 'acme',
		origin: row.origin ?? 'official',
		kind: row.kind ?? 'incident',
		title: row.title ?? `Incident ${row.id}`,
		impact: row.impact ?? 'minor',
		status: row.status ?? lastStatus ?? (row.to === undefined ? 'investigating' : 'resolved'),
		createdAt,
		...(row.startedAt !== undefined && { startedAt: moment(row.startedAt) }),
		...(resolvedAt !== undefined && { resolvedAt: moment(resolvedAt) }),
		...(row.precision && { precision: row.precision }),
		surfaces: [...(row.surfaces ?? ['web'])],
		unattributed: [],
		updates,
		spans: [],
		milestones: noMilestones,
		seen: { by: createdAt },
		evidence: [],
		revisions: [],
		listedIn: [],
		...(row.withdrawn && {
			absence: { document: 'incidents', seen: { by: createdAt }, evidence: [], confirmed: true },
		}),
	}
	const signal =
		row.signalAt === undefined
			? {}
			: { signalAt: { at: moment(row.signalAt), event: `${row.id}:signal` } }
	return { ...bare, milestones: { ...milestonesOf(bare), ...signal } }
}

function timelineOf(
	incident: Incident,
	context: Parameters<typeof incidentTimeline>[1],
): Export['timelines'][number] {
	return incidentTimeline(incident, {
		...context,
		states: context.states.filter((state) => state.provider === incident.provider),
	})
}

function providerOf(id: string, surfaces: readonly string[], since: string | null): Provider {
	return {
		id,
		name: id[0]?.toUpperCase() + id.slice(1),
		operator: `${id} Corporation`,
		homepage: `https://${id}.example`,
		surfaces: surfaces.map((surface) => ({
			id: surface,
			name: surface,
			kind: surface === 'api' ? 'api' : 'chat',
			aliases: [{ name: surface }],
			...(since !== null && { began: { day: since, source: `https://${id}.example/news` } }),
		})),
		sources: [
			{
				id: `${id}-status`,
				platform: 'statuspage',
				url: `https://status.${id}.example`,
				kind: 'official',
				everySeconds: 60,
				enabled: true,
				covers: [...surfaces],
			},
		],
		otherDoors: [],
	}
}

function coverageOf({
	provider = 'acme',
	surface,
	from,
	to,
	kind = 'census',
}: CoverageRow): Coverage {
	return {
		provider,
		...(surface && { surface }),
		from: moment(from),
		...(to !== undefined && { to: moment(to) }),
		kind,
		source: 'told',
	}
}

function stateOf({
	provider = 'acme',
	surface,
	state,
	from,
	to,
	incident,
	basis = 'declared',
}: StateRow): SurfaceState {
	const begins = moment(from)
	return {
		provider,
		surface,
		state,
		from: begins,
		...(to !== undefined && { to: moment(to) }),
		basis,
		seen: { by: begins },
		...(incident && { incident }),
		evidence: [],
	}
}

function gapOf({ provider = 'acme', from, to, bearsState = true }: GapRow): Gap {
	return {
		sources: [`${provider}/${provider}-status`],
		document: 'summary',
		from: moment(from),
		...(to !== undefined && { to: moment(to) }),
		reason: 'told',
		bearsState,
	}
}

/**
 * Three that end within a day before the next on the same surface, and one that does not: two of
 * the three others are followed.
 */
export const again: Told = {
	incidents: [
		{ id: 'a', from: '2026-01-05T10:00', to: '2026-01-05T11:00' },
		{ id: 'b', from: '2026-01-05T20:00', to: '2026-01-05T22:00' },
		{ id: 'c', from: '2026-01-06T08:00', to: '2026-01-06T09:00' },
		{ id: 'd', from: '2026-01-20T08:00', to: '2026-01-20T12:00' },
	],
}
