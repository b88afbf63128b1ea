import { type Context, Hono } from 'hono'
import * as z from 'zod/mini'
import {
	proofAction,
	type ReportForm,
	reportedPage,
	reportPage,
} from '#core/fragments/report-page.ts'
import { sha256Hex } from '#core/hash.ts'
import type { Content } from '#core/model/content.ts'
import { Slug } from '#core/model/instant.ts'
import type { Provider } from '#core/model/provider.ts'
import type { Env } from '../../env.ts'
import { millisecondsNow } from '../clock.ts'
import { theInternet } from '../http/internet.ts'
import { answerPage } from '../page.ts'
import { originOf } from '../reports/network.ts'
import { forgetWindow } from '../reports/open-window.ts'
import { mayReport } from '../reports/report-limit.ts'
import { type Receipt, reportsOf } from '../reports/rpc.ts'
import { verifyHuman } from '../reports/turnstile.ts'
import { type ApiEnv, streamHeaders } from './answer.ts'
import { openedTo } from './answer-headers.ts'
import type { PostDescription } from './description.ts'
import { RequestProblem } from './problem.ts'
import { providerOf } from './providers.ts'
import { slugPath } from './query.ts'
import {
	isFromForm,
	proofField,
	ReportRequest,
	readReport,
	refuseOtherSites,
} from './report-request.ts'

export const ReportReceipt = z.object({
	provider: Slug,
	/** False when the same client was counted within the last fifteen minutes: nothing was added. */
	counted: z.boolean(),
	/** Distinct reporters in the last sixty minutes. */
	lastHour: z.int(),
	reason: z.optional(z.literal('already-counted')),
	detail: z.string(),
})
type ReportReceipt = z.infer<typeof ReportReceipt>

/** The one address that is written to. */
export const reportRoute: PostDescription = {
	operationId: 'postReport',
	path: '/providers/{provider}/reports',
	tag: 'User reports',
	summary: 'Report a problem',
	description:
		'Tell us that the service is broken for you. We count one report per person every 15 ' +
		'minutes, and keep no address. The body is JSON or a form; both fields are optional.',
	body: ReportRequest,
	answer: { name: 'ReportReceipt', schema: ReportReceipt },
	taken: 'Received; `counted` says whether it was added. A form is answered with a page.',
	refusals: {
		400: 'The body is not JSON, or not UTF-8.',
		403: 'It comes from a page of another site, or without the proof of being human that is asked for.',
		404: 'There is no such provider.',
		408: 'The body did not arrive in time.',
		413: 'The body is too large.',
		415: 'The body is neither JSON nor a form.',
		422: 'A field, a surface or a symptom is not known.',
		429: { again: true, why: 'Too many reports from one client.' },
		503: { again: true, why: 'Reports cannot be counted at the moment.' },
	},
}

/**
 * Where people say that something is broken for them: `POST /api/v1/providers/{provider}/reports`,
 * and the form at `/report/{provider}`.
 */
export function reports(content: Content): Hono<ApiEnv> {
	const { site } = content
	const receive = async (context: Context<ApiEnv>): Promise<Response> => {
		const { env } = context
		const request = context.req.raw
		const provider = providerOf(content, slugPath(context, 'provider'))
		const form = isFromForm(request)
		try {
			const { counted, lastHour } = await take(env, request, provider)
			if (form)
				return await answerPage(
					env,
					request,
					reportedPage(provider, { counted, lastHour }, site),
					202,
					noStore,
				)
			const receipt = receiptOf(provider.id, counted, lastHour)
			return new Response(JSON.stringify(receipt), {
				status: 202,
				headers: streamHeaders({
					contentType: 'application/json; charset=utf-8',
					cacheControl: 'no-store',
				}),
			})
		} catch (error) {
			if (!form || !(error instanceof RequestProblem)) throw error
			const parts = reportPage(provider, { ...formOf(env), complaint: error.message }, site)
			const headers = { ...noStore, ...error.more.headers }
			return withCheck(context, await answerPage(env, request, parts, error.status, headers))
		}
	}
	return new Hono<ApiEnv>()
		.post('/api/v1/providers/:provider/reports', receive)
		.post('/report/:provider', receive)
		.get('/report/:provider', async (context) => {
			const provider = providerOf(content, slugPath(context, 'provider'))
			const parts = reportPage(provider, formOf(context.env), site)
			return withCheck(context, await answerPage(context.env, context.req.raw, parts))
		})
}

