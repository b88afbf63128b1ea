/**
 * What an API says of a request that it refused, as the end of a sentence; empty when it says
 * nothing in the one shape that is repeated
 * (`{ "error": true, "message": "…" }`, Downdetector's). Other refusals name our address or change
 * from look to look. Nothing is repeated in
 * which the credential stands that was shown.
 */
export function statedError(text: string, authorization: string | undefined): string {
	const message = messageIn(text)
	const secret = authorization?.replace(/^\w+ /, '')
	if (message === undefined || (secret !== undefined && text.includes(secret))) return ''
	const words = message
		.replaceAll(/[^\x20-\x7e]+/g, ' ')
		.trim()
		.slice(0, 120)
	return words === '' ? '' : `: ${JSON.stringify(words)}`
}

function messageIn(text: string): string | undefined {
	try {
		const answer: unknown = JSON.parse(text)
		if (
			typeof answer !== 'object' ||
			answer === null ||
			!('error' in answer) ||
			answer.error !== true ||
			!('message' in answer)
		)
			return undefined
		return typeof answer.message === 'string' ? answer.message : undefined
	} catch {
		return undefined
	}
}
