import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IncidentDocument, NowDocument } from '#core/model/documents.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import { platforms as known } from '#core/platforms/index.ts'
import { credentialsOf } from '../../worker/edge/http/credentials.ts'
import { type Mutation, mutated, mutation } from '../contract/mutation.ts'
import { acmeSite, slotAt, start } from '../support/acme-story.ts'
import {
	ArbitraryPage,
	type Print,
	printIncidentio,
	printStatuspage,
	type Step,
	steps,
} from '../support/arbitrary-page.ts'
import { type Spoil, spoils, spoilt } from '../support/hostile-values.ts'
import { measured } from '../support/measured.ts'
import { contentOf, onStage, providerOf, type Site, type Stage } from '../support/recorder-stage.ts'

/**
 * Whatever a page prints, with hostile values in any of its places: every tick ends, the other
 * page's news is published in its minute, and ten
 * clean ticks later nothing of it is left but its record. WALL_PAGES says how many pages are tried,
 * FC_SEED where.
 */

const pages = measured('WALL_PAGES', 12)
const seed = measured('FC_SEED', 20260302)
const hostileMinutes = 6

interface Platform {
	readonly provider: Provider
	readonly print: Print
	/** The name of the document that an address asks for. */
	readonly nameOf: (url: string) => string
}

const lastPart = (url: string) => /([a-z-]+)(?:\.json)?$/.exec(url)?.[1] ?? ''
const incidentio = providerOf('bad')
const platforms: Readonly<Record<string, Platform>> = {
	statuspage: { provider: providerOf('bad'), print: printStatuspage, nameOf: lastPart },
	incidentio: {
		provider: {
			...incidentio,
			sources: incidentio.sources.map((source) => ({ ...source, platform: 'incidentio' })),
		},
		print: printIncidentio,
		nameOf: (url) => (url.includes('/proxy/') ? 'native' : lastPart(url)),
	},
}

/** The page by the minute: what happens on it while it is hostile, and then calm. */
function siteOf(
	{ print, nameOf }: Platform,
	acts: readonly Step[],
	changes: readonly Spoil[],
): Site {
	const page = new ArbitraryPage(start)
	let shown = -1
	return (url, minute, request) => {
		if (!url.startsWith('https://status.bad.example/')) return acmeSite(url, minute, request)
		for (; shown < minute; shown += 1) {
			page.now = slotAt(shown + 1)
			const act = acts[shown + 1]?.act
			if (act && shown + 1 < hostileMinutes) page.change(act)
			if (shown + 1 === hostileMinutes) page.calm(true)
		}
		const document = print(page, { page: slotAt(minute), incidents: 0 }, false)[nameOf(url)]
		if (document === undefined) return undefined
		return new Response(
			JSON.stringify(minute < hostileMinutes ? spoilt(document, changes) : document),
			{ headers: { 'content-type': 'application/json' } },
		)
	}
}

/** How many of Acme's statements are out by a minute. */
const statements = (minute: number) => [2, 4, 8].filter((of) => of <= minute).length

/** Ticks through the hostile minutes and ten clean ones. */
async function lastThrough(stage: Stage): Promise<void> {
	for (let minute = 0; minute <= hostileMinutes + 10; minute += 1) {
		expect(await stage.tick(minute)).toMatchObject({ ran: true })
		const told = JSON.parse(
			String(stage.kv.newest().get('incident/acme/inc1') ?? 'null'),
		) as IncidentDocument | null
		expect(told?.incident.updates.length ?? 0).toBe(statements(minute))
		const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
		expect(now.providers.map(({ provider }) => provider.id)).toEqual(['acme', 'bad'])
	}
	const status = stage.shard.status()
	expect(status.troubles.filter(({ endedAt }) => endedAt === undefined)).toEqual([])
	expect(stage.shard.looks().filter(({ outcome }) => outcome === 'failed')).toEqual([])
	stage.restart()
	expect(await stage.tick(hostileMinutes + 11)).toMatchObject({ ran: true })
}

