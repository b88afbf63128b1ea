import type { Failure } from '#core/model/snapshot.ts'
import type { CredentialName } from '#core/platforms/platform.ts'
import type { Env } from '../../env.ts'
import { bearerTokens } from './bearer-token.ts'
import type { Means } from './fetch-document.ts'

/**
 * What the deployment's settings hold. Each is shown to its own host, over https, and to nobody
 * else.
 */
type Secrets = Pick<Env, 'GITHUB_TOKEN' | 'DOWNDETECTOR_CLIENT_ID' | 'DOWNDETECTOR_CLIENT_SECRET'>

/**
 * The value of an `authorization` header; nothing where none is to be shown; or why there is none
 * though there should be.
 */
export type Shown =
	| { readonly authorization?: string }
	| { readonly failure: Failure }
	| 'unreached'

export interface Credentials {
	/** The setting that is absent, such as `DOWNDETECTOR_CLIENT_ID`; undefined when all are there. */
	missing(name: CredentialName): string | undefined
	/**
	 * What a request to `url` shows. May ask for a token, which counts as a request of the tick.
	 * Never throws.
	 */
	show(name: CredentialName, url: string, means: Means): Promise<Shown>
	/** After a 401: whether something else can be shown than what was. */
	renew(name: CredentialName, refused: string | undefined): boolean
}

const settings: Readonly<Record<CredentialName, readonly (keyof Secrets)[]>> = {
	github: ['GITHUB_TOKEN'],
	downdetector: ['DOWNDETECTOR_CLIENT_ID', 'DOWNDETECTOR_CLIENT_SECRET'],
}

const hosts: Readonly<Record<CredentialName, string>> = {
	github: 'api.github.com',
	downdetector: 'downdetectorapi.com',
}

/** Where Downdetector exchanges credentials for a token. */
const tokenAddress = 'https://downdetectorapi.com/v2/tokens?grant_type=client_credentials'

/** The credentials of a deployment. Tokens are kept in memory only. */
export function credentialsOf(secrets: Secrets): Credentials {
	const missing = (name: CredentialName) => settings[name].find((setting) => !secrets[setting])
	const tokens = bearerTokens(
		tokenAddress,
		`${secrets.DOWNDETECTOR_CLIENT_ID ?? ''}:${secrets.DOWNDETECTOR_CLIENT_SECRET ?? ''}`,
	)
	return {
		missing,
		async show(name, url, means) {
			if (missing(name) !== undefined || !isOwnHost(name, url)) return {}
			return name === 'github'
				? { authorization: `Bearer ${secrets.GITHUB_TOKEN}` }
				: await tokens.show(means)
		},
		renew: (name, refused) => name === 'downdetector' && tokens.drop(refused),
	}
}

/** Nothing to show to anybody. */
export const noCredentials: Credentials = credentialsOf({})

function isOwnHost(name: CredentialName, url: string): boolean {
	const target = URL.parse(url)
	return target?.protocol === 'https:' && target.host === hosts[name]
}
