import { Hono } from 'hono'
import * as z from 'zod/mini'
import { alsoListed } from '#core/documents/also-listed.ts'
import type { Content } from '#core/model/content.ts'
import { instantOrNull, listed, ProviderNow, SurfaceNow } from '#core/model/documents.ts'
import { UnmatchedComponent } from '#core/model/incident.ts'
import { Instant, Slug, WebAddress } from '#core/model/instant.ts'
import { DayOrMoment } from '#core/model/parameters.ts'
import { Provider } from '#core/model/provider.ts'
import { PossibleRise, ReportCount } from '#core/model/report.ts'
import { NotKnown, WhyNotKnown } from '#core/model/status.ts'
import { Coverage } from '#core/model/timeline.ts'
import { headerOf } from '#core/record/provider-record.ts'
import { addSeconds, latest, secondsBetween } from '#core/time/time.ts'
import { momentOf } from '../clock.ts'
import { readModel } from '../reading/read-model.ts'
import { type ApiEnv, answerJson } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { defaultLimit, listOf, readCursor, writeCursor } from './paging.ts'
import { NoQuery, paging } from './parameters.ts'
import { badParameter, notFound } from './problem.ts'
import { emptyNow } from './provider-now.ts'
import { readQuery, slugPath } from './query.ts'
import { reportsWithin } from './report-counts.ts'
import { agesOf, type Sighted, sightedListOf, sightsOf } from './sights.ts'

const ListQuery = z.strictObject(paging)
const ReportsQuery = z.strictObject({
	from: z.optional(DayOrMoment),
	to: z.optional(DayOrMoment),
})

const ProviderEntry = z.object({
	id: Slug,
	name: z.string(),
	operator: z.string(),
	homepage: WebAddress,
	statusPage: z.nullable(z.string()),
	surfaces: listed(z.extend(SurfaceNow, { covered: z.boolean() })),
	/** Null where none is on record and the present is not known. */
	open: z.nullable(z.int()),
	asOf: instantOrNull,
	notKnown: z.nullable(WhyNotKnown),
	coverage: listed(Coverage),
})
export const ProvidersAnswer = sightedListOf(ProviderEntry)

export const ProviderAnswer = z.object({
	...Provider.shape,
	...z.omit(ProviderNow, { provider: true, surfaces: true, filed: true }).shape,
	notKnown: listed(NotKnown),
	states: ProviderNow.shape.surfaces,
	alsoListed: listed(UnmatchedComponent),
	possible: listed(PossibleRise),
})

/**
 * Report counts in a stretch; an empty list says nothing about the service, and `coverage` says
 * which days hold any.
 */
export const ReportsAnswer = z.extend(listOf(ReportCount), {
	from: Instant,
	to: Instant,
	coverage: z.string(),
})

export const providerRoutes: readonly RouteDescription[] = [
	{
		path: '/providers',
		tag: 'Now',
		summary: 'The providers, with states and coverage',
		description:
			'Every provider, in the order of ids. `open` is null where we have nothing open on record ' +
			'and can’t reach the page.',
		query: ListQuery,
		answer: { name: 'Providers', schema: ProvidersAnswer },
	},
	{
		path: '/providers/{provider}',
		tag: 'Now',
		summary: 'One provider',
		description:
			'Its products and sources, its state now, what is open, the newest incidents that are ' +
			'over, and how far the record reaches.',
		query: NoQuery,
		answer: { name: 'Provider', schema: ProviderAnswer },
	},
	{
		path: '/providers/{provider}/reports',
		tag: 'User reports',
		summary: 'User reports of a stretch of time',
		description:
			'Report counts with their usual level, of the last day when no stretch is named, 31 days ' +
			'at most. A window that isn’t there wasn’t counted. The one still open is `partial`.',
		query: ReportsQuery,
		answer: { name: 'Reports', schema: ReportsAnswer },
	},
]