describe.each(Object.entries(platforms))('%s', (_, platform) => {
	test('a page costs no tick and no other page, and leaves nothing but its record', async () => {
		await fc.assert(
			fc.asyncProperty(steps, spoils, (acts, changes) =>
				onStage(
					contentOf(providerOf('acme'), platform.provider),
					siteOf(platform, acts, changes),
					lastThrough,
				),
			),
			{ numRuns: pages, seed },
		)
	}, 3_600_000)
})

/** The fixtures of every platform, as they lie in `test/fixtures/<platform>/<document>.<type>`. */
const fixtures = new Map(
	Object.entries(
		import.meta.glob<string>('../fixtures/*/*', { query: '?raw', import: 'default', eager: true }),
	).map(([path, text]) => [
		path
			.split('/')
			.slice(2)
			.join('/')
			.replace(/(\.\w+)+$/, ''),
		text,
	]),
)
/** Where a fixture's name is not its document's. */
const shownAs: Readonly<Record<string, string>> = {
	'published-minutes/published-minutes': 'published-minutes/days',
	'report-file/counts': 'report-file/counts',
}
const options: Readonly<Record<string, Source['options']>> = {
	'google-workspace': { products: ['prodAssistant'] },
	'hacker-news': { query: 'Lamp' },
	downdetector: { slug: 'lamp', companyId: '4711' },
	'github-issues': { repository: 'bad/lamp' },
}

const deployed = {
	credentials: credentialsOf({
		DOWNDETECTOR_CLIENT_ID: 'id',
		DOWNDETECTOR_CLIENT_SECRET: 'secret',
	}),
}

describe.each([...known])('$id, as its fixtures have it', (platform) => {
	const plain = providerOf('bad')
	const provider: Provider = {
		...plain,
		sources: plain.sources.map((source) => ({
			...source,
			platform: platform.id,
			kind: platform.kind,
			...(options[platform.id] && { options: options[platform.id] }),
		})),
	}

	/** The documents of the fixtures, some of them changed by a stranger's hand in the first minutes. */
	function siteWith(changes: readonly Mutation[]): Site {
		return (url, minute, request) => {
			if (url.startsWith('https://status.acme.example/')) return acmeSite(url, minute, request)
			if (url.includes('/tokens?')) return Response.json({ access_token: 't', expires_in: 86_400 })
			const planned = provider.sources.flatMap((source) => platform.plan(source, slotAt(minute)))
			const name = planned.find((one) => new URL(one.url).href === url)?.name ?? ''
			const key = `${platform.id}/${name}`
			const text = fixtures.get(shownAs[key] ?? key)
			if (text === undefined) return undefined
			return new Response(minute < hostileMinutes ? mutated(text, changes) : text, {
				headers: {
					'content-type': text.startsWith('<') ? 'application/xml' : 'application/json',
				},
			})
		}
	}

	test('a page costs no tick and no other page, and nothing that it took back stays open', async () => {
		const content = contentOf(providerOf('acme'), provider)
		let clean: readonly string[] = []
		await onStage(
			content,
			siteWith([]),
			async (stage) => {
				await lastThrough(stage)
				clean = openOf(stage)
				// Or every page of this platform would be one that nobody asked for.
				expect(stage.snapshots().filter(({ provider }) => provider === 'bad')).not.toEqual([])
			},
			deployed,
		)
		const changes = fc.array(mutation, { minLength: 1, maxLength: 6 })
		await fc.assert(
			fc.asyncProperty(changes, (hostile) =>
				onStage(
					content,
					siteWith(hostile),
					async (stage) => {
						await lastThrough(stage)
						expect(openOf(stage).filter((id) => !clean.includes(id))).toEqual([])
					},
					deployed,
				),
			),
			{ numRuns: pages, seed },
		)
	}, 3_600_000)
})

/** The page's incidents that are shown as going on. */
function openOf(stage: Stage): string[] {
	const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
	return now.providers.find(({ provider }) => provider.id === 'bad')?.open.map(({ id }) => id) ?? []
}
