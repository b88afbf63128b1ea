import { type Context, Hono } from 'hono'
import type { Scope } from '#core/model/analysis.ts'
import { AnalysisQuery, NoQuery } from '#core/openapi/parameters.ts'
import { questions } from '#core/questions/registry.ts'
import { addresses } from '#core/text/addresses.ts'
import { type AnalystAnswer, analystOf } from '../analyst/analyst-rpc.ts'
import { assets } from '../keys.ts'
import { shippedAsset } from '../shipped-asset.ts'
import { reading } from '../store-failure.ts'
import { type ApiEnv, answerJson, answerText } from './answer.ts'
import { notFound, RequestProblem } from './problem.ts'
import { readQuery } from './query.ts'

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
		return answerJson(context, { items, next: null, asOf: null })
	})

	app.get('/:name', async (context) => {
		const name = context.req.param('name')
		if (!questions.some((question) => question.name === name)) throw notFound(`analysis ${name}`)
		const scope: Scope = readQuery(context, AnalysisQuery)
		const answer = await ask(context, name, scope)
		if (answer.outcome === 'answered') return answerText(context, answer.text, json)
		if (answer.outcome === 'scope error')
			throw new RequestProblem(400, sentence(answer.errors), { parameters: answer.errors })
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

function sentence(errors: readonly { readonly name: string; readonly expected: string }[]): string {
	return `Not understood: ${errors.map(({ name, expected }) => `${name} (${expected})`).join('; ')}.`
}
