import * as z from 'zod/mini'
import type { Provider } from '#core/model/provider.ts'
import { Symptom } from '#core/model/symptom.ts'
import { readBody } from '../http/read-body.ts'
import { RequestProblem } from './problem.ts'

/**
 * Reads a report out of a request, from a form or as JSON. All that it throws is a RequestProblem
 * with a status of its own.
 */

/** The field in which Turnstile's form widget sends its token. */
export const proofField = 'cf-turnstile-response'

/**
 * A report: that something is broken for somebody, and if they say so, what and how. Unknown fields
 * are refused: a misspelt one would be lost.
 */
export const ReportRequest = z.strictObject({
	/** A surface of the provider. */
	surface: z.optional(z.nullable(z.string())),
	symptom: z.optional(z.nullable(Symptom)),
	/** The proof of being human, where this site asks for one. */
	[proofField]: z.optional(z.string().check(z.maxLength(2048))),
})
export type ReportRequest = z.infer<typeof ReportRequest>

/** Whether a form was sent, to be answered with a page, or a program asks. */
export function isFromForm(request: Request): boolean {
	return (
		mediaTypeOf(request) === formType &&
		!/application\/json/i.test(request.headers.get('accept') ?? '')
	)
}

/**
 * A page of another site may not report in its visitors' name: browsers say where a request comes
 * from, programs say nothing.
 */
export function refuseOtherSites(request: Request): void {
	const site = request.headers.get('sec-fetch-site')
	const origin = request.headers.get('origin')
	const foreign =
		(site !== null && site !== 'same-origin' && site !== 'none') ||
		(origin !== null && hostOf(origin) !== new URL(request.url).host)
	if (foreign)
		throw new RequestProblem(
			403,
			'A page of another site cannot report in the name of its visitors.',
		)
}

/** Throws 415, 413, 408, 400 or 422. */
export async function readReport(
	request: Request,
	provider: Pick<Provider, 'name' | 'surfaces'>,
): Promise<ReportRequest> {
	const type = mediaTypeOf(request)
	if (type !== formType && type !== jsonType)
		throw new RequestProblem(415, `A report is ${jsonType} or ${formType}.`)
	const text = await readText(request)
	const read = ReportRequest.safeParse(type === jsonType ? parseJson(text) : parseForm(text))
	const known = Object.keys(ReportRequest.def.shape)
	if (!read.success) {
		const parameters = read.error.issues.flatMap((issue) =>
			issue.code === 'unrecognized_keys'
				? issue.keys.map((name) => ({
						name: name.slice(0, 100),
						expected: `expected one of ${known.join(', ')}`,
					}))
				: [
						{
							name: String(issue.path[0] ?? 'the body'),
							expected: issue.path.length === 0 ? 'expected a JSON object' : issue.message,
						},
					],
		)
		throw notUnderstood(parameters)
	}
	const { surface } = read.data
	if (typeof surface === 'string' && !provider.surfaces.some(({ id }) => id === surface))
		throw notUnderstood([
			{
				name: 'surface',
				expected: `expected one of ${provider.surfaces.map(({ id }) => id).join(', ')}`,
			},
		])
	return read.data
}

const formType = 'application/x-www-form-urlencoded'
const jsonType = 'application/json'
/**
 * Ten times what a report with a token of Turnstile's takes would still fit a form; nothing needs
 * more.
 */
const maxBytes = 4096
const bodyMilliseconds = 10_000

function mediaTypeOf(request: Request): string {
	return (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

async function readText(request: Request): Promise<string> {
	const announced = request.headers.get('content-length')
	if (announced !== null && Number(announced) > maxBytes) throw tooLarge()
	// What announces its length is not longer: HTTP itself sees to that.
	if (announced !== null && request.headers.get('transfer-encoding') === null)
		return decode(await request.arrayBuffer())
	const body = await readBody(new Response(request.body), maxBytes, bodyMilliseconds)
	if (body.kind === 'too-large') throw tooLarge()
	if (body.kind === 'timeout')
		throw new RequestProblem(408, 'The report did not arrive within ten seconds.')
	return decode(body.bytes)
}

function tooLarge(): RequestProblem {
	return new RequestProblem(413, `A report has at most ${maxBytes} bytes.`)
}

function decode(bytes: ArrayBuffer | Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
	} catch {
		throw new RequestProblem(400, 'The report is not UTF-8.')
	}
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text)
	} catch {
		throw new RequestProblem(400, 'The report is not JSON.')
	}
}

/** What was left empty was not said. */
function parseForm(text: string): unknown {
	const fields = [...new URLSearchParams(text)]
	const doubled = fields.find(
		([name], index) => fields.findIndex(([other]) => other === name) !== index,
	)
	if (doubled) throw notUnderstood([{ name: doubled[0].slice(0, 100), expected: 'expected once' }])
	return Object.fromEntries(fields.filter(([, value]) => value !== ''))
}

function notUnderstood(parameters: { name: string; expected: string }[]): RequestProblem {
	const listed = parameters
		.map(({ name, expected }) => `${name.slice(0, 60)} (${expected})`)
		.join('; ')
	return new RequestProblem(422, `Not understood: ${listed.slice(0, 600)}.`, {
		parameters: parameters.slice(0, 10),
	})
}

function hostOf(origin: string): string | undefined {
	return URL.canParse(origin) ? new URL(origin).host : undefined
}
