import type { Context } from 'hono'
import * as z from 'zod/mini'
import { listed } from '#core/model/documents.ts'
import { type ApiEnv, answerText } from './answer.ts'

/** An error as RFC 9457 has it. */
export const ProblemAnswer = z.object({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	detail: z.string(),
	instance: z.string(),
	/** The parameters that were not understood, and what each should have been. */
	parameters: z.optional(listed(z.object({ name: z.string(), expected: z.string() }))),
	/** The parameters that this address knows. */
	known: z.optional(listed(z.string())),
})
export type ProblemAnswer = z.infer<typeof ProblemAnswer>

/** Errors as RFC 9457 has them. A handler throws one; the app turns it into the answer. */
export class RequestProblem extends Error {
	override readonly name = 'RequestProblem'
	readonly status: ProblemStatus
	readonly more: ProblemMore
	constructor(status: ProblemStatus, detail: string, more: ProblemMore = {}) {
		super(detail)
		this.status = status
		this.more = more
	}
}

type ProblemStatus = 400 | 403 | 404 | 405 | 408 | 413 | 415 | 422 | 429 | 503

interface ProblemMore extends Pick<ProblemAnswer, 'parameters' | 'known'> {
	/** What the answer's head says besides. */
	readonly headers?: Readonly<Record<string, string>>
}

const titles: Readonly<Record<number, string>> = {
	400: 'The request is not understood',
	403: 'Not allowed',
	404: 'There is no such thing',
	405: 'This address does not do that',
	408: 'The request took too long',
	413: 'The request is too large',
	415: 'The request is of another kind',
	422: 'The request says what cannot be',
	429: 'Too many requests',
	500: 'We failed',
	503: 'Not available at the moment',
}

/** A 404 that names what was asked for, cut to a readable length. */
export function notFound(what: string): RequestProblem {
	return new RequestProblem(
		404,
		`There is no ${what.length > 120 ? `${what.slice(0, 120)}…` : what}.`,
	)
}

/** A 400 for one parameter that cannot be. */
export function badParameter(name: string, expected: string): RequestProblem {
	return new RequestProblem(400, `The parameter ${name} is not understood: ${expected}.`, {
		parameters: [{ name, expected }],
	})
}

export async function answerProblem(
	context: Context<ApiEnv>,
	status: number,
	detail: string,
	{ headers, ...more }: ProblemMore = {},
): Promise<Response> {
	const problem: ProblemAnswer = {
		type: more.parameters || more.known ? 'urn:tidemark:problem:parameter' : 'about:blank',
		title: titles[status] ?? titles[500] ?? '',
		status,
		detail,
		instance: new URL(context.req.url).pathname,
		...more,
	}
	return answerText(context, JSON.stringify(problem), {
		status,
		contentType: 'application/problem+json; charset=utf-8',
		cacheControl: 'no-store',
		headers: headers ?? {},
	})
}
