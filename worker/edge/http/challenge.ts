/**
 * Recognises a page that asks whether we are human. It is recorded as `refused` and never worked
 * around: an answer to it
 * would be a lie, and the site has said no.
 */

const headers: readonly [name: string, value: RegExp][] = [
	['cf-mitigated', /challenge/i],
	['x-amzn-waf-action', /captcha|challenge/i],
	['x-datadome', /./],
	['x-sucuri-block', /./],
]

const marks =
	/<title>\s*(just a moment|attention required|access denied|please wait|verify|checking your browser|security check|are you a robot)|challenge-platform|cf[-_]chl|captcha|px-captcha|incapsula|ddos-guard|datadome|verify(ing)? (that )?you are (a )?human|enable javascript and cookies to continue/i

/** Whether the headers alone say so. */
export function challengedByHeaders(response: Response): boolean {
	return headers.some(([name, value]) => value.test(response.headers.get(name) ?? ''))
}

/**
 * Whether a text that should have been JSON or XML is such a page instead. Looks at the first
 * 16,000 characters of HTML only.
 */
export function challengedByText(text: string, contentType: string): boolean {
	const start = text.slice(0, 16_000)
	const isHtml = /html/i.test(contentType)
		? !/^\s*(<\?xml|<rss|<feed|[{[])/i.test(start)
		: /^\s*<(!doctype html|html|head|body)/i.test(start)
	return isHtml && marks.test(start)
}
