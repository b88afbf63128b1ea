import { Hono } from 'hono'
import { alsoListed } from '#core/documents/also-listed.ts'
import type { Content } from '#core/model/content.ts'
import { StatusAnswer } from '#core/model/status.ts'
import { latest } from '#core/time/time.ts'
import type { Env } from '../../env.ts'
import { looksIn } from '../reading/last-looks.ts'
import { readModel } from '../reading/read-model.ts'
import type { DocumentLook } from '../recorder/recorder-rpc.ts'
import { type ShardStatus, shardStatuses } from '../recorder/shard-status.ts'
import { type ApiEnv, answerJson } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { NoQuery } from './parameters.ts'
import { readQuery } from './query.ts'
import { agesOf, type Sighted, sightsOf } from './sights.ts'

export const statusRoute: RouteDescription = {
	path: '/status',
	tag: 'Now',
	summary: 'How every provider stands now',
	description:
		'Each provider with its products, open incidents, our last check of each document, gaps, ' +
		'problems and budgets. `asOf` is the oldest of the last checks that reached a page. ' +
		'`notKnown` names each provider whose present state we can’t tell, since when and why: an ' +
		'empty list of open incidents there is not an all-clear. `aside` is what we can’t read, ' +
		'derive or show of a provider, and since when; the feed at `/feeds/problems.json` says when ' +
		'each such trouble begins and ends.',
	query: NoQuery,
	answer: { name: 'Status', schema: StatusAnswer },
}

/** `/api/v1/status`: how things stand, and how well we know it. */
export function status(content: Content): Hono<ApiEnv> {
	return new Hono<ApiEnv>().get('/', async (context) => {
		readQuery(context, NoQuery)
		return answerJson(context, await statusOf(context.env, content))
	})
}

/**
 * The state that was published, with the recorders' own word on looks, gaps and budgets; without
 * it, only what was published.
 */
export async function statusOf(env: Env, content: Content): Promise<StatusAnswer> {
	const [now, { said: words }] = await Promise.all([readModel(env).now(), shardStatuses(env)])
	const sighted = await sightsOf(env, content.providers, now, { looks: looksIn(words) })
	return {
		...agesOf(sighted),
		recorders: words.map(({ shard, status }) => ({
			shard,
			reachable: status !== null,
			lastSlot: status?.lastSlot ?? null,
			failure: status?.failure ?? null,
			lastLookAt: status?.lastLookAt ?? null,
			budgets: status?.budgets ?? null,
			outbox: status?.outbox ?? null,
			degraded: status?.degraded ?? [],
			troubles: (status?.troubles ?? []).filter(({ provider }) => provider === undefined),
		})),
		providers: sighted.map((one) => providerStatus(one, words)),
	}
}

function providerStatus(
	{ provider, now: known, sight }: Sighted,
	words: readonly ShardStatus[],
): StatusAnswer['providers'][number] {
	const looks = words.flatMap((word) => word.looks).filter((look) => look.provider === provider.id)
	const word = words.find(({ status }) => status?.providers.includes(provider.id))?.status
	return {
		id: provider.id,
		name: provider.name,
		statusPage: provider.statusPage ?? null,
		asOf: sight.asOf,
		notKnown: sight.blind && { since: sight.asOf, why: sight.blind },
		surfaces: known.surfaces,
		open: known.open,
		lastGoodLookAt: latest(...looks.map((look) => look.lastGoodLookAt)) ?? null,
		fallback: fallbackOf(looks),
		documents: looks.map(({ provider: _, platform: __, ...look }) => look),
		gaps: word
			? word.gaps.filter((gap) =>
					gap.sources.some((source) => source.startsWith(`${provider.id}/`)),
				)
			: known.gaps,
		problems: word
			? word.problems
					.filter((problem) => problem.provider === provider.id)
					.map(({ provider: _, ...problem }) => problem)
			: known.problems,
		aside: word
			? word.troubles.filter(
					(trouble) =>
						trouble.provider === provider.id && !trouble.reading && trouble.endedAt === undefined,
				)
			: [],
		off: word
			? word.off
					.filter((entry) => entry.provider === provider.id)
					.map(({ source, reason }) => ({ source, reason }))
			: [],
		unattributed: known.unattributed,
		alsoListed: alsoListed(known),
		...(known.leftOut && { leftOut: known.leftOut }),
	}
}

function fallbackOf(looks: readonly DocumentLook[]): StatusAnswer['providers'][number]['fallback'] {
	const speaking = looks.find(({ fallbackFor, standby }) => fallbackFor !== null && !standby)
	if (!speaking || speaking.fallbackFor === null) return null
	const { source, fallbackFor, url, lastGoodLookAt } = speaking
	return { source, fallbackFor, url, lastGoodLookAt }
}
