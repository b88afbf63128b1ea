import { type Context, Hono } from 'hono'
import * as z from 'zod/mini'
import { AnalysisDocument, type Scope } from '#core/model/analysis.ts'
import { ScopeQuery } from '#core/model/parameters.ts'
import { figuresSchemas } from '#core/questions/figures-schemas.ts'
import { questions } from '#core/questions/registry.ts'
import { addresses } from '#core/text/addresses.ts'
import { type AnalystAnswer, analystOf } from '../analyst/analyst-rpc.ts'
import { assets } from '../keys.ts'
import { shippedAsset } from '../shipped-asset.ts'
import { reading } from '../store-failure.ts'
import { type ApiEnv, answerJson, answerText } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { listOf } from './paging.ts'
import { NoQuery } from './parameters.ts'
import { notFound, RequestProblem } from './problem.ts'
import { readQuery } from './query.ts'

/** The questions, with how each is answered. */
export const AnalysesAnswer = listOf(
	z.object({
		name: z.string(),
		title: z.string(),
		asks: z.string(),
		method: z.string(),
		version: z.string(),
		/**
		 * `complete`: a rate, share or comparison, refused where only chosen incidents were collected.
		 */
		needs: z.enum(['complete', 'any']),
		url: z.string(),
	}),
)

/** Each question's analysis with its own figures, by the question's name. */
export const analysisAnswers = /* @__PURE__ */ new Map(/* @__PURE__ */ answersOf(figuresSchemas))

function answersOf(figures: typeof figuresSchemas) {
	return Object.entries(figures).map(
		([name, own]) =>
			[
				name,
				z.extend(AnalysisDocument, { name: z.literal(name), figures: z.optional(own) }),
			] as const,
	)
}

/** An analysis: `name` says of which question, and so of which shape its figures are. */
export const AnalysisAnswer = /* @__PURE__ */ oneOf(analysisAnswers)

function oneOf(answers: typeof analysisAnswers) {
	const [first = AnalysisDocument, ...others] = answers.values()
	return z.discriminatedUnion('name', [first, ...others])
}

export const analysisRoutes: readonly RouteDescription[] = [
	{
		path: '/analysis',
		tag: 'Analysis',
		summary: 'The questions we ask of the record',
		description: 'Each question with its method and version.',
		query: NoQuery,
		answer: { name: 'Analyses', schema: AnalysesAnswer },
		storeless: true,
	},
	{
		path: '/analysis/{name}',
		tag: 'Analysis',
		summary: 'The figures of one question',
		description:
			'Figures of the record as it stands, or of the part that you name, with method, version, ' +
			'sample size, exclusions, coverage and input hash. The figures have the shape that belongs ' +
			'to `name`. We compute a limited number of answers a minute for everybody together.',
		query: ScopeQuery,
		parameters: {
			name: 'The name of an analysis, such as `durations`.',
			zone: 'An IANA time zone in which days begin and hours are read; UTC when absent.',
			weights:
				'A further way of counting availability: how much of a partial outage and of degraded ' +
				'service counts as down, such as `0.3,0`.',
		},
		answer: { name: 'Analysis', schema: AnalysisAnswer },
		limited: true,
	},
]

/** `/api/v1/analysis…`: what can be asked, and the answers for the record as it stands. */
export function analysis(): Hono<ApiEnv> {
	const app = new Hono<ApiEnv>()

	app.get('/', async (context) => {
		readQuery(context, NoQuery)
		const items = questions.map(({ name, title, asks, method, version, needs }) => ({
			name,
			title,
			asks,
			method,
			version,
			needs,
			url: addresses.analysisJson(name),
		}))
		return answerJson(context, {
			items,
			next: null,
			asOf: null,
		} satisfies z.infer<typeof AnalysesAnswer>)
	})

	app.get('/:name', async (context) => {
		const name = context.req.param('name')
		if (!questions.some((question) => question.name === name)) throw notFound(`analysis ${name}`)
		const scope: Scope = readQuery(context, ScopeQuery)
		const answer = await ask(context, name, scope)
		if (answer.outcome === 'answered') return answerText(context, answer.text, json)
		if (answer.outcome === 'misfit')
			throw new RequestProblem(400, sentence(answer.misfits), { parameters: answer.misfits })
		// Of the whole record the build has an answer, older than the one that cannot be had yet; its
		// `asOf` says so.
		const built = Object.keys(scope).length === 0 ? await builtAnswer(context, name) : undefined
		if (built !== undefined) return answerText(context, built, json)
		if (answer.outcome === 'busy')
			throw new RequestProblem(
				429,
				'More figures were asked for in this minute than are computed in one.',
				{ headers: soon },
			)
		const because = `Figures of a part of the record have to wait: ${answer.because}. Those of the whole archive are at ${addresses.analysisJson(name)}.`
		throw new RequestProblem(503, because, { headers: soon })
	})

	return app
}

const json = { contentType: 'application/json; charset=utf-8' }
/** Answers change with a look at the earliest, and that is once a minute. */
const soon = { 'retry-after': '60' }

async function ask(context: Context<ApiEnv>, name: string, scope: Scope): Promise<AnalystAnswer> {
	try {
		return await analystOf(context.env).answer(name, scope)
	} catch (error) {
		console.error(error)
		return { outcome: 'waiting', because: 'the recorder could not be asked' }
	}
}

async function builtAnswer({ env }: Context<ApiEnv>, name: string): Promise<string | undefined> {
	const path = assets.analysis(name)
	const text = await reading(path, async () => (await shippedAsset(env, path))?.text() ?? null)
	return typeof text === 'string' ? text : undefined
}

function sentence(
	misfits: readonly { readonly name: string; readonly expected: string }[],
): string {
	return `Not understood: ${misfits.map(({ name, expected }) => `${name} (${expected})`).join('; ')}.`
}
