import * as z from 'zod/mini'
import type { Internet } from '../http/internet.ts'
import { readBody, setAlarm } from '../http/read-body.ts'

/**
 * Asks Cloudflare Turnstile whether a token proves that a human sent the form.
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */

export interface Expected {
	readonly secret: string
	/** Of this site, as its readers address it. */
	readonly hostname: string
	readonly action: string
	/** What the page had put into the widget. */
	readonly customData: string
}

/**
 * `unknown`: it could not be asked, or our own settings are wrong; says nothing about the sender.
 */
export type Verdict = 'human' | 'refused' | 'unknown'

const Answer = z.object({
	success: z.boolean(),
	hostname: z.optional(z.string()),
	action: z.optional(z.string()),
	cdata: z.optional(z.string()),
	'error-codes': z.optional(z.array(z.string())),
})

/** A token is good for one question: the answer to a second one is no. Never throws. */
export async function verifyHuman(
	token: string,
	expected: Expected,
	internet: Internet,
): Promise<Verdict> {
	const body = new URLSearchParams({ secret: expected.secret, response: token })
	const answer = await ask(
		new Request(verifier, { method: 'POST', body, redirect: 'manual' }),
		internet,
	)
	if (answer === undefined) return 'unknown'
	if (!answer.success)
		return (answer['error-codes'] ?? []).some((code) => ours.has(code)) ? 'unknown' : 'refused'
	const same = answer.hostname === expected.hostname && answer.action === expected.action
	return same &&
		(answer.cdata === undefined || answer.cdata === '' || answer.cdata === expected.customData)
		? 'human'
		: 'refused'
}

const verifier = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'
const milliseconds = 5000
const maxBytes = 16_384

/** Errors that the sender of a report has no part in. */
const ours: ReadonlySet<string> = new Set([
	'missing-input-secret',
	'invalid-input-secret',
	'bad-request',
	'internal-error',
])

async function ask(
	request: Request,
	internet: Internet,
): Promise<z.infer<typeof Answer> | undefined> {
	const alarm = setAlarm(milliseconds)
	try {
		const response = await Promise.race([internet.fetch(request), alarm.rings])
		if (response === 'late') return undefined
		const body = await readBody(response, maxBytes, milliseconds)
		if (body.kind !== 'whole') return undefined
		const read = Answer.safeParse(JSON.parse(new TextDecoder().decode(body.bytes)))
		return read.success ? read.data : undefined
	} catch {
		// Not reached, or what came is no JSON.
		return undefined
	} finally {
		alarm.stop()
	}
}
