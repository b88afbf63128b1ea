import type * as z from 'zod/mini'
import * as answers from './answers.ts'
import * as now from './now-answers.ts'
import * as query from './parameters.ts'
import { ReportReceipt, ReportRequest } from './reporting.ts'

/**
 * Every address of the API in one table: the app's routes are tested against it, and the
 * description is made from it.
 */
export interface RouteDescription {
	/** As OpenAPI writes it, below `/api/v1`. */
	readonly path: string
	/** Under which heading it stands. */
	readonly tag: Tag
	/** One line, without a stop. */
	readonly summary: string
	readonly description: string
	readonly query: z.ZodMiniObject
	readonly answer:
		| { readonly name: string; readonly schema: z.ZodMiniType }
		| { readonly bytes: string }
	/** It may lead to another address for good: an incident that has another id now. */
	readonly moves?: true
	/** More may be asked of it than it answers in a minute. */
	readonly limited?: true
	/** It is made from the description's own code alone, so that no store can fail. */
	readonly storeless?: true
}

/** The headings of the description. */
export const tags = {
	Now: 'How providers stand, how old that is, and of whom we cannot tell.',
	Record: 'Incidents, outages and what was said of them, with evidence.',
	Evidence: 'What a page said at a moment, our checks of it, and the bytes we received.',
	Analysis: 'Figures of the record, with how they were counted.',
	'User reports': 'Reports by users: counted, and taken.',
	Meta: 'The description itself.',
} as const
export type Tag = keyof typeof tags

export const parameterTexts: Readonly<Record<string, string>> = {
	provider: 'A provider’s id, such as `claude`.',
	id: 'An incident’s or episode’s id.',
	part: 'The number of a part, 1 for the oldest.',
	sha256: 'The SHA-256 of the raw bytes, in lower-case hex.',
	surface: 'A surface’s id, such as `claude-ai`.',
	from: 'A day or an instant; what was filed at or after it.',
	to: 'A day or an instant; what was filed before it.',
	status: '`open`, `over`, or an incident status.',
	kind: '`incident`, `maintenance` or `notice`.',
	cursor: 'The value of `next` of the answer before.',
	limit: 'How many items, 1 to 200; 50 when absent.',
	asOf: 'An instant: the timeline as it was known then.',
	subject: 'What a claim is about, such as `incidents/claude/0ghc53zpsfmt`.',
	standing: 'How a claim stands against the record.',
	t: 'The moment in question, an instant.',
	source: '`<provider>/<source>`.',
	day: 'A UTC day, `2026-03-02`.',
	month: 'A UTC month, `2026-03`.',
	name: 'The name of an analysis, such as `durations`.',
	zone: 'An IANA time zone in which days begin and hours are read; UTC when absent.',
	weights:
		'A further way of counting availability: how much of a partial outage and of degraded service counts as down, such as `0.3,0`.',
}

const json = (name: string, schema: z.ZodMiniType) => ({ name, schema })

/** The one address that is written to. */
export const reportRoute = {
	path: '/providers/{provider}/reports',
	tag: 'User reports',
	summary: 'Report a problem',
	description:
		'Tell us that the service is broken for you. We count one report per person every 15 minutes, and keep no address. The body is JSON or a form; both fields are optional.',
	body: ReportRequest,
	answer: json('ReportReceipt', ReportReceipt),
} as const