/** Whether reports are taken at a path, so that POST is possible there. */
export function takesReports(path: string): boolean {
	return /^\/(api\/v1\/providers\/[^/]+\/reports|report\/[^/]+)$/.test(path)
}

const noStore = { 'cache-control': 'no-store' }

/**
 * From what costs least to what costs most; what is wrong with a request is said before how often
 * it came. Throws a RequestProblem.
 */
async function take(env: Env, request: Request, provider: Provider): Promise<Receipt> {
	refuseOtherSites(request)
	const report = await readReport(request, provider)
	// Without the host's header there is no telling clients apart: they are one.
	const address = request.headers.get('cf-connecting-ip') ?? ''
	// What arrives from outside has what the host knows of it.
	const { asn } = (request.cf ?? {}) as Partial<IncomingRequestCfProperties>
	const origin = originOf(address, asn)
	const at = millisecondsNow(env)
	if (!(await mayReport(env, origin.client, at)))
		throw new RequestProblem(
			429,
			'Too many reports from here. One in fifteen minutes is counted.',
			{ headers: { 'retry-after': limitSeconds } },
		)
	const proof = await humanProof(env, request, provider, report)
	const { surface = null, symptom = null } = report
	const entry = { ...origin, surface, symptom, at, ...(proof !== undefined && { proof }) }
	const receipt = await reportsOf(env, provider.id)
		.report(entry)
		.catch((error: unknown) => {
			console.error(error)
			throw new RequestProblem(503, 'Reports cannot be counted at the moment.', {
				headers: { 'retry-after': limitSeconds },
			})
		})
	forgetWindow(env, provider.id)
	if (receipt.proofUsed)
		throw new RequestProblem(
			403,
			'This proof of being human has been used before. Load the form anew.',
		)
	return receipt
}

/** The limit's period in wrangler.toml. */
const limitSeconds = '60'

/** The hash of a proof of being human that holds; undefined where none is asked for. */
async function humanProof(
	env: Env,
	request: Request,
	provider: Provider,
	report: ReportRequest,
): Promise<string | undefined> {
	if (env.TURNSTILE_SECRET === undefined) return undefined
	const token = report[proofField]
	if (token === undefined || token === '')
		throw new RequestProblem(
			403,
			'Reports are taken with a proof of being human, which the form on this site gives.',
		)
	const expected = {
		secret: env.TURNSTILE_SECRET,
		hostname: new URL(request.url).hostname,
		action: proofAction,
		customData: provider.id,
	}
	const verdict = await verifyHuman(token, expected, env.INTERNET ?? theInternet)
	if (verdict === 'refused')
		throw new RequestProblem(
			403,
			'The proof of being human does not hold, or was used before. Load the form anew.',
		)
	if (verdict === 'unknown')
		throw new RequestProblem(503, 'The proof of being human cannot be checked at the moment.', {
			headers: { 'retry-after': limitSeconds },
		})
	return sha256Hex(token).slice(0, 32)
}

function receiptOf(provider: string, counted: boolean, lastHour: number): ReportReceipt {
	if (counted)
		return {
			provider,
			counted,
			lastHour,
			detail: `Counted. You are one of ${lastHour} in the last hour.`,
		}
	return {
		provider,
		counted,
		lastHour,
		reason: 'already-counted',
		detail: 'This client was counted in the last fifteen minutes; nothing was added.',
	}
}

function formOf(env: Env): ReportForm {
	return env.TURNSTILE_SECRET === undefined ? {} : { siteKey: env.TURNSTILE_SITE_KEY ?? null }
}

/**
 * The page of the form. Its policy is opened to the one host that the check against machines comes
 * from, where there is such a check.
 */
async function withCheck(context: Context<ApiEnv>, page: Response): Promise<Response> {
	const { TURNSTILE_SECRET, TURNSTILE_SITE_KEY } = context.env
	if (TURNSTILE_SECRET === undefined || TURNSTILE_SITE_KEY === undefined) return page
	context.res = page
	await openedToTurnstile(context, async () => undefined)
	return context.res
}

const openedToTurnstile = openedTo('https://challenges.cloudflare.com')
