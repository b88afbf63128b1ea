import type { CredentialName } from '#core/platforms/platform.ts'
import type { Env } from '../../env.ts'
import { bearerTokens } from './bearer-token.ts'
import type { Credentials } from './fetch-context.ts'

/**
 * What the deployment's settings hold. Each is shown to its own host, over https, and to nobody
 * else.
 */
type Secrets = Pick<Env, 'GITHUB_TOKEN' | 'DOWNDETECTOR_CLIENT_ID' | 'DOWNDETECTOR_CLIENT_SECRET'>

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
		async show(name, url, context) {
			if (missing(name) !== undefined || !isOwnHost(name, url)) return {}
			return name === 'github'
				? { authorization: `Bearer ${secrets.GITHUB_TOKEN}` }
				: await tokens.show(context)
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