export const routes: readonly RouteDescription[] = [
	{
		path: '/status',
		tag: 'Now',
		summary: 'How every provider stands now',
		description:
			'Each provider with its products, open incidents, our last check of each document, gaps, problems and budgets. `asOf` is the oldest of the last checks that reached a page. `notKnown` names each provider whose present state we can’t tell, since when and why: an empty list of open incidents there is not an all-clear. `aside` is what we can’t read, derive or show of a provider, and since when; the feed at `/feeds/problems.json` says when each such trouble begins and ends.',
		query: query.NoQuery,
		answer: json('Status', now.StatusAnswer),
	},
	{
		path: '/providers',
		tag: 'Now',
		summary: 'The providers, with states and coverage',
		description:
			'Every provider, in the order of ids. `open` is null where we have nothing open on record and can’t reach the page.',
		query: query.ListQuery,
		answer: json('Providers', now.ProvidersAnswer),
	},
	{
		path: '/providers/{provider}',
		tag: 'Now',
		summary: 'One provider',
		description:
			'Its products and sources, its state now, what is open, the newest incidents that are over, and how far the record reaches.',
		query: query.NoQuery,
		answer: json('Provider', now.ProviderAnswer),
	},
	{
		path: '/providers/{provider}/reports',
		tag: 'User reports',
		summary: 'User reports of a stretch of time',
		description:
			'Report counts with their usual level, of the last day when no stretch is named, 31 days at most. A window that isn’t there wasn’t counted. The one still open is `partial`.',
		query: query.ReportsQuery,
		answer: json('Reports', answers.ReportsAnswer),
	},
	{
		path: '/incidents',
		tag: 'Record',
		summary: 'Incidents, newest first',
		description:
			'A page may be short, or empty, and still have a next one. With `status=open`, read `notKnown` before you conclude that nothing is open: it names each provider we can’t reach.',
		query: query.IncidentsQuery,
		answer: json('Incidents', answers.IncidentsAnswer),
	},
	{
		path: '/incidents/{provider}/{id}',
		tag: 'Record',
		summary: 'One incident',
		description:
			'An incident with its updates and every version of what was changed after publication. Where it is too long for one answer, `older` is the address of the next older part.',
		query: query.NoQuery,
		answer: json('Incident', answers.IncidentAnswer),
		moves: true,
	},
	{
		path: '/incidents/{provider}/{id}/parts/{part}',
		tag: 'Record',
		summary: 'The older parts of a very long incident',
		description:
			'Hardly any incident has one. Where an incident’s answer has `older`, follow it: each part leads to the one before it, down to part 1. `leftOut` counts what only our snapshots keep.',
		query: query.NoQuery,
		answer: json('IncidentPart', answers.IncidentPartAnswer),
		moves: true,
	},
	{
		path: '/incidents/{provider}/{id}/timeline',
		tag: 'Record',
		summary: 'The timeline of an incident',
		description:
			'Official updates, user reports, notes and what our checks show, in one order. With `asOf`, as it was known then.',
		query: query.TimelineQuery,
		answer: json('Timeline', answers.TimelineAnswer),
		moves: true,
	},
	{
		path: '/episodes',
		tag: 'Record',
		summary: 'Outages, newest first',
		description: 'Incidents that belong together, by an editor’s grouping or by rule.',
		query: query.EpisodesQuery,
		answer: json('Episodes', answers.EpisodesAnswer),
	},
	{
		path: '/episodes/{id}',
		tag: 'Record',
		summary: 'One outage',
		description: 'Its incidents, and when it was down, up, and down again.',
		query: query.NoQuery,
		answer: json('Episode', answers.EpisodeAnswer),
	},
	{
		path: '/episodes/{id}/timeline',
		tag: 'Record',
		summary: 'The timeline of an outage',
		description: 'The timelines of its incidents as one. With `asOf`, as it was known then.',
		query: query.TimelineQuery,
		answer: json('Timeline', answers.TimelineAnswer),
	},
	{
		path: '/claims',
		tag: 'Record',
		summary: 'Fact checks',
		description: 'Who asserted what, when, and our verdict against the record.',
		query: query.ClaimsQuery,
		answer: json('Claims', answers.ClaimsAnswer),
		storeless: true,
	},
	{
		path: '/at',
		tag: 'Evidence',
		summary: 'What a page said at a moment',
		description:
			'The state of each product at `t`, the incidents open then in the words of then, and our checks before and after with their distance in seconds.',
		query: query.AtQuery,
		answer: json('At', answers.AtAnswer),
	},
	{
		path: '/snapshots',
		tag: 'Evidence',
		summary: 'Our checks of one source on one day',
		description:
			'Each item is a run of checks with one outcome, chained to the run before it. Failed and missed checks are among them.',
		query: query.SnapshotsQuery,
		answer: json('Snapshots', answers.SnapshotsAnswer),
	},
	{
		path: '/snapshots/{sha256}',
		tag: 'Evidence',
		summary: 'The raw bytes of a snapshot',
		description: 'Exactly what we received, as a download and never as a page.',
		query: query.NoQuery,
		answer: { bytes: 'The bytes as we received them.' },
	},
	{
		path: '/analysis',
		tag: 'Analysis',
		summary: 'The questions we ask of the record',
		description: 'Each question with its method and version.',
		query: query.NoQuery,
		answer: json('Analyses', answers.AnalysesAnswer),
		storeless: true,
	},
	{
		path: '/analysis/{name}',
		tag: 'Analysis',
		summary: 'The figures of one question',
		description:
			'Figures of the record as it stands, or of the part that you name, with method, version, sample size, exclusions, coverage and input hash. The figures have the shape that belongs to `name`. We compute a limited number of answers a minute for everybody together.',
		query: query.AnalysisQuery,
		answer: json('Analysis', answers.AnalysisAnswer),
		limited: true,
	},
	{
		path: '/export',
		tag: 'Record',
		summary: 'Everything, month by month',
		description:
			'Without `month`, the months there are. With one, every incident filed in it. `missing` names what the month lists and could not be read.',
		query: query.ExportQuery,
		answer: json('Export', answers.ExportAnswer),
	},
	{
		path: '/openapi.json',
		tag: 'Meta',
		summary: 'This description',
		description: 'OpenAPI 3.1, made from the schemas that check parameters and answers.',
		query: query.NoQuery,
		answer: json('OpenApi', answers.OpenApiAnswer),
		storeless: true,
	},
]
