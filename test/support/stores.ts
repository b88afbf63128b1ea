import { env } from 'cloudflare:workers'
import type { Provider } from '#core/model/provider.ts'
import { platformOf } from '#core/platforms/index.ts'
import { createApp } from '../../worker/edge/api/create-app.ts'
import type { DocumentLook, RecorderStatus } from '../../worker/edge/recorder/recorder-rpc.ts'
import type { Env } from '../../worker/env.ts'
import { archiveFiles, assetsOf, content } from './published.ts'

/**
 * The app on stores that fail in one way or another, and recorders that saw the pages, or did not.
 */

export type Get = (path: string, init?: RequestInit) => Promise<Response>

/** The app with some of its bindings replaced; the archive's assets come from memory. */
export function appWith(changed: Partial<Record<keyof Env, unknown>>, files = archiveFiles()): Get {
	const bindings = {
		...(env as unknown as Env),
		CF_VERSION_METADATA: undefined,
		ASSETS: assetsOf(files),
		RECORDER: recorderThat({}),
		...changed,
	}
	const app = createApp(content)
	const context = {
		waitUntil: () => undefined,
		passThroughOnException: () => undefined,
		props: {},
	} as unknown as ExecutionContext // all that the app uses
	return async (path, init) => app.request(path, init, bindings, context)
}

export interface Looking {
	/** When each document was last read with success; a moment ago when absent, null for never. */
	readonly lastGoodLookAt?: string | null
	/** Only these providers' documents were read so; all when absent. */
	readonly of?: readonly string[]
	readonly degraded?: readonly string[]
}

/** A namespace of recorders that say how they looked at the documents of every provider. */
export function recorderThat({
	lastGoodLookAt = aMomentAgo(),
	of,
	degraded = [],
}: Looking): unknown {
	const looks = content.providers.flatMap((provider) =>
		looksAt(provider, of && !of.includes(provider.id) ? aMomentAgo() : lastGoodLookAt),
	)
	const status: RecorderStatus = {
		shard: 'shard-0',
		providers: content.providers.map(({ id }) => id),
		lastSlot: aMomentAgo(),
		failure: null,
		lastLookAt: aMomentAgo(),
		budgets: {
			day: aMomentAgo().slice(0, 10),
			kvWrites: 0,
			kvWritesLimit: 1000,
			kvRefused: false,
			rowsWritten: 0,
			rowsWrittenLimit: 100_000,
		},
		outbox: { pending: 0, oldestAt: null },
		degraded,
		problems: [],
		troubles: [],
		gaps: [],
		off: [],
		archiveHash: null,
		contentHash: null,
	}
	return {
		idFromName: (name: string) => name,
		get: (shard: string) => ({
			statusAndLooks: async () => ({ status, looks: shard === 'shard-0' ? looks : [] }),
		}),
	}
}

/** A namespace of objects of which none answers. */
export function silent(): unknown {
	const refuse = async () => {
		throw new Error('the object does not answer')
	}
	return { idFromName: (name: string) => name, get: () => new Proxy({}, { get: () => refuse }) }
}

export function aMomentAgo(): string {
	return `${new Date(Date.now() - 30_000).toISOString().slice(0, 19)}Z`
}

function looksAt({ id, sources }: Provider, lastGoodLookAt: string | null): DocumentLook[] {
	return sources
		.filter(({ enabled, kind }) => enabled && kind === 'official')
		.flatMap((source) =>
			platformOf(source.platform)
				.plan(source, aMomentAgo())
				.map(
					(request): DocumentLook => ({
						provider: id,
						source: source.id,
						document: request.name,
						platform: source.platform,
						url: request.url,
						bearsState: request.bearsState,
						lastLookAt: aMomentAgo(),
						lastGoodLookAt,
						lastChangeAt: lastGoodLookAt,
						outcome: 'unchanged',
						failure: null,
						nextDueAt: null,
						refusedUntil: null,
						fallbackFor: null,
						standby: false,
					}),
				),
		)
}