/** `/api/v1/providers…` */
export function providers(content: Content): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()

	app.get('/', async (context) => {
		const { cursor, limit = defaultLimit } = readQuery(context, ListQuery)
		const now = await readModel(context.env).now()
		const after = readCursor(cursor)?.key
		// The registry is short and has no dates: it goes by id.
		const rest = [...content.providers]
			.sort((a, b) => (a.id < b.id ? -1 : 1))
			.filter((provider) => after === undefined || provider.id > after)
		const given = rest.slice(0, limit)
		const last = given.at(-1)
		const next =
			last && rest.length > given.length ? writeCursor({ at: registryMoment, key: last.id }) : null
		const sighted = await sightsOf(context.env, given, now)
		return answerJson(context, {
			items: sighted.map(entryOf),
			next,
			...agesOf(sighted),
		} satisfies z.infer<typeof ProvidersAnswer>)
	})

	app.get('/:provider', async (context) => {
		readQuery(context, NoQuery)
		const provider = providerOf(content, slugPath(context, 'provider'))
		const sighted = await sightsOf(context.env, [provider], await readModel(context.env).now())
		const { surfaces, provider: _, filed: __, ...known } = sighted[0]?.now ?? emptyNow(provider)
		return answerJson(context, {
			...provider,
			states: surfaces,
			...known,
			alsoListed: alsoListed(known),
			possible: known.possible ?? [],
			...agesOf(sighted),
		} satisfies z.infer<typeof ProviderAnswer>)
	})

	app.get('/:provider/reports', async (context) => {
		const query = readQuery(context, ReportsQuery)
		const provider = providerOf(content, slugPath(context, 'provider'))
		const to = query.to ?? momentOf(context.env, 60)
		const from = query.from ?? addSeconds(to, -86_400)
		const length = secondsBetween(from, to)
		if (length <= 0) throw badParameter('to', 'expected a time after from')
		if (length > mostReportDays * 86_400)
			throw badParameter('from', `expected at most ${mostReportDays} days before to`)
		const { items, formAnswered } = await reportsWithin(context.env, content, provider.id, from, to)
		const coverage =
			items.length > 0
				? 'Windows without a count were not counted, except those of our own form, where nobody ' +
					'reported. Sources count different things: see each source’s name and baseline.'
				: 'No report counts are stored for this stretch. That says nothing about the service: ' +
					'nobody counted, or nobody reported.'
		const missing = formAnswered
			? ''
			: ' Our own form didn’t answer: its count of the last fifteen minutes is missing.'
		return answerJson(context, {
			items,
			next: null,
			asOf: countedUntil(items),
			from,
			to,
			coverage: coverage + missing,
		} satisfies z.infer<typeof ReportsAnswer>)
	})

	return app
}

/** The end of the newest window that is whole; null where there is none. */
function countedUntil(items: readonly ReportCount[]): string | null {
	const ends = items.flatMap(({ at, windowSeconds, partial }) =>
		windowSeconds === undefined || partial ? [] : [addSeconds(at, windowSeconds)],
	)
	return latest(...ends) ?? null
}

const mostReportDays = 31
const registryMoment = '1970-01-01T00:00:00Z'

/** A provider of the registry; 404 for any other. */
export function providerOf(content: Content, id: string): Provider {
	const provider = content.providers.find((candidate) => candidate.id === id)
	if (!provider) throw notFound(`provider ${id}`)
	return provider
}

function entryOf({ provider, now, sight }: Sighted): z.infer<typeof ProviderEntry> {
	const { surfaces, open, coverage, provider: header } = now
	const { id, name, operator, homepage, statusPage } = headerOf(provider)
	const covered = new Set(
		header.surfaces.filter((surface) => surface.covered).map((surface) => surface.id),
	)
	return {
		id,
		name,
		operator,
		homepage,
		statusPage,
		surfaces: surfaces.map((surface) => ({ ...surface, covered: covered.has(surface.id) })),
		// That none is on record says nothing while the page cannot be read.
		open: open.length === 0 && sight.blind !== null ? null : open.length,
		asOf: sight.asOf,
		notKnown: sight.blind && { since: sight.asOf, why: sight.blind },
		coverage,
	}
}
