import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import type { ApiEnv } from './answer.ts'

/**
 * What every answer tells browsers: data may be read by any site and does nothing in a browser; a
 * page may be read and framed by none, and has nothing inline. Which of the two an answer is shows
 * when it is made, for one address may answer with either.
 */
export const answerHeaders: MiddlewareHandler<ApiEnv> = async (context, next) => {
	if (context.req.method === 'OPTIONS') {
		await next()
		return openToAll(context, made)
	}
	await next()
	if (isPage(context.req.path, context.res)) return await forPages(context, made)
	await openToAll(context, made)
	return await forData(context, made)
}

/** The answer is there already, and Hono's middleware only adds to it. */
async function made(): Promise<void> {}

/**
 * Whether something is a page, by what it is. An asset that has not changed comes without its type:
 * then the address tells.
 */
function isPage(path: string, { status, headers }: Response): boolean {
	const type = headers.get('content-type')
	return type === null ? status === 304 && isForPeople(path) : type.startsWith('text/html')
}

/** Whether people read what is at a path, and not programs. */
export function isForPeople(path: string): boolean {
	return (
		!/^\/(api|feeds|data|badges|calendar|statuspage|metrics|admin|llms\.txt)(\/|$)/.test(path) &&
		!/\.(md|txt)$/.test(path)
	)
}

/**
 * Any page of the Web may read this: there is nothing here that only some may see. None may report
 * in its visitors' name.
 */
const openToAll = cors({
	origin: '*',
	allowMethods: ['GET', 'HEAD', 'OPTIONS'],
	allowHeaders: ['If-None-Match', 'If-Modified-Since'],
	exposeHeaders: ['ETag', 'Last-Modified', 'Link', 'Retry-After'],
	maxAge: 86_400,
})

type Options = NonNullable<Parameters<typeof secureHeaders>[0]>

/** Of what the middleware sets by itself only what is named below; and a handler's own word stays. */
const named: Options = {
	overwrite: false,
	strictTransportSecurity: 'max-age=31536000',
	xContentTypeOptions: true,
	crossOriginOpenerPolicy: false,
	originAgentCluster: false,
	xDnsPrefetchControl: false,
	xDownloadOptions: false,
	xFrameOptions: false,
	xPermittedCrossDomainPolicies: false,
	xXssProtection: false,
}

const forData = secureHeaders({
	...named,
	crossOriginResourcePolicy: 'cross-origin',
	referrerPolicy: 'no-referrer',
	contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], sandbox: [] },
})

/** As in the site's `_headers`, which does not apply to what the Worker answers. */
const pageOptions: Options = {
	...named,
	crossOriginResourcePolicy: false,
	referrerPolicy: 'same-origin',
	contentSecurityPolicy: {
		defaultSrc: ["'none'"],
		styleSrc: ["'self'"],
		imgSrc: ["'self'", 'data:'],
		scriptSrc: ["'self'"],
		connectSrc: ["'self'"],
		formAction: ["'self'"],
		baseUri: ["'none'"],
		frameAncestors: ["'none'"],
	},
	permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [], usb: [] },
}

const forPages = secureHeaders(pageOptions)

/** For a page that shows something of one other host: its policy lets in that host's frame and script. */
export function openedTo(host: string): MiddlewareHandler {
	return secureHeaders({
		...pageOptions,
		contentSecurityPolicy: {
			...pageOptions.contentSecurityPolicy,
			scriptSrc: ["'self'", host],
			frameSrc: [host],
		},
	})
}
