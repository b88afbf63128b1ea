import type { Provider } from '#core/model/provider.ts'
import { platformOf } from '#core/platforms/index.ts'
import { floorTo } from '#core/time/time.ts'
import { tasksOf } from '../edge/recorder/agenda.ts'
import type { Manifest } from './recording.ts'

/**
 * Which of a recording's addresses the sources in `content/` ask for: a replay plays those and no
 * others.
 */
export interface RecordedSources {
	/** Addresses that a source asks for, in the recording's order. */
	readonly asked: readonly string[]
	/** Addresses that nobody asks for. */
	readonly unasked: readonly string[]
	/**
	 * An address that would be asked for, of the same host where there is one: what a recording of it
	 * would have.
	 */
	readonly instead?: { readonly url: string; readonly provider: string }
}

/** Looks at every moment of the recording, since some sources name the time in their address. */
export function recordedSources(
	{ from, frames }: Manifest,
	providers: readonly Provider[],
): RecordedSources {
	const urls = new Set(frames.map(({ url }) => url))
	const known = new Map<string, string>()
	for (const slot of new Set([from, ...frames.map(({ at }) => at)].map((at) => floorTo(at, 60)))) {
		const { tasks } = tasksOf(providers, slot, platformOf, () => undefined)
		for (const { request, provider } of tasks) known.set(request.url, provider.id)
	}
	const unasked = [...urls].filter((url) => !known.has(url))
	const hosts = new Set(unasked.map((url) => new URL(url).host))
	const candidates = [...known].map(([url, provider]) => ({ url, provider }))
	const instead = candidates.find(({ url }) => hosts.has(new URL(url).host)) ?? candidates[0]
	return { asked: [...urls].filter((url) => known.has(url)), unasked, ...(instead && { instead }) }
}
